#include "retriever/stores/vector_record.h"

#include <bit>
#include <cstring>

#include "base/error.h"

namespace lethe {
namespace {

size_t BitmapBytes(size_t dimension) {
  return (dimension + 7) / 8;
}

// A negative zero is kept.
bool IsZero(float number) {
  return std::bit_cast<uint32_t>(number) == 0;
}

[[noreturn]] void Damaged(uint64_t doc, size_t bytes, size_t dimension) {
  throw Error(Code::kDataLoss,
              StrCat("damaged store: the vector of fact ", doc, " has ", bytes, " bytes, which is no vector of ",
                     dimension, " numbers; restore the store or import its facts again"));
}

}  // namespace

void EncodeVector(std::span<const float> row, std::string& bytes) {
  size_t filled = 0;
  for (const float number : row) filled += !IsZero(number);
  const size_t dense = row.size() * sizeof(float);
  const size_t bitmap = BitmapBytes(row.size());
  if (bitmap + filled * sizeof(float) >= dense) {
    bytes.append(reinterpret_cast<const char*>(row.data()), dense);
    return;
  }
  const size_t begin = bytes.size();
  bytes.resize(begin + bitmap + filled * sizeof(float), '\0');
  char* bits = bytes.data() + begin;
  char* numbers = bits + bitmap;
  for (size_t i = 0; i < row.size(); ++i) {
    if (IsZero(row[i])) continue;
    bits[i / 8] = static_cast<char>(bits[i / 8] | 1 << i % 8);
    std::memcpy(numbers, &row[i], sizeof(float));
    numbers += sizeof(float);
  }
}

void DecodeVector(std::string_view bytes, uint64_t doc, std::span<float> row) {
  if (bytes.size() == row.size() * sizeof(float)) {
    std::memcpy(row.data(), bytes.data(), bytes.size());
    return;
  }
  const size_t bitmap = BitmapBytes(row.size());
  if (bytes.size() < bitmap) Damaged(doc, bytes.size(), row.size());
  size_t at = bitmap;
  for (size_t i = 0; i < row.size(); ++i) {
    row[i] = 0;
    if ((static_cast<unsigned char>(bytes[i / 8]) >> i % 8 & 1) == 0) continue;
    if (at + sizeof(float) > bytes.size()) Damaged(doc, bytes.size(), row.size());
    std::memcpy(&row[i], bytes.data() + at, sizeof(float));
    at += sizeof(float);
  }
  if (at != bytes.size()) Damaged(doc, bytes.size(), row.size());
}

}  // namespace lethe
