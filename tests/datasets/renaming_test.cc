#include "datasets/renaming.h"

#include <google/protobuf/util/message_differencer.h>
#include <gtest/gtest.h>

namespace lethe {
namespace {

using google::protobuf::util::MessageDifferencer;

v1::Example Curie() {
  v1::Example example;
  v1::ContextFact& fact = *example.add_context();
  fact.set_id("f1");
  fact.set_text("Marie Curie was born in Warsaw. Curie later moved.");
  v1::ContextFact& triple = *example.add_context();
  triple.set_id("f2");
  triple.set_subject("Warsaw");
  triple.set_relation("country");
  triple.set_object("Poland");
  v1::DerivationStep& step = *example.add_derivation();
  step.set_text("Marie Curie | place of birth | Warsaw");
  step.set_subject("Marie Curie");
  step.set_relation("place of birth");
  step.set_object("Warsaw");
  step.add_uses("f1");
  example.set_question("where was marie curie born");
  example.set_answer("Warsaw");
  example.set_answerable(true);
  return example;
}

TEST(Renaming, ExchangesWholeWordsAllAtOnce) {
  Renaming renaming;
  EXPECT_TRUE(renaming.Add("Oslo", "Rome"));
  EXPECT_TRUE(renaming.Add("Rome", "Oslo"));
  EXPECT_TRUE(renaming.Add("New Oslo", "Paris"));
  EXPECT_FALSE(renaming.Add("Oslo", "Bern"));
  EXPECT_FALSE(renaming.Add("Bern", "Rome"));
  EXPECT_EQ(renaming.Apply("Oslo, Rome, New Oslo, Oslover."), "Rome, Oslo, Paris, Oslover.");
}

TEST(Renaming, ReachesEveryTextAndIsUndone) {
  Renaming renaming;
  ASSERT_TRUE(renaming.Add("Marie Curie", "Ann Lee"));
  ASSERT_TRUE(renaming.Add("Curie", "Lee"));
  ASSERT_TRUE(renaming.Add("Warsaw", "Tarn"));
  v1::Example example = Curie();
  ASSERT_TRUE(renaming.Fits(example));
  renaming.Apply(example);
  EXPECT_EQ(example.context(0).text(), "Ann Lee was born in Tarn. Lee later moved.");
  EXPECT_EQ(example.context(1).subject(), "Tarn");
  EXPECT_EQ(example.question(), "where was ann lee born");
  EXPECT_EQ(example.derivation(0).text(), "Ann Lee | place of birth | Tarn");
  EXPECT_EQ(example.answer(), "Tarn");
  EXPECT_FALSE(renaming.Fits(example));
  renaming.Inverse().Apply(example);
  EXPECT_TRUE(MessageDifferencer::Equals(example, Curie()));
}

class RenamerTest : public ::testing::Test {
 protected:
  RenamerTest() {
    lists_.Add("person", Many("Ann Lee", {"Marie Curie", "Pierre Curie", "Bo Berg", "Cy Dahl"}));
    lists_.Add("city", Many("Tarn", {"Warsaw", "Reading", "Lund"}));
    lists_.Add("country", Many("Chad", {"Poland", "Norway"}));
    names_ = std::make_unique<NameSource>(lists_, wordings_, std::vector<std::string>{"lamp"},
                                          std::vector<std::string>{"red"}, 0.0);
  }
  // Where a list is short, half the names drawn are invented ones of no list: these are long enough.
  static std::vector<std::string> Many(const std::string& name, std::vector<std::string> names) {
    for (char c = 'a'; c <= 'z'; ++c) {
      for (char d = 'a'; d <= 'c'; ++d) names.push_back(name + c + d);
    }
    return names;
  }
  EntityLists lists_;
  Wordings wordings_;
  std::unique_ptr<NameSource> names_;
};

TEST_F(RenamerTest, GivesNamesOfTheSameType) {
  const Renamer renamer(lists_, *names_);
  EXPECT_EQ(renamer.TypeOf("Lund"), "city");
  EXPECT_EQ(renamer.TypeOf("Atlantis"), "");
  size_t made = 0;
  for (uint64_t seed = 0; seed < 40; ++seed) {
    const auto renaming = renamer.Draw(Curie(), Random(seed));
    if (!renaming) continue;
    ++made;
    for (const auto& [from, to] : renaming->names()) {
      if (from != "Curie") {
        EXPECT_EQ(renamer.TypeOf(from), renamer.TypeOf(to)) << from << " " << to;
      }
    }
    ASSERT_TRUE(renaming->names().count("Curie"));
    v1::Example example = Curie();
    renaming->Apply(example);
    EXPECT_EQ(example.context(0).text().find("Curie"), std::string::npos);
    renaming->Inverse().Apply(example);
    EXPECT_TRUE(MessageDifferencer::Equals(example, Curie()));
  }
  EXPECT_GT(made, 10u);
}

TEST_F(RenamerTest, AWordThatOnlyBeginsASentenceIsNoName) {
  const Renamer renamer(lists_, *names_);
  v1::Example example;
  example.add_context()->set_text("Reading is fun.");
  example.set_question("Is it?");
  EXPECT_FALSE(renamer.Draw(example, Random(1)));
  example.mutable_context(0)->set_text("He went to Reading.");
  EXPECT_TRUE(renamer.Draw(example, Random(1)));
}

}  // namespace
}  // namespace lethe
