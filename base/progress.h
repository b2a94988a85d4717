// A progress bar with rate and ETA on a terminal; nothing when stderr is piped.
//
// Threads: one bar, one thread.
#pragma once

#include <chrono>
#include <cstddef>
#include <string>

namespace lethe {

class Progress {
 public:
  // `total` in the same unit as Update's `done`; 0 when unknown. `unit` names it: "facts", "bytes", "steps".
  Progress(std::string label, size_t total, std::string unit);
  // Clears the line.
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  void Update(size_t done);

 private:
  std::string label_;
  size_t total_;
  std::string unit_;
  bool shown_;
  std::chrono::steady_clock::time_point start_;
  std::chrono::steady_clock::time_point last_;
};

}  // namespace lethe
