// Worlds: questions over chains of one to ten facts among distractors, and of the other kinds of WorldQuestions, with
// real, everyday and invented relations, real and invented names, unanswerable ones, facts that arrive by recall, and
// counterfactual twins of chains.
//
// An answer can only be had from the facts of the example: objects are drawn at random, so nothing true of the world is
// taught. Promise: example (seed, number) is always the same, and passes the checks of datasets/derivation_check.h. A
// subject never has two facts of relations that could be confused, and no two facts of an example link the same pair,
// so the derivation is the only one. An odd number may be the twin of the one before; with questions_per_context n,
// each n in a row ask about the facts of the first. Errors: kInvalidArgument for shares outside [0, 1], a limit of
// zero, relations that allow no chain; kFailedPrecondition from Make where wordings let none of 50 draws pass the
// checks; those of the loaders. Threads: const use from any thread. Cost: about 55 microseconds an example
// of train.txtpb, checks and writing included.
#pragma once

#include <memory>

#include "datasets/names/name_source.h"
#include "datasets/sources/chain.h"
#include "datasets/sources/example_source.h"
#include "datasets/sources/invented_relation.h"
#include "datasets/sources/question_phrases.h"
#include "datasets/sources/recall_search.h"
#include "datasets/sources/sibling_questions.h"
#include "datasets/sources/world_distractors.h"
#include "datasets/sources/world_plan.h"
#include "datasets/sources/world_questions.h"
#include "datasets/sources/world_text.h"

namespace lethe {

class World : public ExampleSource {
 public:
  World(const WorldConfig& config, const Path& root);
  ~World() override;

  v1::Example Make(uint64_t seed, uint64_t number) const override;

  const Wordings& wordings() const { return wordings_; }

 private:
  void WarnOfUnknownTypes() const;
  WorldPlan MakePlan(Random& random) const;
  WorldPlan MakeChainPlan(Random& random) const;
  bool MakeQuestionPlan(QuestionKind kind, WorldPlan& plan, Random& random) const;
  WorldPlan MakeSoundPlan(uint64_t seed, uint64_t number, v1::Example& example) const;
  void PlanChain(size_t hops, WorldPlan& plan, Random& random) const;
  void PlanDistractors(WorldPlan& plan, Random& random) const;
  void PlanRecall(WorldPlan& plan, Random& random) const;
  void LoadNearMisses(size_t hop, size_t count, WorldPlan& plan, Random& random) const;
  void WordFacts(WorldPlan& plan, Random& random) const;
  void WordFact(const WorldPlan& plan, PlannedFact& fact) const;
  void WordQuestion(WorldPlan& plan, Random& random) const;
  std::string Casual(std::string question, const std::string& subject, WorldPlan& plan, Random& random) const;
  bool MakeTwin(WorldPlan& plan, Random& random) const;
  void PlanSiblingRecall(WorldPlan& plan, Random& random) const;
  bool MakeSibling(uint64_t seed, uint64_t number, v1::Example& example) const;
  v1::Example Render(const WorldPlan& plan) const;
  void RenderDerivation(const WorldPlan& plan, const std::vector<std::string>& ids, v1::Example& example) const;
  size_t DrawHops(Random& random) const;

  WorldConfig config_;
  Wordings wordings_;
  std::unique_ptr<InventedRelations> invented_;
  std::unique_ptr<NameSource> names_;
  std::unique_ptr<ChainPicker> chains_;
  std::unique_ptr<DistractorMaker> distractors_;
  std::unique_ptr<SiblingPlanner> siblings_;
  RecallSearch recall_search_;
  std::unique_ptr<QuestionWordings> questions_;  // these four only where the config asks for them
  std::unique_ptr<QuestionPlanner> planner_;
  std::unique_ptr<QuestionPhraser> phraser_;
  std::unique_ptr<TextComposer> composer_;
  std::vector<double> hop_weights_;
};

}  // namespace lethe
