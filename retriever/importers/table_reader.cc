#include "retriever/importers/table_reader.h"

#include "base/error.h"
#include "base/text.h"

namespace lethe {
namespace {

constexpr size_t kMaxCellBytes = size_t{16} << 20;  // a quote that is never closed must not swallow the file

}  // namespace

TableFactReader::TableFactReader(const Path& file, const std::string& name, char separator, const ColumnMap& map)
    : LineFactReader(file, name), separator_(separator) {
  try {
    Bind(map);
  } catch (const Error& error) {
    throw Error(error.code(), StrCat(Where(), ": ", error.what()));
  }
}

void TableFactReader::Bind(const ColumnMap& map) {
  std::vector<std::string> header;
  if (!ReadRow(header)) return;  // an empty file has no facts and no columns
  if (map.by_number()) {
    first_row_ = header;
    for (size_t i = 0; i < header.size(); ++i) header[i] = std::to_string(i + 1);
  }
  for (std::string& column : header) column = std::string(Trim(column));
  row_reader_.emplace(map, header);
  for (const std::string& column : row_reader_->unused()) PassedOver(column);
}

bool TableFactReader::Next(v1::Fact& fact) {
  while (waiting_.empty()) {
    std::vector<std::string> cells;
    if (first_row_) {
      cells = std::move(*first_row_);
      first_row_.reset();
    } else if (!row_reader_ || !ReadRow(cells)) {
      return false;
    }
    for (v1::Fact& of_row : row_reader_->Facts(cells)) waiting_.push_back(std::move(of_row));
  }
  fact = std::move(waiting_.front());
  waiting_.pop_front();
  return true;
}

std::string TableFactReader::Where() const {
  return StrCat(name(), ":", row_line_);
}

bool TableFactReader::ReadRow(std::vector<std::string>& cells) {
  std::string_view rest;
  if (!NextLine(rest)) return false;
  row_line_ = lines().line_number();
  while (ReadCell(rest, cells)) {
  }
  return true;
}

// False when it was the last of the row.
bool TableFactReader::ReadCell(std::string_view& rest, std::vector<std::string>& cells) {
  if (!rest.starts_with('"')) {
    const size_t end = std::min(rest.find(separator_), rest.size());
    cells.emplace_back(rest.substr(0, end));
    rest.remove_prefix(end);
  } else {
    cells.push_back(ReadQuoted(rest));
    if (!rest.empty() && rest.front() != separator_) {
      throw Error(Code::kInvalidArgument, StrCat("cell ", cells.size(),
                                                 ": text behind the closing quote; a quote inside a quoted cell is "
                                                 "written twice (\"\")"));
    }
  }
  if (rest.empty()) return false;
  rest.remove_prefix(1);
  return true;
}

// `rest` begins with the opening quote and is moved past the closing one, which may stand lines below.
std::string TableFactReader::ReadQuoted(std::string_view& rest) {
  std::string cell;
  rest.remove_prefix(1);
  for (;;) {
    const size_t quote = rest.find('"');
    cell.append(rest.substr(0, quote));
    if (quote == std::string_view::npos) {
      if (cell.size() > kMaxCellBytes || !lines().Next(rest)) {
        throw Error(Code::kInvalidArgument, "a double quote is opened in this row and never closed");
      }
      cell += '\n';
      continue;
    }
    rest.remove_prefix(quote + 1);
    if (!rest.starts_with('"')) return cell;
    cell += '"';
    rest.remove_prefix(1);
  }
}

}  // namespace lethe
