#include "retriever/lexical/postings.h"

#include "base/error.h"

namespace lethe {
namespace {

void PutVarint(std::string& out, uint64_t value) {
  while (value >= 0x80) {
    out += static_cast<char>(value | 0x80);
    value >>= 7;
  }
  out += static_cast<char>(value);
}

uint64_t GetVarint(std::string_view bytes, size_t& position) {
  uint64_t value = 0;
  for (int shift = 0; shift < 64; shift += 7) {
    if (position >= bytes.size()) break;
    const auto byte = static_cast<unsigned char>(bytes[position++]);
    value |= static_cast<uint64_t>(byte & 0x7F) << shift;
    if (byte < 0x80) return value;
  }
  throw Error(Code::kDataLoss, "damaged posting list: a number is cut off; run `lethe store verify`");
}

}  // namespace

std::string EncodePostings(const std::vector<Posting>& postings) {
  std::string bytes;
  PutVarint(bytes, postings.size());
  if (postings.empty()) return bytes;
  uint64_t previous = postings.front().doc / kChunkDocs * kChunkDocs;
  for (const Posting& posting : postings) {
    LETHE_CHECK(posting.doc >= previous && posting.doc / kChunkDocs == postings.front().doc / kChunkDocs, "doc ",
                posting.doc);
    PutVarint(bytes, posting.doc - previous);
    PutVarint(bytes, posting.count);
    PutVarint(bytes, posting.length);
    previous = posting.doc;
  }
  return bytes;
}

void DecodePostings(std::string_view bytes, uint64_t chunk, std::vector<Posting>& postings) {
  for (size_t position = 0; position < bytes.size();) {
    const uint64_t records = GetVarint(bytes, position);
    uint64_t doc = chunk * kChunkDocs;
    for (uint64_t i = 0; i < records; ++i) {
      doc += GetVarint(bytes, position);
      const auto count = static_cast<uint32_t>(GetVarint(bytes, position));
      const auto length = static_cast<uint32_t>(GetVarint(bytes, position));
      postings.push_back({doc, count, length});
    }
  }
}

}  // namespace lethe
