#include "services/cli/answer_output.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace lethe {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

v1::Answer Sample() {
  v1::Answer answer;
  answer.set_answer("Norway");
  answer.set_answerable(true);
  v1::Step* first = answer.add_steps();
  first->set_text("Ann Lee | place of birth | Oslo");
  first->add_uses("f1");
  first->set_verified(true);
  v1::Step* second = answer.add_steps();
  second->set_text("Oslo | country | Norway");
  second->add_uses("f2");
  second->set_recalled(true);
  second->set_verified(true);
  for (const char* id : {"f1", "f2", "f3"}) {
    v1::UsedFact* fact = answer.add_facts();
    fact->set_id(id);
    fact->set_text(std::string("text of ") + id);
    fact->set_used(std::string(id) != "f3");
  }
  answer.mutable_store()->set_alias("default");
  answer.mutable_store()->set_version(7);
  (*answer.mutable_timings_ms())["total"] = 12.5;
  return answer;
}

TEST(AnswerOutput, JsonHasTheKeysOfTheContract) {
  const nlohmann::ordered_json json = AnswerJson(Sample());
  EXPECT_EQ(json["answer"], "Norway");
  EXPECT_EQ(json["answerable"], true);
  EXPECT_EQ(json["steps"][1]["text"], "Oslo | country | Norway");
  EXPECT_EQ(json["steps"][1]["uses"], nlohmann::ordered_json({"f2"}));
  EXPECT_EQ(json["steps"][1]["recalled"], true);
  EXPECT_EQ(json["facts"].size(), 3u);
  EXPECT_EQ(json["facts"][2]["used"], false);
  for (const char* key : {"id", "text", "score", "used", "recalled", "cut"})
    EXPECT_TRUE(json["facts"][0].contains(key)) << key;
  EXPECT_EQ(json["store"]["alias"], "default");
  EXPECT_EQ(json["store"]["version"], 7);
  EXPECT_EQ(json["timings_ms"]["total"], 12.5);
}

TEST(AnswerOutput, TextShowsAnswerStepsAndCitedFactsOnly) {
  std::ostringstream out;
  PrintAnswer(Sample(), out);
  EXPECT_THAT(out.str(), ::testing::StartsWith("Norway\n"));
  EXPECT_THAT(out.str(), HasSubstr("2. Oslo | country | Norway  [f2; recalled]"));
  EXPECT_THAT(out.str(), HasSubstr("f1  text of f1"));
  EXPECT_THAT(out.str(), Not(HasSubstr("text of f3")));
}

TEST(AnswerOutput, AnUnsupportedStepIsMarked) {
  v1::Answer answer = Sample();
  answer.mutable_steps(0)->set_verified(false);
  std::ostringstream out;
  PrintAnswer(answer, out);
  EXPECT_THAT(out.str(), HasSubstr("NOT supported"));
}

TEST(AnswerOutput, AFactThatWasCutIsMarkedAndNamed) {
  v1::Answer answer = Sample();
  EXPECT_EQ(AnswerJson(answer)["facts"][1]["cut"], false);
  EXPECT_EQ(CutFactsWarning(answer), "");
  answer.mutable_facts(1)->set_cut(true);
  EXPECT_EQ(AnswerJson(answer)["facts"][1]["cut"], true);
  EXPECT_THAT(CutFactsWarning(answer), HasSubstr("beginning alone: f2; split"));
  std::ostringstream shown, traced;
  PrintAnswer(answer, shown);
  EXPECT_THAT(shown.str(), HasSubstr("f2  text of f2  [cut"));
  EXPECT_THAT(shown.str(), HasSubstr("f1  text of f1\n"));
  v1::AskEvent event;
  *event.mutable_recalled() = answer.facts(1);
  PrintEvent(event, traced);
  EXPECT_THAT(traced.str(), HasSubstr("f2  text of f2  [cut"));
}

}  // namespace
}  // namespace lethe
