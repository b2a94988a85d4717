#include "datasets/plain_text/token_kinds.h"

#include <algorithm>
#include <string>
#include <unordered_set>

#include "base/text.h"
#include "retriever/normalize.h"

namespace lethe {
namespace {

const std::unordered_set<std::string_view>& FunctionWords() {
  static const std::unordered_set<std::string_view> kWords = {
      "a",       "an",      "the",     "this",     "that",   "these",   "those",    "each",     "every",  "some",
      "any",     "no",      "all",     "both",     "either", "neither", "such",     "i",        "you",    "he",
      "she",     "it",      "we",      "they",     "me",     "him",     "her",      "us",       "them",   "my",
      "your",    "his",     "its",     "our",      "their",  "mine",    "yours",    "hers",     "ours",   "theirs",
      "myself",  "himself", "herself", "itself",   "who",    "whom",    "whose",    "which",    "what",   "where",
      "when",    "why",     "how",     "of",       "in",     "on",      "at",       "by",       "for",    "with",
      "from",    "to",      "into",    "onto",     "upon",   "over",    "under",    "about",    "after",  "before",
      "between", "through", "during",  "without",  "within", "against", "among",    "off",      "out",    "up",
      "down",    "as",      "than",    "and",      "or",     "but",     "nor",      "so",       "yet",    "if",
      "because", "while",   "though",  "although", "until",  "unless",  "since",    "whether",  "am",     "is",
      "are",     "was",     "were",    "be",       "been",   "being",   "have",     "has",      "had",    "having",
      "do",      "does",    "did",     "will",     "would",  "shall",   "should",   "can",      "could",  "may",
      "might",   "must",    "not",     "don't",    "didn't", "there",   "here",     "then",     "too",    "very",
      "just",    "i'm",     "it's",    "he's",     "she's",  "that's",  "there's",  "let's",    "i'll",   "i've",
      "can't",   "won't",   "wasn't",  "weren't",  "isn't",  "doesn't", "couldn't", "wouldn't", "you're", "they're",
      "we're",   "i'd",     "oh",      "yes"};
  return kWords;
}

bool IsApostrophe(char32_t c) {
  return c == '\'' || c == 0x2019;
}
bool IsDigit(char32_t c) {
  return c >= '0' && c <= '9';
}

// Of the alphabets that have capitals at all: Latin with its accents, Greek, Cyrillic.
bool IsCapital(char32_t c) {
  if (c < 0x80) return c >= 'A' && c <= 'Z';
  if (c >= 0x100 && c < 0x138) return c % 2 == 0;
  return (c >= 0xC0 && c <= 0xDE && c != 0xD7) || (c >= 0x386 && c <= 0x3AB) || (c >= 0x400 && c <= 0x42F);
}

struct Word {
  size_t begin = 0, end = 0;  // bytes
  std::string folded;         // as FoldText has it, with a plain apostrophe
  bool upper = false;         // begins with a capital
  bool opens = false;         // a sentence or a quotation
  bool digits = false;        // begins with a digit
};

// Bytes that one code point after another takes, and the words that they make up.
class WordSplitter {
 public:
  explicit WordSplitter(std::string_view text) : text_(text) {}

  std::vector<Word> Run() {
    for (size_t at = 0; at < text_.size();) {
      const size_t begin = at;
      const char32_t c = NextCodePoint(text_, at);
      if (IsWordCharacter(c) || Joins(begin, c, at)) {
        Extend(begin, at, c);
      } else {
        Close();
        Pass(c);
      }
    }
    Close();
    return std::move(words_);
  }

 private:
  // Within a word: "Lily's", "1,000", "U.S".
  bool Joins(size_t begin, char32_t c, size_t after) const {
    if (!inside_ || begin == 0 || after >= text_.size()) return false;
    const char32_t next = NextCodePoint(text_, after);
    if (IsApostrophe(c)) return IsWordCharacter(next);
    return (c == '.' || c == ',') && IsDigit(static_cast<unsigned char>(text_[begin - 1])) && IsDigit(next);
  }

  void Extend(size_t begin, size_t end, char32_t c) {
    if (!inside_) {
      Word& word = words_.emplace_back();
      word.begin = begin;
      word.opens = opens_;
      word.digits = IsDigit(c);
      word.upper = IsCapital(c);
      inside_ = true;
      opens_ = false;
    }
    words_.back().end = end;
  }

  void Close() {
    if (!inside_) return;
    inside_ = false;
    Word& word = words_.back();
    word.folded = ReplaceAll(FoldText(text_.substr(word.begin, word.end - word.begin)), "\u2019", "'");
  }

  // White space, commas and the like leave a sentence open.
  void Pass(char32_t c) {
    const bool ends = c == '.' || c == '!' || c == '?' || c == ':' || c == '"' || c == 0x201C || c == 0x201D ||
                      c == 0x2018 || c == '(' || c == ';' || c == '\'';
    opens_ = opens_ || ends;
  }

  std::string_view text_;
  std::vector<Word> words_;
  bool inside_ = false;
  bool opens_ = true;
};

std::string WithoutPossessive(std::string word) {
  if (word.ends_with("'s") && word.size() > 2) word.resize(word.size() - 2);
  return word;
}

// How the words in sight are written: what stands in small letters somewhere is no name where a sentence begins.
class Spellings {
 public:
  void Add(const std::vector<Word>& words) {
    for (const Word& word : words) {
      if (!word.upper) small_.insert(word.folded);
      if (word.upper && !word.opens) capital_.insert(WithoutPossessive(word.folded));
    }
  }
  bool IsName(const Word& word) const {
    if (!word.upper || FunctionWords().contains(word.folded)) return false;
    const std::string plain = WithoutPossessive(word.folded);
    if (FunctionWords().contains(plain)) return false;
    return !word.opens || (capital_.contains(plain) && !small_.contains(plain));
  }

 private:
  std::unordered_set<std::string> small_, capital_;
};

// Bytes that the token adds to the text.
size_t BytesOf(const Tokenizer& tokenizer, int32_t token) {
  constexpr std::string_view kSpace = "\u2581";
  const std::string piece = tokenizer.Piece(token);
  if (piece.size() == 6 && piece.starts_with("<0x")) return 1;
  size_t bytes = piece.size();
  for (size_t at = 0; (at = piece.find(kSpace, at)) != std::string::npos; at += kSpace.size())
    bytes -= kSpace.size() - 1;
  return bytes;
}

class TokenClassifier {
 public:
  explicit TokenClassifier(const v1::Example& example) : text_(example.answer()), words_(WordSplitter(text_).Run()) {
    for (const v1::ContextFact& fact : example.context()) {
      const std::vector<Word> words = WordSplitter(fact.text()).Run();
      spellings_.Add(words);
      for (const Word& word : words) context_.insert(WithoutPossessive(word.folded));
    }
    const std::vector<Word> prompt = WordSplitter(example.question()).Run();
    spellings_.Add(prompt);
    spellings_.Add(words_);
    for (const Word& word : prompt) seen_.insert(WithoutPossessive(word.folded));
    for (const Word& word : words_) kinds_.push_back(Judge(word));
  }

  std::vector<TokenClass> Run(const Tokenizer& tokenizer, std::span<const int32_t> tokens) const {
    std::vector<TokenClass> classes;
    size_t at = 0;  // with the space that encoding puts in front
    size_t word = 0;
    for (const int32_t token : tokens) {
      const size_t begin = at;
      at += BytesOf(tokenizer, token);
      const size_t end = std::min(at > 0 ? at - 1 : 0, text_.size());
      while (word < words_.size() && words_[word].end <= (begin > 0 ? begin - 1 : 0)) ++word;
      TokenClass& one = classes.emplace_back();
      one.end = static_cast<uint32_t>(end);
      one.word = static_cast<uint32_t>(word);
      const bool in_word = word < words_.size() && words_[word].begin < end;
      one.kind = in_word ? kinds_[word].kind : WordKind::kPunctuation;
      one.only_in_context = in_word && kinds_[word].only_in_context;
    }
    return classes;
  }

 private:
  struct Judgement {
    WordKind kind;
    bool only_in_context;
  };

  Judgement Judge(const Word& word) {
    const std::string plain = WithoutPossessive(word.folded);
    const bool only_in_context = seen_.insert(plain).second && context_.contains(plain);
    if (word.digits) return {WordKind::kNumber, only_in_context};
    if (spellings_.IsName(word)) return {WordKind::kName, only_in_context};
    if (FunctionWords().contains(word.folded)) return {WordKind::kFunction, only_in_context};
    return {only_in_context ? WordKind::kCopied : WordKind::kOther, only_in_context};
  }

  const std::string& text_;
  std::vector<Word> words_;
  Spellings spellings_;
  std::unordered_set<std::string> context_, seen_;
  std::vector<Judgement> kinds_;
};

}  // namespace

std::string_view WordKindName(WordKind kind) {
  switch (kind) {
    case WordKind::kName:
      return "name";
    case WordKind::kNumber:
      return "number";
    case WordKind::kFunction:
      return "function";
    case WordKind::kCopied:
      return "copied";
    case WordKind::kPunctuation:
      return "punctuation";
    case WordKind::kOther:
      return "other";
  }
  return "other";
}

std::vector<TokenClass> ClassifyTokens(const Tokenizer& tokenizer, std::span<const int32_t> tokens,
                                       const v1::Example& example) {
  return TokenClassifier(example).Run(tokenizer, tokens);
}

}  // namespace lethe
