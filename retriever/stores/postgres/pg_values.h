// Values on their way to PostgreSQL and back, in its binary formats: no
// quoting, no escaping, no loss.
//
// Errors: kInvalidArgument for text with a zero byte, which PostgreSQL cannot
// keep; kInternal for a result of another shape than its reader expects.
// Threads: values.
// Source: https://www.postgresql.org/docs/15/protocol-message-types.html and
// the server's *_send functions.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

struct pg_result;  // libpq's PGresult

namespace lethe {

// True for what PostgreSQL cannot keep as text, and so has nowhere.
bool HasZeroByte(std::string_view text);

// The values of $1, $2, ... in their order.
class PgParams {
 public:
  PgParams& Int(uint64_t value);                             // bigint
  PgParams& Text(std::string_view value);                    // text
  PgParams& Bytes(std::string_view value);                   // bytea
  PgParams& Ints(std::span<const uint64_t> values);          // bigint[]
  PgParams& Texts(std::span<const std::string> values);      // text[]
  PgParams& BytesList(std::span<const std::string> values);  // bytea[]

  size_t size() const { return values_.size(); }
  const std::vector<std::string>& values() const { return values_; }
  const std::vector<uint32_t>& types() const { return types_; }  // object ids of PostgreSQL's types

 private:
  PgParams& Add(uint32_t type, std::string value);

  std::vector<std::string> values_;
  std::vector<uint32_t> types_;
};

// Rows of an answer. A view that it hands out lives as long as it.
class PgResult {
 public:
  explicit PgResult(pg_result* result) : result_(result) {}
  ~PgResult();
  PgResult(PgResult&& other) noexcept : result_(other.result_) { other.result_ = nullptr; }
  PgResult& operator=(PgResult&& other) noexcept;

  size_t rows() const;
  bool empty() const { return rows() == 0; }
  bool IsNull(size_t row, size_t column) const;
  // bigint, integer, smallint or boolean, not negative.
  uint64_t Int(size_t row, size_t column) const;
  double Float(size_t row, size_t column) const;  // double precision
  // text or bytea
  std::string_view Bytes(size_t row, size_t column) const;
  std::string Text(size_t row, size_t column) const { return std::string(Bytes(row, column)); }

 private:
  pg_result* result_;
};

// "[0.5,-1,3e-08]" as pgvector reads it; every float32 comes back bit for bit.
std::string VectorText(std::span<const float> row);
// From what vector_send gives: dimension, a reserved number, float32 numbers,
// all big endian. False for bytes that are no vector of `row`'s dimension.
bool DecodeSentVector(std::string_view bytes, std::span<float> row);

}  // namespace lethe
