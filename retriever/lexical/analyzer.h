// Text to index terms: Unicode words, folded, stop words removed, stemmed.
//
// Words are runs of letters, digits and marks; '.' and ',' between digits and apostrophes between letters belong to
// the word; ideographs and kana stand alone. Then folding (retriever/normalize.h), English possessive removed, stop
// words removed (Lucene's English list), Porter's stemmer as Lucene has it (lexical/porter.h).
// Promise: a term has 1 to kMaxTermBytes bytes. Two analysers of the same kAnalyzerName give the same terms.
// Threads: any thread.
// Cost: about 0.3 us a word.
// Source: Lucene's EnglishAnalyzer for the steps; Unicode UAX #29 for what a word is.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace lethe {

inline constexpr std::string_view kAnalyzerName = "english/2";
inline constexpr size_t kMaxTermBytes = 128;

struct Term {
  std::string text;
  uint32_t count = 1;
  bool operator==(const Term&) const = default;
};

struct AnalyzedText {
  std::vector<Term> terms;  // distinct, sorted by text
  uint32_t length = 0;      // occurrences of all terms
};

// Folded words in their order, neither stemmed nor filtered.
std::vector<std::string> Words(std::string_view text);

// Terms of a document.
AnalyzedText AnalyzeDocument(std::string_view text);

// Terms of a question or of key words, distinct and sorted; one that is said twice counts twice, as in Lucene.
// Question words ("who", "did") are dropped too, unless nothing else is left.
std::vector<Term> AnalyzeQuery(std::string_view text);

std::string Stem(const std::string& word);
bool IsStopWord(std::string_view word);
// Stop words and the words that only make a sentence a question.
bool IsQuestionWord(std::string_view word);

}  // namespace lethe
