// When each document of a store died: the one thing that changes in otherwise immutable indexes.
//
// Documents are numbered upwards and never reused; a delete or an update stamps the old document with the store
// version that no longer has it. A reader pinned to version v sees a document when it was put up to v and its stamp is
// absent or above v, so postings and vector segments need no copy for a reader and no lock.
// Threads: one thread stamps at a time; any number read meanwhile.
// Cost: no memory for stretches of 65,536 documents without a death; 8 bytes a document otherwise.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>

#include "base/error.h"

namespace lethe {

class DocLife {
 public:
  static constexpr uint64_t kMaxDocs = uint64_t{1} << 30;

  DocLife() = default;
  ~DocLife() {
    for (auto& slot : stretches_) delete slot.load();
  }
  DocLife(const DocLife&) = delete;
  DocLife& operator=(const DocLife&) = delete;

  // `version` is the first one without the document; it must be positive.
  void Stamp(uint64_t doc, uint64_t version) {
    LETHE_CHECK(doc < kMaxDocs && version > 0, "doc ", doc, " version ", version);
    auto& slot = stretches_[doc / kStretch];
    if (slot.load(std::memory_order_relaxed) == nullptr) slot.store(new Stretch, std::memory_order_release);
    slot.load(std::memory_order_relaxed)->died[doc % kStretch].store(version, std::memory_order_release);
  }

  bool Alive(uint64_t doc, uint64_t version) const {
    const Stretch* stretch = stretches_[doc / kStretch].load(std::memory_order_acquire);
    if (stretch == nullptr) return true;
    const uint64_t died = stretch->died[doc % kStretch].load(std::memory_order_acquire);
    return died == 0 || died > version;
  }

  // False only when no document in [first, last] ever died: lets a search run without a filter.
  bool AnyDead(uint64_t first, uint64_t last) const {
    for (uint64_t i = first / kStretch; i <= last / kStretch; ++i) {
      if (stretches_[i].load(std::memory_order_acquire) != nullptr) return true;
    }
    return false;
  }

 private:
  static constexpr uint64_t kStretch = 1 << 16;
  struct Stretch {
    std::array<std::atomic<uint64_t>, kStretch> died{};
  };

  std::array<std::atomic<Stretch*>, kMaxDocs / kStretch> stretches_{};
};

// What a reader pinned to one version sees.
struct LiveDocs {
  const DocLife* life = nullptr;
  uint64_t version = 0;
  bool Has(uint64_t doc) const { return life->Alive(doc, version); }
  // False only when every document in [first, last] may be taken without asking.
  bool AnyDead(uint64_t first, uint64_t last) const { return life->AnyDead(first, last); }
};

}  // namespace lethe
