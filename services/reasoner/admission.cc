#include "services/reasoner/admission.h"

#include "base/error.h"

namespace lethe {

Admission::Ticket Admission::Enter(const AskControl& control) {
  std::unique_lock lock(mutex_);
  if (running_ >= max_running_ && line_.size() >= max_waiting_) {
    throw Error(Code::kResourceExhausted, StrCat("the server is busy: ", running_, " requests are being worked on and ",
                                                 line_.size(), " wait; try again later"));
  }
  const auto place = line_.insert(line_.end(), 0);
  try {
    while (running_ >= max_running_ || line_.begin() != place) {
      control.Check();
      changed_.wait_for(lock, AskControl::kPatience);
    }
  } catch (...) {
    line_.erase(place);
    changed_.notify_all();
    throw;
  }
  line_.erase(place);
  ++running_;
  changed_.notify_all();
  return Ticket(this);
}

void Admission::Leave() {
  const std::lock_guard lock(mutex_);
  --running_;
  changed_.notify_all();
}

}  // namespace lethe
