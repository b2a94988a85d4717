// Puts many facts quickly: the next batch is analysed and embedded while the one before is written.
//
// Promise: batches become durable in the order given; `acknowledged` is called after each, with its ids. An error ends
// the writing: the batch that failed and all later ones are not put, and the error is thrown by the next call.
// Errors: those of KnowledgeBase::PutBatch.
// Threads: one writer, one thread; it has a second of its own.
// Cost: two batches of memory.
#pragma once

#include <condition_variable>
#include <exception>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "retriever/knowledge_base.h"

namespace lethe {

class BulkWriter {
 public:
  using Acknowledged = std::function<void(const PutResult& result)>;

  // Borrows the base. `acknowledged` is called on the writer's own thread.
  explicit BulkWriter(KnowledgeBase& base, Acknowledged acknowledged = nullptr);
  // Waits for what is under way; what was handed over but not begun is dropped.
  ~BulkWriter();
  BulkWriter(const BulkWriter&) = delete;
  BulkWriter& operator=(const BulkWriter&) = delete;

  void Put(std::vector<v1::Fact> facts);
  // Waits until everything is durable and returns what came of it.
  PutOutcome Finish();

 private:
  void Run();
  void RethrowFailure();

  KnowledgeBase& base_;
  Acknowledged acknowledged_;
  PutOutcome outcome_;

  std::mutex mutex_;  // guards what follows
  std::condition_variable changed_;
  std::optional<std::vector<PreparedFact>> next_;
  bool busy_ = false;
  bool stopping_ = false;
  std::exception_ptr failure_;
  std::thread thread_;
};

}  // namespace lethe
