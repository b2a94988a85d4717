#include "datasets/readers/factbook.h"

#include <algorithm>
#include <array>
#include <map>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "base/line_reader.h"
#include "base/text.h"

namespace lethe {
namespace {

using Json = nlohmann::json;

constexpr size_t kMaxValueBytes = 80;

bool IsDigit(char c) {
  return c >= '0' && c <= '9';
}
bool IsUpper(char c) {
  return c >= 'A' && c <= 'Z';
}

// "À" to "Þ" in UTF-8; their small letters lie 0x20 behind.
bool IsLatinCapital(std::string_view text) {
  if (text.size() < 2 || text[0] != '\xC3') return false;
  const auto second = static_cast<unsigned char>(text[1]);
  return second >= 0x80 && second <= 0x9E && second != 0x97;
}

std::string Cut(const std::string& text, std::string_view at) {
  return std::string(Trim(text.substr(0, text.find(at))));
}

// Of HTML, as the Factbook has them.
constexpr std::array<std::pair<const char*, const char*>, 57> kEntities = {
    {{"nbsp", " "},   {"quot", "\""},  {"lt", "<"},     {"gt", ">"},     {"rsquo", "’"},  {"lsquo", "‘"},
     {"ldquo", "“"},  {"rdquo", "”"},  {"ndash", "–"},  {"mdash", "—"},  {"deg", "°"},    {"aacute", "á"},
     {"agrave", "à"}, {"acirc", "â"},  {"atilde", "ã"}, {"auml", "ä"},   {"aring", "å"},  {"aelig", "æ"},
     {"ccedil", "ç"}, {"eacute", "é"}, {"egrave", "è"}, {"ecirc", "ê"},  {"euml", "ë"},   {"iacute", "í"},
     {"igrave", "ì"}, {"icirc", "î"},  {"iuml", "ï"},   {"ntilde", "ñ"}, {"oacute", "ó"}, {"ograve", "ò"},
     {"ocirc", "ô"},  {"otilde", "õ"}, {"ouml", "ö"},   {"oslash", "ø"}, {"scaron", "š"}, {"szlig", "ß"},
     {"uacute", "ú"}, {"ugrave", "ù"}, {"ucirc", "û"},  {"uuml", "ü"},   {"yacute", "ý"}, {"Aacute", "Á"},
     {"Acirc", "Â"},  {"Aring", "Å"},  {"Ccedil", "Ç"}, {"Eacute", "É"}, {"Iacute", "Í"}, {"Icirc", "Î"},
     {"Ntilde", "Ñ"}, {"Oacute", "Ó"}, {"Ocirc", "Ô"},  {"Ouml", "Ö"},   {"Oslash", "Ø"}, {"Scaron", "Š"},
     {"Uacute", "Ú"}, {"Uuml", "Ü"},   {"amp", "&"}}};

// Without tags, entities and double spaces.
std::string Plain(const std::string& text) {
  std::string out;
  bool in_tag = false;
  for (char c : text) {
    if (c == '<') in_tag = true;
    if (!in_tag) out += c;
    if (c == '>') {
      in_tag = false;
      out += ' ';
    }
  }
  for (const auto& [entity, character] : kEntities) out = ReplaceAll(out, StrCat("&", entity, ";"), character);
  out = ReplaceAll(out, "\u00a0", " ");
  while (out.find("  ") != std::string::npos) out = ReplaceAll(out, "  ", " ");
  return std::string(Trim(out));
}

std::string BeforeRemark(const std::string& text) {
  return Cut(Cut(text, " ("), ";");
}
std::string Whole(const std::string& text) {
  return Cut(Cut(text, " (20"), ";");
}
// "petroleum, natural gas (2023)" -> "petroleum".
std::string FirstItem(const std::string& text) {
  return Cut(BeforeRemark(text), ",");
}
// "Italy 29%, France 14%" -> "Italy"; "Libya 989 km; Mali 1,359 km" -> "Libya".
std::string FirstName(const std::string& text) {
  size_t end = 0;
  while (end < text.size() && !IsDigit(text[end]) && text.find_first_of(",;(<", end) != end) ++end;
  return std::string(Trim(text.substr(0, end)));
}
// "English (official) 98%" -> "English".
std::string OfficialLanguage(const std::string& text) {
  const size_t official = text.find("(official");
  if (official == std::string::npos) return FirstName(text);
  const size_t begin = text.rfind(',', official);
  return FirstName(std::string(Trim(text.substr(begin == std::string::npos ? 0 : begin + 1))));
}
std::string Currency(const std::string& text) {
  return BeforeRemark(Cut(text, " per "));
}
std::string WithoutNone(const std::string& text) {
  return text.starts_with("none") ? "" : BeforeRemark(text);
}
std::string Holiday(const std::string& text) {
  std::string out;
  int depth = 0;
  for (char c : text) {
    if (c == '(') ++depth;
    if (depth == 0) out += c;
    if (c == ')') --depth;
  }
  return Cut(ReplaceAll(ReplaceAll(out, "  ", " "), " ,", ","), ";");
}
std::string Demonym(const std::string& text) {
  return Cut(FirstItem(ReplaceAll(text, "(s)", "")), " or ");
}
std::string Anthem(const std::string& text) {
  const size_t begin = text.find('"'), end = text.find('"', begin + 1);
  return begin == std::string::npos || end == std::string::npos ? "" : text.substr(begin + 1, end - begin - 1);
}
// "Tahat 2,908 m" -> "Tahat".
std::string PeakName(const std::string& text) {
  return FirstName(text);
}
std::string PeakHeight(const std::string& text) {
  const size_t digit = text.find_first_of("0123456789");
  const size_t end = digit == std::string::npos ? digit : text.find(" m", digit);
  return end == std::string::npos ? "" : text.substr(digit, end + 2 - digit);
}

// "President Abdelmadjid TEBBOUNE (since 2019)" -> "Abdelmadjid Tebboune".
std::string Leader(const std::string& text) {
  static constexpr std::array kTitles = {
      "President ",       "Prime Minister ",  "King ", "Queen ",  "Emperor ",    "Governor ", "Chancellor ", "Premier ",
      "Chief Executive ", "Sultan ",          "Amir ", "Prince ", "Grand Duke ", "Acting ",   "Interim ",    "Federal ",
      "Administrator ",   "Governor-General "};
  std::string name = BeforeRemark(text);
  for (bool again = true; again;) {
    again = false;
    for (const char* title : kTitles) {
      if (!name.starts_with(title)) continue;
      name = name.substr(std::string_view(title).size());
      again = true;
    }
  }
  for (size_t i = 1; i < name.size(); ++i) {
    const bool begins_word = name[i - 1] == ' ' || name[i - 1] == '-' || name[i - 1] == '\'';
    const bool small = !begins_word && name[i - 1] != '.';
    if (small && IsUpper(name[i])) name[i] = static_cast<char>(name[i] - 'A' + 'a');
    if (small && IsLatinCapital(std::string_view(name).substr(i))) name[i + 1] = static_cast<char>(name[i + 1] + 0x20);
  }
  return name.find(' ') == std::string::npos || name.find(',') != std::string::npos ? "" : name;
}

std::string Continent(const std::string& text) {
  static const std::map<std::string, std::string> kContinents = {
      {"Africa", "Africa"},
      {"Europe", "Europe"},
      {"Asia", "Asia"},
      {"Southeast Asia", "Asia"},
      {"South Asia", "Asia"},
      {"Middle East", "Asia"},
      {"Central Asia", "Asia"},
      {"South America", "South America"},
      {"North America", "North America"},
      {"Oceania", "Oceania"},
      {"Central America and the Caribbean", "North America"}};
  const auto found = kContinents.find(text);
  return found == kContinents.end() ? "" : found->second;
}

struct Field {
  const char* category;
  const char* field;
  const char* part;  // "" where the field has its text itself
  const char* relation;
  std::string (*clean)(const std::string&);
};
constexpr Field kFields[] = {
    {"Government", "Capital", "name", "capital", BeforeRemark},
    {"People and Society", "Population", "total", "population", BeforeRemark},
    {"Geography", "Area", "total", "area", BeforeRemark},
    {"Economy", "Exchange rates", "Currency", "currency", Currency},
    {"People and Society", "Languages", "Languages", "official language", OfficialLanguage},
    {"Government", "Independence", "", "independence date", WithoutNone},
    {"Government", "National holiday", "", "national holiday", Holiday},
    {"Government", "Government type", "", "government type", BeforeRemark},
    {"Communications", "Internet country code", "", "internet country code", BeforeRemark},
    {"Geography", "Elevation", "highest point", "highest point", PeakName},
    {"Geography", "Coastline", "", "coastline", BeforeRemark},
    {"Geography", "Climate", "", "climate", Whole},
    {"Geography", "Natural resources", "", "natural resources", Whole},
    {"People and Society", "Nationality", "noun", "demonym", Demonym},
    {"People and Society", "Religions", "", "main religion", FirstName},
    {"People and Society", "Ethnic groups", "", "largest ethnic group", FirstName},
    {"People and Society", "Median age", "total", "median age", BeforeRemark},
    {"People and Society", "Life expectancy at birth", "total population", "life expectancy", BeforeRemark},
    {"Government", "National symbol(s)", "", "national symbol", Whole},
    {"Government", "National color(s)", "", "national colors", Whole},
    {"Government", "National anthem(s)", "title", "national anthem", Anthem},
    {"Economy", "Agricultural products", "", "agricultural products", Whole},
    {"Economy", "Exports - partners", "", "main trading partner", FirstName},
    {"Economy", "Exports - commodities", "", "main export", FirstItem},
    {"Government", "Legal system", "", "legal system", Whole},
    {"Government", "Executive branch", "chief of state", "head of state", Leader},
    {"Government", "Executive branch", "head of government", "head of government", Leader},
    {"Transportation", "Airports", "", "number of airports", BeforeRemark},
    {"Geography", "Land boundaries", "border countries", "border country", FirstName},
    {"Geography", "Map references", "", "continent", Continent},
};

// The value under a key whose spelling may have spaces around it.
const Json* Under(const Json& json, std::string_view key) {
  if (!json.is_object()) return nullptr;
  for (const auto& item : json.items()) {
    if (Trim(item.key()) == key) return &item.value();
  }
  return nullptr;
}

std::string TextOf(const Json& data, const char* category, const char* field, const char* part) {
  const Json* value = Under(data, category);
  if (value != nullptr) value = Under(*value, field);
  if (value != nullptr && *part != 0) value = Under(*value, part);
  if (value != nullptr && value->is_object()) value = Under(*value, "text");
  return value != nullptr && value->is_string() ? Plain(value->get<std::string>()) : "";
}

// Names as Wikidata has them, so that facts of several sources meet.
std::string CountryName(const Json& json, std::vector<std::string>& aliases) {
  static const std::map<std::string, std::string> kOther = {{"United States", "United States of America"},
                                                            {"China", "People's Republic of China"},
                                                            {"Burma", "Myanmar"},
                                                            {"Czechia", "Czech Republic"},
                                                            {"DRC", "Democratic Republic of the Congo"},
                                                            {"Congo", "Republic of the Congo"},
                                                            {"The Dominican", "Dominican Republic"},
                                                            {"Cabo Verde", "Cape Verde"},
                                                            {"Cote d'Ivoire", "Ivory Coast"},
                                                            {"The Gambia", "Gambia"},
                                                            {"Virgin Islands", "United States Virgin Islands"}};
  const Json& data = json["data"];
  std::string name = json["name"].is_string() ? Plain(json["name"].get<std::string>()) : "";
  const std::string full = Cut(TextOf(data, "Government", "Country name", "conventional long form"), ";");
  if (name.empty() || name == "none") name = full;
  if (name.ends_with(")")) name = BeforeRemark(name);
  if (name.empty() || name == "none" || name.size() > kMaxValueBytes) return "";
  if (const auto other = kOther.find(name); other != kOther.end()) {
    aliases.push_back(name);
    name = other->second;
  }
  if (!full.empty() && full != "none" && full != name && full.size() <= kMaxValueBytes) aliases.push_back(full);
  return name;
}

bool Usable(const std::string& value) {
  return !value.empty() && value.size() <= kMaxValueBytes && value != "none" && value != "NA" &&
         !value.starts_with("note") && value.find('|') == std::string::npos;
}

void VisitCountry(const Json& json, const std::function<void(const SourceFact&)>& visit) {
  SourceFact fact;
  fact.source = "factbook";
  fact.subject = CountryName(json, fact.aliases);
  if (fact.subject.empty()) return;
  const Json& data = json["data"];
  for (const Field& field : kFields) {
    fact.relation = field.relation;
    fact.object = field.clean(TextOf(data, field.category, field.field, field.part));
    if (Usable(fact.object)) visit(fact);
  }
  // What lies behind a capital and a highest point.
  const std::string capital = BeforeRemark(TextOf(data, "Government", "Capital", "name"));
  if (Usable(capital)) {
    visit({capital, "capital of", fact.subject, "factbook", {}});
    visit({capital, "country", fact.subject, "factbook", {}});
  }
  const std::string point = TextOf(data, "Geography", "Elevation", "highest point");
  if (Usable(PeakName(point)) && Usable(PeakHeight(point))) {
    visit({PeakName(point), "elevation", PeakHeight(point), "factbook", {}});
    visit({PeakName(point), "country", fact.subject, "factbook", {}});
  }
}

}  // namespace

void ReadFactbook(const Path& file, const std::function<void(const SourceFact&)>& visit) {
  LineReader reader(file);
  for (std::string_view line; reader.Next(line);) {
    const Json json = Json::parse(line, nullptr, false);
    if (!json.is_object() || !json.contains("name") || !json.value("data", Json()).is_object()) {
      throw Error(Code::kInvalidArgument, StrCat(reader.Where(), ": expected an object with name and data"));
    }
    VisitCountry(json, visit);
  }
}

}  // namespace lethe
