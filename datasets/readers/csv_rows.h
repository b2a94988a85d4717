// Rows of a CSV file (RFC 4180): fields in quotes may hold commas, line ends and doubled quotes.
//
// Errors: those of LineScanner; RecordError for a row whose quotes do not fit; kInvalidArgument, naming the line where
// it begins, for a quoted field that is never closed.
// Threads: one reader, one thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "datasets/readers/line_scanner.h"
#include "datasets/readers/record.h"

namespace lethe {

class CsvRows {
 public:
  CsvRows(const Path& path, size_t max_row_bytes)
      : lines_(path, max_row_bytes, LineScanner::Check::kNothing), max_row_bytes_(max_row_bytes) {}

  // The next row that is not empty; false at the end.
  bool Next(std::vector<std::string>& fields);
  void Seek(uint64_t offset, uint64_t line) { lines_.Seek(offset, line); }

  uint64_t offset() const { return lines_.offset(); }
  uint64_t line() const { return lines_.next_line(); }
  const std::string& Where() const { return where_; }  // "file:line" where the row returned last begins

 private:
  bool ReadRow();
  void SplitRow(std::vector<std::string>& fields) const;
  std::string PlainField(size_t& at) const;
  std::string QuotedField(size_t& at) const;

  LineScanner lines_;
  size_t max_row_bytes_;
  std::string row_;
  std::string where_;
};

}  // namespace lethe
