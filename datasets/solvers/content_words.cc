#include "datasets/solvers/content_words.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/text.h"

namespace lethe {
namespace {

constexpr auto kEmptyWords = std::to_array<std::string_view>(
    {"a",      "about",     "all",   "also",  "an",    "and",   "another", "any",   "are",     "as",    "at",
     "be",     "been",      "being", "best",  "by",    "can",   "could",   "did",   "do",      "does",  "during",
     "each",   "following", "for",   "from",  "had",   "has",   "have",    "he",    "her",     "his",   "how",
     "if",     "in",        "into",  "is",    "it",    "its",   "least",   "less",  "likely",  "may",   "might",
     "more",   "most",      "no",    "not",   "of",    "often", "on",      "one",   "or",      "other", "she",
     "should", "so",        "some",  "than",  "that",  "the",   "their",   "them",  "then",    "there", "these",
     "they",   "this",      "those", "to",    "two",   "use",   "used",    "using", "usually", "very",  "was",
     "were",   "what",      "when",  "where", "which", "who",   "why",     "will",  "with",    "would"});

// Longer endings first; what stands for them.
constexpr auto kEndings = std::to_array<std::pair<std::string_view, std::string_view>>({{"iness", "y"},
                                                                                        {"ational", "ate"},
                                                                                        {"ization", "ize"},
                                                                                        {"ations", "ate"},
                                                                                        {"ation", "ate"},
                                                                                        {"ments", "ment"},
                                                                                        {"ings", ""},
                                                                                        {"ing", ""},
                                                                                        {"edly", ""},
                                                                                        {"ies", "y"},
                                                                                        {"ied", "y"},
                                                                                        {"ness", ""},
                                                                                        {"ers", "er"},
                                                                                        {"tions", "t"},
                                                                                        {"tion", "t"},
                                                                                        {"ed", ""},
                                                                                        {"ly", ""},
                                                                                        {"es", ""},
                                                                                        {"s", ""}});

bool IsEmptyWord(std::string_view word) {
  return std::find(kEmptyWords.begin(), kEmptyWords.end(), word) != kEmptyWords.end();
}

}  // namespace

std::string WordRoot(std::string word) {
  for (const auto& [ending, instead] : kEndings) {
    if (!word.ends_with(ending) || word.size() < ending.size() + 3 || word.ends_with("ss")) continue;
    word.resize(word.size() - ending.size());
    word += instead;
    break;
  }
  if (word.size() > 3 && word.back() == 'e') word.pop_back();
  if (word.size() > 4 && word.back() == word[word.size() - 2]) word.pop_back();
  return word;
}

std::set<std::string> ContentWords(std::string_view text) {
  std::string spaced = AsciiLower(text);
  for (char& c : spaced) {
    const bool kept = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (c & 0x80) != 0;
    if (!kept) c = ' ';
  }
  std::set<std::string> content, all;
  for (const std::string_view word : SplitWords(spaced)) {
    std::string root = WordRoot(std::string(word));
    if (!IsEmptyWord(word)) content.insert(root);
    all.insert(std::move(root));
  }
  return content.empty() ? all : content;
}

}  // namespace lethe
