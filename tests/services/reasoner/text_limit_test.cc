#include "services/reasoner/text_limit.h"

#include <gmock/gmock.h>

#include "tests/support/throws_code.h"

namespace lethe {
namespace {

TEST(TextLimit, NamesTheTextItsLengthAndTheLimit) {
  CheckTextBytes("the question", "12345", 5);
  EXPECT_THAT([] { CheckTextBytes("the question", "123456", 5); },
              testing::ThrowsCode(Code::kInvalidArgument, "the question has 6 bytes, at most 5 are read"));
}

}  // namespace
}  // namespace lethe
