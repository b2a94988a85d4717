#include "datasets/fact_collection.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <set>

#include "base/line_reader.h"
#include "datasets/wordings.h"
#include "tests/support/source_tree.h"
#include "tests/support/temp_dir.h"
#include "tests/support/throws_code.h"

namespace lethe {
namespace {

using testing::SourceTree;

class FactCollectionTest : public testing::TempDir {
 protected:
  FactCollection Small() const {
    const Path templates = WriteTemp(
        "t.json",
        R"({"P19": "Where was [X] born?", "P17": "Which country is [X] located in?", "P36": "What is the capital of [X]?"})");
    const Path questions =
        WriteTemp("q.jsonl", R"({"relation": "P19", "question": "Where was Ann born?", "answers": ["Oslo"]}
{"relation": "P19", "question": "Where was ann born?", "answers": ["Rome"]}
{"relation": "P17", "question": "Which country is Oslo located in?", "answers": ["Norway"]}
{"relation": "P19", "question": "Where was Bo born?", "answers": ["Nowhere"]}
{"relation": "P36", "question": "What is the capital of Peru?", "answers": ["Lima"]}
)");
    FactCollection collection;
    collection.AddEntityQuestions(questions, templates);
    return collection;
  }
};

TEST_F(FactCollectionTest, OneObjectForEachKeyAndCapitalsFromBothEnds) {
  const FactCollection collection = Small();
  EXPECT_EQ(collection.facts().size(), 5u);
  EXPECT_THAT(FactsToJsonLines(collection.facts()),
              ::testing::HasSubstr(
                  R"({"subject": "Lima", "relation": "capital of", "object": "Peru", "source": "entityquestions"})"));
}

TEST_F(FactCollectionTest, ALimitKeepsLinkedFactsFirst) {
  std::set<std::string> subjects;
  for (const SourceFact& fact : Small().Select(4)) subjects.insert(fact.subject);
  EXPECT_EQ(subjects, (std::set<std::string>{"Ann", "Oslo", "Peru", "Lima"}));
}

TEST_F(FactCollectionTest, BadQuestionsOfAllFilesCountTogether) {
  const Path popqa = WriteTemp("p.jsonl", R"({"question": "What is the capital of Peru?", "possible_answers": ["Lima"]}
{"question": "What?"}
)");
  const Path questions =
      WriteTemp("q.jsonl", R"({"relation": "P19", "question": "Where was Ann born?", "answers": ["Oslo"]}
{"relation": "P19"}
)");
  FactCollection two(2);
  two.AddPopQa(popqa);
  two.AddEntityQuestions(questions);
  EXPECT_EQ(two.facts().size(), 2u);
  EXPECT_EQ(two.skipped(), 2u);
  EXPECT_THAT(two.left_out(), ::testing::ElementsAre(::testing::HasSubstr("p.jsonl:2: field"),
                                                     ::testing::HasSubstr("q.jsonl:2: field")));
  FactCollection one(1);
  one.AddPopQa(popqa);
  EXPECT_THAT([&] { one.AddEntityQuestions(questions); }, testing::ThrowsCode(Code::kInvalidArgument, "q.jsonl:2"));
}

// What the issue asks of the bundle: at least 20,000 facts, and wordings for every relation in it.
TEST_F(FactCollectionTest, EveryRelationOfTheBundleHasWordings) {
  std::set<std::string> known;
  const WordingBook book = LoadWordingBook(SourceTree() / "datasets/wordings/real.txtpb");
  for (const RelationWordings& relation : book.relation()) known.insert(relation.name());
  LineReader reader(SourceTree() / "deploy/bundle/facts.jsonl.zst");
  size_t facts = 0;
  std::set<std::string> relations;
  for (std::string_view line; reader.Next(line); ++facts) {
    const size_t begin = line.find("\"relation\": \"") + 13;
    relations.emplace(line.substr(begin, line.find('"', begin) - begin));
  }
  EXPECT_GE(facts, 20000u);
  for (const std::string& relation : relations) EXPECT_TRUE(known.count(relation)) << relation;
}

}  // namespace
}  // namespace lethe
