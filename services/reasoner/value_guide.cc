#include "services/reasoner/value_guide.h"

#include <algorithm>

#include "base/error.h"
#include "base/text.h"
#include "retriever/fact.h"
#include "services/reasoner/citation_check.h"
#include "services/reasoner/value_choice.h"

namespace lethe {
namespace {

// Of a text that still grows: its last word may be half of one.
bool BeginsWithin(const std::string& words, const std::string& whole) {
  return words.empty() || (" " + whole).find(" " + words) != std::string::npos;
}

bool IsDigit(char c) {
  return c >= '0' && c <= '9';
}

bool IsAsciiWord(char c) {
  return IsDigit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

// Whether `at` is within a name, an address or a number: "F.|C.", "ann@lee|.no", "4|,500". Elsewhere a sign ends a
// word: "Oslo|-based", "tea|/coffee". Of letters beside each other ContainsWords knows.
bool CutsWord(std::string_view text, size_t at) {
  if (at == 0 || at >= text.size()) return false;
  const char before = text[at - 1], next = text[at];
  if (IsAsciiWord(next)) return before != ' ';
  if (at + 1 == text.size() || !IsAsciiWord(text[at + 1])) return false;
  const char after = text[at + 1];
  constexpr std::string_view kInNames = ".@_", kInNumbers = ",:/-";
  return kInNames.find(next) != kInNames.npos ||
         (kInNumbers.find(next) != kInNumbers.npos && IsDigit(before) && IsDigit(after));
}

// Somewhere in `text`, with whole words at its end; also where it stands there only in other letters.
bool EndsWithAWord(std::string_view text, std::string_view value) {
  bool found = false;
  for (size_t at = text.find(value); at != text.npos; at = text.find(value, at + 1)) {
    if (!CutsWord(text, at + value.size())) return true;
    found = true;
  }
  return !found;
}

// `words` with a bar for each place of `name`: no value grows across it (BeginsWithin).
std::string Without(const std::string& words, const std::string& name) {
  constexpr std::string_view kBar = " | ";
  const std::string sought = " " + name + " ";
  std::string left = " " + words + " ";
  for (size_t at = left.find(sought); at != left.npos; at = left.find(sought, at + 1)) {
    left.replace(at, sought.size(), kBar);
  }
  return left;
}

// The subjects of look-ups that found `subject` in this fact.
std::vector<std::string> LedFrom(int number, const std::string& subject, const std::vector<ParsedStep>& steps) {
  std::vector<std::string> names;
  for (const ParsedStep& step : steps) {
    const bool is_look_up = step.kind == ParsedStep::Kind::kLookup && !step.unknown;
    const bool cites = std::ranges::find(step.cites, number) != step.cites.end();
    if (is_look_up && cites && PlainWords(step.value) == subject) names.push_back(PlainWords(step.subject));
  }
  return names;
}

}  // namespace

void ValueGuide::AddFact(int number, const v1::Fact& fact) {
  const bool statement = IsStatement(fact);
  std::string names = fact.subject();
  for (const std::string& alias : fact.aliases()) names += " / " + alias;
  rows_.push_back({number, PlainWords(fact.subject()), PlainWords(fact.relation()), PlainWords(fact.object()),
                   PlainWords(statement ? names : SearchableText(fact)), fact.text(), statement});
  key_.clear();
}

void ValueGuide::FindCandidates(const DerivationState& state) {
  const std::string subject = PlainWords(state.current().subject), relation = PlainWords(state.current().relation);
  const bool after_recall = state.current().recalled;
  const std::string key = StrCat(subject, "|", relation, "|", after_recall, "|", state.steps().size());
  if (key == key_) return;
  key_ = key;
  candidates_.clear();
  const auto exact = [&](const Row& row) {
    return row.statement && row.subject == subject && row.relation == relation;
  };
  has_exact_key_ = std::any_of(rows_.begin(), rows_.end(), exact);
  for (const Row& row : rows_) {
    const bool recalled = after_recall && std::find(recalled_.begin(), recalled_.end(), row.number) != recalled_.end();
    if (!(has_exact_key_ ? exact(row) : recalled || ContainsWords(row.words, subject))) continue;
    Candidate& candidate = candidates_.emplace_back(Candidate{&row, row.words});
    if (row.statement) continue;
    for (const std::string& name : LedFrom(row.number, subject, state.steps())) {
      candidate.words = Without(candidate.words, name);
    }
  }
}

// Values are compared as they grow, so the last word may be half of one.
bool ValueGuide::MayBegin(const Candidate& candidate, const std::string& value) const {
  const std::string words = PlainWords(value);
  if (words.empty()) return true;  // signs alone: the citation will tell
  if (candidate.row->statement) return candidate.row->object.starts_with(words);
  return BeginsWithin(words, candidate.words);
}

bool ValueGuide::Gives(const Candidate& candidate, const std::string& value) const {
  if (candidate.row->statement) return candidate.row->object == PlainWords(value);
  return ContainsWords(candidate.words, value) && EndsWithAWord(candidate.row->text, Trim(value));
}

// The check of citations would refuse an answer with other words (AnswerFollows).
bool ValueGuide::AllowsInAnswer(const DerivationState& state, int32_t token) const {
  if (state.steps().empty() || token == SpecialTokens::kUnknown) return true;
  const ParsedStep& last = state.steps().back();
  if (last.kind != ParsedStep::Kind::kLookup || last.unknown) return true;
  std::vector<int32_t> tokens = state.text();
  if (token == SpecialTokens::kEnd) return tokens.empty() || AnswerFollows(last, tokenizer_.Decode(tokens));
  tokens.push_back(token);
  return BeginsWithin(PlainWords(tokenizer_.Decode(tokens)), PlainWords(last.value));
}

bool ValueGuide::Allows(const DerivationState& state, int32_t token) {
  if (state.in_answer()) return AllowsInAnswer(state, token);
  if (!state.in_value()) return true;
  FindCandidates(state);
  if (IsWayOut(token)) return !has_exact_key_;
  const int number = SpecialTokens::NumberOf(token);
  std::vector<int32_t> tokens = state.text();
  if (number == 0) tokens.push_back(token);
  const std::string value = tokenizer_.Decode(tokens);
  return std::any_of(candidates_.begin(), candidates_.end(), [&](const Candidate& candidate) {
    return number == 0 ? MayBegin(candidate, value) : candidate.row->number == number && Gives(candidate, value);
  });
}

}  // namespace lethe
