// EntailmentBank, as far as it can be answered without a model: the phrase of the context that the question asks for.
//
// Read are the question and the context's sentences. The hypothesis states the answer, so it is not read, and neither
// are the proof, the answer's own text and the marks of supporting sentences. The phrases between the verbs and
// prepositions of the sentences are the candidates. One counts the more, the more its sentence shares with the question
// or with a sentence that does, and by how it stands there: as what a sentence is about, or as a kind of what the
// question asks for ("which tool": "an anemometer is a kind of tool").
// The source's answers are free wordings, so agreement means the same content words, endings aside. Most of the time
// there is none: this is a baseline that shows how much of the set is mere look-up.
#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/text.h"
#include "datasets/solvers/content_words.h"
#include "datasets/solvers/json_records.h"
#include "datasets/solvers/solver.h"

namespace lethe {
namespace {

using Json = nlohmann::json;
using Roots = std::set<std::string>;

// Weights of a candidate, chosen on the 1,313 training problems.
constexpr double kSecondHop = 0.5;     // of what a sentence gets from one that shares words with it
constexpr double kEachSentence = 0.1;  // for every sentence that has the phrase
constexpr double kSentenceBegin = 0.4;
constexpr double kIsOfAskedKind = 2;
constexpr double kIsAKind = -1;      // "celestial body" in "a star is a kind of celestial body"
constexpr double kIsAskedWord = -1;  // "tool" for "which tool"
constexpr size_t kMostWords = 6;

constexpr auto kBoundaries = std::to_array<std::string_view>(
    {"is",        "are",      "was",     "were",     "has",      "have",     "means",    "cause",     "causes",
     "contain",   "contains", "require", "requires", "produce",  "produces", "increase", "increases", "decrease",
     "decreases", "occur",    "occurs",  "convert",  "converts", "change",   "changes",  "affect",    "affects",
     "prevent",   "prevents", "provide", "provides", "include",  "includes", "can",      "will",      "if",
     "then",      "by",       "from",    "into",     "of",       "in",       "on",       "for",       "to",
     "with",      "because",  "during",  "between",  "as",       "that",     "when",     "where",     "than",
     "at",        "through",  ",",       ";",        "/",        "(",        ")"});
constexpr auto kLeadingWords =
    std::to_array<std::string_view>({"the", "a", "an", "some", "many", "most", "all", "kind", "used"});

template <size_t N>
bool IsOneOf(std::string_view word, const std::array<std::string_view, N>& list) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

struct Problem {
  std::string question;
  std::vector<std::string> sentences;
};

struct Phrase {
  std::string text;
  Roots roots;
  std::set<size_t> sentences;
  bool begins = false;   // some sentence begins with it
  bool is_kind = false;  // stands behind "is a kind of"
};

size_t CountCommon(const Roots& a, const Roots& b) {
  return std::count_if(a.begin(), a.end(), [&](const std::string& root) { return b.contains(root); });
}

bool Within(const Roots& part, const Roots& whole) {
  return CountCommon(part, whole) == part.size();
}

// --- the record ---

// What stands under "$name$ = " in the one-string layout.
std::string PartOf(const std::string& input, const std::string& name, const std::string& where) {
  const std::string mark = StrCat("$", name, "$ = ");
  const size_t begin = input.find(mark);
  if (begin == std::string::npos) {
    throw Error(Code::kInvalidArgument, StrCat(where, ": the field \"input\" lacks \"", mark, "\""));
  }
  const size_t from = begin + mark.size(), end = input.find(" ; $", from);
  return std::string(Trim(std::string_view(input).substr(from, end == std::string::npos ? end : end - from)));
}

// "sent1: ... sent2: ..." as sentences.
std::vector<std::string> SplitContext(const std::string& context, const std::string& where) {
  std::vector<std::string> sentences;
  size_t at = context.find("sent1: ");
  while (at != std::string::npos) {
    const size_t from = context.find(": ", at) + 2;
    at = context.find(StrCat(" sent", sentences.size() + 2, ": "), from);
    sentences.emplace_back(Trim(std::string_view(context).substr(from, at == std::string::npos ? at : at - from)));
  }
  if (sentences.empty()) throw Error(Code::kInvalidArgument, StrCat(where, ": the context has no \"sent1: \""));
  return sentences;
}

// The two layouts: all in one string "input", or a field each.
std::string FieldOf(const Json& record, const std::string& name, const std::string& where) {
  if (!record.contains("input")) return RequireText(record, name, where);
  return PartOf(RequireText(record, "input", where), name, where);
}

// --- candidates ---

void AddPhrase(std::vector<std::string>& words, size_t sentence, bool begins, bool is_kind,
               std::map<Roots, Phrase>& phrases) {
  while (!words.empty() && IsOneOf(words.front(), kLeadingWords)) words.erase(words.begin());
  if (!words.empty() && words.size() <= kMostWords) {
    std::string text = Join(words, " ");
    Roots roots = ContentWords(text);
    const auto found = phrases.try_emplace(roots, Phrase{text, roots, {}, false, false}).first;
    found->second.sentences.insert(sentence);
    found->second.begins |= begins;
    found->second.is_kind |= is_kind;
  }
  words.clear();
}

std::map<Roots, Phrase> FindPhrases(const Problem& problem) {
  std::map<Roots, Phrase> phrases;
  for (size_t i = 0; i < problem.sentences.size(); ++i) {
    std::string spaced;
    for (const char c : problem.sentences[i]) {
      const bool apart = std::string_view(",;/()").find(c) != std::string_view::npos;
      spaced += apart ? StrCat(" ", c, " ") : std::string(1, c);
    }
    std::vector<std::string> words;
    bool begins = true, is_kind = false;
    for (const std::string_view word : SplitWords(spaced)) {
      if (!IsOneOf(word, kBoundaries)) {
        words.emplace_back(word);
        continue;
      }
      const bool kind_follows = !words.empty() && words.back() == "kind" && word == "of";
      AddPhrase(words, i, begins, is_kind, phrases);
      begins = false;
      is_kind = kind_follows;
    }
    AddPhrase(words, i, begins, is_kind, phrases);
  }
  return phrases;
}

// --- scores ---

class Scorer {
 public:
  explicit Scorer(const Problem& problem) : problem_(problem), asked_(ContentWords(problem.question)) {
    for (const std::string& sentence : problem.sentences) roots_.push_back(ContentWords(sentence));
    for (const Roots& roots : roots_) {
      for (const std::string& root : roots) ++sentences_with_[root];
    }
    FindAskedKind();
    FindNearness();
  }

  // Higher is better; nullopt for what the question says itself.
  std::optional<double> Score(const Phrase& phrase) const {
    const double known = static_cast<double>(CountCommon(phrase.roots, asked_));
    const double size = static_cast<double>(phrase.roots.size());
    if (known == size || phrase.roots.contains(WordRoot("something"))) return std::nullopt;
    double score = 0;
    for (const size_t sentence : phrase.sentences) score = std::max(score, nearness_[sentence]);
    score += kEachSentence * static_cast<double>(phrase.sentences.size());
    score *= (size - known) / size;
    if (phrase.begins) score += kSentenceBegin;
    if (phrase.is_kind) score += kIsAKind;
    if (kind_.empty()) return score;
    if (Within(kind_, phrase.roots)) score += kIsAskedWord;
    if (IsOfAskedKind(phrase)) score += kIsOfAskedKind;
    return score;
  }

 private:
  // Rare words count more.
  double Weight(const std::string& root) const {
    const auto found = sentences_with_.find(root);
    const double count = found == sentences_with_.end() ? 0 : found->second;
    return std::log(1 + (static_cast<double>(roots_.size()) + 1) / (count + 0.5));
  }

  // What sentence `a` shares with `b`, for its length; `but` does not count.
  double Shared(const Roots& a, const Roots& b, const Roots& but) const {
    double sum = 0;
    for (const std::string& root : a) sum += b.contains(root) && !but.contains(root) ? Weight(root) : 0;
    return sum / std::sqrt(static_cast<double>(a.size()));
  }

  // "Which tool would a student use" asks for a tool: the last "which" or "what" and the word behind it.
  void FindAskedKind() {
    const std::string lower = AsciiLower(problem_.question);
    const std::vector<std::string_view> words = SplitWords(lower);
    for (size_t i = 0; i + 1 < words.size(); ++i) {
      if (words[i] != "which" && words[i] != "what") continue;
      const bool of_kind = i + 3 < words.size() && (words[i + 1] == "type" || words[i + 1] == "kind");
      const std::string word(of_kind ? words[i + 3] : words[i + 1]);
      constexpr auto kNoKinds = std::to_array<std::string_view>(
          {"is", "of", "are", "was", "were", "does", "do", "did", "would", "will", "best", "most", "can", "has"});
      kind_ = IsOneOf(word, kNoKinds) ? Roots() : ContentWords(word);
    }
  }

  void FindNearness() {
    std::vector<double> direct;
    for (const Roots& roots : roots_) direct.push_back(Shared(roots, asked_, {}));
    for (size_t i = 0; i < roots_.size(); ++i) {
      double best = 0;
      for (size_t j = 0; j < roots_.size(); ++j) {
        if (j != i) best = std::max(best, direct[j] * Shared(roots_[i], roots_[j], asked_));
      }
      nearness_.push_back(direct[i] + kSecondHop * best);
    }
  }

  // "an anemometer is a kind of tool" for the phrase "anemometer".
  bool IsOfAskedKind(const Phrase& phrase) const {
    return std::any_of(phrase.sentences.begin(), phrase.sentences.end(), [&](size_t sentence) {
      const std::string& text = problem_.sentences[sentence];
      const size_t at = text.find(" a kind of ");
      return at != std::string::npos && ContentWords(text.substr(0, at)) == phrase.roots &&
             Within(kind_, ContentWords(text.substr(at)));
    });
  }

  const Problem& problem_;
  Roots asked_, kind_;
  std::vector<Roots> roots_;  // of the sentences
  std::map<std::string, int> sentences_with_;
  std::vector<double> nearness_;  // of the sentences to the question
};

std::string Answer(const Problem& problem) {
  const Scorer scorer(problem);
  std::string best;
  double best_score = 0;
  for (const auto& [roots, phrase] : FindPhrases(problem)) {
    const std::optional<double> score = scorer.Score(phrase);
    if (!score || (!best.empty() && *score <= best_score)) continue;
    best = phrase.text;
    best_score = *score;
  }
  return best;
}

}  // namespace

void SolveEntailmentBank(const Path& file, const VerdictSink& report) {
  ForEachJsonRecord(file, [&](const Json& record, const std::string& where) {
    Verdict verdict;
    verdict.id = RecordId(record, where);
    verdict.task = "entailmentbank";
    verdict.gold = FieldOf(record, "answer", where);
    verdict.ours = Answer({FieldOf(record, "question", where), SplitContext(FieldOf(record, "context", where), where)});
    verdict.agree = !verdict.ours.empty() && ContentWords(verdict.ours) == ContentWords(verdict.gold);
    report(verdict);
  });
}

}  // namespace lethe
