// How a caller stops a request: a deadline, or going away. An ask looks at it between any two tokens.
//
// Threads: Check may be called from any thread that `cancelled` may be called from.
#pragma once

#include <chrono>
#include <functional>
#include <optional>

#include "base/error.h"

namespace lethe {

struct AskControl {
  // How often one who waits for something else looks whether the caller is still there.
  static constexpr std::chrono::milliseconds kPatience{20};

  std::optional<std::chrono::system_clock::time_point> deadline;
  std::function<bool()> cancelled;  // may be empty

  // Errors: kCancelled, kDeadlineExceeded.
  void Check() const {
    if (deadline && std::chrono::system_clock::now() >= *deadline) {
      throw Error(Code::kDeadlineExceeded, "the deadline of the request has passed; allow more time");
    }
    if (cancelled && cancelled()) throw Error(Code::kCancelled, "the caller cancelled the request");
  }
};

}  // namespace lethe
