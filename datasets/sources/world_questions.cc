#include "datasets/sources/world_questions.h"

#include <algorithm>
#include <array>
#include <set>

#include "base/error.h"
#include "base/text.h"
#include "datasets/solvers/calendar.h"
#include "datasets/solvers/fact_chain.h"
#include "datasets/sources/example_source.h"
#include "datasets/sources/world_distractors.h"
#include "datasets/sources/world_text.h"

namespace lethe {
namespace {

constexpr int kManyTries = 160;  // draws until two values have one unit
constexpr double kLedTo = 0.35;  // share of subjects that a look-up leads to
constexpr double kHeld = 0.5;    // share of yes-or-no questions that ask for what holds
constexpr double kDenied = 0.3;  // share of yes-or-no questions that ask whether something is wrong

bool IsDateType(const std::string& type) {
  return type == "date" || type == "year";
}

}  // namespace

QuestionPlanner::QuestionPlanner(const WorldConfig& config, const QuestionWordings& book, const Wordings& wordings,
                                 const InventedRelations& invented, const ChainPicker& chains, const NameSource& names)
    : wordings_(wordings),
      invented_(invented),
      chains_(chains),
      names_(names),
      book_(book),
      invented_share_(config.invented_relations()),
      max_hops_(config.questions().max_hops()) {
  const WorldQuestions& shares = config.questions();
  shares_ = {{QuestionKind::kInverse, shares.inverse()},
             {QuestionKind::kCompare, shares.compare()},
             {QuestionKind::kCount, shares.count()},
             {QuestionKind::kIntersect, shares.intersect()},
             {QuestionKind::kSuperlative, shares.superlative()},
             {QuestionKind::kDates, shares.dates()},
             {QuestionKind::kYesNo, shares.yes_no()}};
  SortRelations();
  CheckShares(shares);
}

void QuestionPlanner::SortRelations() {
  std::set<std::string> subjects;
  for (const Relation& relation : wordings_.relations) subjects.insert(relation.subject);
  for (size_t i = 0; i < wordings_.relations.size(); ++i) {
    const Relation& relation = wordings_.relations[i];
    if (book_.countables.count(relation.name)) {
      countables_.push_back(i);
    } else {
      for (const std::string& type : subjects) {
        if (wordings_.types.IsA(relation.object, type)) leading_to_[type].push_back(i);
      }
    }
    const auto words = book_.of_relation.find(relation.name);
    if (words == book_.of_relation.end()) continue;
    measures_.push_back(i);
    if (IsDateType(relation.object) && !words->second.events.empty()) date_measures_.push_back(i);
    if (relation.name == "date of birth") births_.push_back(i);
  }
  for (const auto& [type, words] : book_.of_value) {
    if (IsDateType(type)) date_values_.emplace_back(type, &words);
  }
}

void QuestionPlanner::CheckShares(const WorldQuestions& shares) {
  double total = 0;
  for (const auto& [kind, share] : shares_) {
    CheckShare(StrCat("world.questions.", Name(kind)), share);
    total += share;
  }
  if (total > 1 + 1e-5)
    throw Error(Code::kInvalidArgument, StrCat("the shares in world.questions add up to ", total, "; 1 is all"));
  const bool invents = invented_share_ > 0;
  const auto need = [&](bool asked, bool possible, const char* what) {
    if (asked && !possible && !invents) {
      throw Error(Code::kInvalidArgument, StrCat("world.questions: no relation of the wordings is ", what,
                                                 " of the question book; add one there, or allow invented_relations"));
    }
  };
  need(shares.count() > 0, !countables_.empty(), "a countable");
  need(shares.compare() > 0 || shares.superlative() > 0, !measures_.empty(), "a measure");
  need(shares.dates() > 0, !date_measures_.empty(), "a measure with events");
}

const char* QuestionPlanner::Name(QuestionKind kind) {
  static constexpr std::array kNames = {"chain",     "inverse",     "compare", "count",
                                        "intersect", "superlative", "dates",   "yes_no"};
  return kNames[static_cast<size_t>(kind)];
}

QuestionKind QuestionPlanner::DrawKind(Random& random) const {
  double draw = random.Uniform();
  for (const auto& [kind, share] : shares_) {
    draw -= share;
    if (draw < 0) return kind;
  }
  return QuestionKind::kChain;
}

bool QuestionPlanner::Plan(QuestionKind kind, WorldPlan& plan, Random& random) const {
  static constexpr std::array<Planner, 8> kPlanners = {
      nullptr,
      &QuestionPlanner::PlanInverse,
      &QuestionPlanner::PlanCompare,
      &QuestionPlanner::PlanCount,
      &QuestionPlanner::PlanIntersect,
      &QuestionPlanner::PlanSuperlative,
      &QuestionPlanner::PlanDates,
      &QuestionPlanner::PlanYesNo,
  };
  plan.ask.kind = kind;
  return (this->*kPlanners[static_cast<size_t>(kind)])(plan, random);
}

// ---- names and facts

std::string QuestionPlanner::Fresh(const std::string& type, const WorldPlan& plan, Random& random) const {
  for (int tries = 0;; ++tries) {
    std::string name = tries < 30 ? names_.Draw(type, random) : names_.Invent(type, random);
    if (!IsTaken(name, plan) || tries > 60) return name;
  }
}

std::string QuestionPlanner::FreshObject(const PlannedRelation& relation, const WorldPlan& plan, Random& random) const {
  for (int tries = 0; tries < 20 && relation.known != nullptr; ++tries) {
    std::string name = names_.DrawObject(*relation.known, random);
    if (!IsTaken(name, plan)) return name;
  }
  return Fresh(relation.object_type, plan, random);
}

size_t QuestionPlanner::AddHop(const std::string& subject, size_t relation, const std::string& object, bool inverse,
                               WorldPlan& plan, Random& random) const {
  PlannedFact fact;
  fact.relation = relation;
  fact.subject = subject;
  fact.object = object;
  plan.facts.push_back(std::move(fact));
  PlannedHop hop;
  hop.fact = plan.facts.size() - 1;
  hop.inverse = inverse;
  hop.key_as_asked = random.Chance(kKeysAsAsked);
  const PlannedRelation& of = plan.relations[relation];
  hop.asked_name = of.known != nullptr ? of.known->name : of.invented.question_name;
  plan.hops.push_back(std::move(hop));
  return plan.hops.size() - 1;
}

QuestionPlanner::Named QuestionPlanner::Subject(const std::string& type, WorldPlan& plan, Random& random) const {
  const auto leading = leading_to_.find(type);
  if (leading == leading_to_.end() || max_hops_ < 2 || !random.Chance(kLedTo)) {
    const std::string name = Fresh(type, plan, random);
    return {name, name};
  }
  PlannedRelation relation = chains_.Known(random.Pick(leading->second), random);
  const bool taken = std::any_of(plan.relations.begin(), plan.relations.end(),
                                 [&](const PlannedRelation& other) { return Confusable(other, relation); });
  if (taken) {
    const std::string name = Fresh(type, plan, random);
    return {name, name};
  }
  const std::string from = Fresh(relation.subject_type, plan, random);
  std::string to = FreshObject(relation, plan, random);
  while (SameName(from, to)) to = names_.Invent(relation.object_type, random);
  const std::string phrase = NounFor(relation, invented_, from, /*nested=*/false, random).text;
  plan.relations.push_back(std::move(relation));
  AddHop(from, plan.relations.size() - 1, to, false, plan, random);
  return {to, phrase};
}

// An invented relation that facts and questions call alike.
PlannedRelation QuestionPlanner::PlainInvented(Random& random) const {
  PlannedRelation relation = chains_.Invent(chains_.InventedSubject(random), true, random);
  for (int tries = 0;
       tries < 20 && (relation.invented.verb != nullptr || relation.invented.name.find(" of ") != std::string::npos);
       ++tries)
    relation.invented = invented_.Make(false, random);
  relation.invented.verb = nullptr;
  relation.invented.fact_name = relation.invented.question_name = relation.triple_name = relation.invented.name;
  return relation;
}

bool QuestionPlanner::DrawMeasure(bool dates, WorldPlan& plan, Random& random, size_t& relation) const {
  const std::vector<size_t>& known = dates ? date_measures_ : measures_;
  PlannedRelation drawn;
  if (!known.empty() && !random.Chance(invented_share_)) {
    drawn = chains_.Known(random.Pick(known), random);
    plan.ask.measure = &book_.of_relation.at(drawn.known->name);
  } else {
    if (dates ? date_values_.empty() : book_.of_value.empty()) return false;
    drawn = PlainInvented(random);
    if (dates) {
      const auto& [type, words] = random.Pick(date_values_);
      drawn.object_type = type;
      plan.ask.measure = words;
    } else {
      const auto& [type, words] = random.Pick(book_.of_value);
      drawn.object_type = type;
      plan.ask.measure = &words;
    }
    std::string& name = drawn.invented.name;
    name = std::string(SplitWords(name).back()) + " " + random.Pick(plan.ask.measure->nouns);
    drawn.invented.fact_name = drawn.invented.question_name = drawn.triple_name = name;
  }
  plan.relations.push_back(std::move(drawn));
  relation = plan.relations.size() - 1;
  return true;
}

std::string QuestionPlanner::Comparable(const PlannedRelation& relation, const std::vector<std::string>& others,
                                        Random& random) const {
  std::vector<OrderedValue> before;
  for (const std::string& other : others) before.emplace_back(other);
  for (int tries = 0; tries < kManyTries; ++tries) {
    std::string value = names_.Draw(relation.object_type, random);
    const OrderedValue read(value);
    if (CompareValues(read, read) != std::partial_ordering::equivalent) continue;
    const bool fits = std::all_of(before.begin(), before.end(), [&](const OrderedValue& other) {
      const std::partial_ordering order = CompareValues(read, other);
      return order == std::partial_ordering::less || order == std::partial_ordering::greater;
    });
    if (fits) return value;
  }
  return "";
}

// ---- the kinds

bool QuestionPlanner::PlanInverse(WorldPlan& plan, Random& random) const {
  PlannedRelation relation = chains_.PickAny(random);
  relation.closed_objects = true;
  plan.relations.push_back(relation);
  const Named object = NameSource::IsEntity(relation.object_type) ? Subject(relation.object_type, plan, random)
                                                                  : Named{FreshObject(relation, plan, random), ""};
  const std::string subject = Fresh(relation.subject_type, plan, random);
  if (SameName(subject, object.entity)) return false;
  plan.ask.names = {object.phrase.empty() ? object.entity : object.phrase};
  plan.ask.hops = {AddHop(subject, 0, object.entity, true, plan, random)};
  return true;
}

bool QuestionPlanner::PlanCompare(WorldPlan& plan, Random& random) const {
  size_t relation = 0;
  if (!DrawMeasure(false, plan, random, relation)) return false;
  std::vector<std::string> values;
  for (int i = 0; i < 2; ++i) {
    const std::string value = Comparable(plan.relations[relation], values, random);
    if (value.empty()) return false;
    values.push_back(value);
    const std::string type = plan.relations[relation].subject_type;
    const Named subject = Subject(type, plan, random);
    plan.ask.names.push_back(subject.phrase);
    plan.ask.hops.push_back(AddHop(subject.entity, relation, value, false, plan, random));
  }
  plan.ask.least = random.Chance(0.5);
  plan.ask.yes_no = random.Chance(0.35);
  return true;
}

bool QuestionPlanner::PlanCount(WorldPlan& plan, Random& random) const {
  PlannedRelation relation;
  if (!countables_.empty() && !random.Chance(invented_share_)) {
    relation = chains_.Known(random.Pick(countables_), random);
    plan.ask.many = random.Pick(book_.countables.at(relation.known->name));
  } else {
    relation = PlainInvented(random);
    plan.ask.many = PluralOf(relation.invented.name);
  }
  plan.relations.push_back(relation);
  const Named subject = Subject(relation.subject_type, plan, random);
  plan.ask.names = {subject.phrase};
  const size_t count = random.Chance(0.15) ? 1 : 2 + random.Below(4);
  for (size_t i = 0; i < count; ++i) {
    const std::string object = FreshObject(relation, plan, random);
    if (SameName(object, subject.entity)) return false;
    plan.ask.hops.push_back(AddHop(subject.entity, 0, object, false, plan, random));
  }
  return true;
}

bool QuestionPlanner::PlanIntersect(WorldPlan& plan, Random& random) const {
  PlannedRelation first = chains_.PickAny(random);
  PlannedRelation second = chains_.PickFor(first.subject_type, first, random);
  if (Confusable(first, second)) return false;
  const std::string type = first.subject_type;
  plan.relations = {std::move(first), std::move(second)};
  plan.relations[0].closed_objects = plan.relations[1].closed_objects = true;
  const std::string both = Fresh(type, plan, random);
  for (size_t relation = 0; relation < 2; ++relation) {
    const std::string object = FreshObject(plan.relations[relation], plan, random);
    std::vector<std::string> subjects = {both};
    for (size_t i = 1 + random.Below(2); i > 0; --i) subjects.push_back(Fresh(type, plan, random));
    random.Shuffle(subjects);
    plan.ask.names.push_back(object);
    for (const std::string& subject : subjects) {
      if (SameName(subject, object)) return false;
      plan.ask.hops.push_back(AddHop(subject, relation, object, true, plan, random));
    }
  }
  return true;
}

bool QuestionPlanner::PlanSuperlative(WorldPlan& plan, Random& random) const {
  size_t relation = 0;
  if (!DrawMeasure(false, plan, random, relation)) return false;
  plan.ask.open = random.Chance(0.45);
  plan.ask.least = random.Chance(0.5);
  plan.relations[relation].closed = plan.ask.open;
  const size_t count = 3 + random.Below(3);
  std::vector<std::string> values;
  for (size_t i = 0; i < count; ++i) {
    const std::string value = Comparable(plan.relations[relation], values, random);
    if (value.empty()) return false;
    values.push_back(value);
    const std::string subject = Fresh(plan.relations[relation].subject_type, plan, random);
    plan.ask.names.push_back(subject);
    plan.ask.hops.push_back(AddHop(subject, relation, value, false, plan, random));
  }
  return true;
}

bool QuestionPlanner::PlanDates(WorldPlan& plan, Random& random) const {
  using enum DateForm;
  plan.ask.form =
      random.Pick(std::vector{kYearsBetween, kDaysAfter, kDaysBefore, kYearOfAge, kAgeInYear, kAnniversary});
  if (plan.ask.form == kYearsBetween) return PlanYearsBetween(plan, random);
  const bool of_birth = plan.ask.form == kYearOfAge || plan.ask.form == kAgeInYear;
  size_t relation = 0;
  if (of_birth && births_.empty()) return false;
  if (of_birth) {
    plan.relations.push_back(chains_.Known(random.Pick(births_), random));
  } else if (!DrawMeasure(true, plan, random, relation)) {
    return false;
  }
  const bool to_the_day = plan.ask.form == kDaysAfter || plan.ask.form == kDaysBefore;
  std::string value;
  for (int tries = 0; tries < 40; ++tries) {
    value = names_.Draw(plan.relations[relation].object_type, random);
    const auto date = ParsePartialDate(value);
    if (date && date->year > 1000 && (!to_the_day || date->day != 0)) break;
    value.clear();
  }
  if (value.empty()) return false;
  const Named subject = Subject(std::string(plan.relations[relation].subject_type), plan, random);
  plan.ask.names = {subject.phrase};
  plan.ask.hops = {AddHop(subject.entity, relation, value, false, plan, random)};
  const int years = static_cast<int>(random.Between(5, 99));
  plan.ask.number =
      to_the_day ? static_cast<int>(random.Chance(0.7) ? random.Between(2, 60) : random.Between(61, 400)) : years;
  if (plan.ask.form == kAgeInYear) plan.ask.number = ParsePartialDate(value)->year + years;
  return true;
}

bool QuestionPlanner::PlanYearsBetween(WorldPlan& plan, Random& random) const {
  size_t relation = 0;
  if (!DrawMeasure(true, plan, random, relation)) return false;
  const std::string first = Comparable(plan.relations[relation], {}, random);
  if (first.empty()) return false;
  std::string second;
  for (int tries = 0; tries < 60 && second.empty(); ++tries) {
    second = Comparable(plan.relations[relation], {first}, random);
    const auto a = ParsePartialDate(first), b = ParsePartialDate(second);
    if (!a || !b || !SamePrecision(*a, *b)) second.clear();
  }
  if (second.empty()) return false;
  const bool in_order = CompareValues(first, second) == std::partial_ordering::less;
  for (const std::string& value : in_order ? std::array{first, second} : std::array{second, first}) {
    const Named subject = Subject(std::string(plan.relations[relation].subject_type), plan, random);
    plan.ask.names.push_back(subject.phrase);
    plan.ask.hops.push_back(AddHop(subject.entity, relation, value, false, plan, random));
  }
  return true;
}

bool QuestionPlanner::PlanYesNo(WorldPlan& plan, Random& random) const {
  PlannedRelation relation = chains_.PickAny(random);
  if (relation.known != nullptr && book_.countables.count(relation.known->name)) return false;
  plan.relations.push_back(relation);
  const Named subject = Subject(relation.subject_type, plan, random);
  const std::string object = FreshObject(relation, plan, random);
  if (SameName(object, subject.entity)) return false;
  plan.ask.names = {subject.phrase};
  plan.ask.hops = {AddHop(subject.entity, 0, object, false, plan, random)};
  plan.ask.asked = random.Chance(kHeld) ? object : FreshObject(relation, plan, random);
  plan.ask.denied = random.Chance(kDenied);
  return !SameName(plan.ask.asked, subject.entity);
}

// ---- what goes missing, and what may be recalled

bool QuestionPlanner::MakeUnanswerable(WorldPlan& plan, Random& random) {
  const PlannedAsk& ask = plan.ask;
  if (ask.open) return false;
  const bool all_of_one = ask.kind == QuestionKind::kCount;
  if (all_of_one || ask.kind == QuestionKind::kIntersect) {
    // A count is unknown where nothing is listed; of two descriptions, one that fits nobody.
    const std::string object = plan.fact_of(ask.hops.back()).object;
    for (const size_t hop : ask.hops) {
      if (!all_of_one && plan.fact_of(hop).object != object) continue;
      plan.facts[plan.hops[hop].fact].absent = true;
      if (plan.missing < 0) plan.missing = static_cast<int>(hop);
    }
    return true;
  }
  plan.missing = static_cast<int>(random.Below(plan.hops.size()));
  plan.facts[plan.hops[static_cast<size_t>(plan.missing)].fact].absent = true;
  return true;
}

bool QuestionPlanner::AllowsRecall(const WorldPlan& plan) {
  return plan.ask.kind != QuestionKind::kCount && plan.ask.kind != QuestionKind::kIntersect && !plan.ask.open;
}

}  // namespace lethe
