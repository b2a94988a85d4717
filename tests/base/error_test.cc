#include "base/error.h"

#include <gtest/gtest.h>

#include <string>

namespace lethe {
namespace {

TEST(CodeTest, NumbersAndNamesAreGrpcs) {
  EXPECT_EQ(static_cast<int>(Code::kInvalidArgument), 3);
  EXPECT_EQ(static_cast<int>(Code::kUnauthenticated), 16);
  EXPECT_EQ(CodeName(Code::kOk), "OK");
  EXPECT_EQ(CodeName(Code::kNotFound), "NOT_FOUND");
  EXPECT_EQ(CodeName(Code::kFailedPrecondition), "FAILED_PRECONDITION");
  EXPECT_EQ(CodeName(Code::kDataLoss), "DATA_LOSS");
  EXPECT_EQ(CodeName(Code::kUnauthenticated), "UNAUTHENTICATED");
}

TEST(ErrorTest, CarriesCodeAndMessage) {
  const Error error(Code::kDataLoss, "facts.jsonl:3: broken");
  EXPECT_EQ(error.code(), Code::kDataLoss);
  EXPECT_STREQ(error.what(), "facts.jsonl:3: broken");
}

TEST(StrCatTest, TakesWhateverStreams) {
  EXPECT_EQ(StrCat("a", 1, 'b', 2.5, std::string("c"), std::string_view("d")), "a1b2.5cd");
  EXPECT_EQ(StrCat(), "");
}

TEST(CheckTest, PassesAndEvaluatesTheConditionOnce) {
  int calls = 0;
  LETHE_CHECK(++calls == 1, "calls ", calls);
  EXPECT_EQ(calls, 1);
}

TEST(CheckDeathTest, PrintsPlaceConditionAndValues) {
  const int rows = 2;
  EXPECT_DEATH(LETHE_CHECK(rows == 3, "rows ", rows), "error_test.cc:[0-9]+: check failed: rows == 3 rows 2");
  EXPECT_DEATH(LETHE_CHECK(rows > 5), "check failed: rows > 5");
}

}  // namespace
}  // namespace lethe
