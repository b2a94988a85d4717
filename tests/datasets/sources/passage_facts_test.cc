#include "datasets/sources/passage_facts.h"

#include <gtest/gtest.h>

namespace lethe {
namespace {

Record TwoPassages() {
  Record record;
  record.passages.push_back({"Low Tide (song)", {"Low Tide is a song by Ann Lee.", "It sold well."}, false});
  record.passages.push_back({"Ann Lee", {"Ann Lee sings Low Tide. She was born in Oslo."}, true});
  record.support.push_back({"Low Tide (song)", 1});
  return record;
}

TEST(PassageFactsTest, SentencesSayWhomTheyAreAbout) {
  const PassageFacts facts(TwoPassages());
  ASSERT_EQ(facts.sentences().size(), 4u);
  EXPECT_EQ(facts.sentences()[1].text, "Low Tide: It sold well.");
  EXPECT_TRUE(facts.sentences()[1].marked);
  EXPECT_EQ(facts.sentences()[3].text, "Ann Lee: She was born in Oslo.");  // a passage in one piece is split
  EXPECT_TRUE(facts.sentences()[3].marked);
  EXPECT_EQ(WithoutRemark("Low Tide (song)"), "Low Tide");
}

TEST(PassageFactsTest, MarkedSentencesComeFirstAndPassagesCanBeNamed) {
  const PassageFacts facts(TwoPassages());
  const auto any = [](const std::string&) { return true; };
  EXPECT_EQ(facts.Find(any), 1u);
  EXPECT_EQ(facts.Find(any, 0), 1u);
  EXPECT_EQ(facts.Find(any, 1), 2u);
  EXPECT_EQ(facts.Find([](const std::string&) { return false; }), std::nullopt);
}

TEST(PassageFactsTest, WhatStatesALookUpTwiceIsDropped) {
  PassageFacts facts(TwoPassages());
  v1::Example example;
  facts.AddLookup(0, "Low Tide", "performer", "Ann Lee", example);
  EXPECT_EQ(example.derivation(0).text(), "Low Tide | performer | Ann Lee");
  facts.AddTo(example, 1);
  ASSERT_EQ(example.context_size(), 2);
  EXPECT_EQ(example.context(0).id(), "f1");
  EXPECT_EQ(example.context(1).text(), "Low Tide: It sold well.");  // not the third sentence, which says it too
}

}  // namespace
}  // namespace lethe
