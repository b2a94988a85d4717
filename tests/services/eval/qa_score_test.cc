#include "services/eval/qa_score.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace lethe {
namespace {

using Json = nlohmann::ordered_json;

v1::Example MakeExample(const std::string& id, bool answerable, const std::string& answer, uint32_t hops,
                        const std::vector<std::string>& gold) {
  v1::Example example;
  example.set_id(id);
  example.set_task("t");
  example.set_question("?");
  example.set_answerable(answerable);
  example.set_answer(answer);
  example.set_hops(hops);
  for (const std::string& use : gold) example.add_derivation()->add_uses(use);
  return example;
}

v1::Answer MakeAnswer(const std::string& text, const std::vector<std::string>& uses) {
  v1::Answer answer;
  answer.set_answer(text);
  answer.set_answerable(text != "unknown");
  for (const std::string& use : uses) answer.add_steps()->add_uses(use);
  return answer;
}

// Six examples with every outcome once:
//   a right, cites all           b right, cites one of two and one wrong     c wrong
//   d falsely refused            e rightly refused                           f should have been refused
Json Scored() {
  QaScore score(/*cite=*/true);
  const auto add = [&](v1::Example example, const v1::Answer& answer) { score.Add(example, Judge(example, answer)); };
  add(MakeExample("a", true, "Oslo", 1, {"f1"}), MakeAnswer("oslo", {"f1"}));
  v1::Example twin = MakeExample("b", true, "Norway", 2, {"f1", "f2", "s1"});
  twin.set_twin_of("a");
  add(twin, MakeAnswer("Norway", {"f1", "f9", "s1"}));
  v1::Example lost = MakeExample("c", true, "New York", 2, {"f3"});
  lost.set_twin_of("a");
  add(lost, MakeAnswer("York", {"f4"}));
  add(MakeExample("d", true, "Rome", 1, {"f5"}), MakeAnswer("unknown", {}));
  add(MakeExample("e", false, "unknown", 1, {}), MakeAnswer("unknown", {}));
  add(MakeExample("f", false, "unknown", 2, {}), MakeAnswer("Paris", {"f6"}));
  return score.ToJson();
}

TEST(QaScore, AccuracyByHand) {
  const Json score = Scored();
  EXPECT_EQ(score["n"], 6);
  EXPECT_NEAR(score["exact_match"].get<double>(), 3.0 / 6, 1e-12);                   // a b e
  EXPECT_NEAR(score["f1"].get<double>(), (1 + 1 + 2.0 / 3 + 0 + 1 + 0) / 6, 1e-12);  // c: precision 1, recall 1/2
  EXPECT_EQ(score["answerable"]["n"], 4);
  EXPECT_NEAR(score["answerable"]["exact_match"].get<double>(), 2.0 / 4, 1e-12);
  EXPECT_NEAR(score["by_hops"]["1"]["exact_match"].get<double>(), 2.0 / 3, 1e-12);
  EXPECT_EQ(score["by_hops"]["2"]["n"], 3);
  EXPECT_EQ(score["by_task"]["t"]["n"], 6);
}

TEST(QaScore, RefusalsByHand) {
  const Json refusal = Scored()["refusal"];
  EXPECT_EQ(refusal["n"], 2);
  EXPECT_NEAR(refusal["precision"].get<double>(), 1.0 / 2, 1e-12);  // of d e
  EXPECT_NEAR(refusal["recall"].get<double>(), 1.0 / 2, 1e-12);     // of e f
  EXPECT_EQ(refusal["false_refusals"], 1);
  EXPECT_NEAR(refusal["exact_match_lost"].get<double>(), 1.0 / 4, 1e-12);
}

TEST(QaScore, ConfidenceByHand) {
  QaScore score(/*cite=*/false);
  const auto add = [&](const std::string& answer, double confidence) {
    v1::Answer given = MakeAnswer(answer, {});
    given.set_confidence(confidence);
    const v1::Example example = MakeExample("x" + std::to_string(confidence), true, "Oslo", 1, {});
    score.Add(example, Judge(example, given));
  };
  add("Oslo", 0.9);
  add("Oslo", 0.6);
  add("Oslo", 0.5);
  add("Rome", 0.7);
  add("Rome", 0.5);
  // Of the six pairs the right one is surer in .9 over .7 and .5, .6 over .5; .5 and .5 are even.
  const Json confidence = score.ToJson()["confidence"];
  EXPECT_NEAR(confidence["auroc"].get<double>(), 3.5 / 6, 1e-12);
  EXPECT_NEAR(confidence["surer_half_exact_match"].get<double>(), 1.0 / 2, 1e-12);  // .9 and .7
  // Questions that could not be asked have no confidence.
  const v1::Example unasked = MakeExample("unasked", true, "Oslo", 1, {});
  score.Add(unasked, JudgeUnasked(unasked));
  EXPECT_EQ(score.ToJson()["confidence"], confidence);
  EXPECT_TRUE(QaScore(false).ToJson()["confidence"]["auroc"].is_null());
}

TEST(QaScore, AnswersAsSureAsTheLastOfTheHalfCountByTheirShare) {
  QaScore score(/*cite=*/false);
  for (const char* answer : {"Oslo", "Rome"}) {
    v1::Answer given = MakeAnswer(answer, {});
    given.set_confidence(0.9);
    const v1::Example example = MakeExample(answer, true, "Oslo", 1, {});
    score.Add(example, Judge(example, given));
  }
  EXPECT_NEAR(score.ToJson()["confidence"]["surer_half_exact_match"].get<double>(), 0.5, 1e-12);
}

TEST(QaScore, CitationsByHand) {
  const Json citation = Scored()["citation"];
  EXPECT_EQ(citation["n"], 4);
  EXPECT_NEAR(citation["precision"].get<double>(), 2.0 / 4, 1e-12);  // f1; f1 of f1 f9; none of f4; nothing
  EXPECT_NEAR(citation["recall"].get<double>(), 2.0 / 5, 1e-12);     // of f1; f1 f2; f3; f5
}

v1::Example WithFacts(v1::Example example) {
  for (const char* id : {"f1", "f2"}) {
    v1::ContextFact* fact = example.add_context();
    fact->set_id(id);
    fact->set_subject("Ann");
    fact->set_relation(id == std::string("f1") ? "city" : "team");
    fact->set_object("Oslo");
  }
  v1::ContextFact* text = example.add_context();
  text->set_id("f3");
  text->set_text("Ann lives in Oslo.");
  return example;
}

// The store has ids of its own, among them one that means another fact in the example.
v1::Answer FromStore(const std::vector<std::string>& uses) {
  v1::Answer answer = MakeAnswer("Oslo", uses);
  for (const auto& [id, text] : {std::pair("a1", "Ann | city | Oslo"), std::pair("a2", "Ann lives in Oslo."),
                                 std::pair("f1", "Bo | city | Rome")}) {
    v1::UsedFact* fact = answer.add_facts();
    fact->set_id(id);
    fact->set_text(text);
  }
  return answer;
}

TEST(QaScore, FactsOfAStoreAreKnownAgainByTheirWords) {
  QaScore score(/*cite=*/true);
  const auto add = [&](const v1::Example& example, const v1::Answer& answer) {
    score.Add(example, Judge(example, answer, FactNames::kWords));
  };
  add(WithFacts(MakeExample("a", true, "Oslo", 1, {"f1", "s1"})), FromStore({"a1", "s1"}));
  add(WithFacts(MakeExample("b", true, "Oslo", 2, {"f2", "f3"})), FromStore({"a2", "f1"}));
  add(MakeExample("c", true, "Oslo", 1, {"elsewhere"}), FromStore({"a1"}));  // no facts to compare with
  const Json citation = score.ToJson()["citation"];
  EXPECT_EQ(citation["n"], 2);
  EXPECT_NEAR(citation["precision"].get<double>(), 2.0 / 3, 1e-12);  // a1; a2 of a2 f1
  EXPECT_NEAR(citation["recall"].get<double>(), 2.0 / 3, 1e-12);     // f1; f3 of f2 f3
}

TEST(QaScore, AQuestionThatCouldNotBeAskedIsWrongAndNoRefusal) {
  QaScore score(/*cite=*/true);
  for (const v1::Example& example :
       {MakeExample("a", true, "Oslo", 1, {"f1"}), MakeExample("b", false, "unknown", 1, {})}) {
    score.Add(example, JudgeUnasked(example));
  }
  const Json json = score.ToJson();
  EXPECT_EQ(json["exact_match"], 0.0);
  EXPECT_EQ(json["refusal"]["refused"], 0);
  EXPECT_EQ(json["refusal"]["false_refusals"], 0);
  EXPECT_EQ(json["refusal"]["recall"], 0.0);
  EXPECT_EQ(json["citation"]["recall"], 0.0);
}

TEST(QaScore, TwinsCountOnlyWhenBothAreRight) {
  const Json twins = Scored()["twins"];
  EXPECT_EQ(twins["n"], 2);
  EXPECT_NEAR(twins["both_right"].get<double>(), 1.0 / 2, 1e-12);
}

TEST(QaScore, SharesOfNothingAreNull) {
  QaScore score(/*cite=*/false);
  const v1::Example example = MakeExample("a", true, "Oslo", 1, {"f1"});
  score.Add(example, Judge(example, MakeAnswer("Oslo", {"f1"})));
  const Json json = score.ToJson();
  EXPECT_TRUE(json["refusal"]["recall"].is_null());
  EXPECT_TRUE(json["citation"]["precision"].is_null());
  EXPECT_TRUE(json["twins"]["both_right"].is_null());
}

}  // namespace
}  // namespace lethe
