#include "services/cli/program.h"

#include <gtest/gtest.h>

#include "base/error.h"

namespace lethe {
namespace {

int ran = 0;

void AddPlain(CLI::App& app) {
  app.add_subcommand("plain")->callback([] { ++ran; });
}

void AddGroup(CLI::App& app) {
  CLI::App* group = app.add_subcommand("group");
  group->require_subcommand(1);
  group->add_subcommand("fails")->callback([] { throw Error(Code::kNotFound, "nothing there"); });
}

uint64_t counted = 0;

void AddCount(CLI::App& app) {
  CLI::App* count = app.add_subcommand("count");
  count->add_option("--n", counted);
  static std::vector<size_t> sizes;
  count->add_option_group("sizes")->add_option("--size", sizes);
}

constexpr AddCommands kCommands[] = {AddPlain, AddGroup, AddCount};

int RunWords(std::vector<std::string> words) {
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  return RunProgram(kCommands, static_cast<int>(argv.size()), argv.data());
}

bool Names(std::vector<std::string> words) {
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  return NamesCommand(kCommands, static_cast<int>(argv.size()), argv.data());
}

TEST(Program, RunsTheCommandThatIsNamed) {
  const int before = ran;
  EXPECT_EQ(RunWords({"lethe", "plain"}), 0);
  EXPECT_EQ(ran, before + 1);
}

TEST(Program, ErrorsEndWithOneAndWrongUsageWithTwo) {
  testing::internal::CaptureStderr();
  EXPECT_EQ(RunWords({"lethe", "group", "fails"}), 1);
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "lethe: error: nothing there\n");
  testing::internal::CaptureStderr();
  EXPECT_EQ(RunWords({"lethe", "plane"}), 2);
  EXPECT_NE(testing::internal::GetCapturedStderr().find("there is no command \"plane\""), std::string::npos);
}

TEST(Program, UnsignedOptionsTakeNoNegativeAndNoOverlongNumber) {
  for (const char* option : {"--n", "--size"}) {
    EXPECT_EQ(RunWords({"lethe", "count", option, "12"}), 0);
    EXPECT_EQ(RunWords({"lethe", "count", option, "18446744073709551615"}), 0);
    for (const char* wrong : {"-1", " -1", "99999999999999999999", "x"}) {
      testing::internal::CaptureStderr();
      EXPECT_EQ(RunWords({"lethe", "count", option, wrong}), 2) << option << " " << wrong;
      EXPECT_NE(testing::internal::GetCapturedStderr().find(option), std::string::npos);
    }
  }
}

TEST(NamesCommand, OnlyWhereEveryWordOfTheCommandIsKnown) {
  EXPECT_TRUE(Names({"lethe", "plain", "--help"}));
  EXPECT_TRUE(Names({"lethe", "group", "fails"}));
  EXPECT_FALSE(Names({"lethe", "group"}));  // the other program may have more in this group
  EXPECT_FALSE(Names({"lethe", "group", "other"}));
  EXPECT_FALSE(Names({"lethe", "other"}));
  EXPECT_FALSE(Names({"lethe", "--help"}));
  EXPECT_FALSE(Names({"lethe"}));
}

}  // namespace
}  // namespace lethe
