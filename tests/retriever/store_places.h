// Schemas of their own for tests of stores in PostgreSQL.
#pragma once

#include <unistd.h>

#include <string>

#include "base/error.h"
#include "retriever/stores/postgres/pg_connection.h"
#include "tests/support/private_postgres.h"

namespace lethe::testing {

// A schema in the server that tests share, gone with all its tables when the object goes.
class PostgresPlace {
 public:
  // `why` says why there is none.
  explicit PostgresPlace(std::string& why, bool with_pgvector = false) {
    static int count = 0;
    const std::string schema = StrCat("test_", ::getpid(), "_", ++count);
    url_ = with_pgvector ? PgliteUrl(schema, why) : SharedPostgresUrl(schema, why);
  }
  ~PostgresPlace() {
    if (url_.empty()) return;
    const PostgresAddress address = ParsePostgresUrl(url_);
    PgConnection(address, false).Execute("DROP SCHEMA IF EXISTS " + address.schema + " CASCADE");
  }
  PostgresPlace(const PostgresPlace&) = delete;
  PostgresPlace& operator=(const PostgresPlace&) = delete;

  const std::string& url() const { return url_; }

 private:
  std::string url_;
};

}  // namespace lethe::testing
