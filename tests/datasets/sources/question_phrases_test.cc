#include "datasets/sources/question_phrases.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "base/text.h"
#include "tests/support/source_tree.h"

namespace lethe {
namespace {

using ::testing::HasSubstr;
using testing::SourceTree;

class QuestionPhrases : public ::testing::Test {
 protected:
  QuestionPhrases()
      : book_(QuestionWordings::Load(SourceTree() / "datasets/wordings/questions.txtpb", WorldConfig::ALL)),
        wordings_(
            Wordings::Load({SourceTree() / "datasets/wordings/real.txtpb"}, WorldConfig::ALL, WorldConfig::ALL, {})),
        invented_(LoadInventedBook(SourceTree() / "datasets/wordings/invented.txtpb"), WorldConfig::ALL),
        phraser_(book_, wordings_, invented_) {}

  PlannedRelation Known(const std::string& name) const {
    PlannedRelation relation;
    for (const Relation& known : wordings_.relations) {
      if (known.name != name) continue;
      relation.known = &known;
      relation.subject_type = known.subject;
      relation.object_type = known.object;
    }
    EXPECT_NE(relation.known, nullptr) << name;
    return relation;
  }

  WorldPlan Plan(QuestionKind kind, const std::string& relation,
                 const std::vector<std::pair<std::string, std::string>>& facts, bool inverse = false) const {
    WorldPlan plan;
    plan.relations = {Known(relation)};
    plan.ask.kind = kind;
    for (const auto& [subject, object] : facts) {
      PlannedFact fact;
      fact.subject = subject;
      fact.object = object;
      plan.facts.push_back(fact);
      PlannedHop hop;
      hop.fact = plan.facts.size() - 1;
      hop.inverse = inverse;
      plan.hops.push_back(hop);
      plan.ask.hops.push_back(hop.fact);
      plan.ask.names.push_back(inverse ? object : subject);
    }
    return plan;
  }

  QuestionWordings book_;
  Wordings wordings_;
  InventedRelations invented_;
  QuestionPhraser phraser_;
};

TEST_F(QuestionPhrases, AskForTheSubjectInManyWays) {
  std::set<std::string> seen;
  size_t who = 0;
  for (uint64_t seed = 0; seed < 200; ++seed) {
    WorldPlan plan = Plan(QuestionKind::kInverse, "place of birth", {{"Ann Lee", "Oslo"}}, true);
    Random random(seed);
    const std::string question = phraser_.Phrase(plan, random);
    EXPECT_THAT(question, HasSubstr("Oslo"));
    EXPECT_EQ(question.find("Ann"), std::string::npos) << question;
    EXPECT_EQ(question.find('{'), std::string::npos) << question;
    EXPECT_FALSE(question[0] >= 'a' && question[0] <= 'z') << question;
    who += AsciiLower(question).find("who") != std::string::npos;
    seen.insert(question);
  }
  EXPECT_GT(seen.size(), 80u);
  EXPECT_GT(who, 150u);  // who, whose, whom
}

TEST_F(QuestionPhrases, CompareByTheRelationsOwnWords) {
  WorldPlan plan = Plan(QuestionKind::kCompare, "height", {{"Ann", "1.8 m"}, {"Bo", "1.9 m"}});
  plan.ask.measure = &book_.of_relation.at("height");
  for (uint64_t seed = 0; seed < 50; ++seed) {
    Random random(seed);
    const std::string question = phraser_.Phrase(plan, random);
    EXPECT_THAT(question, HasSubstr("Ann"));
    EXPECT_THAT(question, HasSubstr("Bo"));
    EXPECT_TRUE(question.find("tall") != std::string::npos || question.find("height") != std::string::npos) << question;
  }
}

TEST_F(QuestionPhrases, YesNoAsksForTheObjectThatIsDoubted) {
  for (const bool denied : {false, true}) {
    WorldPlan plan = Plan(QuestionKind::kYesNo, "place of birth", {{"Ann Lee", "Oslo"}});
    plan.ask.asked = "Rome";
    plan.ask.denied = denied;
    for (uint64_t seed = 0; seed < 100; ++seed) {
      Random random(seed);
      const std::string question = phraser_.Phrase(plan, random);
      EXPECT_THAT(question, HasSubstr("Rome"));
      EXPECT_THAT(question, HasSubstr("Ann Lee"));
      EXPECT_EQ(question.find("Oslo"), std::string::npos) << question;
    }
  }
}

TEST_F(QuestionPhrases, LongChainsAreToldStepByStep) {
  WorldPlan plan;
  const char* names[] = {"director", "place of birth", "country", "head of state", "spouse", "residence"};
  for (const char* name : names) {
    PlannedFact fact;
    fact.relation = plan.relations.size();
    fact.subject = fact.relation == 0 ? "Silent Dawn" : "x";
    plan.relations.push_back(Known(name));
    plan.facts.push_back(fact);
    PlannedHop hop;
    hop.fact = fact.relation;
    plan.hops.push_back(hop);
  }
  for (uint64_t seed = 0; seed < 50; ++seed) {
    Random random(seed);
    const std::string question = phraser_.TellStepwise(plan, random);
    EXPECT_THAT(question, HasSubstr("Silent Dawn"));
    EXPECT_THAT(question, HasSubstr(" that "));
    EXPECT_EQ(question.find('{'), std::string::npos) << question;
    for (size_t i = 0; i < plan.hops.size(); ++i) EXPECT_EQ(plan.hops[i].asked_name, names[i]);
  }
}

}  // namespace
}  // namespace lethe
