#include "retriever/stores/rocks_records.h"

#include <array>
#include <cstdio>
#include <initializer_list>
#include <span>

#include "base/error.h"
#include "base/text.h"
#include "retriever/stores/rocks_db.h"

namespace lethe {
namespace {

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
  return EncodeNumbers({record.begin, record.end, record.rows, record.hash});
}

SegmentRecord DecodeSegment(std::string_view bytes) {
  std::array<uint64_t, 4> n;
  DecodeNumbers(kSegmentPrefix, bytes, n);
  return {n[0], n[1], n[2], n[3]};
}

std::string SegmentFileName(const SegmentRecord& record) {
  std::array<char, 64> name;
  std::snprintf(name.data(), name.size(), "%08llu-%08llu.faiss", static_cast<unsigned long long>(record.begin),
                static_cast<unsigned long long>(record.end));
  return name.data();
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
