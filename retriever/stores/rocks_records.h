// Keys and small records of the RocksDB store.
//
// Errors: kDataLoss for a record no encoder wrote.
// Threads: pure functions.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace lethe {

inline constexpr std::string_view kStateKey = "state";
inline constexpr std::string_view kFingerprintKey = "fingerprint";
inline constexpr std::string_view kSegmentPrefix = "segment/";

// Changes together with every batch, in the same write.
struct StoreState {
  uint64_t version = 0;
  uint64_t next_doc = 0;
  uint64_t facts = 0;
  uint64_t terms = 0;
  uint64_t tombstones = 0;
};
std::string EncodeState(const StoreState& state);
StoreState DecodeState(std::string_view bytes);

// A vector segment file: documents begin <= doc < end, of which `rows` had a vector.
struct SegmentRecord {
  uint64_t begin = 0;
  uint64_t end = 0;
  uint64_t rows = 0;
  uint64_t hash = 0;
};
std::string SegmentKey(uint64_t begin);
std::string EncodeSegment(const SegmentRecord& record);
SegmentRecord DecodeSegment(std::string_view bytes);
// "00000000-00008192.faiss"
std::string SegmentFileName(const SegmentRecord& record);

// Prefixes of the exact families; a document's key is the prefix and DocKey(doc).
std::string SubjectPrefix(std::string_view subject_key);
std::string RelationPrefix(std::string_view subject_key, std::string_view relation_key);
std::string AliasPrefix(std::string_view alias_key);
std::string AliasSubjectPrefix(std::string_view alias_key, std::string_view subject_key);
std::string SourcePrefix(std::string_view source);
std::string TermPrefix(std::string_view term);

}  // namespace lethe
