#include "datasets/names/name_source.h"

#include <algorithm>
#include <array>

#include "base/error.h"
#include "base/text.h"
#include "datasets/article.h"
#include "datasets/first_letter.h"
#include "datasets/names/value_generators.h"

namespace lethe {
namespace {

constexpr size_t kFewNames = 30;  // so few would be learned by heart: invent half of what is drawn
constexpr size_t kClosedList =
    400;  // shorter lists are classes everybody knows (languages, genres): invent fewer of those

template <size_t N>
const char* Pick(const std::array<const char*, N>& items, Random& random) {
  return items[random.Below(N)];
}

std::string CapitalWord(Random& random) {
  return UpperFirst(NameSource::PseudoWord(random));
}

// Changes one digit, so that "AB-1234" becomes "AB-1734".
std::string ChangeDigit(std::string text, Random& random) {
  std::vector<size_t> digits;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] >= '0' && text[i] <= '9') digits.push_back(i);
  }
  if (digits.empty()) return text;
  char& digit = text[random.Pick(digits)];
  digit = static_cast<char>('0' + (digit - '0' + 1 + static_cast<int>(random.Below(9))) % 10);
  return text;
}

bool HasDigit(const std::string& text) {
  return text.find_first_of("0123456789") != std::string::npos;
}

// "An Exit in the Garden"
std::string InAPlace(const std::string& what, const std::string& where) {
  return StrCat(UpperFirst(std::string(ArticleFor(what))), " ", what, " in the ", where);
}

std::string JoinWords(const std::vector<std::string_view>& words) {
  std::string out;
  for (std::string_view word : words) {
    if (!out.empty()) out += ' ';
    out += word;
  }
  return out;
}

}  // namespace

NameSource::NameSource(const EntityLists& lists, const Wordings& wordings, std::vector<std::string> nouns,
                       std::vector<std::string> adjectives, double invented)
    : names_(lists.all()), nouns_(std::move(nouns)), adjectives_(std::move(adjectives)), invented_(invented) {
  LETHE_CHECK(!nouns_.empty() && !adjectives_.empty());
  std::set<std::string> types = {"person", "city",     "country", "company", "product",
                                 "thing",  "building", "book",    "team",    "school"};
  for (const auto& [type, names] : names_) types.insert(type);
  EntityLists values(lists);
  for (const Relation& relation : wordings.relations) {
    types.insert(relation.subject);
    types.insert(relation.object);
    values.Add(relation.subject, relation.subject_values);
    if (relation.object != "text") values.Add(relation.object, relation.values);
  }
  names_ = values.all();
  SplitPersons();
  for (const std::string& type : types) pools_.emplace(type, MakePool(type, wordings.types));
  unknown_.invented = 1;
  unknown_.inventor = &NameSource::InventThing;
}

void NameSource::SplitPersons() {
  for (const std::string& name : names_["person"]) {
    const std::vector<std::string_view> words = SplitWords(name);
    if (words.size() != 2 || words[0].size() < 3 || words[1].size() < 3) continue;
    first_names_.emplace_back(words[0]);
    last_names_.emplace_back(words[1]);
  }
}

NameSource::Pool NameSource::MakePool(const std::string& type, const TypeTree& types) const {
  Pool pool;
  size_t total = 0;
  for (const std::string& kind : types.Kinds(type)) {
    const auto found = names_.find(kind);
    if (found == names_.end() || found->second.empty()) continue;
    // The type's own list counts more: most persons are no artists.
    for (int i = kind == type ? 8 : 1; i > 0; --i) pool.lists.push_back(&found->second);
    total += found->second.size();
  }
  pool.generated = HasValueGenerator(type);
  pool.invented = invented_;
  if (total < kClosedList && IsEntity(type)) pool.invented = invented_ * 0.4;
  if (total < kFewNames) pool.invented = std::max(invented_, 0.5);
  if (total == 0) pool.invented = 1;
  pool.inventor = InventorOf(type, types);
  return pool;
}

NameSource::Inventor NameSource::InventorOf(const std::string& type, const TypeTree& types) const {
  static const std::vector<std::pair<std::string, Inventor>> kInventors = {
      {"person", &NameSource::InventPerson},     {"character", &NameSource::InventPerson},
      {"building", &NameSource::InventBuilding}, {"place", &NameSource::InventPlace},
      {"company", &NameSource::InventCompany},   {"school", &NameSource::InventSchool},
      {"team", &NameSource::InventTeam},         {"organization", &NameSource::InventCompany},
      {"work", &NameSource::InventWork},         {"product", &NameSource::InventProduct},
      {"text", &NameSource::InventText},
  };
  for (const auto& [ancestor, inventor] : kInventors) {
    if (types.IsA(type, ancestor)) return inventor;
  }
  static const std::set<std::string> kPlaces = {"city",  "country",  "region", "continent",
                                                "river", "mountain", "village"};
  if (kPlaces.count(type)) return &NameSource::InventPlace;
  static const std::set<std::string> kWorks = {"book", "film", "song", "album"};
  return kWorks.count(type) ? &NameSource::InventWork : &NameSource::InventThing;
}

const NameSource::Pool& NameSource::PoolOf(const std::string& type) const {
  const auto found = pools_.find(type);
  return found == pools_.end() ? unknown_ : found->second;
}

bool NameSource::Knows(const std::string& type) const {
  const Pool& pool = PoolOf(type);
  return HasValueGenerator(type) || !pool.lists.empty() || type == "text";
}

bool NameSource::IsEntity(const std::string& type) {
  return !HasValueGenerator(type) || type == "room";
}

std::string NameSource::Draw(const std::string& type, Random& random) const {
  const Pool& pool = PoolOf(type);
  const bool generated = &pool == &unknown_ ? HasValueGenerator(type) : pool.generated;
  if (generated && (pool.lists.empty() || random.Chance(0.75))) return MakeValue(type, random);
  if (random.Chance(pool.invented)) return Invent(type, random);
  return random.Pick(*random.Pick(pool.lists));
}

std::string NameSource::DrawObject(const Relation& relation, Random& random) const {
  if (!relation.values.empty() && random.Chance(relation.object == "text" ? 0.7 : 0.4))
    return random.Pick(relation.values);
  return Draw(relation.object, random);
}

std::string NameSource::Invent(const std::string& type, Random& random) const {
  const Pool& pool = PoolOf(type);
  if (pool.inventor == &NameSource::InventThing && !pool.lists.empty() && random.Chance(0.5))
    return Recombine(pool, random);
  return (this->*(pool.inventor))(random);
}

// Beginning of one known name, end of another, other digits: "Ward 7" and "Maple Wing" give "Maple 4".
std::string NameSource::Recombine(const Pool& pool, Random& random) const {
  const std::string& a = random.Pick(*random.Pick(pool.lists));
  const std::string& b = random.Pick(*random.Pick(pool.lists));
  std::vector<std::string_view> first = SplitWords(a), second = SplitWords(b);
  if (first.empty() || second.empty()) return a;
  if (first.size() > 1) first.resize(1 + random.Below(first.size() - 1));
  if (first.size() == 1 && second.size() == 1)
    return ChangeDigit(HasDigit(a) ? a : CapitalWord(random) + " " + b, random);
  first.insert(first.end(),
               second.end() - static_cast<long>(second.size() > 1 ? 1 + random.Below(second.size() - 1) : 1),
               second.end());
  return ChangeDigit(JoinWords(first), random);
}

std::string NameSource::Near(const std::string& name, const std::string& type, Random& random) const {
  if (HasDigit(name) && random.Chance(0.7)) return ChangeDigit(name, random);
  std::vector<std::string_view> words = SplitWords(name);
  if (words.size() < 2) {
    static constexpr std::array kBefore = {"New", "Old", "North", "South", "Little", "Great", "East", "West", "Upper"};
    static constexpr std::array kTails = {"a", "en", "son", "is", "ov", "ette", "ia", "er"};
    if (random.Chance(0.5)) return std::string(Pick(kBefore, random)) + " " + name;
    return name + (random.Chance(0.5) ? " " + CapitalWord(random) : Pick(kTails, random));
  }
  const std::string other = Draw(type, random);
  const std::vector<std::string_view> others = SplitWords(other);
  if (others.empty()) return name + " II";
  if (random.Chance(0.5)) {
    words.back() = others.back();
  } else {
    words.front() = others.front();
  }
  return JoinWords(words);
}

std::string NameSource::PseudoWord(Random& random) {
  static constexpr std::array kOnsets = {"b",  "br", "c",  "ch", "cl", "d",  "dr", "f", "fl", "g",  "gl", "gr",
                                         "h",  "j",  "k",  "kr", "l",  "m",  "n",  "p", "pl", "qu", "r",  "s",
                                         "sh", "sk", "sl", "st", "t",  "th", "tr", "v", "w",  "y",  "z",  ""};
  static constexpr std::array kVowels = {"a",  "e",  "i",  "o",  "u",  "a", "e", "i", "o",
                                         "ai", "ea", "ou", "ie", "oo", "ü", "é", "ö"};
  static constexpr std::array kCodas = {"",  "",  "",   "n",  "r",  "l",  "s",  "m",  "t",
                                        "k", "x", "nd", "rk", "lm", "st", "ng", "sh", "ck"};
  std::string word;
  const int syllables = static_cast<int>(random.Between(1, 3));
  for (int i = 0; i < syllables || word.size() < 3; ++i) {
    word += Pick(kOnsets, random);
    const size_t vowel = random.Below(kVowels.size());
    word += kVowels[vowel >= 14 && !random.Chance(0.25) ? vowel % 5 : vowel];  // accents are rare
    word += Pick(kCodas, random);
  }
  return word;
}

std::string NameSource::InventPerson(Random& random) const {
  const auto first = [&] {
    return first_names_.empty() || random.Chance(0.35) ? CapitalWord(random) : random.Pick(first_names_);
  };
  const auto last = [&] {
    return last_names_.empty() || random.Chance(0.35) ? CapitalWord(random) : random.Pick(last_names_);
  };
  static constexpr std::array kTitles = {"Dr", "Dr.", "Mrs", "Mr", "Sir", "Prof.", "Captain", "Ms", "Lady"};
  const std::string initial(1, static_cast<char>('A' + random.Below(26)));
  switch (random.Below(14)) {
    case 0:
      return std::string(Pick(kTitles, random)) + " " + last();
    case 1:
      return first() + " " + initial + ". " + last();
    case 2:
      return initial + ". " + last();
    case 3:
      return first() + " " + last() + "-" + last();
    case 4:
      return first();
    case 5:
      return first() + " " + first() + " " + last();
    default:
      return first() + " " + last();
  }
}

std::string NameSource::InventPlace(Random& random) const {
  static constexpr std::array kEnds = {"burg",  "ville", "ton", "stad",    "ford", "ia",   "berg", "haven",
                                       "mouth", "by",    "ov",  "minster", "dorf", "wick", "land"};
  static constexpr std::array kBefore = {"North", "South", "New",   "Port", "Lake", "Mount",
                                         "Saint", "Fort",  "Upper", "San",  "Bad",  "East"};
  static constexpr std::array kAfter = {"Bay",     "Hills",  "Falls",   "Valley",  "Island",
                                        "Heights", "County", "Springs", "Harbour", "Point"};
  switch (random.Below(7)) {
    case 0:
    case 1:
      return CapitalWord(random) + Pick(kEnds, random);
    case 2:
      return CapitalWord(random);
    case 3:
      return std::string(Pick(kBefore, random)) + " " + CapitalWord(random);
    case 4:
      return CapitalWord(random) + " " + Pick(kAfter, random);
    case 5:
      return UpperFirst(random.Pick(nouns_)) + Pick(kEnds, random);
    default:
      return CapitalWord(random) + "-" + CapitalWord(random);
  }
}

std::string NameSource::InventBuilding(Random& random) const {
  static constexpr std::array kKinds = {"Tower",  "House",  "Hall",    "Castle", "Stadium", "Arena", "Museum",
                                        "Bridge", "Church", "Station", "Palace", "Library", "Park",  "Centre"};
  switch (random.Below(4)) {
    case 0:
      return CapitalWord(random) + " " + Pick(kKinds, random);
    case 1:
      return Title(random) + " " + Pick(kKinds, random);
    case 2:
      return (last_names_.empty() ? CapitalWord(random) : random.Pick(last_names_)) + " " + Pick(kKinds, random);
    default:
      return InventPlace(random) + " " + Pick(kKinds, random);
  }
}

std::string NameSource::InventCompany(Random& random) const {
  static constexpr std::array kEnds = {"Ltd",    "Inc.",     "GmbH",      "Group", "Systems",    "Works", "Brothers",
                                       "& Sons", "Holdings", "Records",   "Press", "Industries", "AG",    "Partners",
                                       "Foods",  "Bank",     "Logistics", "Labs",  "Media",      "S.A."};
  const auto last = [&] { return last_names_.empty() ? CapitalWord(random) : random.Pick(last_names_); };
  switch (random.Below(5)) {
    case 0:
      return CapitalWord(random);
    case 1:
      return last() + " & " + last();
    case 2:
      return last() + " " + Pick(kEnds, random);
    case 3:
      return Title(random) + " " + Pick(kEnds, random);
    default:
      return CapitalWord(random) + " " + Pick(kEnds, random);
  }
}

std::string NameSource::InventSchool(Random& random) const {
  static constexpr std::array kKinds = {"University", "College",        "High School",  "Academy",
                                        "Institute",  "Grammar School", "School of Art"};
  if (random.Chance(0.3)) return std::string("University of ") + InventPlace(random);
  return InventPlace(random) + " " + Pick(kKinds, random);
}

std::string NameSource::InventTeam(Random& random) const {
  static constexpr std::array kEnds = {"FC", "United", "City", "Rovers", "Athletic", "Wanderers", "SC", "Rangers"};
  if (random.Chance(0.3)) return InventPlace(random) + " " + UpperFirst(random.Pick(nouns_)) + "s";
  return random.Chance(0.2) ? std::string("FC ") + InventPlace(random)
                            : InventPlace(random) + " " + Pick(kEnds, random);
}

std::string NameSource::InventWork(Random& random) const {
  const auto noun = [&] { return UpperFirst(random.Pick(nouns_)); };
  switch (random.Below(9)) {
    case 0:
      return "The " + noun();
    case 1:
      return "The " + Title(random);
    case 2:
      return Title(random);
    case 3:
      return noun() + " of " + CapitalWord(random);
    case 4:
      return InAPlace(noun(), noun());
    case 5:
      return noun() + " and " + noun();
    case 6:
      return "The " + noun() + " of the " + noun();
    case 7:
      return "My " + Title(random);
    default:
      return CapitalWord(random);
  }
}

std::string NameSource::InventProduct(Random& random) const {
  static constexpr std::array kEnds = {"Pro", "Mini", "X", "Plus", "Mark II", "GT", "Air", "Max", "S"};
  switch (random.Below(4)) {
    case 0:
      return CapitalWord(random) + " " + std::to_string(random.Between(2, 9000));
    case 1:
      return CapitalWord(random) + " " + Pick(kEnds, random);
    case 2:
      return Title(random) + " " + std::to_string(random.Between(2, 900));
    default:
      return CapitalWord(random) + "-" + std::to_string(random.Between(2, 900));
  }
}

// A short phrase in lower or upper case, for values such as a symbol or a legal system.
std::string NameSource::InventText(Random& random) const {
  switch (random.Below(5)) {
    case 0:
      return random.Pick(adjectives_) + " " + random.Pick(nouns_);
    case 1:
      return Title(random);
    case 2:
      return random.Pick(nouns_) + " and " + random.Pick(nouns_);
    case 3:
      return random.Pick(adjectives_) + " " + random.Pick(adjectives_) + " " + random.Pick(nouns_);
    default:
      return random.Pick(nouns_) + " with " + random.Pick(adjectives_) + " " + random.Pick(nouns_);
  }
}

std::string NameSource::InventThing(Random& random) const {
  switch (random.Below(6)) {
    case 0:
    case 1:
      return Title(random);
    case 2:
      return CapitalWord(random);
    case 3:
      return CapitalWord(random) + " " + CapitalWord(random);
    case 4:
      return UpperFirst(random.Pick(nouns_)) + " " + std::to_string(random.Between(1, 99));
    default:
      return random.Pick(adjectives_) + " " + random.Pick(nouns_);
  }
}

std::string NameSource::Title(Random& random) const {
  return UpperFirst(random.Pick(adjectives_)) + " " + UpperFirst(random.Pick(nouns_));
}

}  // namespace lethe
