#include "base/progress.h"

#include <unistd.h>

#include <algorithm>
#include <cstdio>

namespace lethe {
namespace {
constexpr auto kRedrawEvery = std::chrono::milliseconds(200);
constexpr int kBarWidth = 30;
}  // namespace

Progress::Progress(std::string label, size_t total, std::string unit)
    : label_(std::move(label)),
      total_(total),
      unit_(std::move(unit)),
      shown_(::isatty(STDERR_FILENO) == 1),
      start_(std::chrono::steady_clock::now()),
      last_(start_) {}

Progress::~Progress() {
  if (shown_) std::fprintf(stderr, "\r\033[K");
}

void Progress::Update(size_t done) {
  const auto now = std::chrono::steady_clock::now();
  if (!shown_ || now - last_ < kRedrawEvery) return;
  last_ = now;
  const double seconds = std::chrono::duration<double>(now - start_).count();
  const double rate = static_cast<double>(done) / std::max(seconds, 1e-9);
  if (total_ == 0) {
    std::fprintf(stderr, "\r\033[K%s %zu %s, %.0f/s", label_.c_str(), done, unit_.c_str(), rate);
    return;
  }
  const double share = std::min(1.0, static_cast<double>(done) / static_cast<double>(total_));
  const int filled = static_cast<int>(share * kBarWidth);
  const double eta = rate > 0 ? (static_cast<double>(total_) - static_cast<double>(done)) / rate : 0;
  std::fprintf(stderr, "\r\033[K%s [%s%s] %3.0f%% %zu/%zu %s, %.0f/s, ETA %.0f s", label_.c_str(),
               std::string(static_cast<size_t>(filled), '#').c_str(),
               std::string(static_cast<size_t>(kBarWidth - filled), '.').c_str(), share * 100, done, total_,
               unit_.c_str(), rate, std::max(0.0, eta));
}

}  // namespace lethe
