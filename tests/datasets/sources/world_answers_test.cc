#include "datasets/sources/world_answers.h"

#include <gtest/gtest.h>

namespace lethe {
namespace {

PlannedFact Fact(const std::string& subject, const std::string& object, size_t relation = 0) {
  PlannedFact fact;
  fact.subject = subject;
  fact.object = object;
  fact.relation = relation;
  return fact;
}

// A plan whose first `hops` facts are looked up, one after the other.
WorldPlan Plan(QuestionKind kind, std::vector<PlannedFact> facts, size_t hops, bool inverse = false) {
  WorldPlan plan;
  plan.relations.resize(2);
  plan.facts = std::move(facts);
  for (size_t i = 0; i < hops; ++i) {
    PlannedHop hop;
    hop.fact = i;
    hop.inverse = inverse;
    plan.hops.push_back(hop);
    plan.ask.hops.push_back(i);
  }
  plan.ask.kind = kind;
  return plan;
}

TEST(WorldAnswers, InverseNeedsOneSubject) {
  WorldPlan plan = Plan(QuestionKind::kInverse, {Fact("Ann", "Oslo"), Fact("Bo", "Rome")}, 1, true);
  ASSERT_TRUE(SolveQuestion(plan));
  EXPECT_EQ(plan.solved, "Ann");
  plan.facts[1].object = "Oslo";
  EXPECT_FALSE(SolveQuestion(plan));
}

TEST(WorldAnswers, ComparesAndNamesTheFirst) {
  WorldPlan plan = Plan(QuestionKind::kCompare, {Fact("Ann", "3 m"), Fact("Bo", "5 m")}, 2);
  ASSERT_TRUE(SolveQuestion(plan));
  EXPECT_EQ(plan.solved, "Bo");
  EXPECT_EQ(plan.derived.at(0).text, "5 m > 3 m, so Bo");
  plan.ask.yes_no = true;
  plan.derived.clear();
  ASSERT_TRUE(SolveQuestion(plan));
  EXPECT_EQ(plan.derived.at(0).text, "3 m < 5 m, so no");
  plan.facts[1].object = "5 km";
  EXPECT_FALSE(SolveQuestion(plan));
}

TEST(WorldAnswers, OpenSuperlativeWeighsAllThatTheFactsList) {
  WorldPlan plan = Plan(QuestionKind::kSuperlative, {Fact("Ann", "3 m"), Fact("Bo", "5 m"), Fact("Cy", "4 m")}, 3);
  plan.ask.open = true;
  ASSERT_TRUE(SolveQuestion(plan));
  EXPECT_EQ(plan.derived.at(0).text, "5 m > 3 m, 4 m, so Bo");
  plan.facts.push_back(Fact("Dan", "9 m"));  // in sight, but no look-up was planned
  EXPECT_FALSE(SolveQuestion(plan));
  plan.ask.open = false;  // only those that are named
  plan.derived.clear();
  EXPECT_TRUE(SolveQuestion(plan));
  EXPECT_EQ(plan.solved, "Bo");
}

TEST(WorldAnswers, CountsAndShares) {
  WorldPlan plan = Plan(QuestionKind::kCount, {Fact("Ann", "Bo"), Fact("Ann", "Cy"), Fact("Dan", "Eve")}, 2);
  ASSERT_TRUE(SolveQuestion(plan));
  EXPECT_EQ(plan.solved, "2");
  EXPECT_EQ(plan.derived.at(0).text, "1 Bo, 2 Cy, so 2");
  WorldPlan both =
      Plan(QuestionKind::kIntersect,
           {Fact("Ann", "Oslo"), Fact("Bo", "Oslo"), Fact("Bo", "Acme", 1), Fact("Cy", "Acme", 1)}, 4, true);
  ASSERT_TRUE(SolveQuestion(both));
  EXPECT_EQ(both.solved, "Bo");
  EXPECT_EQ(both.derived.at(0).text, "(Ann, Bo) and (Bo, Cy) share Bo");
}

TEST(WorldAnswers, ReckonsWithDates) {
  WorldPlan plan = Plan(QuestionKind::kDates, {Fact("Ann", "14 October 1927"), Fact("Bo", "3 March 1950")}, 2);
  ASSERT_TRUE(SolveQuestion(plan));
  EXPECT_EQ(plan.solved, "22");
  WorldPlan after = Plan(QuestionKind::kDates, {Fact("Ann", "14 October 1927")}, 1);
  after.ask.form = DateForm::kDaysAfter;
  after.ask.number = 30;
  ASSERT_TRUE(SolveQuestion(after));
  EXPECT_EQ(after.derived.at(0).text, "14 October 1927 + 30 days = 13 November 1927");
}

TEST(WorldAnswers, YesNoAndWhatIsMissing) {
  WorldPlan plan = Plan(QuestionKind::kYesNo, {Fact("Ann", "Oslo")}, 1);
  plan.ask.asked = "Rome";
  ASSERT_TRUE(SolveQuestion(plan));
  EXPECT_EQ(plan.solved, "no");
  plan.ask.denied = true;
  plan.derived.clear();
  ASSERT_TRUE(SolveQuestion(plan));
  EXPECT_EQ(plan.derived.at(0).text, "Oslo is not Rome, so it is false: yes");
  plan.facts[0].absent = true;
  plan.missing = 0;
  EXPECT_TRUE(SolveQuestion(plan));  // nothing settles it
  plan.facts.push_back(Fact("Ann", "Bern"));
  EXPECT_FALSE(SolveQuestion(plan));
}

}  // namespace
}  // namespace lethe
