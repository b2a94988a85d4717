// Rows of a CSV or TSV file (RFC 4180): fields in quotes may hold separators, line ends and doubled quotes.
//
// Errors: those of LineScanner; RecordError for a row whose quotes do not fit; kInvalidArgument, naming the line where
// it begins, for a quoted field that is never closed, and for a header that cannot be read or lacks a column.
// Threads: one reader, one thread.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "datasets/readers/line_scanner.h"
#include "datasets/readers/record.h"

namespace lethe {

class CsvRows {
 public:
  CsvRows(const Path& path, size_t max_row_bytes, char separator = ',')
      : lines_(path, max_row_bytes, LineScanner::Check::kNothing),
        max_row_bytes_(max_row_bytes),
        separator_(separator) {}

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
  char separator_;
  std::string row_;
  std::string where_;
};

// A table whose first row names its columns.
class CsvTable {
 public:
  // `columns`: those that must be there.
  CsvTable(const Path& path, size_t max_row_bytes, const std::vector<std::string_view>& columns, char separator = ',');

  // The next row; false at the end. Throws RecordError for a row of another length than the header.
  bool Next();
  void Seek(uint64_t offset, uint64_t line) {
    if (offset > 0) rows_.Seek(offset, line);
  }

  const std::string& Optional(std::string_view column) const;  // empty where there is no such column
  const std::string& Required(std::string_view column) const;  // throws RecordError where it is empty
  [[noreturn]] void Fail(const std::string& reason) const;     // RecordError for the row

  uint64_t offset() const { return rows_.offset(); }
  uint64_t line() const { return rows_.line(); }
  const std::string& Where() const { return rows_.Where(); }

 private:
  CsvRows rows_;
  std::map<std::string, size_t, std::less<>> column_;
  size_t columns_ = 0;
  std::vector<std::string> row_;
};

// The table's next row as a new record with its place and id: the column "id", or else the place. False at the end.
bool NextRecord(CsvTable& table, const std::string& file_name, Record& record);

}  // namespace lethe
