// A question cut into the spans under which a store may know a subject.
//
// "Where was Ann Lee's brother born?" gives, among others, the spans "ann lees", "ann lee" (possessive removed) and
// "brother". Spans are keys as NormalizeKey makes them, so they can be looked up as they are.
// Promise: spans come longest first, then from the left; each key once. A single stop word or question word is a span
// only when it is written with a capital inside the sentence ("Who directed Her?").
// Threads: pure functions.
// Cost: at most kMaxSpanWords spans a word of the question.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace lethe {

inline constexpr size_t kMaxSpanWords = 12;
inline constexpr size_t kMaxQuestionWords = 256;  // what comes after them names no subject

struct QuestionWord {
  std::string key;        // folded
  std::string possessor;  // without the possessive ending; empty where there is none
  bool capital = false;   // begins with an upper-case letter or a digit
  bool article = false;   // "the", "a" or "an", and not an initial as in "A. Lincoln"
  bool common = false;    // stop word or question word
};

struct QuestionSpan {
  size_t begin = 0;  // words [begin, end)
  size_t end = 0;
  std::string key;
  bool capital = false;  // every word that is not a stop word has a capital
};

std::vector<QuestionWord> SplitQuestion(std::string_view question);
std::vector<QuestionSpan> SpansOf(const std::vector<QuestionWord>& words);

}  // namespace lethe
