// Plans questions beside the chain: who has X as R, which of two is larger, how many, who fits two descriptions, the
// first of several, reckoning with dates, yes or no.
//
// Plan draws the facts that a question needs. Distractors are added outside; then SolveQuestion (world_answers.h) finds
// the answer in all facts in sight, and QuestionPhraser puts the question. Threads: const use from any thread.
#pragma once

#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/random.h"
#include "datasets/names/name_source.h"
#include "datasets/question_book.h"
#include "datasets/sources/chain.h"
#include "datasets/sources/world_plan.h"

namespace lethe {

class QuestionPlanner {
 public:
  // Errors: kInvalidArgument for shares outside [0, 1] or above 1 in all, and where no relation allows a kind that has
  // a share.
  QuestionPlanner(const WorldConfig& config, const QuestionWordings& book, const Wordings& wordings,
                  const InventedRelations& invented, const ChainPicker& chains, const NameSource& names);

  QuestionKind DrawKind(Random& random) const;
  // False where a draw did not work out; the plan is then of no use.
  bool Plan(QuestionKind kind, WorldPlan& plan, Random& random) const;

  // Takes needed facts away, so that the question has no answer. False where the kind always has one.
  static bool MakeUnanswerable(WorldPlan& plan, Random& random);
  // True when each look-up has a key of its own, so that its fact may come by recall.
  static bool AllowsRecall(const WorldPlan& plan);
  static const char* Name(QuestionKind kind);

 private:
  struct Named {
    std::string entity;  // what facts call it
    std::string phrase;  // what the question calls it
  };
  using Planner = bool (QuestionPlanner::*)(WorldPlan&, Random&) const;

  bool PlanInverse(WorldPlan& plan, Random& random) const;
  bool PlanCompare(WorldPlan& plan, Random& random) const;
  bool PlanCount(WorldPlan& plan, Random& random) const;
  bool PlanIntersect(WorldPlan& plan, Random& random) const;
  bool PlanSuperlative(WorldPlan& plan, Random& random) const;
  bool PlanDates(WorldPlan& plan, Random& random) const;
  bool PlanYearsBetween(WorldPlan& plan, Random& random) const;
  bool PlanYesNo(WorldPlan& plan, Random& random) const;

  bool DrawMeasure(bool dates, WorldPlan& plan, Random& random, size_t& relation) const;
  PlannedRelation PlainInvented(Random& random) const;
  // A fresh name of the type; or one that a look-up leads to, with its fact and hop, where the config allows it.
  Named Subject(const std::string& type, WorldPlan& plan, Random& random) const;
  std::string Fresh(const std::string& type, const WorldPlan& plan, Random& random) const;
  std::string FreshObject(const PlannedRelation& relation, const WorldPlan& plan, Random& random) const;
  // A value that can be ordered against all of `others`; "" when none was drawn.
  std::string Comparable(const PlannedRelation& relation, const std::vector<std::string>& others, Random& random) const;
  size_t AddHop(const std::string& subject, size_t relation, const std::string& object, bool inverse, WorldPlan& plan,
                Random& random) const;

  void CheckShares(const WorldQuestions& shares);
  void SortRelations();

  const Wordings& wordings_;
  const InventedRelations& invented_;
  const ChainPicker& chains_;
  const NameSource& names_;
  const QuestionWordings& book_;
  double invented_share_;
  uint32_t max_hops_;
  std::vector<std::pair<QuestionKind, double>> shares_;
  std::vector<size_t> measures_, date_measures_, births_, countables_;  // relations
  std::vector<std::pair<std::string, const MeasureWords*>> date_values_;
  std::unordered_map<std::string, std::vector<size_t>> leading_to_;  // type -> relations whose object is of it
};

}  // namespace lethe
