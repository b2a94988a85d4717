#include "services/cli/decision_options.h"

#include <gtest/gtest.h>

#include <CLI/CLI.hpp>

#include "services/cli/number_checks.h"

namespace lethe {
namespace {

TEST(DecisionOptions, FillTheLimitsWithinTheirRanges) {
  const auto parse = [](std::vector<std::string> arguments) {
    CLI::App app;
    ReasonerLimits limits;
    AddDecisionOptions(app, limits);
    app.parse(std::move(arguments));
    return limits;
  };
  EXPECT_EQ(parse({}).key_beam, ReasonerLimits().key_beam);
  EXPECT_EQ(parse({"--recall-odds=0.5"}).recall_odds, 0.5f);
  EXPECT_EQ(parse({"--recall-odds=0.5"}).later_recall_odds, ReasonerLimits().later_recall_odds);
  EXPECT_EQ(parse({"--later-recall-odds=9"}).later_recall_odds, 9.0f);
  EXPECT_EQ(parse({"--key-beam=16"}).key_beam, 16u);
  for (const char* wrong :
       {"--recall-odds=0", "--recall-odds=-1", "--later-recall-odds=0", "--key-beam=0", "--key-beam=17"})
    EXPECT_THROW(parse({wrong}), CLI::ParseError) << wrong;
}

TEST(NumberChecks, NameWhatIsNoNumber) {
  for (const char* sound : {"0", "0.5", "1e3"}) EXPECT_EQ(AtLeastZero(sound), "") << sound;
  for (const char* wrong : {"", "soon", "3s", "-1", "nan", "inf", "1e999"}) EXPECT_NE(AtLeastZero(wrong), "") << wrong;
  EXPECT_EQ(AboveZero("0.1"), "");
  EXPECT_EQ(AboveZero("0"), "\"0\" is no number above 0");
}

}  // namespace
}  // namespace lethe
