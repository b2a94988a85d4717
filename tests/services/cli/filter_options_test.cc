#include "services/cli/filter_options.h"

#include <gmock/gmock.h>

#include <CLI/CLI.hpp>

namespace lethe {
namespace {

v1::SearchFilter Parse(const std::vector<std::string>& words) {
  CLI::App app;
  v1::SearchFilter filter;
  std::string question;
  AddFilterOptions(app, filter);
  app.add_option("question", question);
  app.parse(std::vector<std::string>(words.rbegin(), words.rend()));  // CLI11 takes them from the end
  EXPECT_EQ(question, "Who?");
  return filter;
}

TEST(FilterOptions, FillTheFilterAndTakeOneNameEach) {
  const v1::SearchFilter filter =
      Parse({"--tag", "a", "--source", "crm", "--tag", "b", "--source", "atlas", "--valid-at", "2024-05", "Who?"});
  EXPECT_THAT(filter.tags(), ::testing::ElementsAre("a", "b"));
  EXPECT_THAT(filter.sources(), ::testing::ElementsAre("crm", "atlas"));
  EXPECT_EQ(filter.valid_at(), "2024-05");
  EXPECT_THAT(Parse({"--tag", "a", "Who?"}).tags(), ::testing::ElementsAre("a"));
  EXPECT_EQ(Parse({"Who?"}).ByteSizeLong(), 0u);
}

TEST(FilterOptions, AWrongDateIsWrongUsage) {
  EXPECT_THAT(
      [] {
        Parse({"--valid-at", "yesterday", "Who?"});
      },
      ::testing::ThrowsMessage<CLI::ValidationError>(::testing::HasSubstr("--valid-at")));
}

}  // namespace
}  // namespace lethe
