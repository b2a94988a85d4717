// What a store must hold after its process was killed, by what the process had said.
//
// Before a change the process says what it is about to do, afterwards "ok"; lines of one store:
//   put FIRST END | del NUMBER... | import FIRST END | there NUMBER... (acknowledged facts of the import) | ok
// Of a change under way a put or a deletion is there wholly or not at all; of an import everything that was
// acknowledged, and what vanished from the file goes only once all of it is there.
// Threads: one.
#pragma once

#include <cstdint>
#include <set>
#include <string>

#include "retriever/knowledge_base.h"
#include "tests/crash/crash_facts.h"

namespace lethe::crash {

using Numbers = std::set<uint64_t>;

struct Findings {
  uint64_t lost = 0;     // acknowledged, and not there
  uint64_t back = 0;     // deleted or never put, and there
  uint64_t torn = 0;     // changes that are there in part
  uint64_t unclean = 0;  // stores that do not open, or do not verify
  std::string words;     // about the first of them
  bool ok() const { return lost + back + torn + unclean == 0; }
};

class Ledger {
 public:
  // One line of the process, without the store's name.
  void Read(const std::string& line);
  // Holds the store against what was said, and goes on from what it shows.
  void Settle(const StoreView& view, Findings& findings);
  // Nothing was acknowledged, so that there need not even be a store; then there was no change either.
  bool ForgetsIfEmpty();
  uint64_t acknowledged() const { return acknowledged_; }

 private:
  struct Change {
    std::string kind;
    Numbers numbers;
    Numbers acknowledged;  // of an import
  };
  struct Bounds {
    Numbers must, may;
  };
  Bounds PutBounds() const;
  Bounds ImportBounds() const;
  void Complete();
  static bool IsTorn(const Bounds& bounds, const Numbers& shown);

  Numbers put_, imported_;
  Change change_;  // under way; no kind where there is none
  uint64_t acknowledged_ = 0;
};

}  // namespace lethe::crash
