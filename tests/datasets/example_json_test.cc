#include "datasets/example_json.h"

#include <gmock/gmock.h>
#include <google/protobuf/util/message_differencer.h>
#include <gtest/gtest.h>

#include "base/random.h"
#include "tests/support/temp_dir.h"
#include "tests/support/throws_code.h"

namespace lethe {
namespace {

using google::protobuf::util::MessageDifferencer;
using testing::ThrowsCode;

std::string RandomText(Random& random) {
  static const std::vector<std::string> kPieces = {"a", "Ω",    "\"",   "\\",     "\n", "\t",   " ",
                                                   "{", "東京", "\x01", "\u2028", "é",  "🦉", "0"};
  std::string text = "x";
  for (uint64_t i = random.Below(12); i > 0; --i) text += random.Pick(kPieces);
  return text;
}

v1::Example RandomExample(Random& random) {
  v1::Example example;
  example.set_id(RandomText(random));
  example.set_task(RandomText(random));
  for (uint64_t i = random.Below(4); i > 0; --i) {
    v1::ContextFact& fact = *example.add_context();
    fact.set_id("f" + std::to_string(i));
    fact.set_recalled(random.Chance(0.3));
    if (random.Chance(0.5)) {
      fact.set_text(RandomText(random));
    } else {
      fact.set_subject(RandomText(random));
      fact.set_relation(RandomText(random));
      fact.set_object(RandomText(random));
    }
  }
  example.set_question(RandomText(random));
  for (uint64_t i = random.Below(4); i > 0; --i) {
    v1::DerivationStep& step = *example.add_derivation();
    if (random.Chance(0.3)) {
      step.set_recall(RandomText(random));
      step.add_loads("f1");
    } else {
      step.set_text(RandomText(random));
      step.add_uses("f2");
    }
  }
  example.set_answer(RandomText(random));
  if (random.Chance(0.5)) example.add_aliases(RandomText(random));
  example.set_answerable(random.Chance(0.5));
  example.set_hops(static_cast<uint32_t>(random.Below(4)));
  if (random.Chance(0.5)) example.set_twin_of(RandomText(random));
  example.set_split("train");
  (*example.mutable_checks())["derivable"] = "solver";
  return example;
}

TEST(ExampleJson, RoundTripsAnyText) {
  Random random(11);
  for (int i = 0; i < 500; ++i) {
    const v1::Example example = RandomExample(random);
    std::string line;
    AppendExampleJson(example, line);
    ASSERT_EQ(line.back(), '\n');
    ASSERT_EQ(line.find('\n'), line.size() - 1);
    EXPECT_TRUE(MessageDifferencer::Equals(ParseExample(line, "x"), example)) << line;
  }
}

TEST(ExampleJson, ReadsWhatIsWrittenByHand) {
  const v1::Example example = ParseExample(
      R"({"id": 7, "context": [{"id": "f1", "text": "Oslo lies in Norway."}], "question": "Where is Oslo?",
          "derivation": [{"text": "Oslo | country | Norway", "uses": ["f1"]}], "answer": "Norway",
    "twin_of": null, "mood": "fine"})",
      "x");
  EXPECT_EQ(example.id(), "7");
  EXPECT_TRUE(example.answerable());
  EXPECT_EQ(example.derivation(0).uses(0), "f1");
}

TEST(ExampleJson, ErrorsNamePlaceFieldAndWhatWasExpected) {
  const auto parse = [](const char* line) { return [line] { ParseExample(line, "t.jsonl:3"); }; };
  EXPECT_THAT(parse("{\"question\": "), ThrowsCode(Code::kInvalidArgument, "t.jsonl:3: not valid JSON"));
  EXPECT_THAT(parse("[]"), ThrowsCode(Code::kInvalidArgument, "must be an object"));
  EXPECT_THAT(parse(R"({"answer": "a"})"), ThrowsCode(Code::kInvalidArgument, "\"question\""));
  EXPECT_THAT(parse(R"({"question": "q"})"), ThrowsCode(Code::kInvalidArgument, "\"answer\""));
  EXPECT_THAT(parse(R"({"question": "q", "answer": "a", "hops": "two"})"),
              ThrowsCode(Code::kInvalidArgument, "\"hops\""));
  EXPECT_THAT(parse(R"({"question": "q", "answer": "a", "context": [{"id": "f1"}]})"),
              ThrowsCode(Code::kInvalidArgument, "context[0]"));
  EXPECT_THAT(parse(R"({"question": "q", "answer": "a", "context": [{"id": "f1", "subject": "s"}]})"),
              ThrowsCode(Code::kInvalidArgument, "context[0]"));  // names a subject and says nothing of it
  EXPECT_THAT(parse(R"({"question": "q", "answer": "a", "context": [{"text": "t"}]})"),
              ThrowsCode(Code::kInvalidArgument, "\"id\""));
  EXPECT_THAT(parse(R"({"question": "q", "answer": "a", "derivation": [{"uses": [1]}]})"),
              ThrowsCode(Code::kInvalidArgument, "\"uses\""));
}

class ExampleFiles : public testing::TempDir {};

TEST_F(ExampleFiles, AFolderIsReadInOrderOfNames) {
  WriteTemp("b.jsonl", "{\"question\": \"2\", \"answer\": \"a\"}\n");
  WriteTemp("a.jsonl", "{\"question\": \"1\", \"answer\": \"a\"}\n\n");
  WriteTemp("README.md", "not examples");
  std::string questions;
  ForEachExample(dir(), [&](const v1::Example& example, const std::string&) { questions += example.question(); });
  EXPECT_EQ(questions, "12");
}

TEST_F(ExampleFiles, AnEmptyFolderAndAnAbsentPathAreNotFound) {
  EXPECT_THAT([&] { ListExampleFiles(dir()); }, ThrowsCode(Code::kNotFound, "no *.jsonl"));
  EXPECT_THAT([&] { ListExampleFiles(dir() / "none"); }, ThrowsCode(Code::kNotFound, "none"));
}

TEST_F(ExampleFiles, AFolderHoldsASetWholeAndOnce) {
  const char* line = "{\"question\": \"1\", \"answer\": \"a\"}\n";
  WriteTemp("train-00000-of-00002.jsonl", line);
  EXPECT_THAT([&] { ListExampleFiles(dir()); }, ThrowsCode(Code::kFailedPrecondition, "lacks 1 of the 2 parts"));
  WriteTemp("train-00001-of-00002.jsonl", line);
  WriteTemp("validation.jsonl", line);
  EXPECT_EQ(ListExampleFiles(dir()).size(), 3u);
  WriteTemp("train.jsonl", line);
  EXPECT_THAT([&] { ListExampleFiles(dir()); }, ThrowsCode(Code::kFailedPrecondition, "\"train\" twice"));
}

}  // namespace
}  // namespace lethe
