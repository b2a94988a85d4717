#include "retriever/stores/postgres/pg_values.h"

#include <libpq-fe.h>

#include <bit>
#include <charconv>

#include "base/error.h"

namespace lethe {
namespace {

// Object ids of built-in types never change (src/include/catalog/pg_type.dat).
constexpr uint32_t kByteaType = 17, kBigintType = 20, kTextType = 25;
constexpr uint32_t kByteaArray = 1001, kTextArray = 1009, kBigintArray = 1016;

template <typename Number>
void AppendBigEndian(Number value, std::string& out) {
  for (int shift = 8 * (static_cast<int>(sizeof value) - 1); shift >= 0; shift -= 8) {
    out += static_cast<char>(value >> shift);
  }
}

uint64_t ReadBigEndian(std::string_view bytes) {
  uint64_t value = 0;
  for (const char c : bytes) value = value << 8 | static_cast<unsigned char>(c);
  return value;
}

void CheckText(std::string_view value) {
  if (!HasZeroByte(value)) return;
  throw Error(Code::kInvalidArgument, StrCat("the text \"", value.substr(0, value.find('\0')),
                                             "...\" has a zero byte, which PostgreSQL cannot keep; take it out"));
}

// Dimensions, no nulls, type of the elements, size, first index; then each
// element with its length.
template <typename Values, typename Append>
std::string ArrayBytes(uint32_t type, const Values& values, Append append) {
  std::string out;
  AppendBigEndian<uint32_t>(values.empty() ? 0 : 1, out);
  AppendBigEndian<uint32_t>(0, out);
  AppendBigEndian<uint32_t>(type, out);
  if (values.empty()) return out;
  AppendBigEndian<uint32_t>(static_cast<uint32_t>(values.size()), out);
  AppendBigEndian<uint32_t>(1, out);
  for (const auto& value : values) append(value, out);
  return out;
}

void AppendElement(std::string_view value, std::string& out) {
  AppendBigEndian<uint32_t>(static_cast<uint32_t>(value.size()), out);
  out += value;
}

}  // namespace

bool HasZeroByte(std::string_view text) {
  return text.find('\0') != std::string_view::npos;
}

PgParams& PgParams::Add(uint32_t type, std::string value) {
  types_.push_back(type);
  values_.push_back(std::move(value));
  return *this;
}

PgParams& PgParams::Int(uint64_t value) {
  std::string bytes;
  AppendBigEndian(value, bytes);
  return Add(kBigintType, std::move(bytes));
}

PgParams& PgParams::Text(std::string_view value) {
  CheckText(value);
  return Add(kTextType, std::string(value));
}

PgParams& PgParams::Bytes(std::string_view value) {
  return Add(kByteaType, std::string(value));
}

PgParams& PgParams::Ints(std::span<const uint64_t> values) {
  return Add(kBigintArray, ArrayBytes(kBigintType, values, [](uint64_t value, std::string& out) {
               AppendBigEndian<uint32_t>(sizeof value, out);
               AppendBigEndian(value, out);
             }));
}

PgParams& PgParams::Texts(std::span<const std::string> values) {
  for (const std::string& value : values) CheckText(value);
  return Add(kTextArray, ArrayBytes(kTextType, values, AppendElement));
}

PgParams& PgParams::BytesList(std::span<const std::string> values) {
  return Add(kByteaArray, ArrayBytes(kByteaType, values, AppendElement));
}

PgResult::~PgResult() {
  PQclear(result_);
}

PgResult& PgResult::operator=(PgResult&& other) noexcept {
  std::swap(result_, other.result_);
  return *this;
}

size_t PgResult::rows() const {
  return static_cast<size_t>(PQntuples(result_));
}

bool PgResult::IsNull(size_t row, size_t column) const {
  return PQgetisnull(result_, static_cast<int>(row), static_cast<int>(column)) != 0;
}

std::string_view PgResult::Bytes(size_t row, size_t column) const {
  const int r = static_cast<int>(row), c = static_cast<int>(column);
  return {PQgetvalue(result_, r, c), static_cast<size_t>(PQgetlength(result_, r, c))};
}

uint64_t PgResult::Int(size_t row, size_t column) const {
  const std::string_view bytes = Bytes(row, column);
  if (bytes.empty() || bytes.size() > sizeof(uint64_t)) {
    throw Error(Code::kInternal, StrCat("PostgreSQL answered ", bytes.size(), " bytes for a number"));
  }
  return ReadBigEndian(bytes);
}

double PgResult::Float(size_t row, size_t column) const {
  return std::bit_cast<double>(Int(row, column));
}

std::string VectorText(std::span<const float> row) {
  std::string text = "[";
  for (const float number : row) {
    char digits[32];
    const auto end = std::to_chars(digits, digits + sizeof digits, number).ptr;
    if (text.size() > 1) text += ',';
    text.append(digits, end);
  }
  return text + "]";
}

bool DecodeSentVector(std::string_view bytes, std::span<float> row) {
  constexpr size_t kHeaderBytes = 4;
  if (bytes.size() != kHeaderBytes + row.size() * sizeof(float)) return false;
  if (ReadBigEndian(bytes.substr(0, 2)) != row.size()) return false;
  for (size_t i = 0; i < row.size(); ++i) {
    const std::string_view number = bytes.substr(kHeaderBytes + i * sizeof(float), sizeof(float));
    row[i] = std::bit_cast<float>(static_cast<uint32_t>(ReadBigEndian(number)));
  }
  return true;
}

}  // namespace lethe
