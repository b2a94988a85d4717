// Compacts a store in the background when it pays: many vectors that are searched one by one, or many dead facts.
//
// Promise: readers and writers go on meanwhile; RocksDB's own files are left to RocksDB. A compaction that fails is
// told in the log and tried again later. Threads: has one of its own, which ends with the object, after the compaction
// under way.
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "retriever/knowledge_base.h"

namespace lethe {

class Maintenance {
 public:
  // Borrows the base, which is open for writing.
  Maintenance(KnowledgeBase& base, std::chrono::milliseconds every);
  ~Maintenance();
  Maintenance(const Maintenance&) = delete;
  Maintenance& operator=(const Maintenance&) = delete;

 private:
  void Run(std::chrono::milliseconds every);
  void CompactOnce();

  KnowledgeBase& base_;
  std::mutex mutex_;
  std::condition_variable stop_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace lethe
