#include "retriever/question.h"

#include <unicode/uchar.h>

#include <algorithm>
#include <unordered_set>

#include "base/error.h"
#include "base/text.h"
#include "retriever/lexical/analyzer.h"
#include "retriever/normalize.h"

namespace lethe {
namespace {

bool BeginsUpper(std::string_view token) {
  for (size_t i = 0; i < token.size();) {
    const auto c = static_cast<UChar32>(NextCodePoint(token, i));
    if (u_isalnum(c)) return u_isupper(c) || u_isdigit(c) || !u_isULowercase(c);
  }
  return false;
}

// Cuts "?", ",", closing quotes and the like from the end, so that a possessive ending is seen.
std::string_view WithoutTrailingMarks(std::string_view token) {
  while (!token.empty() && std::string_view("?!.,;:)]}\"").find(token.back()) != std::string_view::npos)
    token.remove_suffix(1);
  return token;
}

// "Lee's" -> "Lee", "James'" -> "James"; empty where there is no such ending.
std::string_view Possessor(std::string_view token) {
  token = WithoutTrailingMarks(token);
  for (const std::string_view ending : {"'s", "\u2019s", "'S"}) {
    if (token.ends_with(ending)) return token.substr(0, token.size() - ending.size());
  }
  for (const std::string_view ending : {"s'", "s\u2019"}) {
    if (token.ends_with(ending)) return token.substr(0, token.size() - ending.size() + 1);
  }
  return {};
}

bool IsArticle(std::string_view token) {
  const std::string folded = AsciiLower(token);
  return folded == "the" || folded == "a" || folded == "an";
}

// The folded words of one token; NormalizeKey would drop an article that stands alone or first.
std::vector<std::string> FoldedWords(std::string_view token) {
  std::vector<std::string> words;
  const std::string key = NormalizeKey(StrCat("the ", token));
  for (const std::string_view word : Split(key, ' ')) {
    if (!word.empty()) words.emplace_back(word);
  }
  return words;
}

bool IsWorthLooking(const std::vector<QuestionWord>& words, size_t begin, size_t end) {
  bool all_common = true;
  bool all_capital = true;
  for (size_t i = begin; i < end; ++i) {
    all_common = all_common && words[i].common;
    all_capital = all_capital && words[i].capital;
  }
  if (!all_common) return true;
  const bool after_capital_article = begin > 0 && words[begin - 1].article && words[begin - 1].capital;
  return all_capital && begin > 0 && (begin > 1 || after_capital_article || end - begin > 1);
}

bool IsCapital(const std::vector<QuestionWord>& words, size_t begin, size_t end) {
  bool any = false;
  for (size_t i = begin; i < end; ++i) {
    if (words[i].common && !words[i].capital) continue;
    if (!words[i].capital) return false;
    any = true;
  }
  return any;
}

std::string KeyOf(const std::vector<QuestionWord>& words, size_t begin, size_t end, bool possessor) {
  std::string key;
  for (size_t i = begin; i < end; ++i) {
    if (i > begin) key += ' ';
    key += possessor && i + 1 == end ? words[i].possessor : words[i].key;
  }
  return LimitKey(std::move(key));
}

}  // namespace

std::vector<QuestionWord> SplitQuestion(std::string_view question) {
  std::vector<QuestionWord> words;
  for (const std::string_view token : SplitWords(question)) {
    const std::vector<std::string> folded = FoldedWords(token);
    const std::string_view possessor = Possessor(token);
    const std::vector<std::string> owner = possessor.empty() ? std::vector<std::string>() : FoldedWords(possessor);
    const bool capital = BeginsUpper(token);
    for (size_t i = 0; i < folded.size(); ++i) {
      if (words.size() == kMaxQuestionWords) return words;
      QuestionWord word{folded[i], {}, capital, IsArticle(token), IsQuestionWord(folded[i])};
      if (i + 1 == folded.size() && owner.size() == folded.size()) word.possessor = owner.back();
      words.push_back(std::move(word));
    }
  }
  return words;
}

std::vector<QuestionSpan> SpansOf(const std::vector<QuestionWord>& words) {
  std::vector<QuestionSpan> spans;
  std::unordered_set<std::string> seen;
  for (size_t length = std::min(kMaxSpanWords, words.size()); length > 0; --length) {
    for (size_t begin = 0; begin + length <= words.size(); ++begin) {
      const size_t end = begin + length;
      // A key has no leading article, so such a span is the same as the one that begins a word later.
      if ((length > 1 && words[begin].article) || !IsWorthLooking(words, begin, end)) continue;
      for (const bool possessor : {false, true}) {
        if (possessor && words[end - 1].possessor.empty()) continue;
        std::string key = KeyOf(words, begin, end, possessor);
        if (seen.insert(key).second) spans.push_back({begin, end, std::move(key), IsCapital(words, begin, end)});
      }
    }
  }
  return spans;
}

}  // namespace lethe
