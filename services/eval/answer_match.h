// How an answer is compared with the right one, as SQuAD does it.
//
// Source: the evaluation script of SQuAD 1.1 (https://rajpurkar.github.io/SQuAD-explorer): lower case, no punctuation,
// no articles, single spaces; the best over all right answers counts.
// Threads: pure functions.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace lethe {

std::string NormalizeAnswer(std::string_view text);

struct AnswerMatch {
  bool exact = false;
  double f1 = 0;          // of the words, in [0, 1]
  bool contains = false;  // a right answer's words stand within the given one
};

// `right` holds the answer and its aliases.
AnswerMatch MatchAnswer(std::string_view given, const std::vector<std::string>& right);

}  // namespace lethe
