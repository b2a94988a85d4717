#include "services/reasoner/citation_check.h"

#include <algorithm>

#include "base/text.h"
#include "datasets/derived_step.h"
#include "retriever/fact.h"
#include "retriever/lexical/analyzer.h"
#include "retriever/normalize.h"

namespace lethe {

std::string PlainWords(std::string_view text) {
  const std::string folded = FoldText(text);
  std::string words;
  bool gap = false;
  for (size_t position = 0; position < folded.size();) {
    const size_t begin = position;
    if (!IsWordCharacter(NextCodePoint(folded, position))) {
      gap = true;
      continue;
    }
    if (gap && !words.empty()) words += ' ';
    gap = false;
    words.append(folded, begin, position - begin);
  }
  return words;
}

bool ContainsWords(std::string_view whole, std::string_view part) {
  const std::string words = PlainWords(part);
  if (words.empty()) return !part.empty() && whole.find(part) != std::string_view::npos;
  return (" " + PlainWords(whole) + " ").find(" " + words + " ") != std::string::npos;
}

namespace {

// The last look-up that cites this number; null where none does.
const ParsedStep* LookUpOf(int number, std::span<const ParsedStep> earlier) {
  const auto found = std::find_if(earlier.rbegin(), earlier.rend(), [number](const ParsedStep& step) {
    return step.kind == ParsedStep::Kind::kLookup && std::ranges::find(step.cites, number) != step.cites.end();
  });
  return found == earlier.rend() ? nullptr : &*found;
}

// What the step cites, where all of it was looked up.
std::vector<CitedValue> LookedUp(const ParsedStep& step, std::span<const ParsedStep> earlier) {
  std::vector<CitedValue> values;
  for (const int number : step.cites) {
    const ParsedStep* look_up = LookUpOf(number, earlier);
    if (look_up == nullptr) return {};
    values.push_back({look_up->subject, look_up->relation, look_up->value});
  }
  return values;
}

// False for "1.8 m > 1.9 m, so Ann Lee"; true where there is nothing to reckon.
bool ComesOutRight(const ParsedStep& step, std::span<const ParsedStep> earlier) {
  return CheckDerivedStep(step.text, LookedUp(step, earlier)).value_or("").empty();
}

bool Denies(std::string_view word) {
  return word == "not" || word == "no" || word == "never";
}

// Whether the words deny what follows them: "Bo does not own", "neither Ann". Not "no", which numbers begin with.
bool DenyWhatFollows(std::string_view text) {
  if (text.find("n't ") != text.npos || text.find("n\u2019t ") != text.npos) return true;
  const std::vector<std::string> words = Words(text);
  return std::ranges::any_of(words, [](const std::string& word) {
    return word == "not" || word == "never" || word == "cannot" || word == "neither" || word == "nor";
  });
}

// Whether a free text has the value only behind a denial in the same clause: "a car" of "Bo does not own a car". Where
// it stands in other letters nothing is said against it, nor where the key itself denies.
bool OnlyDenied(const v1::Fact& fact, const ParsedStep& step) {
  if (IsStatement(fact) || DenyWhatFollows(step.relation)) return false;
  const std::string_view text = fact.text();
  const std::string value(Trim(step.value));
  bool denied = false;
  for (size_t at = text.find(value); at != text.npos; at = text.find(value, at + 1)) {
    const size_t end = at == 0 ? text.npos : text.find_last_of(",;:.!?()", at - 1);
    const size_t begin = end == text.npos ? 0 : end + 1;
    std::string before(text.substr(begin, at - begin));
    if (!step.subject.empty()) before = ReplaceAll(std::move(before), step.subject, "");
    if (!DenyWhatFollows(before)) return false;
    denied = true;
  }
  return denied;
}

// Whether the fact has all words of the text, in their order, and what it has besides denies nothing.
bool SaysInOrder(const v1::Fact& fact, const std::string& text) {
  if (ContainsWords(FactWords(fact), text)) return true;
  const std::string said = PlainWords(FactWords(fact)), wanted = PlainWords(text);
  const std::vector<std::string_view> words = SplitWords(wanted);
  size_t next = 0;
  for (const std::string_view word : SplitWords(said)) {
    const bool is_next = next < words.size() && word == words[next];
    if (!is_next && Denies(word)) return false;
    next += is_next;
  }
  return !words.empty() && next == words.size();
}

// "The hat is not red" may follow from "What is not stated is false", which speaks of nothing in particular; it does
// not follow from a fact about the hat.
bool DeniesTheUnsaid(const v1::Fact& fact, const std::string& text) {
  const std::string words = PlainWords(text);
  const bool denies = std::ranges::any_of(SplitWords(words), Denies);
  const std::vector<Term> terms = AnalyzeQuery(text), said = AnalyzeQuery(FactWords(fact));
  const auto is_said = [&](const Term& term) { return std::ranges::binary_search(said, term.text, {}, &Term::text); };
  return denies && !IsStatement(fact) && std::ranges::none_of(terms, is_said);
}

}  // namespace

bool StepIsSupported(const ParsedStep& step, const std::vector<const v1::Fact*>& cited,
                     std::span<const ParsedStep> earlier) {
  if (step.unknown) return true;
  if (step.kind == ParsedStep::Kind::kDerived) {
    if (!ComesOutRight(step, earlier)) return false;
    if (step.cites.size() != 1 || cited.empty()) return !step.cites.empty();
    return LookUpOf(step.cites[0], earlier) != nullptr || SaysInOrder(*cited[0], step.text) ||
           DeniesTheUnsaid(*cited[0], step.text);
  }
  const bool look_up = step.kind == ParsedStep::Kind::kLookup, names_subject = look_up && !step.recalled;
  const std::string& claim = look_up ? step.value : step.text;
  return std::any_of(cited.begin(), cited.end(), [&](const v1::Fact* fact) {
    return ContainsWords(FactWords(*fact), claim) &&
           (!names_subject || ContainsWords(SearchableText(*fact), step.subject)) &&
           (!look_up || !OnlyDenied(*fact, step));
  });
}

bool AnswerFollows(const ParsedStep& last, const std::string& answer) {
  return last.kind != ParsedStep::Kind::kLookup || last.unknown || ContainsWords(last.value, answer);
}

}  // namespace lethe
