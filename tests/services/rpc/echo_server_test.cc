#include "services/rpc/echo_server.h"

#include <gmock/gmock.h>

#include "services/rpc/client.h"
#include "tests/support/throws_code.h"

namespace lethe {
namespace {

TEST(EchoServerTest, AnswersEverySearchTheSame) {
  v1::SearchResponse response;
  response.add_hits()->mutable_fact()->set_id("f1");
  response.mutable_store()->set_version(7);
  const EchoServer server("127.0.0.1:0", response);
  const Client client(server.address(), 20);
  for (const char* text : {"Where was Ann Lee born?", "anything else"}) {
    v1::SearchRequest request;
    request.set_text(text);
    EXPECT_EQ(client.Search(request).SerializeAsString(), response.SerializeAsString());
  }
}

TEST(EchoServerTest, RefusesAnAddressThatIsNone) {
  EXPECT_THAT([] { EchoServer("nowhere", {}); }, testing::ThrowsCode(Code::kInvalidArgument, "HOST:PORT"));
}

}  // namespace
}  // namespace lethe
