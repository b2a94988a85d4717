#include "retriever/fact.h"

#include <sodium.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <chrono>
#include <string_view>

#include "base/error.h"
#include "base/text.h"

namespace lethe {
namespace {

constexpr size_t kIdBytes = 16;
constexpr size_t kMaxIdLength = 256;

// The length goes first, so that no two lists of fields give the same bytes.
void Absorb(crypto_generichash_state& state, std::string_view field) {
  std::array<unsigned char, 8> length;
  for (size_t i = 0; i < length.size(); ++i) length[i] = static_cast<unsigned char>(uint64_t{field.size()} >> (8 * i));
  crypto_generichash_update(&state, length.data(), length.size());
  crypto_generichash_update(&state, reinterpret_cast<const unsigned char*>(field.data()), field.size());
}

void CheckText(std::string_view name, std::string_view value) {
  if (!IsValidUtf8(value))
    throw Error(Code::kInvalidArgument, StrCat(name, ": not valid UTF-8; convert the text to UTF-8"));
}

bool IsBlank(std::string_view text) {
  return Trim(text).empty();
}

void CheckShape(const v1::Fact& fact) {
  const bool subject = !IsBlank(fact.subject());
  const bool relation = !IsBlank(fact.relation());
  const bool object = !IsBlank(fact.object());
  const bool text = !IsBlank(fact.text());
  if (!subject && !relation && !object && !text) {
    throw Error(Code::kInvalidArgument, "fact is empty: give subject, relation and object, or text");
  }
  for (const auto& [name, value] : {std::pair{"subject", &fact.subject()}, std::pair{"relation", &fact.relation()},
                                    std::pair{"object", &fact.object()}, std::pair{"text", &fact.text()}}) {
    if (!value->empty() && IsBlank(*value))
      throw Error(Code::kInvalidArgument, StrCat(name, ": is blank; say what it is, or leave the field empty"));
  }
  const bool triple = subject && relation && object;
  const bool text_about_subject = text && !relation && !object;
  if (triple || text_about_subject) return;
  const char* missing = !subject ? "subject" : !relation ? "relation" : "object";
  throw Error(Code::kInvalidArgument,
              StrCat(missing, ": is empty, but a statement needs subject, relation and object"));
}

bool IsBeforeOurEra(std::string_view date) {
  return date.starts_with('-');
}

void CheckValidity(const v1::Fact& fact) {
  for (const auto& [name, date] :
       {std::pair{"valid_from", &fact.valid_from()}, std::pair{"valid_to", &fact.valid_to()}}) {
    if (!date->empty() && !IsIsoDate(*date)) {
      throw Error(Code::kInvalidArgument,
                  StrCat(name, ": \"", *date, "\" is no ISO date; write it as 2024-05-31 or 2024"));
    }
  }
  const bool has_both = !fact.valid_from().empty() && !fact.valid_to().empty();
  if (has_both && CompareDates(fact.valid_to(), fact.valid_from()) < 0) {
    throw Error(Code::kInvalidArgument,
                StrCat("valid_to: ", fact.valid_to(), " lies before valid_from ", fact.valid_from()));
  }
}

}  // namespace

std::string ContentId(const v1::Fact& fact) {
  crypto_generichash_state state;
  crypto_generichash_init(&state, nullptr, 0, kIdBytes);
  for (const std::string* field : {&fact.subject(), &fact.relation(), &fact.object(), &fact.text(), &fact.valid_from(),
                                   &fact.valid_to(), &fact.source()}) {
    Absorb(state, *field);
  }
  std::array<unsigned char, kIdBytes> digest;
  crypto_generichash_final(&state, digest.data(), digest.size());
  std::array<char, 2 * kIdBytes + 1> hex;
  sodium_bin2hex(hex.data(), hex.size(), digest.data(), digest.size());
  return std::string(hex.data(), 2 * kIdBytes);
}

std::string FactWords(const v1::Fact& fact) {
  if (!IsStatement(fact)) return fact.text();
  return StrCat(fact.subject(), " | ", fact.relation(), " | ", fact.object());
}

std::string SearchableText(const v1::Fact& fact) {
  std::string text;
  const auto add = [&text](const std::string& part) {
    if (part.empty()) return;
    if (!text.empty()) text += ' ';
    text += part;
  };
  add(fact.subject());
  add(fact.relation());
  add(fact.object());
  add(fact.text());
  for (const std::string& alias : fact.aliases()) add(alias);
  return text;
}

bool IsIsoDate(std::string_view date) {
  if (IsBeforeOurEra(date)) date.remove_prefix(1);
  const size_t day_end = std::min(date.find('T'), date.size());
  const std::string_view day = date.substr(0, day_end), time = date.substr(day_end);
  if (day.size() != 4 && day.size() != 7 && day.size() != 10) return false;
  constexpr std::string_view kForm = "dddd-dd-dd";
  for (size_t i = 0; i < day.size(); ++i) {
    if (kForm[i] == 'd' ? std::isdigit(static_cast<unsigned char>(day[i])) == 0 : day[i] != '-') return false;
  }
  using namespace std::chrono;
  const auto number = [&](size_t at, size_t digits) { return ParseNumber<int>(day.substr(at, digits)).value_or(-1); };
  const auto part = [&](size_t at) { return day.size() > at ? static_cast<unsigned>(number(at, 2)) : 1u; };
  if (!year_month_day(year(number(0, 4)), month(part(5)), std::chrono::day(part(8))).ok()) return false;
  const auto of_time = [](char c) {
    return std::isdigit(static_cast<unsigned char>(c)) != 0 ||
           std::string_view(":.+-Z").find(c) != std::string_view::npos;
  };
  return time.empty() || (day.size() == 10 && time.size() >= 3 && std::all_of(time.begin() + 1, time.end(), of_time));
}

int CompareDates(std::string_view a, std::string_view b) {
  if (IsBeforeOurEra(a) != IsBeforeOurEra(b)) return IsBeforeOurEra(a) ? -1 : 1;
  const size_t shared = std::min(a.size(), b.size());
  if (IsBeforeOurEra(a)) {
    // Years count downwards before our era: "-0300" comes before "-0044".
    const auto year = [](std::string_view date) { return date.substr(1, date.find('-', 1) - 1); };
    if (year(a) != year(b)) return year(b).compare(year(a));
  }
  return a.substr(0, shared).compare(b.substr(0, shared));
}

void CheckFact(const v1::Fact& fact, size_t max_bytes) {
  CheckText("subject", fact.subject());
  CheckText("relation", fact.relation());
  CheckText("object", fact.object());
  CheckText("text", fact.text());
  CheckText("source", fact.source());
  CheckText("id", fact.id());
  for (const std::string& alias : fact.aliases()) CheckText("aliases", alias);
  for (const std::string& tag : fact.tags()) CheckText("tags", tag);
  if (fact.id().size() > kMaxIdLength) {
    throw Error(Code::kInvalidArgument,
                StrCat("id: has ", fact.id().size(), " bytes, at most ", kMaxIdLength, " are allowed"));
  }
  const size_t bytes = fact.ByteSizeLong();
  if (bytes > max_bytes) {
    throw Error(Code::kResourceExhausted,
                StrCat("fact has ", bytes, " bytes, the limit is ", max_bytes,
                       "; split its text into several facts or raise max_fact_bytes in the store's config"));
  }
  CheckShape(fact);
  CheckValidity(fact);
}

}  // namespace lethe
