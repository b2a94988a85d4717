// Which column of a table holds which field of a fact: the value of --map.
//
//   subject=city,relation==population,object=inhabitants
// A column is a name of the header line, or a number from 1 for tables without header; "=text" is the same text for
// every row. Where a subject is mapped (or named by the header) and neither relation nor text is, the table is wide:
// every other column becomes a fact of its own, its name the relation and its cell the object.
// Errors: kInvalidArgument naming what is wrong and which columns there are.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "proto/knowledge.pb.h"

namespace lethe {

// Sets a field of a fact by its name in docs/formats.md; lists are cut at ';'. False when there is no such field.
bool SetFactField(std::string_view field, std::string_view value, v1::Fact& fact);

class ColumnMap {
 public:
  ColumnMap() = default;
  // Each "field=column".
  explicit ColumnMap(const std::vector<std::string>& entries);

  bool empty() const { return entries_.empty(); }
  // Columns are numbers, so the first line is a row already.
  bool by_number() const;

  struct Entry {
    std::string field;
    std::string column;    // name or number
    std::string constant;  // where `column` is empty
  };
  const std::vector<Entry>& entries() const { return entries_; }

 private:
  std::vector<Entry> entries_;
};

// A map bound to the columns of one table.
class RowReader {
 public:
  // `header` has the names of the columns, or "1", "2", ... for a table without.
  RowReader(const ColumnMap& map, const std::vector<std::string>& header);

  // The facts of one row: one, or of a wide table one a cell that is not empty; none for a row of empty cells.
  std::vector<v1::Fact> Facts(const std::vector<std::string>& cells) const;
  // Names of columns that no field takes.
  const std::vector<std::string>& unused() const { return unused_; }

 private:
  struct Column {
    std::string field;
    std::optional<size_t> index;  // absent: `constant`
    std::string constant;
  };
  bool Has(std::string_view field) const;
  void TakeOtherColumns();
  v1::Fact Mapped(const std::vector<std::string>& cells) const;

  std::vector<std::string> header_;
  std::vector<Column> columns_;
  std::vector<size_t> wide_;  // columns that are relations
  std::vector<std::string> unused_;
};

}  // namespace lethe
