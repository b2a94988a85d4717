#include "services/rpc/listener.h"

#include <gmock/gmock.h>

#include "tests/support/throws_code.h"

namespace lethe {
namespace {

using testing::ThrowsCode;

TEST(CheckListenAddress, APortIsANumberThatPortsHave) {
  for (const char* right : {"127.0.0.1:0", "127.0.0.1:65535", "[::1]:7700", ":7700"}) CheckListenAddress(right);
  for (const char* port : {"99999", "65536", "-1", "abc", "77x", "99999999999999999999"}) {
    EXPECT_THAT(
        [&] { CheckListenAddress(std::string("127.0.0.1:") + port); },
        ThrowsCode(Code::kInvalidArgument, std::string("the port \"") + port + "\" is no number from 0 to 65535"));
  }
  for (const char* wrong : {"", "nowhere", "127.0.0.1:"})
    EXPECT_THAT([&] { CheckListenAddress(wrong); }, ThrowsCode(Code::kInvalidArgument, "HOST:PORT"));
}

TEST(Listener, RefusesAPortThatWouldBeAnother) {
  EXPECT_THAT([] { Listener("127.0.0.1:99999", {}); }, ThrowsCode(Code::kInvalidArgument, "99999"));
}

}  // namespace
}  // namespace lethe
