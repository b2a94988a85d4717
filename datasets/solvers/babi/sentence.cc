#include "datasets/solvers/babi/sentence.h"

#include <algorithm>

#include "base/text.h"

namespace lethe::babi {
namespace {

bool Is(const std::vector<std::string>& words, const std::string& word) {
  const std::string key = Key(word);
  return std::find(words.begin(), words.end(), key) != words.end();
}

}  // namespace

Sentence ParseSentence(std::string_view text) {
  text = Trim(text);
  while (!text.empty() && (text.back() == '.' || text.back() == '?' || text.back() == '!')) text.remove_suffix(1);
  Sentence words;
  for (std::string_view word : SplitWords(text)) {
    if (word.ends_with(',')) word.remove_suffix(1);
    if (!word.empty()) words.emplace_back(word);
  }
  return words;
}

std::string Key(std::string_view name) {
  return AsciiLower(name);
}

Pattern::Pattern(const char* text) {
  for (std::string_view word : SplitWords(text)) {
    Item item;
    if (word.front() == '*') {
      item.kind = Item::Kind::kStar;
    } else {
      if (word.front() == '?') item.kind = Item::Kind::kMaybe;
      if (word.front() == '=') item.kind = Item::Kind::kTake;
      if (item.kind != Item::Kind::kWord) word.remove_prefix(1);
      for (std::string_view choice : Split(word, '|')) item.words.push_back(Key(choice));
    }
    items_.push_back(std::move(item));
  }
}

std::optional<std::vector<std::string>> Pattern::Match(const Sentence& sentence) const {
  std::vector<std::string> taken;
  if (!MatchFrom(0, sentence, 0, taken)) return std::nullopt;
  return taken;
}

bool Pattern::MatchFrom(size_t item, const Sentence& sentence, size_t word, std::vector<std::string>& taken) const {
  if (item == items_.size()) return word == sentence.size();
  const Item& next = items_[item];
  if (next.kind == Item::Kind::kStar) return MatchStar(item, sentence, word, taken);
  if (MatchWord(item, sentence, word, taken)) return true;
  return next.kind == Item::Kind::kMaybe && MatchFrom(item + 1, sentence, word, taken);
}

bool Pattern::MatchWord(size_t item, const Sentence& sentence, size_t word, std::vector<std::string>& taken) const {
  if (word == sentence.size() || !Is(items_[item].words, sentence[word])) return false;
  const size_t before = taken.size();
  if (items_[item].kind == Item::Kind::kTake) taken.push_back(sentence[word]);
  if (MatchFrom(item + 1, sentence, word + 1, taken)) return true;
  taken.resize(before);
  return false;
}

bool Pattern::MatchStar(size_t item, const Sentence& sentence, size_t word, std::vector<std::string>& taken) const {
  std::string phrase;
  for (size_t end = word; end < sentence.size(); ++end) {
    phrase += (end == word ? "" : " ") + sentence[end];
    taken.push_back(phrase);
    if (MatchFrom(item + 1, sentence, end + 1, taken)) return true;
    taken.pop_back();
  }
  return false;
}

}  // namespace lethe::babi
