// Stores in PostgreSQL by the command line: asked directly, served, and swapped for one in another schema.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/retriever/store_places.h"
#include "tests/support/program.h"
#include "tests/support/temp_dir.h"

namespace lethe {
namespace {

using nlohmann::json;
using testing::ProgramRun;

constexpr const char* kQuestion = "Where was Ann Lee born?";

ProgramRun Lethe(const std::vector<std::string>& arguments, const std::string& input = "") {
  return testing::RunProgram(LETHE_PROGRAM, arguments, input);
}

json Parsed(const ProgramRun& run) {
  EXPECT_EQ(run.exit_code, 0) << run.err;
  return json::parse(run.out, nullptr, false);
}

// The same address with a password, which a server that trusts everybody does not look at.
std::string WithPassword(std::string url) {
  const size_t user = url.find("://") + 3;
  const size_t at = url.find('@', user);
  return at == std::string::npos ? url : url.insert(at, ":hidden");
}

class PostgresServeTest : public testing::TempDir {
 protected:
  void SetUp() override {
    std::string why;
    oslo_ = std::make_unique<testing::PostgresPlace>(why);
    if (why.empty()) rome_ = std::make_unique<testing::PostgresPlace>(why);
    if (!why.empty()) GTEST_SKIP() << why;
    Import(oslo_->url(), "Oslo");
    Import(rome_->url(), "Rome");
  }
  // A store in which Ann Lee was born in `city`.
  static void Import(const std::string& url, const std::string& city) {
    const std::string facts = R"({"subject": "Ann Lee", "relation": "place of birth", "object": ")" + city +
                              "\"}\n"
                              R"({"subject": "Bo Day", "relation": "place of birth", "object": "Bergen"})"
                              "\n";
    EXPECT_EQ(Parsed(Lethe({"store", "import", "-", "--store", url, "--json"}, facts)).at("added"), 2);
  }

  std::unique_ptr<testing::PostgresPlace> oslo_, rome_;
};

TEST_F(PostgresServeTest, AskReadsAStoreByItsAddress) {
  const json answer = Parsed(Lethe({"ask", "--store", oslo_->url(), "--json", kQuestion}));
  EXPECT_EQ(answer.at("answer"), "Oslo");
  EXPECT_EQ(answer.at("store").at("version"), 1);
}

TEST_F(PostgresServeTest, ServesAsksAndSwapsToAnotherSchema) {
  testing::BackgroundProgram server(LETHE_PROGRAM,
                                    {"serve", "--store", WithPassword(oslo_->url()), "--listen", "127.0.0.1:0"});
  const std::string line = server.WaitForLine("listening on ");
  ASSERT_FALSE(line.empty());
  const std::string address = line.substr(line.find("listening on ") + 13);
  const auto ask = [&address] { return Parsed(Lethe({"ask", "--server", address, "--json", kQuestion})); };
  EXPECT_EQ(ask().at("answer"), "Oslo");
  const std::string oslo = WithPassword(oslo_->url()), rome = WithPassword(rome_->url());
  const auto admin = [&address](std::vector<std::string> words) {
    words.insert(words.begin(), "admin");
    words.insert(words.end(), {"--server", address});
    const ProgramRun run = Lethe(words);
    EXPECT_EQ(run.exit_code, 0) << words[1] << ": " << run.err;
    EXPECT_NE(run.out.find("postgres://postgres:***@"), std::string::npos) << words[1] << ": " << run.out;
    EXPECT_EQ((run.out + run.err).find("hidden"), std::string::npos) << words[1] << ": " << run.out << run.err;
  };
  admin({"load", "--store", rome});
  admin({"load", "--store", rome, "--json"});
  admin({"swap", "--store", rome});
  admin({"stores"});
  const json after = ask();
  EXPECT_EQ(after.at("answer"), "Rome");
  EXPECT_EQ(after.at("facts").at(0).at("text"), "Ann Lee | place of birth | Rome");
  admin({"unload", "--store", rome});
  admin({"swap", "--store", oslo, "--json"});
  EXPECT_EQ(ask().at("answer"), "Oslo");
  admin({"rollback"});
  EXPECT_EQ(ask().at("answer"), "Rome");
  // What another process writes is there for the next question.
  EXPECT_EQ(Lethe({"store", "delete", "--store", rome_->url(), "--subject", "Ann Lee"}).exit_code, 0);
  EXPECT_NE(ask().at("answer"), "Rome");
  EXPECT_EQ(server.Stop(), 0);
}

}  // namespace
}  // namespace lethe
