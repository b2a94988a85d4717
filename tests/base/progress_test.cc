#include "base/progress.h"

#include <gtest/gtest.h>

#include <thread>

namespace lethe {
namespace {

TEST(ProgressTest, SaysNothingWhenStderrIsNoTerminal) {
  ::testing::internal::CaptureStderr();
  {
    Progress progress("import", 10, "facts");
    std::this_thread::sleep_for(std::chrono::milliseconds(250));
    progress.Update(5);
  }
  EXPECT_EQ(::testing::internal::GetCapturedStderr(), "");
}

}  // namespace
}  // namespace lethe
