#include "retriever/stores/store_url.h"

#include <gmock/gmock.h>

#include "tests/support/throws_code.h"

namespace lethe {
namespace {

using testing::ThrowsCode;

TEST(StoreUrlTest, TellsAddressesFromFolders) {
  EXPECT_TRUE(IsStoreUrl("postgres://host/db"));
  EXPECT_TRUE(IsStoreUrl("postgresql://"));
  EXPECT_FALSE(IsStoreUrl("postgres"));
  EXPECT_FALSE(IsStoreUrl("/data/postgres://x"));
}

TEST(StoreUrlTest, TakesItsOwnParametersAndLeavesTheRestToLibpq) {
  const PostgresAddress address = ParsePostgresUrl(
      "postgres://me@host:5433/db?sslmode=disable&schema=geo&pool_size=3&host=/run&pool_wait=1.5&retry=0");
  EXPECT_EQ(address.conninfo, "postgres://me@host:5433/db?sslmode=disable&host=/run");
  EXPECT_EQ(address.schema, "geo");
  EXPECT_EQ(address.pool_size, 3u);
  EXPECT_EQ(address.pool_wait_seconds, 1.5);
  EXPECT_EQ(address.retry_seconds, 0);
  EXPECT_EQ(ParsePostgresUrl("postgresql://host/db?schema=a").conninfo, "postgresql://host/db");
  EXPECT_EQ(ParsePostgresUrl("postgresql://host/db").schema, "lethe");
}

TEST(StoreUrlTest, RefusesWrongParametersByName) {
  for (const char* wrong : {"schema=", "schema=Geo", "schema=1a", "schema=a;drop", "schema=pg_x", "pool_size=0",
                            "pool_size=x", "retry=-1", "pool_wait="}) {
    EXPECT_THAT([&] { ParsePostgresUrl(std::string("postgres://h/d?") + wrong); },
                ThrowsCode(Code::kInvalidArgument, std::string(wrong).substr(0, std::string(wrong).find('='))))
        << wrong;
  }
}

TEST(StoreUrlTest, HidesPasswords) {
  EXPECT_EQ(ShownPlace("postgres://me:secret@host/db"), "postgres://me:***@host/db");
  EXPECT_EQ(ShownPlace("postgres://me:se:c@ret@host:1"), "postgres://me:***@host:1");
  EXPECT_EQ(ShownPlace("postgres://me@host:5432/db?password=secret&schema=a"),
            "postgres://me@host:5432/db?password=***&schema=a");
  EXPECT_EQ(ShownPlace("postgres://host:5432/db"), "postgres://host:5432/db");
  EXPECT_EQ(ShownPlace("folder/secret@x"), "folder/secret@x");
}

}  // namespace
}  // namespace lethe
