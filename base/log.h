// Log lines on stderr: "2026-01-31T12:00:00Z INFO text". stdout belongs to a command's result.
//
// Threads: a line is written whole, from any thread.
#pragma once

#include <string>

#include "base/error.h"

namespace lethe {

enum class LogLevel { kDebug = 0, kInfo = 1, kWarning = 2, kError = 3 };

// Lines below the level are dropped; kInfo is the level until somebody sets another.
void SetLogLevel(LogLevel level);
void WriteLog(LogLevel level, const std::string& message);

template <typename... Parts>
void LogInfo(const Parts&... parts) {
  WriteLog(LogLevel::kInfo, StrCat(parts...));
}
template <typename... Parts>
void LogWarning(const Parts&... parts) {
  WriteLog(LogLevel::kWarning, StrCat(parts...));
}
template <typename... Parts>
void LogError(const Parts&... parts) {
  WriteLog(LogLevel::kError, StrCat(parts...));
}

}  // namespace lethe
