#include "retriever/lexical/analyzer.h"

#include <unicode/uchar.h>

#include <algorithm>
#include <map>
#include <unordered_map>
#include <unordered_set>

#include "retriever/lexical/porter.h"
#include "retriever/normalize.h"

namespace lethe {
namespace {

const std::unordered_set<std::string_view>& StopWords() {
  static const std::unordered_set<std::string_view> kWords = {
      "a",   "an",    "and",  "are",   "as",    "at",   "be",   "but", "by",  "for",  "if",
      "in",  "into",  "is",   "it",    "no",    "not",  "of",   "on",  "or",  "such", "that",
      "the", "their", "then", "there", "these", "they", "this", "to",  "was", "will", "with"};
  return kWords;
}

const std::unordered_set<std::string_view>& QuestionWords() {
  static const std::unordered_set<std::string_view> kWords = {
      "what", "which", "who",  "whom", "whose", "where", "when", "why",  "how", "did", "does", "do",  "were", "has",
      "have", "had",   "been", "can",  "could", "would", "may",  "tell", "me",  "you", "from", "its", "his",  "her"};
  return kWords;
}

bool StandsAlone(char32_t c) {
  const bool kana = c >= 0x3040 && c <= 0x30FF;
  return kana || (c >= 0x2E80 && u_hasBinaryProperty(static_cast<UChar32>(c), UCHAR_IDEOGRAPHIC));
}

bool IsDigit(char32_t c) {
  return c < 0x80 ? c >= '0' && c <= '9' : u_isdigit(static_cast<UChar32>(c));
}
bool IsApostrophe(char32_t c) {
  return c == '\'' || c == 0x2019;
}

// Whether `c`, found after `before` and in front of `after`, holds a word together.
bool Joins(char32_t before, char32_t c, char32_t after) {
  if (c == '.' || c == ',') return IsDigit(before) && IsDigit(after);
  return IsApostrophe(c) && IsWordCharacter(before) && IsWordCharacter(after);
}

// "lee's" -> "lee"; other apostrophes vanish, as they do in keys.
void DropApostrophes(std::string& word) {
  for (const std::string_view mark : {"'", "\u2019"}) {
    const std::string possessive = std::string(mark) + "s";
    if (word.ends_with(possessive) && word.size() > possessive.size()) word.resize(word.size() - possessive.size());
    for (size_t at; (at = word.find(mark)) != std::string::npos;) word.erase(at, mark.size());
  }
}

void LimitLength(std::string& word) {
  if (word.size() <= kMaxTermBytes) return;
  size_t cut = kMaxTermBytes;
  while (cut > 0 && (static_cast<unsigned char>(word[cut]) & 0xC0) == 0x80) --cut;
  word.resize(cut);
}

class WordSplitter {
 public:
  explicit WordSplitter(std::vector<std::string>& words) : words_(words) {}

  void Split(std::string_view folded) {
    char32_t before = ' ';
    for (size_t i = 0; i < folded.size();) {
      const size_t begin = i;
      const char32_t c = NextCodePoint(folded, i);
      size_t peek = i;
      const char32_t after = i < folded.size() ? NextCodePoint(folded, peek) : U' ';
      Take(folded.substr(begin, i - begin), before, c, after);
      before = c;
    }
    Finish();
  }

 private:
  void Take(std::string_view bytes, char32_t before, char32_t c, char32_t after) {
    if (c >= 0x2E80 && StandsAlone(c)) {
      Finish();
      words_.emplace_back(bytes);
    } else if (IsWordCharacter(c) || (!word_.empty() && Joins(before, c, after))) {
      word_.append(bytes);
    } else {
      Finish();
    }
  }
  void Finish() {
    DropApostrophes(word_);
    LimitLength(word_);
    if (!word_.empty()) words_.push_back(std::move(word_));
    word_.clear();
  }

  std::vector<std::string>& words_;
  std::string word_;
};

// Distinct and sorted.
std::vector<Term> Counted(std::vector<std::string> stems) {
  std::sort(stems.begin(), stems.end());
  std::vector<Term> terms;
  for (std::string& stem : stems) {
    if (terms.empty() || terms.back().text != stem) terms.push_back({std::move(stem), 0});
    ++terms.back().count;
  }
  return terms;
}

}  // namespace

std::string Stem(const std::string& word) {
  return PorterStem(word);
}

bool IsStopWord(std::string_view word) {
  return StopWords().contains(word);
}
bool IsQuestionWord(std::string_view word) {
  return IsStopWord(word) || QuestionWords().contains(word);
}

std::vector<std::string> Words(std::string_view text) {
  std::vector<std::string> words;
  WordSplitter(words).Split(FoldText(text));
  return words;
}

AnalyzedText AnalyzeDocument(std::string_view text) {
  std::vector<std::string> stems;
  for (const std::string& word : Words(text)) {
    if (!IsStopWord(word)) stems.push_back(Stem(word));
  }
  const auto length = static_cast<uint32_t>(stems.size());
  return {Counted(std::move(stems)), length};
}

std::vector<Term> AnalyzeQuery(std::string_view text) {
  const std::vector<std::string> words = Words(text);
  std::vector<std::string> stems;
  for (const bool keep_question_words : {false, true}) {
    for (const std::string& word : words) {
      if (keep_question_words ? !IsStopWord(word) : !IsQuestionWord(word)) stems.push_back(Stem(word));
    }
    if (!stems.empty()) break;
  }
  return Counted(std::move(stems));
}

}  // namespace lethe
