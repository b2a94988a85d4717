// Facts that cannot both be meant: the same subject and relation, another object, validities that overlap.
//
// Both stay in the store, with their sources; this only finds them. Relations that have many objects by nature
// ("child", "genre") show up too: whether they contradict each other is for the reader to say.
// Threads: any.
// Cost: one pass over the keys; the facts of a key that more than one fact has are loaded.
#pragma once

#include <cstdint>
#include <vector>

#include "proto/knowledge.pb.h"
#include "retriever/stores/store.h"

namespace lethe {

struct Contradiction {
  std::vector<v1::Fact> facts;  // two or more, of one subject and relation
};

struct ContradictionReport {
  std::vector<Contradiction> shown;  // the first `limit`
  uint64_t count = 0;
};

ContradictionReport FindContradictions(const StoreSnapshot& store, size_t limit);

// True when both can hold on one day. Open ends overlap everything on their side.
bool ValidityOverlaps(const v1::Fact& a, const v1::Fact& b);

}  // namespace lethe
