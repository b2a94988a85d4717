#include "services/cli/commands/config.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "services/cli/program.h"

namespace lethe {
namespace {

using nlohmann::json;

json Print(std::vector<std::string> words) {
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  constexpr AddCommands kCommands[] = {AddConfigCommands};
  ::testing::internal::CaptureStdout();
  EXPECT_EQ(RunProgram(kCommands, static_cast<int>(argv.size()), argv.data()), 0);
  return json::parse(::testing::internal::GetCapturedStdout(), nullptr, false);
}

TEST(ConfigCommand, ShowsOneJsonObject) {
  const json config =
      Print({"lethe", "config", "show", "serve", "--set", "max_facts=3", "--set", "store=path: \"a\"", "--json"});
  EXPECT_EQ(config, json::parse(R"({"max_facts": 3, "store": [{"path": "a"}]})"));
}

TEST(ConfigCommand, DescribesInOneJsonObject) {
  const json described = Print({"lethe", "config", "describe", "ServeConfig", "--json"});
  EXPECT_EQ(described.at("config"), "ServeConfig");
  bool listen = false, model = false;
  for (const json& field : described.at("fields")) {
    listen = listen || field == json({{"path", "listen"}, {"type", "string"}, {"default", "\"127.0.0.1:7700\""}});
    model = model || field == json({{"path", "model"}, {"type", "string"}});
  }
  EXPECT_TRUE(listen);
  EXPECT_TRUE(model);
}

}  // namespace
}  // namespace lethe
