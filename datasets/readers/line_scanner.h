// Lines of a text file with their offsets: what a reader needs to begin again in the middle and to leave out bad lines.
//
// Promise: constant memory, also in front of a line without end. Every line given is UTF-8 text.
// Errors: those of ByteWindow; RecordError for a line that is too long, is no UTF-8 or holds a zero byte. The next call
// then goes on behind that line.
// Threads: one scanner, one thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "datasets/readers/byte_window.h"

namespace lethe {

class LineScanner {
 public:
  enum class Check { kText, kNothing };

  // kNothing leaves it to the caller to call CheckText.
  LineScanner(const Path& path, size_t max_line_bytes, Check check = Check::kText);

  // The next line without its end, valid until the next call; false at the end of the file.
  bool Next(std::string_view& line);
  // Makes the line returned last the next one again; once.
  void PutBack();
  void Seek(uint64_t offset, uint64_t line);

  uint64_t offset() const { return window_.offset() + held_; }         // of the next line
  uint64_t next_line() const { return window_.line() + held_lines_; }  // number of the next line, from 1
  std::string Where() const;                                           // "file:line" of the line returned last

 private:
  void Drop();
  [[noreturn]] void PassLongLine();

  ByteWindow window_;
  size_t max_line_bytes_;
  Check check_;
  size_t held_ = 0;  // bytes of the line returned last, its end included; taken at the next call
  size_t held_lines_ = 0;
  uint64_t line_ = 0;  // number of the line returned last
};

// Throws RecordError when the text, which begins at `where`, is no UTF-8 or holds a zero byte.
void CheckText(std::string_view text, const std::string& where);

}  // namespace lethe
