#include "datasets/renaming.h"

#include <algorithm>
#include <functional>

#include "base/error.h"
#include "base/text.h"
#include "datasets/derivation_check.h"
#include "datasets/whole_words.h"

namespace lethe {
namespace {

constexpr size_t kMostWords = 6;  // of a name

bool IsCapital(std::string_view word) {
  return !word.empty() && ((word[0] >= 'A' && word[0] <= 'Z') || static_cast<unsigned char>(word[0]) >= 0xC3);
}

std::string LastWord(const std::string& name) {
  const size_t space = name.rfind(' ');
  return space == std::string::npos ? "" : name.substr(space + 1);
}

}  // namespace

bool Renaming::Add(const std::string& from, const std::string& to) {
  if (from.empty() || to.empty() || from == to || to_.count(from) || from_.count(to)) return false;
  to_[from] = to;
  from_[to] = from;
  return true;
}

std::string Renaming::Apply(const std::string& text) const {
  std::string out;
  out.reserve(text.size() + 16);
  for (size_t at = 0; at < text.size();) {
    const std::string* replacement = nullptr;
    size_t length = 0;
    // The longest name that stands here wins; inside a word none begins.
    const bool may_begin = IsWordBoundary(text, at);
    for (auto name = may_begin ? to_.begin() : to_.end(); name != to_.end(); ++name) {
      const std::string& from = name->first;
      if (from.size() <= length || text.compare(at, from.size(), from) != 0) continue;
      if (!StandsAlone(text, at, from.size())) continue;
      replacement = &name->second;
      length = from.size();
    }
    if (replacement == nullptr) {
      out += text[at++];
    } else {
      out += *replacement;
      at += length;
    }
  }
  return out;
}

void Renaming::Apply(v1::Example& example) const {
  Renaming with_lower = *this;
  for (const auto& [from, to] : to_) with_lower.Add(AsciiLower(from), AsciiLower(to));
  for (std::string* text : TextsOf(example)) *text = with_lower.Apply(*text);
}

Renaming Renaming::Inverse() const {
  Renaming inverse;
  inverse.to_ = from_;
  inverse.from_ = to_;
  return inverse;
}

bool Renaming::Fits(const v1::Example& example) const {
  v1::Example copy = example;
  std::string all;
  for (const std::string* text : TextsOf(copy)) all += *text + "\n";
  return std::none_of(from_.begin(), from_.end(), [&](const auto& entry) { return HoldsWords(all, entry.first); });
}

std::vector<std::string*> TextsOf(v1::Example& example) {
  std::vector<std::string*> texts;
  const auto add = [&](std::string* text) {
    if (!text->empty()) texts.push_back(text);
  };
  for (v1::ContextFact& fact : *example.mutable_context()) {
    for (std::string* text : {fact.mutable_text(), fact.mutable_subject(), fact.mutable_object()}) add(text);
  }
  for (v1::DerivationStep& step : *example.mutable_derivation()) {
    for (std::string* text :
         {step.mutable_text(), step.mutable_subject(), step.mutable_object(), step.mutable_recall()})
      add(text);
  }
  add(example.mutable_question());
  add(example.mutable_answer());
  for (std::string& alias : *example.mutable_aliases()) add(&alias);
  return texts;
}

Renamer::Renamer(const EntityLists& lists, const NameSource& names) : names_(names) {
  for (const auto& [type, list] : lists.all()) {
    for (const std::string& name : list) types_.emplace(name, type);
  }
}

std::string Renamer::TypeOf(const std::string& name) const {
  const auto found = types_.find(name);
  return found == types_.end() ? "" : found->second;
}

// Runs of capitalised words that a list knows; the value tells whether one stands elsewhere than at a beginning, where
// any word has a capital.
void Renamer::Collect(const std::string& text, std::map<std::string, bool>& found) const {
  const std::vector<std::string_view> words = SplitWords(text);
  for (size_t i = 0; i < words.size(); ++i) {
    if (!IsCapital(words[i])) continue;
    for (size_t end = std::min(words.size(), i + kMostWords); end > i; --end) {
      const char* begin = words[i].data();
      std::string name(begin, static_cast<size_t>(words[end - 1].data() + words[end - 1].size() - begin));
      while (!name.empty() && std::string_view(".,;:?!)\"").find(name.back()) != std::string_view::npos)
        name.pop_back();
      if (name.size() > 2 && name.ends_with("'s")) name.resize(name.size() - 2);
      if (!types_.count(name)) continue;
      const bool sure = end > i + 1 || (i > 0 && !words[i - 1].ends_with('.'));
      bool& known = found[name];
      known = known || sure;
      i = end - 1;
      break;
    }
  }
}

std::vector<std::string> Renamer::NamesIn(const v1::Example& example) const {
  std::map<std::string, bool> found;
  for (const v1::ContextFact& fact : example.context()) {
    for (const std::string& part : {fact.subject(), fact.object()}) {
      if (types_.count(part)) found[part] = true;
    }
    Collect(fact.text(), found);
  }
  Collect(example.question(), found);
  std::vector<std::string> names;
  for (const auto& [name, sure] : found) {
    if (sure) names.push_back(name);
  }
  return names;
}

std::optional<Renaming> Renamer::Draw(const v1::Example& example, const Random& seed) const {
  const std::vector<std::string> names = NamesIn(example);
  Renaming renaming;
  std::vector<std::pair<std::string, std::string>> people;
  for (const std::string& name : names) {
    Random random = seed.Fork(StableHash(name));
    const std::string type = TypeOf(name);
    for (int tries = 0; tries < 10; ++tries) {
      const std::string fresh = names_.Draw(type, random);
      // A person who keeps the last name could still be known by it.
      if (type == "person" && LastWord(fresh) == LastWord(name)) continue;
      if (!renaming.Add(name, fresh)) continue;
      if (type == "person") people.emplace_back(name, fresh);
      break;
    }
  }
  // "Curie" alone is still Marie Curie.
  for (const auto& [from, to] : people) {
    if (!LastWord(from).empty() && !LastWord(to).empty()) renaming.Add(LastWord(from), LastWord(to));
  }
  if (renaming.empty() || !renaming.Fits(example)) return std::nullopt;
  return renaming;
}

}  // namespace lethe
