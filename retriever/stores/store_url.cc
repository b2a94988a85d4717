#include "retriever/stores/store_url.h"

#include <algorithm>
#include <vector>

#include "base/error.h"
#include "base/text.h"

namespace lethe {
namespace {

constexpr size_t kMostSchemaBytes = 63;  // PostgreSQL cuts longer names off
constexpr size_t kMostConnections = 1000;

template <typename Number>
Number ParseParameter(std::string_view name, std::string_view value, Number least, Number most) {
  const auto number = ParseNumber<Number>(value);
  if (!number || *number < least || *number > most) {
    throw Error(Code::kInvalidArgument,
                StrCat("store address: ", name, "=", value, ": expected a number from ", least, " to ", most));
  }
  return *number;
}

// Names that need no quoting, so that they can be typed in psql as they are.
std::string ParseSchema(std::string_view name) {
  const bool plain = std::all_of(name.begin(), name.end(),
                                 [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; });
  if (name.empty() || name.size() > kMostSchemaBytes || !plain || (name[0] >= '0' && name[0] <= '9') ||
      name.starts_with("pg_")) {
    throw Error(Code::kInvalidArgument, StrCat("store address: schema=", name,
                                               ": expected small letters, digits and _, no digit "
                                               "first, no pg_, at most 63"));
  }
  return std::string(name);
}

// True when the parameter was the store's own.
bool TakeOwn(std::string_view name, std::string_view value, PostgresAddress& address) {
  if (name == "schema") {
    address.schema = ParseSchema(value);
  } else if (name == "pool_size") {
    address.pool_size = ParseParameter<size_t>(name, value, 1, kMostConnections);
  } else if (name == "pool_wait") {
    address.pool_wait_seconds = ParseParameter<double>(name, value, 0, 3600);
  } else if (name == "retry") {
    address.retry_seconds = ParseParameter<double>(name, value, 0, 3600);
  } else {
    return false;
  }
  return true;
}

// "user:secret@host/db?password=secret" with stars for the secrets.
std::string WithoutPassword(std::string url) {
  const size_t begin = url.find("://") + 3;
  const std::string_view authority = std::string_view(url).substr(begin, url.find_first_of("/?", begin) - begin);
  const size_t at = authority.rfind('@'), colon = authority.find(':');
  if (at != std::string_view::npos && colon < at) url.replace(begin + colon + 1, at - colon - 1, "***");
  const size_t query = url.find('?');
  for (size_t found = url.find("password=", query); query != std::string::npos && found != std::string::npos;) {
    const size_t value = found + std::string_view("password=").size();
    url.replace(value, std::min(url.find('&', value), url.size()) - value, "***");
    found = url.find("password=", value);
  }
  return url;
}

}  // namespace

bool IsStoreUrl(const Path& place) {
  const std::string& text = place.native();
  return text.starts_with("postgres://") || text.starts_with("postgresql://");
}

PostgresAddress ParsePostgresUrl(const Path& url) {
  LETHE_CHECK(IsStoreUrl(url), url);
  const std::string& text = url.native();
  PostgresAddress address;
  address.shown = WithoutPassword(text);
  const size_t query = text.find('?');
  address.conninfo = text.substr(0, query);
  if (query == std::string::npos) return address;
  std::vector<std::string_view> rest;
  for (const std::string_view parameter : Split(std::string_view(text).substr(query + 1), '&')) {
    if (parameter.empty()) continue;
    const size_t equals = std::min(parameter.find('='), parameter.size());
    const std::string_view value = parameter.substr(std::min(equals + 1, parameter.size()));
    if (!TakeOwn(parameter.substr(0, equals), value, address)) rest.push_back(parameter);
  }
  if (!rest.empty()) address.conninfo += "?" + Join(rest, "&");
  return address;
}

std::string ShownPlace(const Path& place) {
  return IsStoreUrl(place) ? WithoutPassword(place.native()) : place.string();
}

}  // namespace lethe
