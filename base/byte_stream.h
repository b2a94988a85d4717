// The bytes of a file, plain, gzip or zstd, a piece at a time in constant memory. "-" is stdin.
//
// The compression is recognised by the first bytes, not by the name.
// Errors: kNotFound and what else the system says, naming the file; kDataLoss for a truncated or damaged stream with
// the bare reason ("truncated gzip stream"), to which the caller adds file and line. Threads: one stream, one thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/file.h"

namespace lethe {

// The name without .gz or .zst at its end.
std::string_view WithoutPacking(std::string_view name);

class ByteStream {
 public:
  explicit ByteStream(const Path& path);
  ~ByteStream();
  ByteStream(ByteStream&&) noexcept;
  ByteStream& operator=(ByteStream&&) noexcept;

  // Appends the next piece to `out`, about 128 KiB and perhaps nothing; false at the end.
  bool Read(std::string& out);
  // Passes over inflated bytes: a seek in a plain file, work elsewhere. Returns how many were there, as far as a seek
  // can tell.
  uint64_t Skip(uint64_t bytes);

  // Bytes consumed from the file itself (compressed ones where it is compressed) and its size, for progress; size 0 if
  // unknown.
  size_t bytes_read() const;
  size_t bytes_total() const;

 private:
  struct Source;
  std::unique_ptr<Source> source_;
};

}  // namespace lethe
