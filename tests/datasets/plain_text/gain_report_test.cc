#include "datasets/plain_text/gain_report.h"

#include <gmock/gmock.h>

#include <cmath>
#include <nlohmann/json.hpp>

namespace lethe {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;

ScoredToken Token(WordKind kind, uint64_t position, double without, double with) {
  ScoredToken token;
  token.kind = kind;
  token.position = position;
  token.loss_with = with;
  token.loss_without = without;
  token.weight = without > with;
  return token;
}

TEST(GainReport, SumsByPositionOffsetAndKind) {
  GainReport report;
  ScoredToken name = Token(WordKind::kName, 70, 5, 1);
  name.only_in_context = true;
  ScoredToken other = Token(WordKind::kOther, 300, 2, 3);
  other.offset = 9;
  report.AddExample({name, other});
  report.AddExample({Token(WordKind::kName, 71, 4, 4)});
  const json json = json::parse(report.Json());
  EXPECT_EQ(json["examples"], 2);
  EXPECT_EQ(json["all"]["n"], 3);
  EXPECT_DOUBLE_EQ(json["all"]["gain"], 1.0);
  EXPECT_NEAR(json["all"]["positive"], 1.0 / 3, 1e-4);
  EXPECT_NEAR(json["all"]["weight"], 1.0 / 3, 1e-4);
  EXPECT_EQ(json["by_position"]["64-95"]["n"], 2);
  EXPECT_DOUBLE_EQ(json["by_position"]["64-95"]["gain"], 2.0);
  EXPECT_DOUBLE_EQ(json["by_position"]["256-383"]["gain"], -1.0);
  EXPECT_EQ(json["by_offset"]["0-3"]["n"], 2);
  EXPECT_EQ(json["by_offset"]["8-15"]["n"], 1);
  EXPECT_DOUBLE_EQ(json["by_kind"]["name"]["loss_without"], 4.5);
  EXPECT_DOUBLE_EQ(json["by_kind"]["name"]["loss_with"], 2.5);
  EXPECT_DOUBLE_EQ(json["by_kind_in_context"]["name"]["only_in_context"]["gain"], 4.0);
  EXPECT_DOUBLE_EQ(json["by_kind_in_context"]["name"]["else"]["gain"], 0.0);
}

// Of examples of one token each the error is that of a mean: sd / sqrt(n).
TEST(GainReport, TheErrorIsThatOfTheMeanOverExamples) {
  GainReport report;
  for (const double gain : {1.0, 2.0, 3.0, 6.0}) report.AddExample({Token(WordKind::kOther, 0, gain, 0)});
  const double deviation = std::sqrt((4.0 + 1 + 0 + 9) / 3);
  EXPECT_NEAR(json::parse(report.Json())["all"]["gain_error"], deviation / 2, 1e-4);
}

TEST(GainReport, TokensOfOneExampleAreNotIndependent) {
  GainReport one, many;
  for (const double gain : {1.0, 3.0}) {
    one.AddExample({Token(WordKind::kOther, 0, gain, 0)});
    many.AddExample(std::vector<ScoredToken>(50, Token(WordKind::kOther, 0, gain, 0)));
  }
  EXPECT_EQ(json::parse(one.Json())["all"]["gain_error"], json::parse(many.Json())["all"]["gain_error"]);
}

TEST(GainReport, TheTableHasEveryGroup) {
  GainReport report;
  report.AddExample({Token(WordKind::kName, 70000, 5, 1), Token(WordKind::kNumber, 0, 5, 1)});
  const std::string table = report.Table();
  for (const char* part : {"all", "65536+", "0-63", "name", "number", "4.000"}) EXPECT_THAT(table, HasSubstr(part));
}

TEST(GainReport, NothingIsAReportToo) {
  EXPECT_EQ(json::parse(GainReport().Json())["examples"], 0);
}

}  // namespace
}  // namespace lethe
