#include "datasets/readers/csv_rows.h"

#include <algorithm>

#include "base/text.h"

namespace lethe {

bool CsvRows::Next(std::vector<std::string>& fields) {
  fields.clear();
  do {
    if (!ReadRow()) return false;
  } while (row_.empty());
  CheckText(row_, where_);
  SplitRow(fields);
  return true;
}

// Joins lines until every quote is closed.
bool CsvRows::ReadRow() {
  row_.clear();
  bool open = false;
  for (std::string_view line; lines_.Next(line);) {
    if (!open) where_ = lines_.Where();
    row_ += line;
    if (std::count(line.begin(), line.end(), '"') % 2 != 0) open = !open;
    if (!open) return true;
    row_ += '\n';
    if (row_.size() > max_row_bytes_) {
      throw Error(
          Code::kInvalidArgument,
          StrCat(where_, ": a quoted field that begins in this row is not closed within ", max_row_bytes_, " bytes"));
    }
  }
  if (open) throw Error(Code::kInvalidArgument, StrCat(where_, ": the file ends inside of a quoted field"));
  return false;
}

void CsvRows::SplitRow(std::vector<std::string>& fields) const {
  size_t at = 0;
  for (;;) {
    fields.push_back(at < row_.size() && row_[at] == '"' ? QuotedField(at) : PlainField(at));
    if (at >= row_.size()) return;
    if (row_[at] != separator_) {
      throw RecordError(Code::kInvalidArgument,
                        StrCat(where_, ": field ", fields.size(), " goes on behind its closing quote"));
    }
    ++at;  // a row that ends with a separator ends with an empty field
  }
}

std::string CsvRows::PlainField(size_t& at) const {
  const size_t begin = at;
  at = std::min(row_.find(separator_, at), row_.size());
  return row_.substr(begin, at - begin);
}

std::string CsvRows::QuotedField(size_t& at) const {
  std::string field;
  for (++at; at < row_.size(); ++at) {
    const bool is_quote = row_[at] == '"';
    const bool doubled = is_quote && at + 1 < row_.size() && row_[at + 1] == '"';
    if (is_quote && !doubled) break;
    at += doubled;
    field += row_[at];
  }
  ++at;  // the closing quote
  return field;
}

CsvTable::CsvTable(const Path& path, size_t max_row_bytes, const std::vector<std::string_view>& columns, char separator)
    : rows_(path, max_row_bytes, separator) {
  std::vector<std::string> names;
  try {
    rows_.Next(names);
  } catch (const RecordError& error) {
    throw Error(error.code(), error.what());  // without its header nothing of the file can be read
  }
  columns_ = names.size();
  for (size_t i = 0; i < names.size(); ++i) column_[names[i]] = i;
  for (const std::string_view name : columns) {
    if (column_.find(name) != column_.end()) continue;
    throw Error(Code::kInvalidArgument, StrCat(path.string(), ":1: the header has no column \"", name,
                                               "\"; it must have ", Join(columns, ", ")));
  }
}

bool CsvTable::Next() {
  if (!rows_.Next(row_)) return false;
  if (row_.size() != columns_) Fail(StrCat("the row has ", row_.size(), " columns, the header ", columns_));
  return true;
}

const std::string& CsvTable::Optional(std::string_view column) const {
  static const std::string kNone;
  const auto found = column_.find(column);
  return found == column_.end() ? kNone : row_[found->second];
}

const std::string& CsvTable::Required(std::string_view column) const {
  const std::string& value = Optional(column);
  if (Trim(value).empty()) Fail(StrCat("column \"", column, "\" is empty"));
  return value;
}

void CsvTable::Fail(const std::string& reason) const {
  throw RecordError(Code::kInvalidArgument, StrCat(Where(), ": ", reason));
}

bool NextRecord(CsvTable& table, const std::string& file_name, Record& record) {
  if (!table.Next()) return false;
  record.Clear();
  record.where = table.Where();
  record.id = table.Optional("id");
  if (record.id.empty()) record.id = IdOfPlace(file_name, record.where);
  return true;
}

}  // namespace lethe
