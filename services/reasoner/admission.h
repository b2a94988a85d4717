// Bounded concurrency: so many asks run, so many wait in line, more are refused at once.
//
// Promise: first come, first served; a waiting ask leaves the line when its deadline passes or its caller goes away.
// Errors: kResourceExhausted when the line is full; kDeadlineExceeded and kCancelled from the control.
// Threads: any.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <list>
#include <mutex>

#include "services/reasoner/ask_control.h"

namespace lethe {

class Admission {
 public:
  // Leaves when destroyed.
  class Ticket {
   public:
    explicit Ticket(Admission* admission) : admission_(admission) {}
    ~Ticket() { admission_->Leave(); }
    Ticket(const Ticket&) = delete;
    Ticket& operator=(const Ticket&) = delete;

   private:
    Admission* admission_;
  };

  Admission(uint32_t max_running, uint32_t max_waiting) : max_running_(max_running), max_waiting_(max_waiting) {}
  // Waits for its turn.
  [[nodiscard]] Ticket Enter(const AskControl& control);

 private:
  void Leave();

  const uint32_t max_running_;
  const uint32_t max_waiting_;
  std::mutex mutex_;
  std::condition_variable changed_;
  uint32_t running_ = 0;
  std::list<int> line_;  // one entry per waiting ask, the first to be served in front
};

}  // namespace lethe
