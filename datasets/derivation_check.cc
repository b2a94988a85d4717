#include "datasets/derivation_check.h"

#include <algorithm>
#include <map>
#include <set>

#include "base/error.h"
#include "base/text.h"
#include "datasets/conclusion_check.h"
#include "datasets/derived_step.h"
#include "datasets/whole_words.h"
#include "model/grammar.h"

namespace lethe {
namespace {

bool SameText(const std::string& a, const std::string& b) {
  return AsciiLower(a) == AsciiLower(b);
}

// `part` stands in `text` as whole words, whatever the case. `from` is where to look.
size_t FindWords(const std::string& text, const std::string& part, size_t from = 0) {
  if (part.empty()) return std::string::npos;
  for (size_t at = from; (at = text.find(part, at)) != std::string::npos; ++at) {
    if (StandsAlone(text, at, part.size())) return at;
  }
  return std::string::npos;
}

bool IsTriple(const v1::ContextFact& fact) {
  return !fact.relation().empty();  // a text may name its subject too
}

// Asks who has the object: "Oslo | inverse of place of birth | Ann Lee".
bool IsInverse(const v1::DerivationStep& step) {
  return std::string_view(step.relation()).starts_with(kInverseOf);
}

bool StatesStep(const v1::ContextFact& fact, const v1::DerivationStep& step) {
  return IsInverse(step) ? StatesFact(fact, step.object(), step.subject())
                         : StatesFact(fact, step.subject(), step.object());
}

// The relation that a look-up's fact has.
std::string FactRelation(const v1::DerivationStep& step) {
  return IsInverse(step) ? step.relation().substr(kInverseOf.size()) : step.relation();
}

std::string TextOf(const v1::ContextFact& fact) {
  return IsTriple(fact) ? StrCat(fact.subject(), " | ", fact.relation(), " | ", fact.object()) : fact.text();
}
std::string TextOf(const v1::DerivationStep& step) {
  return IsLookup(step) ? StrCat(step.subject(), " | ", step.relation(), " | ", step.object()) : step.text();
}

// Follows one derivation; Run returns the first thing that does not hold.
class Follower {
 public:
  explicit Follower(const v1::Example& example) : example_(example), promise_(PromiseOf(example)) {}

  std::string Run() {
    for (const v1::ContextFact& fact : example_.context()) {
      if (!facts_.emplace(fact.id(), &fact).second) return StrCat("two facts have the id ", fact.id());
      if (!fact.recalled()) in_sight_.insert(fact.id());
    }
    // A continuation of plain text has no steps: the weights of its tokens say how far the context gives it.
    if (example_.derivation_size() == 0) return example_.task().starts_with("text/") ? "" : "has no derivation";
    for (int i = 0; i < example_.derivation_size(); ++i) {
      const std::string problem = CheckStep(i);
      if (!problem.empty()) return StrCat("step ", i + 1, ": ", problem);
    }
    return CheckAnswer();
  }

 private:
  std::string CheckStep(int i) {
    const v1::DerivationStep& step = example_.derivation(i);
    if (refused_) return "comes after the derivation gave up";
    if (!step.recall().empty()) return CheckRecall(step);
    if (step.text() == kUnknownAnswer && step.uses_size() == 0) return CheckUnknown(i);
    const std::string problem = IsLookup(step) ? CheckLookup(i) : CheckFree(i);
    values_.insert(AsciiLower(step.object()));
    return problem;
  }

  std::string CheckRecall(const v1::DerivationStep& step) {
    for (const std::string& id : step.loads()) {
      if (!facts_.count(id)) return StrCat("loads ", id, ", which is no fact of the context");
      in_sight_.insert(id);
    }
    return "";
  }

  // Gives up: only right when no fact in sight has the key that was recalled.
  std::string CheckUnknown(int i) {
    refused_ = true;
    if (i == 0 || example_.derivation(i - 1).recall().empty()) return "gives up without a recall before it";
    const std::string& key = example_.derivation(i - 1).recall();
    for (const std::string& id : in_sight_) {
      const v1::ContextFact& fact = *facts_.at(id);
      const bool has_key = IsTriple(fact) && (SameText(StrCat(fact.subject(), " | ", fact.relation()), key) ||
                                              SameText(StrCat(fact.object(), " | ", kInverseOf, fact.relation()), key));
      if (has_key) return StrCat("gives up although fact ", id, " has the key");
    }
    return "";
  }

  std::string CheckLookup(int i) {
    const v1::DerivationStep& step = example_.derivation(i);
    const bool recalled = i > 0 && !example_.derivation(i - 1).recall().empty();
    if (step.uses_size() == 0) return "cites nothing";
    const v1::ContextFact* fact = InSight(step.uses(0));
    if (fact == nullptr) return StrCat("cites ", step.uses(0), ", which is not in sight");
    if (!StatesStep(*fact, step)) return StrCat("fact ", fact->id(), " does not say that");
    // A recalled key is written before the fact is seen, so its words may differ.
    if (IsTriple(*fact) && !recalled && !SameText(fact->relation(), FactRelation(step))) {
      return StrCat("fact ", fact->id(), " has the relation \"", fact->relation(), "\"");
    }
    const bool known = values_.count(AsciiLower(step.subject())) > 0 ||
                       HoldsWords(example_.question(), step.subject()) || IsEnumerated(i);
    return known ? "" : StrCat("\"", step.subject(), "\" is neither in the question nor found by an earlier step");
  }

  // One of a list of look-ups that a later step weighs against each other ("the oldest of all"): its subject need not
  // be known, but all that have the relation must be in the list.
  bool IsEnumerated(int i) const {
    const v1::DerivationStep& step = example_.derivation(i);
    const std::string name = StrCat("s", i + 1);
    for (int later = i + 1; later < example_.derivation_size(); ++later) {
      const auto& uses = example_.derivation(later).uses();
      if (std::find(uses.begin(), uses.end(), name) == uses.end() || uses.size() < 2) continue;
      return std::all_of(in_sight_.begin(), in_sight_.end(), [&](const std::string& id) {
        const v1::ContextFact& fact = *facts_.at(id);
        return !IsTriple(fact) || !SameText(fact.relation(), step.relation()) || IsCitedBy(uses, id);
      });
    }
    return false;
  }

  bool IsCitedBy(const google::protobuf::RepeatedPtrField<std::string>& steps, const std::string& fact) const {
    return std::any_of(steps.begin(), steps.end(), [&](const std::string& name) {
      const v1::DerivationStep* step = EarlierStep(name, example_.derivation_size());
      return step != nullptr && step->uses_size() > 0 && step->uses(0) == fact;
    });
  }

  // Step "s3", when it comes before step number `end`.
  const v1::DerivationStep* EarlierStep(const std::string& name, int end) const {
    if (!name.starts_with('s') || facts_.count(name)) return nullptr;
    const int number = ParseNumber<int>(std::string_view(name).substr(1)).value_or(0);
    return number >= 1 && number <= end ? &example_.derivation(number - 1) : nullptr;
  }

  std::string CheckFree(int i) {
    const v1::DerivationStep& step = example_.derivation(i);
    if (step.text().empty()) return "has no text";
    std::vector<std::string> premises;
    std::vector<CitedValue> values;
    for (const std::string& id : step.uses()) {
      const v1::ContextFact* fact = InSight(id);
      const v1::DerivationStep* earlier = fact == nullptr ? EarlierStep(id, i) : nullptr;
      if (fact == nullptr && earlier == nullptr) return StrCat("cites ", id, ", which is not in sight");
      premises.push_back(fact != nullptr ? TextOf(*fact) : TextOf(*earlier));
      if (earlier != nullptr && IsLookup(*earlier))
        values.push_back({earlier->subject(), earlier->relation(), earlier->object()});
    }
    if (IsQuote(step)) return "";
    if (values.size() == premises.size()) {
      if (const auto problem = CheckDerivedStep(step.text(), values)) {
        reckoned_ = i;
        return problem->empty() && IsCount(step.text(), values) ? CheckCounted(step, values[0]) : *problem;
      }
    }
    return CheckConclusion(step.text(), premises);
  }

  // A count is only right when nothing that the facts list is left out.
  std::string CheckCounted(const v1::DerivationStep& step, const CitedValue& key) const {
    for (const std::string& id : in_sight_) {
      const v1::ContextFact& fact = *facts_.at(id);
      const bool counts =
          IsTriple(fact) && SameText(fact.subject(), key.subject) && SameText(fact.relation(), key.relation);
      if (counts && !IsCitedBy(step.uses(), id)) return StrCat("does not count fact ", id);
    }
    return "";
  }

  std::string CheckConclusion(const std::string& conclusion, const std::vector<std::string>& premises) const {
    if (promise_ == "quotes") return "quotes what the fact it cites does not say";
    if (promise_ == "support")
      return SupportedByWords(conclusion, premises) ? "" : "says what stands in nothing that it cites";
    const Follows verdict = FollowsFrom(conclusion, premises);
    if (verdict == Follows::kNo) return "does not follow from what it cites";
    return verdict == Follows::kUnchecked && promise_ == "steps" ? "cannot be derived again from what it cites" : "";
  }

  bool IsQuote(const v1::DerivationStep& step) const {
    const v1::ContextFact* fact = step.uses_size() == 1 ? InSight(step.uses(0)) : nullptr;
    return fact != nullptr && !IsTriple(*fact) && fact->text().find(step.text()) != std::string::npos;
  }

  std::string CheckAnswer() const {
    if (!example_.answerable()) {
      if (example_.answer() != kUnknownAnswer)
        return StrCat("is unanswerable, but its answer is not \"", kUnknownAnswer, "\"");
      return refused_ ? "" : "is unanswerable, but its derivation does not give up";
    }
    if (refused_) return "is answerable, but its derivation gives up";
    const v1::DerivationStep& last = example_.derivation(example_.derivation_size() - 1);
    // A look-up says what the value is, and its words are a key's: "X | mother | Y" is no sentence to conclude from.
    if (IsLookup(last)) return last.object() == example_.answer() ? "" : "answer is not the value of the last step";
    if (reckoned_ + 1 == example_.derivation_size() && !last.text().ends_with(" " + example_.answer()))
      return "answer is not what the last step concludes";
    const Follows verdict = AnswerIsConcluded(example_.question(), last.text(), example_.answer());
    if (verdict == Follows::kNo) return "answer is not what the last step concludes";
    const bool promised = promise_ == "steps" && verdict == Follows::kUnchecked && IsQuote(last);
    return promised && last.text() != example_.answer() ? "answer is not what the last step quotes" : "";
  }

  const v1::ContextFact* InSight(const std::string& id) const { return in_sight_.count(id) ? facts_.at(id) : nullptr; }

  const v1::Example& example_;
  const std::string promise_;
  std::map<std::string, const v1::ContextFact*> facts_;
  std::set<std::string> in_sight_;
  std::set<std::string> values_;
  bool refused_ = false;
  int reckoned_ = -1;  // last step that CheckDerivedStep knew
};

}  // namespace

bool HoldsWords(const std::string& text, const std::string& part) {
  return FindWords(AsciiLower(text), AsciiLower(part)) != std::string::npos;
}

bool StatesFact(const v1::ContextFact& fact, const std::string& subject, const std::string& object) {
  if (IsTriple(fact)) return SameText(fact.subject(), subject) && SameText(fact.object(), object);
  return StatesFact(fact.text(), subject, object);
}

bool StatesFact(const std::string& sentence, const std::string& subject, const std::string& object) {
  const std::string text = AsciiLower(sentence), a = AsciiLower(subject), b = AsciiLower(object);
  for (size_t i = FindWords(text, a); i != std::string::npos; i = FindWords(text, a, i + 1)) {
    for (size_t j = FindWords(text, b); j != std::string::npos; j = FindWords(text, b, j + 1)) {
      if (j + b.size() <= i || i + a.size() <= j) return true;
    }
  }
  return false;
}

bool IsLookup(const v1::DerivationStep& step) {
  return step.recall().empty() && !step.subject().empty() && !step.relation().empty();
}

std::string PromiseOf(const v1::Example& example) {
  const auto found = example.checks().find("derivable");
  return found == example.checks().end() ? "" : found->second;
}

std::string CheckDerivable(const v1::Example& example) {
  return Follower(example).Run();
}

std::string CheckNeeded(const v1::Example& example) {
  if (!example.answerable()) return "";
  // A question that compares may well name what it chooses from; one that looks up may not.
  const v1::DerivationStep* last =
      example.derivation_size() > 0 ? &example.derivation(example.derivation_size() - 1) : nullptr;
  const bool copies = last != nullptr && (IsLookup(*last) || last->text() == example.answer());
  if (copies && HoldsWords(example.question(), example.answer())) return "the question holds the answer";
  return example.context_size() == 0 ? "there is no fact" : "";
}

namespace {

// A free step is the last one, or a quote, or a later one cites it.
bool Serves(const v1::Example& example, int i) {
  const v1::DerivationStep& step = example.derivation(i);
  if (i + 1 == example.derivation_size() || !step.recall().empty() || step.uses_size() < 2) return true;
  const std::string name = StrCat("s", i + 1);
  for (int later = i + 1; later < example.derivation_size(); ++later) {
    const auto& uses = example.derivation(later).uses();
    if (std::find(uses.begin(), uses.end(), name) != uses.end()) return true;
  }
  return false;
}

}  // namespace

std::string CheckMinimal(const v1::Example& example) {
  const std::string promise = PromiseOf(example);
  const bool all_serve = promise == "steps" || promise == "support";
  for (int i = 0; i < example.derivation_size(); ++i) {
    const v1::DerivationStep& step = example.derivation(i);
    if (!IsLookup(step)) {
      if (all_serve && !Serves(example, i)) return StrCat("nothing builds on step ", i + 1);
      continue;
    }
    for (const v1::ContextFact& fact : example.context()) {
      const bool cited = std::find(step.uses().begin(), step.uses().end(), fact.id()) != step.uses().end();
      if (!cited && StatesStep(fact, step)) return StrCat("step ", i + 1, " also follows from fact ", fact.id());
    }
    bool serves = example.answer() == step.object() || !example.answerable();
    for (int later = i + 1; later < example.derivation_size() && !serves; ++later) {
      const v1::DerivationStep& next = example.derivation(later);
      serves = SameText(next.subject(), step.object()) || HoldsWords(next.text(), step.object());
    }
    if (!serves) return StrCat("nothing builds on step ", i + 1);
  }
  return "";
}

bool IsSound(const v1::Example& example) {
  return CheckDerivable(example).empty() && CheckNeeded(example).empty() && CheckMinimal(example).empty();
}

}  // namespace lethe
