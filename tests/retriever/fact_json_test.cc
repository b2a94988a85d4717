#include "retriever/fact_json.h"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "tests/support/throws_code.h"

namespace lethe {
namespace {

using testing::ThrowsCode;

TEST(FactJsonTest, ReadsEveryField) {
  const v1::Fact fact = FactFromJson(
      R"({"id": "x1", "subject": "Ann Lee", "relation": "place of birth", "object": "Oslo", "text": "t", "source": "s",
          "aliases": ["A. Lee", "Lee"], "valid_from": "1990", "valid_to": "2000", "tags": ["bio"]})");
  EXPECT_EQ(fact.id(), "x1");
  EXPECT_EQ(fact.subject(), "Ann Lee");
  EXPECT_EQ(fact.relation(), "place of birth");
  EXPECT_EQ(fact.object(), "Oslo");
  EXPECT_EQ(fact.text(), "t");
  EXPECT_EQ(fact.source(), "s");
  EXPECT_THAT(fact.aliases(), ::testing::ElementsAre("A. Lee", "Lee"));
  EXPECT_EQ(fact.valid_from(), "1990");
  EXPECT_EQ(fact.valid_to(), "2000");
  EXPECT_THAT(fact.tags(), ::testing::ElementsAre("bio"));
}

TEST(FactJsonTest, RoundTrips) {
  const std::string line =
      R"({"id":"x1","subject":"Åse \"Q\" Lykke","relation":"r","object":"o\n","aliases":["a"],"tags":["t"]})";
  v1::Fact fact = FactFromJson(line);
  EXPECT_EQ(fact.object(), "o");
  fact.set_object("o\n");
  EXPECT_EQ(FactToJsonLine(fact), line);
}

TEST(FactJsonTest, TakesNumbersNullsAndSingleStrings) {
  const v1::Fact fact = FactFromJson(
      R"({"subject": "Oslo", "relation": "population", "object": 700000, "text": null, "aliases": "Christiania"})");
  EXPECT_EQ(fact.object(), "700000");
  EXPECT_EQ(fact.text(), "");
  EXPECT_THAT(fact.aliases(), ::testing::ElementsAre("Christiania"));
}

TEST(FactJsonTest, ReportsUnknownFields) {
  std::vector<std::string> unknown;
  FactFromJson(R"({"text": "t", "sbuject": "Ann"})", &unknown);
  EXPECT_THAT(unknown, ::testing::ElementsAre("sbuject"));
}

TEST(FactJsonTest, RefusesWhatIsNoFactNamingTheField) {
  EXPECT_THAT([] { FactFromJson("{\"subject\": \"Ann\""); }, ThrowsCode(Code::kInvalidArgument, "malformed JSON"));
  EXPECT_THAT([] { FactFromJson("[1]"); }, ThrowsCode(Code::kInvalidArgument, "array"));
  EXPECT_THAT([] { FactFromJson(R"({"subject": {"a": 1}})"); }, ThrowsCode(Code::kInvalidArgument, "subject:"));
  EXPECT_THAT([] { FactFromJson(R"({"aliases": [["x"]]})"); }, ThrowsCode(Code::kInvalidArgument, "aliases:"));
  EXPECT_THAT([] { FactFromJson("{\"text\": \"\xFF\"}"); }, ThrowsCode(Code::kInvalidArgument, "UTF-8"));
}

TEST(FactJsonTest, ANumberBeyondEveryDoubleIsRefused) {
  EXPECT_THAT([] { FactFromJson("{\"object\": 1e400}"); }, testing::ThrowsCode(Code::kInvalidArgument, "too large"));
}

TEST(FactJson, NumbersStayAsWritten) {
  const auto object = [](const std::string& number) {
    return FactFromJson(R"({"subject": "jar", "relation": "price", "object": )" + number + "}").object();
  };
  EXPECT_EQ(object("2.50"), "2.50");
  EXPECT_EQ(object("1e3"), "1e3");
  EXPECT_EQ(object("12345678901234567890123"), "12345678901234567890123");
  EXPECT_EQ(object("1998"), "1998");
  EXPECT_EQ(object("-4"), "-4");
  const v1::Fact fact = FactFromJson(R"({"tags": [1.0, "a", 2], "text": "t", "more": {"b": [{"c": 1}]}})");
  EXPECT_THAT(fact.tags(), ::testing::ElementsAre("1.0", "a", "2"));
  EXPECT_EQ(fact.text(), "t");
}

}  // namespace
}  // namespace lethe
