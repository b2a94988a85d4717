#include "retriever/bulk_writer.h"

#include <utility>

namespace lethe {

BulkWriter::BulkWriter(KnowledgeBase& base, Acknowledged acknowledged)
    : base_(base), acknowledged_(std::move(acknowledged)), thread_([this] { Run(); }) {}

BulkWriter::~BulkWriter() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    next_.reset();
  }
  changed_.notify_all();
  thread_.join();
}

void BulkWriter::RethrowFailure() {
  if (failure_) std::rethrow_exception(failure_);
}

void BulkWriter::Put(std::vector<v1::Fact> facts) {
  std::vector<PreparedFact> prepared = base_.PrepareBatch(std::move(facts));
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return !next_.has_value() || failure_; });
  RethrowFailure();
  next_ = std::move(prepared);
  lock.unlock();
  changed_.notify_all();
}

PutOutcome BulkWriter::Finish() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return (!next_.has_value() && !busy_) || failure_; });
  RethrowFailure();
  return outcome_;
}

void BulkWriter::Run() {
  std::unique_lock lock(mutex_);
  for (;;) {
    changed_.wait(lock, [this] { return next_.has_value() || stopping_; });
    if (!next_.has_value()) return;
    const std::vector<PreparedFact> batch = std::move(*next_);
    next_.reset();
    busy_ = true;
    lock.unlock();
    changed_.notify_all();
    PutResult result;
    std::exception_ptr failure;
    try {
      result = base_.PutPrepared(batch);
      if (acknowledged_) acknowledged_(result);
    } catch (...) {
      failure = std::current_exception();
    }
    lock.lock();
    busy_ = false;
    failure_ = failure;
    outcome_.added += result.outcome.added;
    outcome_.updated += result.outcome.updated;
    outcome_.unchanged += result.outcome.unchanged;
    outcome_.version = result.outcome.version;
    changed_.notify_all();
    if (failure_) return;
  }
}

}  // namespace lethe
