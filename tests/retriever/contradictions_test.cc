#include "retriever/contradictions.h"

#include <gmock/gmock.h>

#include "retriever/knowledge_base.h"
#include "tests/retriever/fact_samples.h"
#include "tests/support/temp_dir.h"

namespace lethe {
namespace {

using testing::Triple;

v1::Fact Employer(const std::string& object, const std::string& from = "", const std::string& to = "",
                  const std::string& source = "") {
  v1::Fact fact = Triple("Ann Lee", "employer", object);
  fact.set_valid_from(from);
  fact.set_valid_to(to);
  fact.set_source(source);
  return fact;
}

class ContradictionsTest : public testing::TempDir {
 protected:
  ContradictionReport Find(const std::vector<v1::Fact>& facts, size_t limit = 10) const {
    const auto base = KnowledgeBase::Open(dir() / "store", {}, OpenMode::kCreate);
    base->PutBatch(facts);
    return base->Pin()->Contradictions(limit);
  }
};

TEST_F(ContradictionsTest, SameSubjectAndRelationInAnySpellingAnotherObject) {
  v1::Fact other = Triple("the ANN  lee", "Employer", "Globex");
  other.set_source("wiki");
  const ContradictionReport report = Find(
      {Employer("Acme", "", "", "crm"), other, Triple("Ann Lee", "spouse", "Bob"), Triple("Bob", "employer", "X")});
  ASSERT_EQ(report.count, 1u);
  ASSERT_EQ(report.shown[0].facts.size(), 2u);
  EXPECT_EQ(report.shown[0].facts[0].source(), "crm");
  EXPECT_EQ(report.shown[0].facts[1].source(), "wiki");
}

TEST_F(ContradictionsTest, OneObjectTwiceOrOneAfterTheOtherIsNone) {
  EXPECT_EQ(
      Find({Employer("Acme", "", "", "crm"), Employer("ACME", "", "", "wiki"), Employer("Acme", "2010", "2012", "crm")})
          .count,
      0u);
  EXPECT_TRUE(ValidityOverlaps(Employer("a"), Employer("b", "2010")));
  EXPECT_FALSE(ValidityOverlaps(Employer("a", "2010", "2015"), Employer("b", "2016-01-01")));
  EXPECT_FALSE(ValidityOverlaps(Employer("b", "2016-01-01"), Employer("a", "2010", "2015")));
  EXPECT_TRUE(ValidityOverlaps(Employer("a", "2010", "2016"), Employer("b", "2016-01-01")));  // within that year
}

TEST_F(ContradictionsTest, OnlyTheFactsThatDisagreeAreShownAndAllAreCounted) {
  std::vector<v1::Fact> facts = {Employer("Acme", "2010", "2012"), Employer("Globex", "2013"),
                                 Employer("Hooli", "2014")};
  for (const char* subject : {"A B", "C D", "E F"}) {
    facts.push_back(Triple(subject, "capital", "x"));
    facts.push_back(Triple(subject, "capital", "y"));
  }
  facts.push_back(testing::TextFact("Free text has no relation."));
  facts.push_back(testing::TextFact("And never contradicts."));
  const ContradictionReport report = Find(facts, 2);
  EXPECT_EQ(report.count, 4u);
  EXPECT_EQ(report.shown.size(), 2u);
  const ContradictionReport all = Find(facts, 10);
  for (const Contradiction& found : all.shown) EXPECT_EQ(found.facts.size(), 2u) << found.facts[0].subject();
}

}  // namespace
}  // namespace lethe
