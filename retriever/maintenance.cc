#include "retriever/maintenance.h"

#include <exception>

#include "base/log.h"
#include "retriever/stores/store_url.h"

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
    LogInfo(ShownPlace(base_.dir()), ": compacted to ", report.segments_after, " segment(s) ", report.index, ", ",
            report.dropped_tombstones, " deleted facts dropped");
  } catch (const std::exception& error) {  // of FAISS, the file system or the memory too: it would end the process
    LogWarning(ShownPlace(base_.dir()), ": background compaction failed, it will be tried again: ", error.what());
  }
}

}  // namespace lethe
