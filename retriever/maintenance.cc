#include "retriever/maintenance.h"

#include "base/error.h"
#include "base/log.h"

namespace lethe {

Maintenance::Maintenance(KnowledgeBase& base, std::chrono::milliseconds every)
    : base_(base), thread_([this, every] { Run(every); }) {}

Maintenance::~Maintenance() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  stop_.notify_all();
  thread_.join();
}

void Maintenance::Run(std::chrono::milliseconds every) {
  std::unique_lock lock(mutex_);
  while (!stop_.wait_for(lock, every, [this] { return stopping_; })) {
    lock.unlock();
    CompactOnce();
    lock.lock();
  }
}

void Maintenance::CompactOnce() {
  try {
    if (!base_.WantsCompaction()) return;
    CompactOptions options = base_.DefaultCompaction();
    options.rewrite_files = false;
    const CompactReport report = base_.Compact(options);
    LogInfo(base_.dir().string(), ": compacted to ", report.segments_after, " segment(s) ", report.index, ", ",
            report.dropped_tombstones, " deleted facts dropped");
  } catch (const Error& error) {
    LogWarning(base_.dir().string(), ": background compaction failed, it will be tried again: ", error.what());
  }
}

}  // namespace lethe
