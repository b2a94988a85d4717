#include "datasets/derivation_check.h"

#include <algorithm>
#include <set>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/error.h"
#include "base/text.h"
#include "datasets/ascii_case.h"
#include "datasets/conclusion_check.h"
#include "datasets/derived_step.h"
#include "datasets/solvers/content_words.h"
#include "datasets/story_check.h"
#include "model/grammar.h"

namespace lethe {
namespace {

constexpr std::string_view kKeyBar = " | ";  // between the subject and the relation of a recalled key

// Asks who has the object: "Oslo | inverse of place of birth | Ann Lee".
bool IsInverse(const v1::DerivationStep& step) {
  return std::string_view(step.relation()).starts_with(kInverseOf);
}

bool StatesStep(const v1::ContextFact& fact, const v1::DerivationStep& step) {
  return IsInverse(step) ? StatesFact(fact, step.object(), step.subject())
                         : StatesFact(fact, step.subject(), step.object());
}

// The relation that a look-up's fact has.
std::string_view FactRelation(const v1::DerivationStep& step) {
  const std::string_view relation = step.relation();
  return IsInverse(step) ? relation.substr(kInverseOf.size()) : relation;
}

// "subject | relation" of the fact, or "object | inverse of relation".
bool HasKey(const v1::ContextFact& fact, std::string_view key) {
  const size_t bar = key.find(kKeyBar, fact.subject().size());
  if (bar == fact.subject().size() && SameButForCase(key.substr(0, bar), fact.subject()) &&
      SameButForCase(key.substr(bar + kKeyBar.size()), fact.relation()))
    return true;
  const size_t size = fact.object().size() + kKeyBar.size() + kInverseOf.size() + fact.relation().size();
  return size == key.size() && SameButForCase(key, StrCat(fact.object(), kKeyBar, kInverseOf, fact.relation()));
}

std::string TextOf(const v1::ContextFact& fact) {
  return IsTriple(fact) ? StrCat(fact.subject(), " | ", fact.relation(), " | ", fact.object()) : fact.text();
}
std::string TextOf(const v1::DerivationStep& step) {
  return IsLookup(step) ? StrCat(step.subject(), " | ", step.relation(), " | ", step.object()) : step.text();
}

// The relation may be in the question's words.
bool SaysItsFields(const v1::DerivationStep& step) {
  const std::string_view text = step.text();
  return text.empty() || (text.starts_with(step.subject() + std::string(kKeyBar)) &&
                          text.ends_with(std::string(kKeyBar) + step.object()));
}

// Follows one derivation; Run returns the first thing that does not hold.
class Follower {
 public:
  explicit Follower(const v1::Example& example) : example_(example), promise_(PromiseOf(example)) {}

  std::string Run() {
    facts_.reserve(static_cast<size_t>(example_.context_size()));
    for (const v1::ContextFact& fact : example_.context()) {
      if (!facts_.emplace(fact.id(), Shown{&fact, !fact.recalled()}).second)
        return StrCat("two facts have the id ", fact.id());
    }
    // A continuation of plain text has no steps: the weights of its tokens say how far the context gives it.
    if (example_.derivation_size() == 0) return example_.task().starts_with("text/") ? "" : "has no derivation";
    for (int i = 0; i < example_.derivation_size(); ++i) {
      const std::string problem = CheckStep(i);
      if (!problem.empty()) return StrCat("step ", i + 1, ": ", problem);
    }
    return CheckAnswer();
  }

  // After Run found nothing.
  const std::string& unjudged() const { return unjudged_; }

 private:
  std::string CheckStep(int i) {
    const v1::DerivationStep& step = example_.derivation(i);
    if (refused_) return "comes after the derivation gave up";
    if (!step.recall().empty()) return CheckRecall(step);
    if (step.text() == kUnknownAnswer && step.uses_size() == 0) return CheckUnknown(i);
    const std::string problem = IsLookup(step) ? CheckLookup(i) : CheckFree(i);
    values_.push_back(step.object());
    return problem;
  }

  std::string CheckRecall(const v1::DerivationStep& step) {
    for (const std::string& id : step.loads()) {
      const auto loaded = facts_.find(id);
      if (loaded == facts_.end()) return StrCat("loads ", id, ", which is no fact of the context");
      loaded->second.in_sight = true;
    }
    return "";
  }

  // Gives up: only right when no fact in sight has the key that was recalled.
  std::string CheckUnknown(int i) {
    refused_ = true;
    if (i == 0 || example_.derivation(i - 1).recall().empty()) return "gives up without a recall before it";
    const std::string& key = example_.derivation(i - 1).recall();
    for (const v1::ContextFact& fact : example_.context()) {
      if (IsTriple(fact) && HasKey(fact, key) && InSight(fact.id()) != nullptr)
        return StrCat("gives up although fact ", fact.id(), " has the key");
    }
    return "";
  }

  std::string CheckLookup(int i) {
    const v1::DerivationStep& step = example_.derivation(i);
    const bool recalled = i > 0 && !example_.derivation(i - 1).recall().empty();
    if (step.uses_size() == 0) return "cites nothing";
    if (!SaysItsFields(step)) return StrCat("\"", step.text(), "\" is not its subject, a relation and its object");
    const v1::ContextFact* fact = InSight(step.uses(0));
    if (fact == nullptr) return StrCat("cites ", step.uses(0), ", which is not in sight");
    if (!StatesStep(*fact, step)) return StrCat("fact ", fact->id(), " does not say that");
    // A recalled key is written before the fact is seen, so its words may differ.
    if (IsTriple(*fact) && !recalled && !SameButForCase(fact->relation(), FactRelation(step))) {
      return StrCat("fact ", fact->id(), " has the relation \"", fact->relation(), "\"");
    }
    const bool found = std::any_of(values_.begin(), values_.end(),
                                   [&](std::string_view value) { return SameButForCase(value, step.subject()); });
    const bool known = found || HoldsWords(example_.question(), step.subject()) || IsEnumerated(i);
    return known ? "" : StrCat("\"", step.subject(), "\" is neither in the question nor found by an earlier step");
  }

  // One of a list of look-ups that a later step weighs against each other ("the oldest of all"): its subject need not
  // be known, but all that have the relation must be in the list.
  bool IsEnumerated(int i) const {
    const v1::DerivationStep& step = example_.derivation(i);
    const std::string name = StrCat("s", i + 1);
    for (int later = i + 1; later < example_.derivation_size(); ++later) {
      const auto& uses = example_.derivation(later).uses();
      if (!Cites(example_.derivation(later), name) || uses.size() < 2) continue;
      return std::all_of(example_.context().begin(), example_.context().end(), [&](const v1::ContextFact& fact) {
        return !IsTriple(fact) || !SameButForCase(fact.relation(), step.relation()) || InSight(fact.id()) == nullptr ||
               IsCitedBy(uses, fact.id());
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
    if (IsQuote(step)) return promise_.empty() ? CheckQuote(i) : "";
    if (values.size() == premises.size()) {
      if (const auto problem = CheckDerivedStep(step.text(), values)) {
        reckoned_ = i;
        return problem->empty() && IsCount(step.text(), values) ? CheckCounted(step, values[0]) : *problem;
      }
    }
    return CheckConclusion(i, premises);
  }

  // What a sentence says of what is asked cannot be judged here; that it speaks of it at all can.
  std::string CheckQuote(int i) const {
    std::string known = example_.question();
    for (int before = 0; before < i; ++before) known += " " + TextOf(example_.derivation(before));
    const std::set<std::string> asked = ContentWords(known);
    const std::string& text = InSight(example_.derivation(i).uses(0))->text();
    const std::set<std::string> told = ContentWords(text);
    const bool speaks =
        std::any_of(told.begin(), told.end(), [&](const std::string& word) { return asked.count(word); });
    return speaks ? "" : "quotes a fact that shares no word with the question or an earlier step";
  }

  // A count is only right when nothing that the facts list is left out.
  std::string CheckCounted(const v1::DerivationStep& step, const CitedValue& key) const {
    for (const v1::ContextFact& fact : example_.context()) {
      const bool counts = IsTriple(fact) && SameButForCase(fact.subject(), key.subject) &&
                          SameButForCase(fact.relation(), key.relation) && InSight(fact.id()) != nullptr;
      if (counts && !IsCitedBy(step.uses(), fact.id())) return StrCat("does not count fact ", fact.id());
    }
    return "";
  }

  std::string CheckConclusion(int i, const std::vector<std::string>& premises) {
    const std::string& conclusion = example_.derivation(i).text();
    if (promise_ == "quotes") return "quotes what the fact it cites does not say";
    if (promise_ == "story")
      return conclusion == StoryConclusion(example_.answer()) ? "" : "concludes something else than the answer";
    if (promise_ == "support")
      return SupportedByWords(conclusion, premises) ? "" : "says what stands in nothing that it cites";
    const Follows verdict = FollowsFrom(conclusion, premises);
    if (verdict == Follows::kNo) return "does not follow from what it cites";
    if (verdict == Follows::kYes) return "";
    const char* const problem = "cannot be derived again from what it cites";
    if (promise_ == "steps") return problem;
    if (promise_.empty() && unjudged_.empty()) unjudged_ = StrCat("step ", i + 1, ": ", problem);
    return "";
  }

  bool IsQuote(const v1::DerivationStep& step) const {
    const v1::ContextFact* fact = step.uses_size() == 1 ? InSight(step.uses(0)) : nullptr;
    return fact != nullptr && !IsTriple(*fact) && fact->text().find(step.text()) != std::string::npos;
  }

  std::string CheckAnswer() {
    if (!example_.answerable()) {
      if (example_.answer() != kUnknownAnswer)
        return StrCat("is unanswerable, but its answer is not \"", kUnknownAnswer, "\"");
      return refused_ ? "" : "is unanswerable, but its derivation does not give up";
    }
    if (refused_) return "is answerable, but its derivation gives up";
    if (promise_ == "story") return CheckStory(example_);
    const v1::DerivationStep& last = example_.derivation(example_.derivation_size() - 1);
    // A look-up says what the value is, and its words are a key's: "X | mother | Y" is no sentence to conclude from.
    if (IsLookup(last)) return last.object() == example_.answer() ? "" : "answer is not the value of the last step";
    if (reckoned_ + 1 == example_.derivation_size() && !last.text().ends_with(" " + example_.answer()))
      return "answer is not what the last step concludes";
    const Follows verdict = AnswerIsConcluded(example_.question(), last.text(), example_.answer());
    if (verdict == Follows::kNo) return "answer is not what the last step concludes";
    if (verdict == Follows::kYes) return "";
    if (promise_ == "steps" && IsQuote(last) && last.text() != example_.answer())
      return "answer is not what the last step quotes";
    if (promise_.empty() && unjudged_.empty() && !HoldsAnswer(last))
      unjudged_ = "answer does not stand in the last step";
    return "";
  }

  bool HoldsAnswer(const v1::DerivationStep& step) const {
    const auto& aliases = example_.aliases();
    return HoldsWords(step.text(), example_.answer()) ||
           std::any_of(aliases.begin(), aliases.end(),
                       [&](const std::string& alias) { return HoldsWords(step.text(), alias); });
  }

  const v1::ContextFact* InSight(std::string_view id) const {
    const auto found = facts_.find(id);
    return found != facts_.end() && found->second.in_sight ? found->second.fact : nullptr;
  }

  struct Shown {
    const v1::ContextFact* fact;
    bool in_sight;  // not recalled, or loaded by now
  };

  const v1::Example& example_;
  const std::string promise_;
  std::unordered_map<std::string_view, Shown> facts_;  // by id
  std::vector<std::string_view> values_;               // of the look-ups so far
  bool refused_ = false;
  int reckoned_ = -1;  // last step that CheckDerivedStep knew
  std::string unjudged_;
};

}  // namespace

bool Cites(const v1::DerivationStep& step, const std::string& id) {
  return std::find(step.uses().begin(), step.uses().end(), id) != step.uses().end();
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

std::string CheckDerivable(const v1::Example& example, std::string& unjudged) {
  Follower follower(example);
  std::string problem = follower.Run();
  unjudged = follower.unjudged();
  return problem;
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

// A free step is the last one, or a later one cites it; a quote may hold the answer instead, and those that a source
// itself marks as needed are taken at its word.
bool Serves(const v1::Example& example, int i, const std::string& promise) {
  const v1::DerivationStep& step = example.derivation(i);
  if (i + 1 == example.derivation_size() || !step.recall().empty()) return true;
  const bool quotes = step.uses_size() < 2;
  if (quotes && (!promise.empty() || HoldsWords(step.text(), example.answer()))) return true;
  const std::string name = StrCat("s", i + 1);
  for (int later = i + 1; later < example.derivation_size(); ++later) {
    if (Cites(example.derivation(later), name)) return true;
  }
  return false;
}

std::string CheckFreeMinimal(const v1::Example& example, int i, const std::string& promise) {
  const v1::DerivationStep& step = example.derivation(i);
  if (promise != "quotes" && promise != "story" && !Serves(example, i, promise))
    return StrCat("nothing builds on step ", i + 1);
  if (!promise.empty() || step.uses_size() != 1) return "";
  std::string quoted;
  for (const v1::ContextFact& fact : example.context()) {
    if (fact.id() == step.uses(0)) quoted = fact.text();
  }
  for (const v1::ContextFact& fact : example.context()) {
    if (!quoted.empty() && fact.text() == quoted && !Cites(step, fact.id()))
      return StrCat("step ", i + 1, " also follows from fact ", fact.id());
  }
  return "";
}

}  // namespace

std::string CheckMinimal(const v1::Example& example) {
  const std::string promise = PromiseOf(example);
  for (int i = 0; i < example.derivation_size(); ++i) {
    const v1::DerivationStep& step = example.derivation(i);
    if (!IsLookup(step)) {
      if (std::string problem = CheckFreeMinimal(example, i, promise); !problem.empty()) return problem;
      continue;
    }
    if (step.uses_size() > 1) return StrCat("step ", i + 1, " does not need ", step.uses(1));
    for (const v1::ContextFact& fact : example.context()) {
      if (!Cites(step, fact.id()) && StatesStep(fact, step))
        return StrCat("step ", i + 1, " also follows from fact ", fact.id());
    }
    bool serves = example.answer() == step.object() || !example.answerable();
    for (int later = i + 1; later < example.derivation_size() && !serves; ++later) {
      const v1::DerivationStep& next = example.derivation(later);
      serves = SameButForCase(next.subject(), step.object()) || HoldsWords(next.text(), step.object());
    }
    if (!serves) return StrCat("nothing builds on step ", i + 1);
  }
  return "";
}

std::string FirstProblem(const v1::Example& example) {
  for (const auto check : {CheckDerivable, CheckNeeded, CheckMinimal}) {
    if (std::string problem = check(example); !problem.empty()) return problem;
  }
  return "";
}

bool IsSound(const v1::Example& example) {
  return FirstProblem(example).empty();
}

}  // namespace lethe
