// The port of an address, for those who listen there and those who call.
//
// Threads: pure function.
#pragma once

#include <optional>
#include <string_view>

#include "base/text.h"

namespace lethe {

inline constexpr int kMostPort = 65535;

// Of HOST:PORT; nullopt where no number from 0 to kMostPort stands behind the last colon.
inline std::optional<int> PortOf(std::string_view address) {
  const std::optional<int> port = ParseNumber<int>(address.substr(address.rfind(':') + 1));
  return port && *port >= 0 && *port <= kMostPort ? port : std::nullopt;
}

}  // namespace lethe
