// A set of 64-bit hashes in open addressing: 16 bytes an entry at most, where a set of nodes takes more than 40.
//
// Threads: const calls from any thread; one writer alone. Cost: one look into an array, mostly.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace lethe {

class HashSet {
 public:
  // True when it was not there.
  bool Add(uint64_t hash) {
    hash += hash == kFree;
    if (2 * (size_ + 1) > slots_.size()) Grow();
    uint64_t& slot = slots_[Find(hash)];
    if (slot == hash) return false;
    slot = hash;
    ++size_;
    return true;
  }
  bool Has(uint64_t hash) const {
    if (size_ == 0) return false;
    hash += hash == kFree;
    return slots_[Find(hash)] == hash;
  }
  // In no particular order; what was added as 0 comes as another.
  std::vector<uint64_t> Values() const {
    std::vector<uint64_t> values;
    values.reserve(size_);
    for (const uint64_t hash : slots_) {
      if (hash != kFree) values.push_back(hash);
    }
    return values;
  }
  size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }

 private:
  static constexpr uint64_t kFree = 0;

  size_t Find(uint64_t hash) const {
    const size_t mask = slots_.size() - 1;
    size_t at = hash & mask;
    while (slots_[at] != kFree && slots_[at] != hash) at = (at + 1) & mask;
    return at;
  }
  void Grow() {
    std::vector<uint64_t> old(slots_.empty() ? 1024 : slots_.size() * 2, kFree);
    old.swap(slots_);
    for (const uint64_t hash : old) {
      if (hash != kFree) slots_[Find(hash)] = hash;
    }
  }

  std::vector<uint64_t> slots_;  // a power of two
  size_t size_ = 0;
};

}  // namespace lethe
