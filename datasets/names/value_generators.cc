#include "datasets/names/value_generators.h"

#include <array>
#include <cmath>
#include <cstdio>
#include <utility>

#include "base/error.h"

namespace lethe {
namespace {

constexpr std::array kMonths = {"January", "February", "March",     "April",   "May",      "June",
                                "July",    "August",   "September", "October", "November", "December"};
constexpr std::array kWeekdays = {"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"};

template <size_t N>
const char* Pick(const std::array<const char*, N>& items, Random& random) {
  return items[random.Below(N)];
}

template <typename... Values>
std::string Format(const char* format, Values... values) {
  char buffer[96];
  std::snprintf(buffer, sizeof buffer, format, values...);
  return buffer;
}

int Int(Random& random, int low, int high) {
  return static_cast<int>(random.Between(low, high));
}

// A whole number whose count of digits is drawn first, so that small ones are as frequent as large ones.
int64_t Magnitude(Random& random, int64_t low, int64_t high) {
  const double low_log = std::log(static_cast<double>(low)), high_log = std::log(static_cast<double>(high) + 1);
  const auto value = static_cast<int64_t>(std::exp(low_log + random.Uniform() * (high_log - low_log)));
  return std::min(std::max(value, low), high);
}

std::string Grouped(int64_t value, const char* separator) {
  std::string digits = std::to_string(value);
  for (int at = static_cast<int>(digits.size()) - 3; at > 0; at -= 3) digits.insert(static_cast<size_t>(at), separator);
  return digits;
}

// 12, 12.5 or 12.37 with a unit drawn from `units`.
template <size_t N>
std::string Measure(Random& random, double high, const std::array<const char*, N>& units) {
  const double value = std::exp(random.Uniform() * std::log(high));
  const int decimals = Int(random, 0, 2);
  const std::string number = decimals == 0
                                 ? Grouped(std::max<int64_t>(1, std::llround(value)), value >= 10000 ? "," : "")
                                 : Format("%.*f", decimals == 1 ? 1 : 2, value);
  return number + " " + Pick(units, random);
}

std::string Year(Random& random) {
  return std::to_string(random.Chance(0.8) ? Int(random, 1850, 2026) : Int(random, 900, 1849));
}

std::string Time(Random& random) {
  const int hour = Int(random, 0, 23), minute = random.Chance(0.6) ? 5 * Int(random, 0, 11) : Int(random, 0, 59);
  if (random.Chance(0.6)) return Format("%02d:%02d", hour, minute);
  const int twelve = hour % 12 == 0 ? 12 : hour % 12;
  const char* half = hour < 12 ? "am" : "pm";
  return minute == 0 && random.Chance(0.5) ? Format("%d %s", twelve, half) : Format("%d:%02d %s", twelve, minute, half);
}

std::string Money(Random& random) {
  static constexpr std::array kSigns = {"$", "£", "€"};
  static constexpr std::array kWords = {"euros", "dollars", "francs", "pounds", "crowns", "USD", "EUR", "CHF", "yen"};
  const int64_t amount = Magnitude(random, 2, 5'000'000);
  const std::string digits = random.Chance(0.3) && amount < 10000
                                 ? Format("%ld.%02d", static_cast<long>(amount), Int(random, 0, 99))
                                 : Grouped(amount, random.Chance(0.7) ? "," : "");
  if (random.Chance(0.5)) return Pick(kSigns, random) + digits;
  if (random.Chance(0.15))
    return Format("%d.%d million ", Int(random, 1, 90), Int(random, 1, 9)) + Pick(kWords, random);
  return digits + " " + Pick(kWords, random);
}

std::string Duration(Random& random) {
  static constexpr std::array kUnits = {"minutes", "hours", "days", "weeks", "months", "years", "seconds"};
  if (random.Chance(0.15)) return Format("%d.%d years", Int(random, 1, 90), Int(random, 1, 9));
  if (random.Chance(0.15)) return Format("%d h %d min", Int(random, 1, 20), Int(random, 1, 59));
  return Format("%d ", Int(random, 2, 90)) + Pick(kUnits, random);
}

std::string Word(Random& random) {
  static constexpr std::array kWords = {"info",  "office", "team", "anna", "ben",  "clara", "dov",    "emil", "fay",
                                        "gus",   "hana",   "ivo",  "jana", "kai",  "lena",  "moritz", "nina", "olaf",
                                        "petra", "quinn",  "rosa", "sven", "tara", "udo",   "vera",   "wim"};
  return Pick(kWords, random);
}

std::string Email(Random& random) {
  static constexpr std::array kEnds = {"com", "org", "net", "example", "de", "co.uk", "io"};
  std::string name = Word(random);
  if (random.Chance(0.5)) name += Format(random.Chance(0.5) ? ".%c" : "_%c", 'a' + Int(random, 0, 25));
  if (random.Chance(0.4)) name += std::to_string(Int(random, 1, 99));
  return name + "@" + Word(random) + Word(random) + "." + Pick(kEnds, random);
}

std::string Phone(Random& random) {
  switch (random.Below(4)) {
    case 0:
      return Format("+%d %d %d", Int(random, 1, 98), Int(random, 10, 999), Int(random, 10000, 9999999));
    case 1:
      return Format("(%d) %d-%04d", Int(random, 200, 999), Int(random, 200, 999), Int(random, 0, 9999));
    case 2:
      return Format("0%d %d %02d", Int(random, 20, 999), Int(random, 100, 99999), Int(random, 0, 99));
    default:
      return Format("%d-%04d", Int(random, 200, 999), Int(random, 0, 9999));
  }
}

std::string Room(Random& random) {
  switch (random.Below(7)) {
    case 0:
      return Format("Room %d", Int(random, 1, 499));
    case 1:
      return Format("room %c%d", 'A' + Int(random, 0, 7), Int(random, 1, 40));
    case 2:
      return Format("Hall %d", Int(random, 1, 30));
    case 3:
      return Format("%c.%d.%02d", 'A' + Int(random, 0, 9), Int(random, 0, 9), Int(random, 1, 40));
    case 4:
      return Format("Studio %c", 'A' + Int(random, 0, 25));
    case 5:
      return Format("Lab %d%c", Int(random, 1, 60), 'A' + Int(random, 0, 5));
    default:
      return Format("Room %d.%02d", Int(random, 1, 12), Int(random, 1, 60));
  }
}

std::string Percent(Random& random) {
  const int form = Int(random, 0, 2);
  if (form == 0) return Format("%d%%", Int(random, 1, 100));
  if (form == 1) return Format("%d.%d%%", Int(random, 0, 99), Int(random, 0, 9));
  return Format("%d percent", Int(random, 1, 100));
}

std::string Temperature(Random& random) {
  static constexpr std::array kUnits = {" °C", " degrees", " °F", " K", " degrees Celsius"};
  const std::string unit = Pick(kUnits, random);
  if (random.Chance(0.3)) return Format("%d.%d", Int(random, -40, 400), Int(random, 0, 9)) + unit;
  return std::to_string(Int(random, -60, 1500)) + unit;
}

std::string Length(Random& random) {
  static constexpr std::array kUnits = {"m", "km", "metres", "feet", "miles", "cm", "mm", "kilometres"};
  return Measure(random, 9000, kUnits);
}
std::string Area(Random& random) {
  static constexpr std::array kUnits = {"sq km", "km²", "hectares", "acres", "square miles", "m²", "square metres"};
  return Measure(random, 9'000'000, kUnits);
}
std::string Weight(Random& random) {
  static constexpr std::array kUnits = {"kg", "g", "tonnes", "pounds", "mg", "grams", "lb"};
  return Measure(random, 3000, kUnits);
}
std::string Volume(Random& random) {
  static constexpr std::array kUnits = {"litres", "l", "ml", "gallons", "cubic metres"};
  return Measure(random, 5000, kUnits);
}
std::string Speed(Random& random) {
  static constexpr std::array kUnits = {"km/h", "m/s", "knots", "mph"};
  return Measure(random, 900, kUnits);
}
// Whole, because most numbers that relations have are counts: of guests, votes, pages.
std::string Number(Random& random) {
  return MakeNumber(random, 1, 3'000'000);
}
std::string Weekday(Random& random) {
  return Pick(kWeekdays, random);
}
std::string Month(Random& random) {
  return Pick(kMonths, random);
}

using Generator = std::string (*)(Random&);
constexpr std::pair<std::string_view, Generator> kGenerators[] = {
    {"number", Number}, {"year", Year},         {"date", MakeDate}, {"time", Time},       {"code", MakeCode},
    {"money", Money},   {"duration", Duration}, {"length", Length}, {"distance", Length}, {"area", Area},
    {"weight", Weight}, {"volume", Volume},     {"speed", Speed},   {"percent", Percent}, {"temperature", Temperature},
    {"email", Email},   {"phone", Phone},       {"room", Room},     {"weekday", Weekday}, {"month", Month},
};

}  // namespace

bool HasValueGenerator(std::string_view type) {
  for (const auto& [name, generator] : kGenerators) {
    if (name == type) return true;
  }
  return false;
}

std::string MakeValue(std::string_view type, Random& random) {
  for (const auto& [name, generator] : kGenerators) {
    if (name == type) return generator(random);
  }
  LETHE_CHECK(false, "no generator for values of type ", type);
  return {};
}

std::string MakeNumber(Random& random, int64_t low, int64_t high) {
  const int64_t value = Magnitude(random, low, high);
  return value >= 1000 && random.Chance(0.5) ? Grouped(value, ",") : std::to_string(value);
}

std::string MakeDate(Random& random) {
  const int year = random.Chance(0.8) ? Int(random, 1900, 2030) : Int(random, 1400, 1899);
  const int month = Int(random, 1, 12), day = Int(random, 1, 28);
  const char* name = kMonths[static_cast<size_t>(month - 1)];
  switch (random.Below(9)) {
    case 0:
    case 1:
    case 2:
      return Format("%d %s %d", day, name, year);
    case 3:
    case 4:
      return Format("%s %d, %d", name, day, year);
    case 5:
      return Format("%d-%02d-%02d", year, month, day);
    case 6:
      return Format("%02d/%02d/%d", day, month, year);
    case 7:
      return Format("%d.%d.%d", day, month, year);
    default:
      return random.Chance(0.5) ? Format("%d %s", day, name) : Format("%s %d", name, year);
  }
}

std::string MakeCode(Random& random) {
  const auto letters = [&](int count) {
    std::string out;
    for (int i = 0; i < count; ++i) out += static_cast<char>('A' + Int(random, 0, 25));
    return out;
  };
  switch (random.Below(9)) {
    case 0:
    case 1:
      return letters(2) + "-" + std::to_string(Int(random, 100, 9999));
    case 2:
      return letters(3) + std::to_string(Int(random, 10, 999));
    case 3:
      return letters(1) + std::to_string(Int(random, 1, 99));
    case 4:
      return Format("%d-%d", Int(random, 10, 999), Int(random, 10, 9999));
    case 5:
      return letters(1) + "-" + std::to_string(Int(random, 1, 99)) + "-" + letters(1);
    case 6:
      return Format("%06x", Int(random, 0, 0xffffff));
    case 7:
      return letters(4) + "/" + std::to_string(Int(random, 1, 9));
    default:
      return std::to_string(Int(random, 1, 99)) + letters(Int(random, 1, 2));
  }
}

}  // namespace lethe
