#include "datasets/solvers/babi/kinds.h"

#include <algorithm>
#include <array>
#include <map>
#include <string_view>

namespace lethe::babi {
namespace {

constexpr std::array<std::string_view, 14> kColours = {"white",  "black",  "gray",   "grey",   "green",
                                                       "yellow", "red",    "blue",   "orange", "brown",
                                                       "pink",   "purple", "golden", "silver"};

void AddOnce(std::vector<std::string>& list, const std::string& word) {
  if (std::find(list.begin(), list.end(), word) == list.end()) list.push_back(word);
}

// The first is the answer, the others are allowed as well.
std::optional<Answer> ToAnswer(const std::vector<std::string>& words) {
  if (words.empty()) return std::nullopt;
  return Answer{words.front(), {words.begin() + 1, words.end()}};
}

}  // namespace

std::string Singular(const std::string& word) {
  static const std::map<std::string, std::string> kIrregular = {
      {"mice", "mouse"}, {"sheep", "sheep"}, {"geese", "goose"}, {"people", "person"}, {"fish", "fish"},
      {"oxen", "ox"},    {"deer", "deer"},   {"men", "man"},     {"women", "woman"},   {"children", "child"}};
  const auto irregular = kIrregular.find(word);
  if (irregular != kIrregular.end()) return irregular->second;
  const auto cut = [&](size_t letters, const char* ending) { return word.substr(0, word.size() - letters) + ending; };
  if (word.size() > 4 && word.ends_with("ves")) return cut(3, "f");
  if (word.size() > 4 && word.ends_with("ies")) return cut(3, "y");
  for (const char* ending : {"shes", "ches", "xes", "sses"}) {
    if (word.ends_with(ending)) return cut(2, "");
  }
  if (word.size() > 3 && word.ends_with("s") && !word.ends_with("ss")) return cut(1, "");
  return word;
}

bool Kinds::Tell(const Sentence& sentence) {
  static const Pattern kIsA = "*who is a|an *kind";
  static const Pattern kAfraid = "*kind are afraid of *kind";
  static const Pattern kIs = "*who is *colour";
  if (const auto told = kIsA.Match(sentence)) {
    kinds_.push_back({Key((*told)[0]), Key((*told)[1])});
    return true;
  }
  if (const auto told = kAfraid.Match(sentence)) {
    fears_.push_back({Singular(Key((*told)[0])), Singular(Key((*told)[1]))});
    return true;
  }
  const auto told = kIs.Match(sentence);
  if (!told || std::find(kColours.begin(), kColours.end(), Key((*told)[1])) == kColours.end()) return false;
  colours_.push_back({Key((*told)[0]), Key((*told)[1])});
  return true;
}

std::optional<Answer> Kinds::Ask(const Sentence& question) const {
  static const Pattern kFear = "what is *who afraid of";
  static const Pattern kColour = "what color|colour is *who";
  if (const auto asked = kFear.Match(question)) return Fear(Key((*asked)[0]));
  if (const auto asked = kColour.Match(question)) return Colour(Key((*asked)[0]));
  return std::nullopt;
}

std::vector<std::string> Kinds::Find(const Statements& statements, const std::string& subject) {
  std::vector<std::string> values;
  for (auto told = statements.rbegin(); told != statements.rend(); ++told) {
    if (told->subject == subject) AddOnce(values, told->value);
  }
  return values;
}

std::optional<Answer> Kinds::Fear(const std::string& name) const {
  std::vector<std::string> fears;
  for (const std::string& kind : Find(kinds_, name)) {
    for (const std::string& fear : Find(fears_, kind)) AddOnce(fears, fear);
  }
  return ToAnswer(fears);
}

// A colour that is told holds. Else the latest fellow of the kind whose colour is known is the freshest evidence.
std::optional<Answer> Kinds::Colour(const std::string& name) const {
  std::vector<std::string> colours = Find(colours_, name);
  if (!colours.empty()) return ToAnswer(colours);
  const std::vector<std::string> kinds = Find(kinds_, name);
  for (auto fellow = kinds_.rbegin(); fellow != kinds_.rend(); ++fellow) {
    if (std::find(kinds.begin(), kinds.end(), fellow->value) == kinds.end()) continue;
    colours = Find(colours_, fellow->subject);
    if (!colours.empty()) return Answer{colours.front(), {}};
  }
  return std::nullopt;
}

}  // namespace lethe::babi
