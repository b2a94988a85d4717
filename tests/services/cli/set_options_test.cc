#include "services/cli/set_options.h"

#include <gmock/gmock.h>

#include <CLI/Error.hpp>

#include "proto/serving.pb.h"

namespace lethe {
namespace {

TEST(SetOptions, AreAppliedInTheirOrder) {
  ServeConfig config;
  ApplySetOptions({"max_facts=3", "listen=127.0.0.1:1", "max_facts=4"}, config);
  EXPECT_EQ(config.max_facts(), 4u);
  EXPECT_EQ(config.listen(), "127.0.0.1:1");
}

TEST(SetOptions, AWrongOneIsWrongUsage) {
  ServeConfig config;
  for (const char* wrong : {"foo=1", "max_facts=abc", "max_facts"}) {
    EXPECT_THAT([&] { ApplySetOptions({wrong}, config); },
                ::testing::ThrowsMessage<CLI::ValidationError>(::testing::HasSubstr(std::string("--set ") + wrong)));
  }
}

}  // namespace
}  // namespace lethe
