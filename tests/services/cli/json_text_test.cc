#include "services/cli/json_text.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace lethe {
namespace {

TEST(JsonTextTest, KeepsTheOrderAndReplacesWhatIsNotUtf8) {
  EXPECT_EQ(DumpJson({{"b", 1}, {"a", "x\xFFy"}}), "{\"b\":1,\"a\":\"x\xEF\xBF\xBDy\"}");
  EXPECT_EQ(DumpJson({{"a", 1}}, 2), "{\n  \"a\": 1\n}");
}

}  // namespace
}  // namespace lethe
