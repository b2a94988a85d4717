// The records of a JSON file as slices of its text, one at a time in constant memory.
//
// Three layouts are recognised by the first bytes: one record a line (JSON lines), one list of records, and an object
// that has the list under a key ({"version": ..., "data": [...]}, as SQuAD has).
// Promise: a slice is UTF-8 and complete as far as brackets and quotes go; it is not parsed.
// Errors: those of ByteWindow and LineScanner; kInvalidArgument with file and line for a file of another layout, a list
// that is not closed, text behind its end. Only JSON lines can go on behind a malformed record.
// Threads: one object, one thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "datasets/readers/line_scanner.h"

namespace lethe {

class JsonSlices {
 public:
  // `list_key`: where an object has its list; empty where the source never has one.
  JsonSlices(const Path& path, std::string list_key, size_t max_bytes);

  // The next record, valid until the next call; false at the end.
  bool Next(std::string_view& slice);
  // To a place that offset() and line() named after some record.
  void Seek(uint64_t offset, uint64_t line);

  // Of the place behind the record returned last.
  uint64_t offset() const { return lines_ ? lines_->offset() : window_->offset() + held_; }
  uint64_t line() const { return lines_ ? lines_->next_line() : window_->line() + held_lines_; }
  std::string Where() const;  // "file:line" where the record returned last begins
  // Where it stands in its list: "[4]", "data[17]"; empty in JSON lines. After Seek the first call counts what the file
  // has before.
  std::string PlaceInList() const;
  std::string Here() const;  // both: "file:line: data[17]"

 private:
  enum class Place { kStart, kFirst, kItem, kEnd };

  bool NextLine(std::string_view& slice);
  bool NextItem(std::string_view& slice);
  uint64_t ItemsBefore(uint64_t offset) const;
  void EnterList();
  void LeaveList();
  std::string_view Value();  // cuts out the value that begins here
  char PeekChar();           // next byte that is no white space, 0 at the end
  void Expect(char c, const char* what);
  void Pass(size_t bytes);
  void PassValue();
  [[noreturn]] void Fail(const std::string& reason) const;

  Path path_;
  std::string list_key_;
  size_t max_bytes_;
  std::optional<LineScanner> lines_;  // JSON lines
  std::optional<ByteWindow> window_;  // the other layouts
  Place place_ = Place::kStart;
  bool in_object_ = false;
  size_t held_ = 0, held_lines_ = 0;  // the value returned last, which stays in the window until the next call
  uint64_t begin_line_ = 1;
  uint64_t items_ = 0;     // given since begun_at_
  uint64_t begun_at_ = 0;  // offset that was sought
  mutable std::optional<uint64_t> items_before_;
};

}  // namespace lethe
