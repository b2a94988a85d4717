#include "datasets/sources/world_answers.h"

#include <algorithm>

#include "base/error.h"
#include "base/text.h"
#include "datasets/derived_step.h"
#include "datasets/solvers/calendar.h"
#include "datasets/solvers/fact_chain.h"
#include "datasets/sources/world_distractors.h"

namespace lethe {
namespace {

// Relations are told apart by their place in the plan: two may share a name.
std::string Key(size_t relation) {
  return "r" + std::to_string(relation);
}

class Answerer {
 public:
  explicit Answerer(WorldPlan& plan) : plan_(plan), ask_(plan.ask), facts_(Stated(plan)) {}

  bool Run() {
    FactAnswer answer = Answer();
    if (!plan_.answerable()) return !answer.known();
    if (answer.values.size() != 1 || !UsesPlanned(answer)) return false;
    plan_.solved = answer.values[0];
    Conclude();
    return true;
  }

 private:
  static std::vector<StatedFact> Stated(const WorldPlan& plan) {
    std::vector<StatedFact> facts;
    for (const PlannedFact& fact : plan.facts) {
      if (!fact.absent) facts.push_back({fact.subject, Key(fact.relation), fact.object});
    }
    return facts;
  }

  const PlannedFact& fact(size_t i) const { return plan_.fact_of(ask_.hops[i]); }
  std::string key(size_t i) const { return Key(fact(i).relation); }

  FactAnswer Answer() {
    // A gap on the way to what is asked about leaves nothing to ask.
    for (size_t hop = 0; hop < plan_.hops.size(); ++hop) {
      const bool asked = std::find(ask_.hops.begin(), ask_.hops.end(), hop) != ask_.hops.end();
      if (!asked && !facts_.Compose(plan_.fact_of(hop).subject, {Key(plan_.fact_of(hop).relation)}).known()) return {};
    }
    switch (ask_.kind) {
      case QuestionKind::kInverse:
        return facts_.Inverse(key(0), fact(0).object);
      case QuestionKind::kCompare:
        return Compared();
      case QuestionKind::kCount:
        return facts_.Count(fact(0).subject, key(0));
      case QuestionKind::kIntersect:
        return facts_.Intersect(
            {{key(0), fact(0).object}, {key(ask_.hops.size() - 1), fact(ask_.hops.size() - 1).object}});
      case QuestionKind::kSuperlative:
        return ask_.open ? facts_.Superlative(key(0), ask_.least) : FirstOfNamed();
      case QuestionKind::kDates:
        return Reckoned();
      case QuestionKind::kYesNo:
        return Held();
      case QuestionKind::kChain:
        break;
    }
    LETHE_CHECK(false, "a chain is no question of its own kind");
    return {};
  }

  FactAnswer Compared() {
    FactAnswer answer = facts_.Compare(fact(0).subject, fact(1).subject, key(0), ask_.least);
    if (answer.known() && ask_.yes_no) answer.values = {SameName(answer.values[0], fact(0).subject) ? "yes" : "no"};
    return answer;
  }

  FactAnswer FirstOfNamed() {
    FactAnswer best;
    std::string leader = fact(0).subject;
    for (size_t i = 1; i < ask_.hops.size(); ++i) {
      best = facts_.Compare(leader, fact(i).subject, key(0), ask_.least);
      if (!best.known()) return {};
      leader = best.values[0];
    }
    return best;
  }

  FactAnswer Reckoned() {
    const std::string& subject = fact(0).subject;
    switch (ask_.form) {
      case DateForm::kYearsBetween:
        return facts_.YearsBetween(subject, key(0), fact(1).subject, key(1));
      case DateForm::kDaysAfter:
        return facts_.DaysAfter(subject, key(0), ask_.number);
      case DateForm::kDaysBefore:
        return facts_.DaysAfter(subject, key(0), -ask_.number);
      case DateForm::kAgeInYear:
        return facts_.AgeInYear(subject, key(0), ask_.number);
      default:
        return facts_.YearAfter(subject, key(0), ask_.number);
    }
  }

  FactAnswer Held() {
    const Truth truth = facts_.Holds({fact(0).subject, key(0), ask_.asked}, /*functional=*/true);
    if (truth == Truth::kUnknown) return {};
    FactAnswer answer = facts_.Compose(fact(0).subject, {key(0)});
    answer.values = {(truth == Truth::kTrue) != ask_.denied ? "yes" : "no"};
    return answer;
  }

  // Nothing but the planned look-ups may support the answer, so that the derivation lists all there is.
  bool UsesPlanned(const FactAnswer& answer) const {
    const std::vector<StatedFact>& stated = facts_.facts();
    return std::all_of(answer.uses.begin(), answer.uses.end(), [&](size_t use) {
      return std::any_of(ask_.hops.begin(), ask_.hops.end(), [&](size_t hop) {
        const PlannedFact& planned = plan_.fact_of(hop);
        return SameName(planned.subject, stated[use].subject) && SameName(planned.object, stated[use].object);
      });
    });
  }

  void Conclude() {
    if (ask_.kind == QuestionKind::kInverse) return;  // the look-up gives it
    plan_.derived.push_back({Text(), ask_.hops});
  }

  std::string Text() const {
    switch (ask_.kind) {
      case QuestionKind::kCount:
        return CountStep(Values(0, ask_.hops.size()));
      case QuestionKind::kIntersect:
        return SharedText();
      case QuestionKind::kDates:
        return ReckonedText();
      case QuestionKind::kYesNo:
        return SameStep(fact(0).object, ask_.asked, ask_.denied);
      default:
        return OrderText();
    }
  }

  std::vector<std::string> Values(size_t from, size_t to) const {
    std::vector<std::string> values;
    for (size_t i = from; i < to; ++i) values.push_back(fact(i).object);
    return values;
  }

  std::string OrderText() const {
    std::vector<std::string> values = Values(0, ask_.hops.size());
    if (ask_.yes_no)
      return OrderStep(values, CompareValues(values[0], values[1]) == std::partial_ordering::less, plan_.solved);
    for (size_t i = 0; i < values.size(); ++i) {
      if (!SameName(fact(i).subject, plan_.solved)) continue;
      std::rotate(values.begin(), values.begin() + static_cast<long>(i), values.begin() + static_cast<long>(i) + 1);
      break;
    }
    return OrderStep(values, ask_.least, plan_.solved);
  }

  std::string SharedText() const {
    std::vector<std::string> lists[2];
    for (size_t i = 0; i < ask_.hops.size(); ++i)
      lists[fact(i).relation == fact(0).relation ? 0 : 1].push_back(fact(i).subject);
    return ShareStep(lists[0], lists[1], plan_.solved);
  }

  std::string ReckonedText() const {
    const std::string& date = fact(0).object;
    switch (ask_.form) {
      case DateForm::kYearsBetween:
        return YearsStep(date, fact(1).object, plan_.solved);
      case DateForm::kDaysAfter:
        return DaysStep(date, ask_.number, plan_.solved);
      case DateForm::kDaysBefore:
        return DaysStep(date, -ask_.number, plan_.solved);
      case DateForm::kAgeInYear:
        return AgeStep(date, std::to_string(ask_.number), plan_.solved);
      default:
        return YearStep(date, ask_.number, plan_.solved);
    }
  }

  WorldPlan& plan_;
  const PlannedAsk& ask_;
  const FactChain facts_;
};

}  // namespace

bool SolveQuestion(WorldPlan& plan) {
  return Answerer(plan).Run();
}

}  // namespace lethe
