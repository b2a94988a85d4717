// Time passed since it was made, on the clock that never jumps.
//
// Threads: a value; one thread at a time.
#pragma once

#include <chrono>

namespace lethe {

class Stopwatch {
 public:
  double Seconds() const { return Passed<std::ratio<1>>(); }
  double Milliseconds() const { return Passed<std::milli>(); }
  double Microseconds() const { return Passed<std::micro>(); }
  void Restart() { start_ = Clock::now(); }

 private:
  using Clock = std::chrono::steady_clock;
  template <typename Unit>
  double Passed() const {
    return std::chrono::duration<double, Unit>(Clock::now() - start_).count();
  }

  Clock::time_point start_ = Clock::now();
};

}  // namespace lethe
