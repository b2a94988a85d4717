// Lines of a text file, plain, gzip or zstd, one at a time in constant memory. "-" is stdin.
//
// The compression is recognised by the first bytes, not by the name. A '\r' before the '\n' is dropped, and so is a
// UTF-8 byte-order mark at the start of the file. Errors: kNotFound; kDataLoss for a truncated or damaged stream
// ("file.gz:17: truncated gzip stream"); kResourceExhausted for a line above the limit, naming the line. Threads: one
// reader, one thread.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "base/file.h"

namespace lethe {

class LineReader {
 public:
  static constexpr size_t kDefaultMaxLineBytes = size_t{256} << 20;

  explicit LineReader(const Path& path, size_t max_line_bytes = kDefaultMaxLineBytes);
  ~LineReader();
  LineReader(LineReader&&) noexcept;

  // Advances to the next line and returns true, or returns false at the end. `line` is valid until the next call.
  bool Next(std::string_view& line);
  // Number of the line returned last, from 1.
  size_t line_number() const { return line_number_; }
  // Bytes consumed from the file itself (compressed ones where it is compressed) and its size, for progress; size 0 if
  // unknown.
  size_t bytes_read() const;
  size_t bytes_total() const;
  // "path:17", for messages.
  std::string Where() const;

 private:
  struct Source;
  // Reads on, moving the unread bytes to the front of the buffer; false at the end.
  bool Fill();
  void CheckLength(size_t bytes) const;

  std::string name_;  // for messages
  size_t max_line_bytes_;
  std::unique_ptr<Source> source_;
  std::string buffer_;
  size_t begin_ = 0;  // first unread byte of buffer_
  size_t line_number_ = 0;
  bool at_end_ = false;
};

}  // namespace lethe
