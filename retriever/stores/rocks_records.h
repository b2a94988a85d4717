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
inline constexpr std::string_view kUndoFromKey = "undo_from";  // the oldest version that can be rolled back to

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
  uint64_t checksum = 0;
  uint64_t generation = 0;  // of the file's name, so that a compaction never writes over a file that readers map
  bool operator==(const SegmentRecord&) const = default;
};
std::string SegmentKey(uint64_t begin);
std::string EncodeSegment(const SegmentRecord& record);
SegmentRecord DecodeSegment(std::string_view bytes);
// "00000000-00008192.faiss", with generation 3 "00000000-00008192.3.faiss"
std::string SegmentFileName(const SegmentRecord& record);

uint64_t NowMs();                  // since 1970
std::string IsoTime(uint64_t ms);  // "2024-05-31T12:00:00Z"

// What one version did, in the history family under HistoryKey(version).
struct VersionRecord {
  uint64_t version = 0;
  uint64_t time_ms = 0;  // since 1970
  uint64_t added = 0;
  uint64_t updated = 0;
  uint64_t removed = 0;
  uint64_t first_doc = 0;  // documents it put: first_doc <= doc < end_doc
  uint64_t end_doc = 0;
  uint64_t facts = 0;  // afterwards
  std::string note;    // "put", "delete", "roll back to 7"
};
std::string HistoryKey(uint64_t version);
// Undo records of the version have this key with the document behind it: the removed fact's bytes, or nothing where
// they were purged.
std::string UndoKey(uint64_t version, uint64_t doc);
bool IsUndoKey(std::string_view key);
uint64_t VersionOfHistoryKey(std::string_view key);
std::string EncodeVersion(const VersionRecord& record);
VersionRecord DecodeVersion(std::string_view bytes);

// What is remembered of a removed fact for ever, in the deletions family under DeletionKey(id, doc): no word of it.
struct DeletionRecord {
  uint64_t doc = 0;
  uint64_t version = 0;  // that no longer had it
  uint64_t time_ms = 0;
  std::string digest;  // BLAKE2b-256 of its bytes
};
// 16 bytes of BLAKE2b, so that the id itself is gone too.
std::string HashOfId(std::string_view id);
std::string DeletionKey(std::string_view id, uint64_t doc);
std::string EncodeDeletion(const DeletionRecord& record);
DeletionRecord DecodeDeletion(std::string_view bytes);
std::string DigestOf(std::string_view bytes);

// Prefixes of the exact families; a document's key is the prefix and DocKey(doc).
std::string SubjectPrefix(std::string_view subject_key);
std::string RelationPrefix(std::string_view subject_key, std::string_view relation_key);
std::string AliasPrefix(std::string_view alias_key);
std::string AliasSubjectPrefix(std::string_view alias_key, std::string_view subject_key);
std::string SourcePrefix(std::string_view source);
std::string TermPrefix(std::string_view term);

}  // namespace lethe
