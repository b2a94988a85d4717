// Posting lists as bytes: which facts hold a term, how often, and how long each fact is.
//
// The documents of a store are cut into chunks of kChunkDocs; a term has one list a chunk. A list is a sequence of
// blocks, one a batch that was put: varint number of records, then (varint gap to the document before, varint count,
// varint length of the fact) each, the first gap counted from the chunk's beginning. So two lists are joined by
// writing one behind the other, which is all that RocksDB's merge has to do, and a put never reads what is there.
// Errors: kDataLoss for bytes that no encoder wrote.
// Threads: values.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace lethe {

inline constexpr uint64_t kChunkDocs = 1 << 14;

struct Posting {
  uint64_t doc = 0;
  uint32_t count = 0;   // occurrences of the term
  uint32_t length = 0;  // terms of the fact, repetitions included
};

// One block. `postings` share a chunk and go upwards.
std::string EncodePostings(const std::vector<Posting>& postings);

// Appends the postings of all blocks in `bytes`, a list of the chunk with that number.
void DecodePostings(std::string_view bytes, uint64_t chunk, std::vector<Posting>& postings);

}  // namespace lethe
