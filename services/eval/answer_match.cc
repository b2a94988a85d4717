#include "services/eval/answer_match.h"

#include <algorithm>
#include <map>

#include "base/text.h"

namespace lethe {
namespace {

constexpr std::string_view kPunctuation = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";

bool IsArticle(std::string_view word) {
  return word == "a" || word == "an" || word == "the";
}

double WordF1(const std::string& given, const std::string& right) {
  const std::vector<std::string_view> given_words = SplitWords(given), right_words = SplitWords(right);
  if (given_words.empty() || right_words.empty()) return given_words.empty() && right_words.empty() ? 1 : 0;
  std::map<std::string_view, int> left;
  for (const std::string_view word : right_words) ++left[word];
  int same = 0;
  for (const std::string_view word : given_words) same += left[word]-- > 0;
  if (same == 0) return 0;
  const double precision = static_cast<double>(same) / static_cast<double>(given_words.size());
  const double recall = static_cast<double>(same) / static_cast<double>(right_words.size());
  return 2 * precision * recall / (precision + recall);
}

bool ContainsWhole(const std::string& whole, const std::string& part) {
  return !part.empty() && (" " + whole + " ").find(" " + part + " ") != std::string::npos;
}

}  // namespace

std::string NormalizeAnswer(std::string_view text) {
  std::string plain = AsciiLower(text);
  plain.erase(
      std::remove_if(plain.begin(), plain.end(), [](char c) { return kPunctuation.find(c) != std::string_view::npos; }),
      plain.end());
  std::string normal;
  for (const std::string_view word : SplitWords(plain)) {
    if (IsArticle(word)) continue;
    if (!normal.empty()) normal += ' ';
    normal += word;
  }
  return normal;
}

AnswerMatch MatchAnswer(std::string_view given, const std::vector<std::string>& right) {
  AnswerMatch best;
  const std::string normal = NormalizeAnswer(given);
  for (const std::string& candidate : right) {
    const std::string wanted = NormalizeAnswer(candidate);
    // An answer of punctuation alone ("+") normalises to nothing and is compared as it stands.
    best.exact = best.exact || (wanted.empty() ? given == candidate : normal == wanted);
    best.f1 = std::max(best.f1, wanted.empty() ? (given == candidate ? 1.0 : 0.0) : WordF1(normal, wanted));
    best.contains = best.contains || (wanted.empty() ? given == candidate : ContainsWhole(normal, wanted));
  }
  return best;
}

}  // namespace lethe
