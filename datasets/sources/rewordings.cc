#include "datasets/sources/rewordings.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "base/error.h"
#include "base/text.h"
#include "datasets/article.h"
#include "datasets/ascii_case.h"
#include "datasets/first_letter.h"
#include "datasets/names/name_source.h"
#include "datasets/whole_words.h"

namespace lethe {
namespace {

constexpr size_t kMinLetters = 4;
constexpr int kMinWordings = 2;  // of questions, and of statements, that have the word
// A word that more than this share of all relations use is none of this relation's own: "which", "person", "city".
constexpr double kCommon = 0.02;

bool IsLetter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

// Words of letters alone, in lower case, but for placeholders.
std::set<std::string> LowerWords(const std::string& text) {
  std::set<std::string> words;
  for (size_t at = 0; at < text.size();) {
    size_t end = at;
    while (end < text.size() && IsLetter(text[end])) ++end;
    const bool whole = end - at >= kMinLetters && StandsAlone(text, at, end - at);
    if (whole) words.insert(AsciiLower(text.substr(at, end - at)));
    at = std::max(end, at + 1);
  }
  return words;
}

// "the berth", "which berth", "{s}'s berth": a verb in its place would leave no sentence.
bool StandsAsNoun(std::string_view text, const std::string& word) {
  static constexpr std::array<std::string_view, 10> kBefore = {"the ",   "a ",  "an ", "which ", "what ",
                                                               "whose ", "'s ", "of ", "as ",    "no "};
  for (size_t at = FindButForCase(text, word); at != std::string_view::npos; at = FindButForCase(text, word, at + 1)) {
    if (!StandsAlone(text, at, word.size())) continue;
    const std::string_view before = text.substr(0, at);
    for (const std::string_view determiner : kBefore) {
      if (before.size() < determiner.size()) continue;
      const size_t begin = before.size() - determiner.size();
      if (SameButForCase(before.substr(begin), determiner) && (determiner[0] == '\'' || IsWordBoundary(text, begin)))
        return true;
    }
  }
  return false;
}

struct WordUse {
  int wordings = 0;
  bool noun = false;  // in one of them
};

std::map<std::string, WordUse> UsesOf(const std::vector<std::string>& texts) {
  std::map<std::string, WordUse> uses;
  for (const std::string& text : texts) {
    for (const std::string& word : LowerWords(text)) {
      WordUse& use = uses[word];
      ++use.wordings;
      use.noun = use.noun || StandsAsNoun(text, word);
    }
  }
  return uses;
}

bool Tells(const WordUse& use) {
  return use.wordings >= kMinWordings && use.noun;
}

// "a berth" -> "an axle", "an engine" -> "a berth"; `at` is where the word begins.
void MendArticle(std::string& text, size_t at) {
  const auto behind = [&](std::string_view article) {
    return at >= article.size() && IsWordBoundary(text, at - article.size()) &&
           SameButForCase(std::string_view(text).substr(at - article.size(), article.size()), article);
  };
  const bool an = ArticleFor(std::string_view(text).substr(at)) == "an";
  if (an && behind("a ")) text.insert(at - 1, "n");
  if (!an && behind("an ")) text.erase(at - 2, 1);
}

std::vector<std::string> Exchanged(const std::vector<std::string>& texts, const std::string& from,
                                   const std::string& to) {
  std::vector<std::string> exchanged;
  for (const std::string& text : texts) {
    std::string changed = ExchangeWord(text, from, to);
    if (!changed.empty()) exchanged.push_back(std::move(changed));
  }
  return exchanged;
}

}  // namespace

std::string ExchangeWord(const std::string& text, const std::string& from, const std::string& to) {
  std::string out = text;
  bool found = false;
  for (size_t at = FindButForCase(out, from); at != std::string::npos; at = FindButForCase(out, from, at)) {
    if (!StandsAlone(out, at, from.size())) {
      ++at;
      continue;
    }
    found = true;
    out.replace(at, from.size(), out[at] == from[0] ? to : UpperFirst(to));
    const size_t before = out.size();
    MendArticle(out, at);
    at += to.size() + out.size() - before;
  }
  return found ? out : "";
}

Rewordings::Rewordings(const Wordings& wordings, const InventedRelations& invented)
    : wordings_(wordings), invented_(invented), words_(wordings.relations.size()) {
  std::map<std::string, size_t> relations_with;
  std::vector<std::map<std::string, WordUse>> asked, stated;
  for (const Relation& relation : wordings.relations) {
    asked.push_back(UsesOf(relation.ask));
    stated.push_back(UsesOf(relation.state));
    std::map<std::string, WordUse> both = asked.back();
    both.insert(stated.back().begin(), stated.back().end());
    for (const auto& [word, use] : both) ++relations_with[word];
  }
  const double common = std::max(3.0, kCommon * static_cast<double>(wordings.relations.size()));
  for (size_t i = 0; i < words_.size(); ++i) {
    for (const auto& [word, use] : asked[i]) {
      const auto also = stated[i].find(word);
      if (!Tells(use) || also == stated[i].end() || !Tells(also->second)) continue;
      if (static_cast<double>(relations_with[word]) <= common) words_[i].push_back(word);
    }
  }
}

std::string Rewordings::DrawWord(Random& random) const {
  const double draw = random.Uniform();
  if (draw < 0.15) return NameSource::PseudoWord(random);
  if (draw >= 0.4) return random.Pick(invented_.nouns());
  const std::string& first = random.Pick(draw < 0.25 ? invented_.nouns() : invented_.adjectives());
  return StrCat(first, " ", random.Pick(invented_.nouns()));
}

Rewordings::Exchange Rewordings::Draw(Random& random) const {
  if (invented_.alike().empty() || random.Chance(0.5)) {
    const std::string word = DrawWord(random);
    return {word, word, {}};
  }
  const WordGroup& group = random.Pick(invented_.alike());
  std::vector<std::string> words(group.word().begin(), group.word().end());
  random.Shuffle(words);
  return {words[0], words[1], words};
}

std::shared_ptr<const Relation> Rewordings::Make(size_t relation, Random& random) const {
  if (words_[relation].empty()) return nullptr;
  const Relation& old = wordings_.relations[relation];
  auto made = std::make_shared<Relation>();
  do {
    const std::string from = random.Pick(words_[relation]);
    const Exchange to = Draw(random);
    *made = old;
    made->name = ExchangeWord(old.name, from, to.asked);
    if (made->name.empty()) made->name = to.asked;
    made->aliases = Exchanged(old.aliases, from, to.stated);
    if (to.stated != to.asked) {
      const std::string stated_name = ExchangeWord(old.name, from, to.stated);
      made->aliases.push_back(stated_name.empty() ? to.stated : stated_name);
    }
    made->ask = Exchanged(old.ask, from, to.asked);
    made->state = Exchanged(old.state, from, to.stated);
    made->noun = Exchanged(old.noun, from, to.asked);
    if (made->noun.empty()) made->noun = {StrCat("the ", to.asked, " of {s}"), StrCat("{s}'s ", to.asked)};
    made->all_names = {AsciiLower(made->name)};
    for (const std::string& alias : made->aliases) made->all_names.insert(AsciiLower(alias));
    // "salary" beside "pay" where "wage" is a third: whoever has the one must not have the other as well.
    made->all_names.insert(to.same.begin(), to.same.end());
  } while (Confusable(*made, old));  // the word drawn is one of the relation's own
  return made;
}

}  // namespace lethe
