// Sizes that server and client agree on.
#pragma once

namespace lethe {

// Larger messages are refused by gRPC itself; large enough that a fact or question which is too long reaches our own
// check.
inline constexpr int kMaxMessageBytes = 32 << 20;

}  // namespace lethe
