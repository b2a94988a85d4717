// What holds in every kind of store: which fact of a batch counts, which version can be returned to, when to compact,
// what a check of the store finds wrong.
//
// Threads: pure functions.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "proto/knowledge.pb.h"
#include "retriever/stores/prepared_fact.h"
#include "retriever/stores/store.h"

namespace lethe {

// The facts of a batch without those that a later one replaces. Borrows the batch.
struct ChosenFacts {
  explicit ChosenFacts(std::span<const PreparedFact> batch);

  std::vector<const PreparedFact*> facts;
  std::vector<std::string> ids;  // of `facts`
  uint64_t replaced = 0;         // by a fact of other content
  uint64_t repeated = 0;         // by a fact of the same content
};

// A fact as a store keeps it. Errors: kDataLoss.
v1::Fact ParseFact(std::string_view bytes, uint64_t doc);

// Throws kNotFound for a `version` that is not there yet, kFailedPrecondition for one older than `oldest`; `cure` ends
// the message.
void CheckReturn(uint64_t version, uint64_t oldest, uint64_t newest, std::string_view cure);

// Throws kAborted for a change that was planned on another version than the newest.
void CheckPlannedOn(std::optional<uint64_t> version, uint64_t newest);

// A compaction pays for so many dead facts beside the living ones.
bool PaysToDrop(uint64_t dead, uint64_t living);

// Counts a problem, and tells the first ones.
void AddProblem(VerifyReport& report, std::string problem);

// What the postings hold of one term of one document; a check adds them up in whatever order they come.
uint64_t PostingHash(std::string_view term, uint32_t count, uint32_t length);

// True for a kept vector that is what the embedder gives. A rebuilt program may round differently.
bool IsSameEmbedding(std::span<const float> kept, std::span<const float> wanted);

}  // namespace lethe
