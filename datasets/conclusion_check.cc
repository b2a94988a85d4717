#include "datasets/conclusion_check.h"

#include <algorithm>
#include <array>
#include <optional>
#include <set>

#include "base/error.h"
#include "base/text.h"
#include "datasets/solvers/content_words.h"
#include "datasets/solvers/fact_chain.h"
#include "datasets/solvers/horn_rules.h"
#include "datasets/solvers/logic_text.h"

namespace lethe {
namespace {

// --- comparisons ---

struct Comparison {
  std::string_view words;
  bool (*holds)(std::partial_ordering order, bool same_text);
};
constexpr std::array kComparisons = {
    Comparison{" is not the same as ", [](std::partial_ordering order, bool same) { return !same && order != 0; }},
    Comparison{" is the same as ", [](std::partial_ordering order, bool same) { return same || order == 0; }},
    Comparison{" is before ", [](std::partial_ordering order, bool) { return order < 0; }},
    Comparison{" is after ", [](std::partial_ordering order, bool) { return order > 0; }},
};

std::string ObjectOf(const std::string& premise) {
  const size_t bar = premise.rfind(" | ");
  return AsciiLower(bar == std::string::npos ? premise : premise.substr(bar + 3));
}

Follows CheckComparison(const std::string& conclusion, const std::vector<std::string>& premises) {
  if (premises.size() != 2) return Follows::kUnchecked;
  const std::array<std::string, 2> objects = {ObjectOf(premises[0]), ObjectOf(premises[1])};
  for (const Comparison& comparison : kComparisons) {
    const size_t at = conclusion.find(comparison.words);
    if (at == std::string::npos) continue;
    const std::array<std::string, 2> told = {AsciiLower(conclusion.substr(0, at)),
                                             AsciiLower(conclusion.substr(at + comparison.words.size()))};
    // Otherwise a sentence that happens to have these words.
    if (!std::is_permutation(told.begin(), told.end(), objects.begin())) continue;
    return comparison.holds(CompareValues(told[0], told[1]), told[0] == told[1]) ? Follows::kYes : Follows::kNo;
  }
  return Follows::kUnchecked;
}

// --- kinship ---

struct Kinship {
  std::string person;
  clutrr::Relative relation{};
  std::string relative;
};

std::optional<Kinship> ParseKinship(const std::string& text) {
  const size_t owner = text.find("'s ");
  const size_t is = owner == std::string::npos ? owner : text.find(" is ", owner);
  if (is != std::string::npos) {
    const auto relation = clutrr::ParseRelative(text.substr(owner + 3, is - owner - 3));
    if (relation) return Kinship{text.substr(0, owner), *relation, text.substr(is + 4)};
  }
  const size_t bar = text.find(" | ");
  const size_t second = bar == std::string::npos ? bar : text.find(" | ", bar + 3);
  if (second == std::string::npos) return std::nullopt;
  const auto relation = clutrr::ParseRelative(text.substr(bar + 3, second - bar - 3));
  if (!relation) return std::nullopt;
  return Kinship{text.substr(0, bar), *relation, text.substr(second + 3)};
}

Follows CheckKinship(const std::string& conclusion, const std::vector<std::string>& premises) {
  const auto told = ParseKinship(conclusion);
  if (!told || premises.size() != 2) return Follows::kUnchecked;
  const auto first = ParseKinship(premises[0]), second = ParseKinship(premises[1]);
  if (!first || !second) return Follows::kUnchecked;
  const bool meet = first->person == told->person && first->relative == second->person &&
                    second->relative == told->relative && told->person != told->relative;
  const auto both = clutrr::Compose(first->relation.kin, second->relation.kin);
  const bool follows = meet && both == told->relation.kin && second->relation.gender == told->relation.gender;
  return follows ? Follows::kYes : Follows::kNo;
}

// --- rules ---

Follows CheckRules(const std::string& conclusion, const std::vector<std::string>& premises) {
  const auto concluded = ParseStatement(conclusion);
  if (!concluded || premises.empty()) return Follows::kUnchecked;
  Theory theory;
  for (const std::string& premise : premises) {
    for (const std::string_view sentence : LogicSentences(premise)) {
      if (!AddSentence(sentence, theory)) return Follows::kUnchecked;
    }
  }
  const bool follows = ForwardChain(theory, Negation::kExplicit).Find(*concluded).has_value();
  return follows ? Follows::kYes : Follows::kUnchecked;
}

}  // namespace

Follows FollowsFrom(const std::string& conclusion, const std::vector<std::string>& premises) {
  for (const auto check : {CheckComparison, CheckKinship, CheckRules}) {
    const Follows verdict = check(conclusion, premises);
    if (verdict != Follows::kUnchecked) return verdict;
  }
  return Follows::kUnchecked;
}

Follows AnswerIsConcluded(const std::string& question, const std::string& last_step, const std::string& answer) {
  if (const auto told = ParseKinship(last_step)) {
    const bool same = clutrr::RelativeWord(told->relation.kin, told->relation.gender) == answer;
    return same ? Follows::kYes : Follows::kNo;
  }
  if (answer != "true" && answer != "false") return Follows::kUnchecked;
  const auto asked = ParseStatement(StatementOf(question)), concluded = ParseStatement(last_step);
  if (!asked || !concluded) return Follows::kUnchecked;
  return (answer == "true" ? *asked : asked->Negated()) == *concluded ? Follows::kYes : Follows::kNo;
}

bool SupportedByWords(const std::string& conclusion, const std::vector<std::string>& premises) {
  std::set<std::string> known;
  for (const std::string& premise : premises) known.merge(ContentWords(premise));
  const std::set<std::string> told = ContentWords(conclusion);
  return !told.empty() && std::includes(known.begin(), known.end(), told.begin(), told.end());
}

std::string KinshipText(const std::string& person, const clutrr::Relative& relation, const std::string& relative) {
  return StrCat(person, "'s ", clutrr::RelativeWord(relation.kin, relation.gender), " is ", relative);
}

}  // namespace lethe
