#include "services/reasoner/fact_source.h"

#include <gtest/gtest.h>

#include "tests/support/scripted_generator.h"

namespace lethe {
namespace {

using testing::MakeFact;

TEST(MemoryFacts, FindsByKeyWhateverTheSpelling) {
  const MemoryFacts facts(
      {MakeFact("a", "Ann Lee", "place of birth", "Oslo"), MakeFact("b", "Ann Lee", "employer", "Acme")});
  ASSERT_EQ(facts.Recall("ann  LEE", "Place of Birth", 3).size(), 1u);
  EXPECT_EQ(facts.Recall("ann  LEE", "Place of Birth", 3)[0].fact.id(), "a");
  EXPECT_TRUE(facts.Recall("Ann Lee", "spouse", 3).empty());
  EXPECT_TRUE(facts.Search("Ann Lee", 3).empty());
}

TEST(MemoryFacts, FindsTextsThatNameTheSubject) {
  v1::Fact text;
  text.set_id("t");
  text.set_text("Oslo is the capital of Norway.");
  const MemoryFacts facts({MakeFact("a", "Bergen", "country", "Norway"), text});
  ASSERT_EQ(facts.Recall("Oslo", "capital of", 3).size(), 1u);
  EXPECT_EQ(facts.Recall("Oslo", "country", 3).size(), 1u);
  EXPECT_EQ(facts.Recall("Paris", "country", 3).size(), 0u);
}

TEST(MemoryFacts, KeepWhatAFilterLetsPass) {
  v1::Fact tagged = MakeFact("b", "Ann Lee", "home", "Rome");
  tagged.add_tags("checked");
  const MemoryFacts facts({MakeFact("a", "Ann Lee", "home", "Oslo"), tagged});
  v1::SearchFilter filter;
  filter.add_tags("checked");
  const std::vector<FoundFact> found = facts.Only(filter)->Recall("Ann Lee", "home", 3);
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].fact.id(), "b");
  EXPECT_EQ(facts.Recall("Ann Lee", "home", 3).size(), 2u);
}

}  // namespace
}  // namespace lethe
