#include "datasets/names/collect_entities.h"

#include <algorithm>
#include <set>
#include <vector>

#include "base/error.h"
#include "base/text.h"
#include "datasets/readers/entity_questions.h"

namespace lethe {
namespace {

using NamesByType = std::map<std::string, std::set<std::string>>;

// Which type a property says its subject and its object are; empty where it is a mixture that words must decide, "-" to
// drop.
struct PropertyTypes {
  const char* subject;
  const char* object;
};
const std::map<std::string, PropertyTypes>& Properties() {
  static const std::map<std::string, PropertyTypes> kTypes = {
      {"P106", {"person", "occupation"}}, {"P112", {"", "person"}},      {"P127", {"", "-"}},
      {"P131", {"", "region"}},           {"P136", {"-", "genre"}},      {"P159", {"", "city"}},
      {"P17", {"", "country"}},           {"P170", {"-", "-"}},          {"P175", {"song", "artist"}},
      {"P176", {"product", "company"}},   {"P19", {"person", "city"}},   {"P20", {"person", "city"}},
      {"P26", {"person", "person"}},      {"P264", {"-", "company"}},    {"P276", {"", "city"}},
      {"P36", {"region", "city"}},        {"P40", {"person", "person"}}, {"P407", {"-", "language"}},
      {"P413", {"person", "position"}},   {"P495", {"film", "country"}}, {"P50", {"book", "person"}},
      {"P69", {"person", "school"}},      {"P740", {"", "city"}},        {"P800", {"-", "-"}},
  };
  return kTypes;
}

const std::set<std::string>& ClosedTypes() {
  static const std::set<std::string> kClosed = {"occupation", "genre", "language", "position"};
  return kClosed;
}

bool HasWord(const std::string& name, std::initializer_list<const char*> words) {
  return std::any_of(words.begin(), words.end(),
                     [&](const char* word) { return name.find(word) != std::string::npos; });
}

// The kind that a name itself betrays, or "" when it does not.
std::string TypeOfName(const std::string& name) {
  if (HasWord(name, {"University", "College", "School", "Academy", "Institute of"})) return "school";
  if (HasWord(name, {" River", "River ", " Creek", "Rio "})) return "river";
  if (HasWord(name, {"Mount ", " Mountain", " Peak", "Monte "})) return "mountain";
  if (HasWord(name, {"F.C.", " FC", "FC ", " United", " Rovers", " Rangers", " Athletic", " Wanderers"})) return "team";
  if (HasWord(name, {"Stadium", "Church",  "Castle", "House",    "Museum",  "Bridge",  "station",
                     "Station", "Tower",   " Hall",  "Hospital", "Library", "Airport", "Cathedral",
                     "Abbey",   "Theatre", "Hotel",  "Palace",   "Arena",   "Temple",  "Building"})) {
    return "building";
  }
  if (HasWord(name,
              {" County", " Province", " District", " Region", " Department", " Oblast", " Prefecture", " Township"}))
    return "region";
  if (HasWord(name, {" Inc", " Ltd", " Company", " Corporation", " Records", " Group", " Bank", " Airlines", " Motors",
                     " Press"}))
    return "company";
  if (HasWord(name, {"Party"})) return "party";
  return "";
}

// What a mixed subject is when its name says nothing.
std::string TypeByProperty(const std::string& property) {
  if (property == "P112" || property == "P159") return "organization";
  return "-";
}

bool Usable(const std::string& name) {
  return name.size() >= 3 && name.size() <= 40 && IsValidUtf8(name) &&
         name.find_first_of("|\"()[]{}:;\n\t?!/") == std::string::npos && Trim(name) == name &&
         !(name[0] >= '0' && name[0] <= '9');
}

// Songs and albums come in one property; half of them each, by hash, so that no name is both.
std::string Split(const std::string& type, const std::string& name) {
  if (type == "song" && StableHash(name) % 2 == 0) return "album";
  return type;
}

void AddName(std::string type, const std::string& property, const std::string& name, NamesByType& names) {
  if (!Usable(name)) return;
  const std::string betrayed =
      ClosedTypes().count(type) || type == "person" || type == "artist" ? "" : TypeOfName(name);
  if (type.empty()) type = betrayed.empty() ? TypeByProperty(property) : betrayed;
  // "Drake University" is no city even where the headquarters is there.
  if (!betrayed.empty() && betrayed != type &&
      (type == "city" || type == "organization" || type == "region" || type == "company"))
    type = betrayed;
  if (type != "-") names[Split(type, name)].insert(name);
}

// Countries are few and the development half names none that are new: a third of them is set aside.
bool SetAside(const std::string& type, const std::string& name) {
  return type == "country" && StableHash(name) % 3 == 0;
}

NamesByType ReadNames(const EntityQuestionsReader& reader, const Path& file, std::set<std::string>* all) {
  NamesByType names;
  reader.ForEach(file, [&](const EntityQuestion& question) {
    const auto types = Properties().find(question.property);
    if (all != nullptr) {
      all->insert(AsciiLower(question.subject));
      for (const std::string& answer : question.answers) all->insert(AsciiLower(answer));
    }
    if (types == Properties().end()) return;
    AddName(types->second.subject, question.property, question.subject, names);
    for (const std::string& answer : question.answers) AddName(types->second.object, question.property, answer, names);
  });
  return names;
}

// An even sample by hash, in alphabetical order.
std::vector<std::string> Sample(const std::set<std::string>& names, size_t limit) {
  std::vector<std::string> sample(names.begin(), names.end());
  std::sort(sample.begin(), sample.end(), [](const std::string& a, const std::string& b) {
    const uint64_t x = StableHash(a), y = StableHash(b);
    return x != y ? x < y : a < b;
  });
  if (sample.size() > limit) sample.resize(limit);
  std::sort(sample.begin(), sample.end());
  return sample;
}

void WriteList(const Path& file, const std::vector<std::string>& names) {
  CreateDirectories(file.parent_path());
  WriteFileAtomic(file, Join(names, "\n") + "\n");
}

}  // namespace

std::map<std::string, size_t> CollectEntities(const CollectOptions& options) {
  const EntityQuestionsReader reader(options.templates);
  std::set<std::string> in_training;
  std::map<std::string, size_t> counts;
  NamesByType training = ReadNames(reader, options.train, &in_training);
  NamesByType development = ReadNames(reader, options.development, nullptr);
  std::set<std::string> countries = training["country"];
  countries.insert(development["country"].begin(), development["country"].end());
  for (auto& [type, names] : training) {
    const bool closed = ClosedTypes().count(type) > 0;
    // "Where is X located?" is now and then answered with a country, which is no city.
    std::erase_if(names, [&, type = type](const std::string& name) {
      return type == "country" ? SetAside(type, name) : countries.count(name) > 0;
    });
    const std::vector<std::string> list = Sample(names, closed ? 500 : options.max_train);
    WriteList(options.out / (closed ? "closed" : "") / (type + ".txt"), list);
    counts[closed ? "closed/" + type : type] = list.size();
  }
  for (auto& [type, names] : development) {
    if (ClosedTypes().count(type)) continue;
    std::erase_if(names, [&, type = type](const std::string& name) {
      return !SetAside(type, name) && in_training.count(AsciiLower(name)) > 0;
    });
    const std::vector<std::string> list = Sample(names, options.max_validation);
    if (list.empty()) continue;
    WriteList(options.out / "validation" / (type + ".txt"), list);
    counts["validation/" + type] = list.size();
  }
  return counts;
}

}  // namespace lethe
