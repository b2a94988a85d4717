#include "base/log.h"

#include <gmock/gmock.h>

#include <string>

namespace lethe {
namespace {

using ::testing::ContainsRegex;

class LogTest : public ::testing::Test {
 protected:
  ~LogTest() override { SetLogLevel(LogLevel::kInfo); }
};

TEST_F(LogTest, WritesTimeLevelAndTextToStderr) {
  ::testing::internal::CaptureStderr();
  ::testing::internal::CaptureStdout();
  LogInfo("loaded ", 3, " facts");
  EXPECT_THAT(::testing::internal::GetCapturedStderr(),
              ContainsRegex("^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z INFO loaded 3 facts\n$"));
  EXPECT_EQ(::testing::internal::GetCapturedStdout(), "");
}

TEST_F(LogTest, DropsLinesBelowTheLevel) {
  SetLogLevel(LogLevel::kError);
  ::testing::internal::CaptureStderr();
  LogInfo("dropped");
  LogWarning("dropped");
  LogError("kept");
  const std::string text = ::testing::internal::GetCapturedStderr();
  EXPECT_EQ(text.find("dropped"), std::string::npos);
  EXPECT_THAT(text, ContainsRegex("ERROR kept\n$"));
}

}  // namespace
}  // namespace lethe
