#include "datasets/sources/invented_relation.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "base/text.h"
#include "tests/support/source_tree.h"

namespace lethe {
namespace {

const InventedRelations& Training() {
  static const InventedRelations* relations = new InventedRelations(
      LoadInventedBook(testing::SourceTree() / "datasets/wordings/invented.txtpb"), WorldConfig::TRAIN);
  return *relations;
}

TEST(InventedRelations, NamesAreManyAndClean) {
  Random random(1);
  std::set<std::string> names;
  size_t varied = 0;
  for (int i = 0; i < 2000; ++i) {
    const InventedRelation relation = Training().Make(i % 2 == 0, random);
    names.insert(relation.name);
    varied += relation.fact_name != relation.question_name;
    EXPECT_EQ(Trim(relation.fact_name), relation.fact_name);
    EXPECT_EQ(relation.name.find('|'), std::string::npos);
  }
  EXPECT_GT(names.size(), 1400u);
  EXPECT_GT(varied, 400u);
}

TEST(InventedRelations, AWordingHoldsTheNameThatTheDerivationGetsOrItsVerb) {
  Random random(2);
  for (int i = 0; i < 500; ++i) {
    const InventedRelation relation = Training().Make(true, random);
    const Worded state = Training().State(relation, "Subject X", "Object Y", random);
    EXPECT_NE(state.text.find("Subject X"), std::string::npos);
    EXPECT_NE(state.text.find("Object Y"), std::string::npos);
    if (relation.verb == nullptr) {
      EXPECT_NE(state.text.find(state.name), std::string::npos) << state.text;
    }
    const Worded ask = Training().Ask(relation, "Subject X", false, true, random);
    EXPECT_NE(ask.text.find("Subject X"), std::string::npos);
    EXPECT_FALSE(ask.name.empty());
    EXPECT_EQ(ask.text.find('{'), std::string::npos);
  }
}

TEST(InventedRelations, WordsThatMeanTheSameStandInFactAndQuestion) {
  InventedBook book = LoadInventedBook(testing::SourceTree() / "datasets/wordings/invented.txtpb");
  book.clear_alike();
  WordGroup& group = *book.add_alike();
  group.add_word("boss");
  group.add_word("superior");
  const InventedRelations relations(book, WorldConfig::ALL);
  Random random(5);
  size_t alike = 0;
  for (int i = 0; i < 400; ++i) {
    const InventedRelation relation = relations.Make(i % 2 == 0, random);
    if (relation.alike == nullptr) continue;
    ++alike;
    EXPECT_NE(relation.fact_name, relation.question_name);
    EXPECT_EQ(relation.fact_name.ends_with("boss"), relation.question_name.ends_with("superior"));
    EXPECT_TRUE(relations.Ask(relation, "Ann", false, true, random).text.find(relation.question_name) !=
                std::string::npos);
    EXPECT_TRUE(relations.State(relation, "Ann", "Bob", random).text.find(relation.fact_name) != std::string::npos);
  }
  EXPECT_GT(alike, 50u);
}

TEST(InventedRelations, GroupMatesAndBothNamesAreConfusable) {
  WordGroup group;
  InventedRelation a, b, c;
  a.alike = &group;
  a.name = a.question_name = "night boss";
  a.fact_name = "night superior";
  b.name = b.question_name = b.fact_name = "superior";
  c.alike = &group;
  c.name = c.question_name = "chief";
  c.fact_name = "leader";
  EXPECT_TRUE(Confusable(a, b));
  EXPECT_TRUE(Confusable(b, a));
  EXPECT_TRUE(Confusable(a, c));
  b.name = b.question_name = b.fact_name = "day superior";
  EXPECT_FALSE(Confusable(a, b));
}

TEST(InventedRelations, NearRelationsAreOthers) {
  Random random(3);
  for (int i = 0; i < 300; ++i) {
    InventedRelation relation;
    relation.name = "spare key";
    const InventedRelation near = Training().MakeNear(relation, random);
    EXPECT_TRUE(near.name.find("spare") != std::string::npos || near.name.find("key") != std::string::npos)
        << near.name;
  }
}

TEST(InventedRelations, HeldOutWordsAreNotThoseOfTraining) {
  const InventedRelations held(LoadInventedBook(testing::SourceTree() / "datasets/wordings/invented.txtpb"),
                               WorldConfig::HELD_OUT);
  for (const std::string& noun : held.nouns())
    EXPECT_THAT(Training().nouns(), ::testing::Not(::testing::Contains(noun)));
}

TEST(ConfusableNames, OneSetOfWordsHoldsTheOther) {
  EXPECT_TRUE(ConfusableNames("spare key", "current spare key"));
  EXPECT_TRUE(ConfusableNames("Night-Shift", "night shift"));
  EXPECT_FALSE(ConfusableNames("spare key", "spare wheel"));
}

TEST(PickWording, AvoidsThePossessiveForPhrases) {
  Random random(4);
  const std::vector<std::string> wordings = {"{s}'s key?", "the key of {s}?"};
  size_t possessive = 0;
  for (int i = 0; i < 200; ++i) possessive += PickWording(wordings, true, random).find("'s") != std::string::npos;
  EXPECT_LT(possessive, 15u);
}

}  // namespace
}  // namespace lethe
