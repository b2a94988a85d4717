#include "services/cli/usage.h"

#include <gmock/gmock.h>

#include "retriever/knowledge_base.h"
#include "services/cli/commands/ask.h"
#include "services/cli/commands/eval_retrieval.h"
#include "services/cli/program.h"
#include "tests/support/temp_dir.h"
#include "tests/support/throws_code.h"

namespace lethe {
namespace {

using ::testing::HasSubstr;
using testing::ThrowsCode;
using ::testing::ThrowsMessage;

TEST(Usage, AnInvalidValueIsWrongUsageAndNothingElseIs) {
  EXPECT_EQ(AsUsage([] { return 3; }), 3);
  const auto failing = [](Code code) { return [code] { AsUsage([code] { throw Error(code, "k is 0"); }); }; };
  EXPECT_THAT(failing(Code::kInvalidArgument), ThrowsMessage<CLI::ValidationError>(HasSubstr("k is 0")));
  EXPECT_THAT(failing(Code::kNotFound), ThrowsCode(Code::kNotFound, "k is 0"));
}

TEST(Usage, ACheckSaysWhatIsWrong) {
  const auto check = AsCheck([](const std::string& text) {
    if (text == "absent") throw Error(Code::kNotFound, "is not there");
    if (text != "right") throw Error(Code::kInvalidArgument, StrCat(text, " is wrong"));
  });
  EXPECT_EQ(check("right"), "");
  EXPECT_EQ(check("left"), "left is wrong");
  EXPECT_THAT([&] { check("absent"); }, ThrowsCode(Code::kNotFound));
}

// The commands that need no network; those of the engine are in tests/integration.
class CommandUsageTest : public testing::TempDir {
 protected:
  // Standard error; the exit code must be that of wrong usage.
  static std::string WrongUsage(std::vector<std::string> words) {
    std::vector<AddCommands> commands = LightCommands();
    commands.push_back([](CLI::App& app) { AddAskCommand(app, nullptr); });
    commands.push_back([](CLI::App& app) { AddEvalGroup(app); });
    words.insert(words.begin(), "lethe");
    std::vector<char*> argv;
    for (std::string& word : words) argv.push_back(word.data());
    ::testing::internal::CaptureStderr();
    const int code = RunProgram(commands, static_cast<int>(argv.size()), argv.data());
    std::string said = ::testing::internal::GetCapturedStderr();
    EXPECT_EQ(code, 2) << said;
    return said;
  }
  std::string Store() const { return (dir() / "store").string(); }
};

TEST_F(CommandUsageTest, OfStores) {
  EXPECT_THAT(WrongUsage({"store", "search", "--store", Store(), "--valid-at", "yesterday", "Who?"}),
              HasSubstr("--valid-at: "));
  EXPECT_THAT(WrongUsage({"store", "put", "--store", Store(), "--text", "A is b.", "--valid-from", "bad"}),
              HasSubstr("valid_from"));
  EXPECT_THAT(WrongUsage({"store", "put", "--store", Store(), "--subject", "only"}), HasSubstr("subject"));
  EXPECT_THAT(WrongUsage({"store", "delete", "--store", Store(), "--ended-before", "soon"}), HasSubstr("soon"));
  EXPECT_THAT(WrongUsage({"store", "reembed", "--store", Store()}), HasSubstr("--dimension N"));
  EXPECT_THAT(WrongUsage({"store", "reembed", "--store", Store(), "--dimension", "0"}),
              HasSubstr("--dimension: \"0\""));
  EXPECT_THAT(WrongUsage({"store", "reembed", "--store", Store(), "--dimension", "4"}), HasSubstr("dimension: 4"));
  EXPECT_FALSE(std::filesystem::exists(Store()));
  KnowledgeBase::Open(Store(), {}, OpenMode::kCreate);
  EXPECT_THAT(WrongUsage({"store", "compact", "--store", Store(), "--index", "BOGUS"}), HasSubstr("BOGUS"));
}

TEST_F(CommandUsageTest, OfServers) {
  for (const char* server : {"nonsense", "", "127.0.0.1:0"}) {
    EXPECT_THAT(WrongUsage({"ask", "--server", server, "Who?"}), HasSubstr("--server: ")) << server;
    EXPECT_THAT(WrongUsage({"admin", "stores", "--server", server}), HasSubstr("--server: ")) << server;
  }
  EXPECT_THAT(WrongUsage({"ask", "--server", "127.0.0.1:1", " "}), HasSubstr("question: is empty"));
  EXPECT_THAT(WrongUsage({"ask", "--server", "127.0.0.1:1", "--max-facts", "81", "Who?"}), HasSubstr("--max-facts"));
  EXPECT_THAT(WrongUsage({"ask", "--server", "127.0.0.1:1", "--valid-at", "soon", "Who?"}), HasSubstr("--valid-at"));
  EXPECT_THAT(WrongUsage({"ask", "--fact", "A is b.", "--tag", "x", "Who?"}), HasSubstr("--store or --server"));
}

TEST_F(CommandUsageTest, OfDataSetsAndBenches) {
  for (const char* command : {"read", "solve"})
    EXPECT_THAT(WrongUsage({"dataset", command, "--format", "bogus", "x"}), HasSubstr("--format: bogus")) << command;
  EXPECT_THAT(WrongUsage({"dataset", "build", "--config", "x", "--out", "y", "--count", "0"}),
              HasSubstr("--count: \"0\" is no number above 0"));
  EXPECT_THAT(WrongUsage({"bench", "search", "--facts", "100", "--index", "BOGUS"}), HasSubstr("BOGUS"));
}

}  // namespace
}  // namespace lethe
