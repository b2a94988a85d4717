#include "retriever/stores/rocks_records.h"

#include <sodium.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <initializer_list>
#include <span>

#include "base/error.h"
#include "base/text.h"
#include "retriever/stores/rocks_db.h"

namespace lethe {
namespace {

constexpr size_t kNumberBytes = 8;

std::string Blake2b(std::string_view bytes, size_t size) {
  std::string hash(size, '\0');
  crypto_generichash(reinterpret_cast<unsigned char*>(hash.data()), size,
                     reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(), nullptr, 0);
  return hash;
}

std::string EncodeNumbers(std::initializer_list<uint64_t> numbers) {
  std::string bytes;
  for (const uint64_t number : numbers) bytes += DocKey(number);
  return bytes;
}

void DecodeNumbers(std::string_view what, std::string_view bytes, std::span<uint64_t> numbers) {
  if (bytes.size() != 8 * numbers.size()) {
    throw Error(Code::kDataLoss, StrCat("damaged store: record \"", what, "\" has ", bytes.size(), " bytes, expected ",
                                        8 * numbers.size()));
  }
  for (size_t i = 0; i < numbers.size(); ++i) numbers[i] = DocOfKey(bytes.substr(0, 8 * (i + 1)));
}

std::string Nul(std::string_view text) {
  std::string key(text);
  key += '\0';
  return key;
}

}  // namespace

std::string EncodeState(const StoreState& state) {
  return EncodeNumbers({state.version, state.next_doc, state.facts, state.terms, state.tombstones});
}

StoreState DecodeState(std::string_view bytes) {
  std::array<uint64_t, 5> n;
  DecodeNumbers(kStateKey, bytes, n);
  return {n[0], n[1], n[2], n[3], n[4]};
}

std::string SegmentKey(uint64_t begin) {
  return std::string(kSegmentPrefix) + DocKey(begin);
}

std::string EncodeSegment(const SegmentRecord& record) {
  return EncodeNumbers({record.begin, record.end, record.rows, record.checksum, record.generation});
}

// Stores made before generations have four numbers, the last of another checksum: such a segment is made again.
SegmentRecord DecodeSegment(std::string_view bytes) {
  std::array<uint64_t, 5> n{};
  const size_t numbers = bytes.size() == 4 * kNumberBytes ? 4 : 5;
  DecodeNumbers(kSegmentPrefix, bytes, std::span(n).first(numbers));
  return {n[0], n[1], n[2], numbers == 5 ? n[3] : 0, n[4]};
}

std::string SegmentFileName(const SegmentRecord& record) {
  std::array<char, 96> name;
  std::snprintf(name.data(), name.size(), "%08llu-%08llu", static_cast<unsigned long long>(record.begin),
                static_cast<unsigned long long>(record.end));
  const std::string generation = record.generation == 0 ? std::string() : StrCat(".", record.generation);
  return StrCat(name.data(), generation, ".faiss");
}

uint64_t NowMs() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return static_cast<uint64_t>(std::chrono::duration_cast<std::chrono::milliseconds>(now).count());
}

std::string IsoTime(uint64_t ms) {
  const auto seconds = static_cast<std::time_t>(ms / 1000);
  std::tm utc{};
  ::gmtime_r(&seconds, &utc);
  std::array<char, 32> text;
  return {text.data(), std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &utc)};
}

std::string HistoryKey(uint64_t version) {
  return DocKey(version);
}

std::string UndoKey(uint64_t version, uint64_t doc) {
  return DocKey(version) + DocKey(doc);
}

bool IsUndoKey(std::string_view key) {
  return key.size() == 2 * kNumberBytes;
}

uint64_t VersionOfHistoryKey(std::string_view key) {
  return DocOfKey(key.substr(0, kNumberBytes));
}

std::string EncodeVersion(const VersionRecord& r) {
  return EncodeNumbers({r.version, r.time_ms, r.added, r.updated, r.removed, r.first_doc, r.end_doc, r.facts}) + r.note;
}

VersionRecord DecodeVersion(std::string_view bytes) {
  std::array<uint64_t, 8> n;
  DecodeNumbers("history", bytes.substr(0, std::min(bytes.size(), n.size() * kNumberBytes)), n);
  return {n[0], n[1], n[2], n[3], n[4], n[5], n[6], n[7], std::string(bytes.substr(n.size() * kNumberBytes))};
}

std::string HashOfId(std::string_view id) {
  return Blake2b(id, 16);
}

std::string DeletionKey(std::string_view id, uint64_t doc) {
  return HashOfId(id) + DocKey(doc);
}

std::string EncodeDeletion(const DeletionRecord& record) {
  return EncodeNumbers({record.doc, record.version, record.time_ms}) + record.digest;
}

DeletionRecord DecodeDeletion(std::string_view bytes) {
  std::array<uint64_t, 3> n;
  DecodeNumbers("deletion", bytes.substr(0, std::min(bytes.size(), n.size() * kNumberBytes)), n);
  return {n[0], n[1], n[2], std::string(bytes.substr(n.size() * kNumberBytes))};
}

std::string DigestOf(std::string_view bytes) {
  return Blake2b(bytes, 32);
}

std::string SubjectPrefix(std::string_view subject_key) {
  return Nul(subject_key);
}

std::string RelationPrefix(std::string_view subject_key, std::string_view relation_key) {
  return Nul(subject_key) + Nul(relation_key);
}

std::string AliasPrefix(std::string_view alias_key) {
  return Nul(alias_key);
}

std::string AliasSubjectPrefix(std::string_view alias_key, std::string_view subject_key) {
  return Nul(alias_key) + Nul(subject_key);
}

// The source is free text of any length; its hash is a key of fixed size, and the fact itself is asked before it is
// erased.
std::string SourcePrefix(std::string_view source) {
  std::array<char, 17> hex;
  std::snprintf(hex.data(), hex.size(), "%016llx", static_cast<unsigned long long>(StableHash(source)));
  return Nul(hex.data());
}

std::string TermPrefix(std::string_view term) {
  return Nul(term);
}

}  // namespace lethe
