#include "datasets/names/collect_entities.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "datasets/names/entity_lists.h"
#include "tests/support/temp_dir.h"

namespace lethe {
namespace {

using ::testing::Contains;
using ::testing::Not;

class CollectEntitiesTest : public testing::TempDir {};

TEST_F(CollectEntitiesTest, TypesByRelationAndKeepsValidationApart) {
  CollectOptions options;
  options.templates = WriteTemp(
      "templates.json",
      R"({"P19": "Where was [X] born?", "P106": "What kind of work does [X] do?", "P159": "Where is the headquarter of [X]?"})");
  options.train =
      WriteTemp("train.jsonl", R"({"relation": "P19", "question": "Where was Ann Lee born?", "answers": ["Oslo"]}
{"relation": "P106", "question": "What kind of work does Bo Berg do?", "answers": ["poet"]}
{"relation": "P159", "question": "Where is the headquarter of Erasmus Hall High School?", "answers": ["New York City"]}
)");
  options.development =
      WriteTemp("dev.jsonl", R"({"relation": "P19", "question": "Where was Ann Lee born?", "answers": ["Bergen"]}
{"relation": "P19", "question": "Where was Cem Dal born?", "answers": ["Oslo"]}
)");
  options.out = dir() / "lists";
  const auto counts = CollectEntities(options);
  EXPECT_EQ(counts.at("person"), 2u);
  const EntityLists training({options.out}), closed({options.out / "closed"}), validation({options.out / "validation"});
  EXPECT_THAT(training.Names("person"), ::testing::ElementsAre("Ann Lee", "Bo Berg"));
  EXPECT_THAT(training.Names("school"), Contains("Erasmus Hall High School"));
  EXPECT_THAT(closed.Names("occupation"), ::testing::ElementsAre("poet"));
  EXPECT_THAT(validation.Names("person"), ::testing::ElementsAre("Cem Dal"));
  EXPECT_THAT(validation.Names("city"), ::testing::ElementsAre("Bergen"));
}

}  // namespace
}  // namespace lethe
