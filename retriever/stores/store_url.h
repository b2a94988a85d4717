// Addresses of stores that are no folders: postgres://user@host:port/database?schema=geo
//
// Everything that libpq understands may stand in the address. Four parameters are the store's own: `schema` (where its
// tables are, "lethe" unless said; a database holds as many stores as schemas), `pool_size` (connections, 8),
// `pool_wait` (seconds to wait for one of them, 30), `retry` (seconds for which a lost connection is tried again, 10).
// Errors: kInvalidArgument for an own parameter that is none, naming it.
// Threads: pure functions.
// Source: https://www.postgresql.org/docs/15/libpq-connect.html, "Connection URIs"
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/file.h"

namespace lethe {

// True for postgres:// and postgresql://.
bool IsStoreUrl(const Path& place);

struct PostgresAddress {
  std::string conninfo;  // for libpq
  std::string shown;     // for messages: without the password
  std::string schema = "lethe";
  size_t pool_size = 8;
  double pool_wait_seconds = 30;
  double retry_seconds = 10;
};

PostgresAddress ParsePostgresUrl(const Path& url);

// The place as it may stand in a message: a folder as it is, an address without its password.
std::string ShownPlace(const Path& place);

}  // namespace lethe
