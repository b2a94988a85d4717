// Tables as CSV or TSV; ColumnMap says which column is what.
//
// Quoting is RFC 4180's: a cell in double quotes may hold separators, line ends and doubled quotes. The first line
// names the columns, unless the map speaks of columns by number.
// Errors: kInvalidArgument for a row of another length, a quote that is never closed and text behind a closing quote.
// Source: https://www.rfc-editor.org/rfc/rfc4180
#pragma once

#include <deque>
#include <optional>

#include "retriever/importers/column_map.h"
#include "retriever/importers/fact_reader.h"

namespace lethe {

class TableFactReader : public LineFactReader {
 public:
  // Throws, with the position, when the columns do not fit the map.
  TableFactReader(const Path& file, const std::string& name, char separator, const ColumnMap& map);

  bool Next(v1::Fact& fact) override;
  // Where the row begins.
  std::string Where() const override;

 private:
  bool ReadRow(std::vector<std::string>& cells);
  bool ReadCell(std::string_view& rest, std::vector<std::string>& cells);
  std::string ReadQuoted(std::string_view& rest);
  void Bind(const ColumnMap& map);

  char separator_;
  std::optional<RowReader> row_reader_;
  std::optional<std::vector<std::string>> first_row_;  // of a table without header, read to count its columns
  std::deque<v1::Fact> waiting_;                       // of a wide row
  size_t row_line_ = 0;
};

}  // namespace lethe
