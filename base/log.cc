#include "base/log.h"

#include <atomic>
#include <cstdio>
#include <ctime>

namespace lethe {
namespace {
std::atomic<LogLevel> minimum_level{LogLevel::kInfo};
}  // namespace

void SetLogLevel(LogLevel level) {
  minimum_level = level;
}

void WriteLog(LogLevel level, const std::string& message) {
  if (level < minimum_level.load()) return;
  static constexpr const char* kNames[] = {"DEBUG", "INFO", "WARNING", "ERROR"};
  const std::time_t now = std::time(nullptr);
  std::tm utc{};
  gmtime_r(&now, &utc);
  char stamp[32];
  std::strftime(stamp, sizeof stamp, "%Y-%m-%dT%H:%M:%SZ", &utc);
  // One fprintf is one write on an unbuffered stderr, so lines of several threads do not mix.
  std::fprintf(stderr, "%s %s %s\n", stamp, kNames[static_cast<int>(level)], message.c_str());
}

}  // namespace lethe
