#include "services/rpc/background_closer.h"

namespace lethe {

BackgroundCloser::BackgroundCloser() : thread_([this] { Run(); }) {}

BackgroundCloser::~BackgroundCloser() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

void BackgroundCloser::Close(std::shared_ptr<const void> thing) {
  {
    const std::lock_guard lock(mutex_);
    waiting_.push_back(std::move(thing));
  }
  changed_.notify_all();
}

void BackgroundCloser::Run() {
  std::unique_lock lock(mutex_);
  for (;;) {
    changed_.wait(lock, [this] { return stopping_ || !waiting_.empty(); });
    if (waiting_.empty()) return;
    std::vector<std::shared_ptr<const void>> closing = std::exchange(waiting_, {});
    lock.unlock();
    closing.clear();
    lock.lock();
  }
}

}  // namespace lethe
