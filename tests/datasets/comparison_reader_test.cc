#include "datasets/comparison_reader.h"

#include <gmock/gmock.h>
#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include "datasets/example_json.h"
#include "datasets/sources/world.h"
#include "tests/support/source_tree.h"

namespace lethe {
namespace {

using ::testing::HasSubstr;
using testing::SourceTree;

const ComparisonReader& Reader() {
  static const ComparisonReader kReader(SourceTree() / "datasets/wordings/questions.txtpb");
  return kReader;
}

// Ann is born in 1950, Bo in 1960; the question is the test's.
v1::Example Births(const std::string& question, const std::string& answer) {
  v1::Example example = ParseExample(
      R"({"context": [{"id": "f1", "subject": "Ann", "relation": "date of birth", "object": "1950"},
                      {"id": "f2", "subject": "Bo", "relation": "date of birth", "object": "1960"}],
          "question": "?",
          "derivation": [{"text": "x", "subject": "Ann", "relation": "date of birth", "object": "1950", "uses": ["f1"]},
                         {"text": "y", "subject": "Bo", "relation": "date of birth", "object": "1960", "uses": ["f2"]},
                         {"text": "1950 < 1960, so yes", "uses": ["s1", "s2"]}],
          "answer": "yes"})",
      "test");
  example.set_question(question);
  example.set_answer(answer);
  return example;
}

TEST(ComparisonReader, TheWordsSayWhichOrderIsAYes) {
  EXPECT_EQ(Reader().Check(Births("Is it true that Ann is older than Bo?", "yes")), "");
  EXPECT_THAT(Reader().Check(Births("Is it true that Ann is older than Bo?", "no")), HasSubstr("by yes"));
  EXPECT_EQ(Reader().Check(Births("Is it true that Ann is younger than Bo?", "no")), "");
  EXPECT_THAT(Reader().Check(Births("Is it true that Ann is younger than Bo?", "yes")), HasSubstr("by no"));
  EXPECT_EQ(Reader().Check(Births("is bo older than ann? bo is older than ann, right?", "no")), "");
}

// Who is asked about first decides, not which fact is looked up first.
TEST(ComparisonReader, TheSidesOfTheQuestionCount) {
  EXPECT_EQ(Reader().Check(Births("Is it true that Bo was born later than Ann?", "yes")), "");
  EXPECT_THAT(Reader().Check(Births("Is it true that Bo was born later than Ann?", "no")), HasSubstr("by yes"));
}

TEST(ComparisonReader, WhatIsNotUnderstoodIsNotJudged) {
  for (const char* answer : {"yes", "no"}) {
    EXPECT_EQ(Reader().Check(Births("Does Ann outrank Bo?", answer)), "");
    v1::Example example = Births("Is it true that Ann is older than Bo?", answer);
    for (int i = 0; i < 2; ++i) example.mutable_derivation(i)->set_relation("rank");  // older than: of births, of books
    example.mutable_derivation(0)->set_object("red");
    EXPECT_EQ(Reader().Check(example), "");
  }
}

// The generator's questions are read, and an answer turned round is found.
TEST(ComparisonReader, ReadsMadeUpComparisons) {
  WorldConfig config;
  ASSERT_TRUE(google::protobuf::TextFormat::ParseFromString(
      R"(wordings: "datasets/wordings/real.txtpb" wordings: "datasets/wordings/everyday.txtpb"
         entities: "datasets/entities" entities: "datasets/entities/closed" wording_part: ALL
         unanswerable: 0 twins: 0 questions { compare: 1 })",
      &config));
  const World world(config, SourceTree());
  size_t polar = 0, found = 0;
  for (uint64_t i = 0; i < 1500; ++i) {
    v1::Example example = world.Make(4, i);
    if (example.answer() != "yes" && example.answer() != "no") continue;
    ++polar;
    EXPECT_EQ(Reader().Check(example), "") << example.DebugString();
    example.set_answer(example.answer() == "yes" ? "no" : "yes");
    found += !Reader().Check(example).empty();
  }
  EXPECT_GT(polar, 300u);
  EXPECT_GT(found, polar * 8 / 10) << "of " << polar;
}

}  // namespace
}  // namespace lethe
