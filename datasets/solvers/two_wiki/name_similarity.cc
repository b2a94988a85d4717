#include "datasets/solvers/two_wiki/name_similarity.h"

#include <algorithm>
#include <array>
#include <set>

#include "base/text.h"
#include "retriever/normalize.h"

namespace lethe {
namespace {

bool IsLittleWord(std::string_view word) {
  constexpr auto kLittle = std::to_array<std::string_view>({"the", "of", "a", "an", "and", "de", "in", "on", "to"});
  return std::find(kLittle.begin(), kLittle.end(), word) != kLittle.end();
}

std::string WithoutParentheses(std::string_view name) {
  std::string kept;
  int depth = 0;
  for (const char c : name) {
    depth += c == '(';
    if (depth == 0) kept.push_back(c);
    depth -= c == ')' && depth > 0;
  }
  return std::string(Trim(kept)).empty() ? std::string(name) : kept;
}

// Words that tell names apart; all words where a name has no others ("The The").
std::set<std::string> WordsOf(std::string_view name) {
  const std::string key = NormalizeKey(WithoutParentheses(name));
  std::set<std::string> words, all;
  for (const std::string_view word : SplitWords(key)) {
    all.emplace(word);
    if (!IsLittleWord(word)) words.emplace(word);
  }
  return words.empty() ? all : words;
}

size_t Common(const std::set<std::string>& a, const std::set<std::string>& b) {
  return std::count_if(a.begin(), a.end(), [&](const std::string& word) { return b.contains(word); });
}

}  // namespace

double NameSimilarity(std::string_view a, std::string_view b) {
  if (NormalizeKey(a) == NormalizeKey(b)) return 1;
  const std::set<std::string> words_a = WordsOf(a), words_b = WordsOf(b);
  const double common = static_cast<double>(Common(words_a, words_b));
  if (common == 0) return 0;
  const size_t fewer = std::min(words_a.size(), words_b.size()), more = std::max(words_a.size(), words_b.size());
  // A part of a name is nearly as good as all of it ("Elvis"), but all of it is better. Always below 1.
  return 0.6 * common / static_cast<double>(fewer) + 0.35 * common / static_cast<double>(more);
}

double MentionShare(std::string_view name, std::string_view text) {
  const std::set<std::string> words = WordsOf(name);
  if (words.empty()) return 0;
  const std::string key = NormalizeKey(text);
  std::set<std::string> there;
  for (const std::string_view word : SplitWords(key)) there.emplace(word);
  return static_cast<double>(Common(words, there)) / static_cast<double>(words.size());
}

std::pair<std::string, std::string> DivideNames(std::string_view text, std::string_view first,
                                                std::string_view second) {
  std::pair<std::string, std::string> best;
  double best_score = -1;
  for (const std::string_view word : {" or ", " and "}) {
    for (size_t at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1)) {
      std::string left(Trim(text.substr(0, at))), right(Trim(text.substr(at + word.size())));
      const double straight = NameSimilarity(left, first) + NameSimilarity(right, second);
      const double crossed = NameSimilarity(left, second) + NameSimilarity(right, first);
      if (std::max(straight, crossed) <= best_score) continue;
      best_score = std::max(straight, crossed);
      if (crossed > straight) std::swap(left, right);
      best = {std::move(left), std::move(right)};
    }
  }
  return best;
}

}  // namespace lethe
