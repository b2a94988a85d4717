// A window that slides over the bytes of a file, plain or compressed, and knows offset and line of its first byte.
//
// Promise: memory is what the caller leaves unread. A UTF-8 byte-order mark at the start is passed over.
// Errors: those of ByteStream with file and line; kInvalidArgument for UTF-16; kOutOfRange for a position behind the
// end. Threads: one window, one thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/byte_stream.h"

namespace lethe {

class ByteWindow {
 public:
  explicit ByteWindow(const Path& path);

  // Bytes read and not yet taken; valid until the next call of More.
  std::string_view view() const { return std::string_view(buffer_).substr(begin_); }
  // Reads on; false at the end of the file.
  bool More();
  // Moves on by `bytes` of the view, which hold `newlines` line ends.
  void Take(size_t bytes, size_t newlines) {
    begin_ += bytes;
    offset_ += bytes;
    line_ += newlines;
  }
  // To a place that offset() and line() named earlier; forward only, from a fresh window.
  void Seek(uint64_t offset, uint64_t line);

  uint64_t offset() const { return offset_; }  // of the view's first byte, in inflated bytes
  uint64_t line() const { return line_; }      // of the view's first byte, from 1
  const std::string& name() const { return name_; }
  std::string Where() const;  // "file:line"

 private:
  void PassByteOrderMark();

  std::string name_;
  ByteStream stream_;
  std::string buffer_;
  size_t begin_ = 0;
  uint64_t offset_ = 0;
  uint64_t line_ = 1;
};

// Index of the first byte that is not part of well-formed UTF-8, or npos.
size_t FindInvalidUtf8(std::string_view text);

}  // namespace lethe
