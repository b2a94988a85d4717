#include "retriever/importers/column_map.h"

#include <algorithm>
#include <cctype>

#include "base/error.h"
#include "base/text.h"

namespace lethe {
namespace {

constexpr std::string_view kFieldNames =
    "id, subject, relation, object, text, source, aliases, valid_from, valid_to, tags";

bool IsField(std::string_view name) {
  v1::Fact fact;
  return SetFactField(name, "", fact);
}

bool IsNumber(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](unsigned char c) { return std::isdigit(c) != 0; });
}

ColumnMap::Entry ParseEntry(std::string_view text) {
  const size_t equals = text.find('=');
  const std::string field(Trim(text.substr(0, equals)));
  if (equals == std::string_view::npos || Trim(text.substr(equals + 1)).empty()) {
    throw Error(Code::kInvalidArgument,
                StrCat("--map: \"", text, "\" is not field=column; write for example subject=city,object=inhabitants"));
  }
  if (!IsField(field)) {
    throw Error(Code::kInvalidArgument, StrCat("--map: a fact has no field \"", field, "\"; it has ", kFieldNames));
  }
  const std::string_view column = Trim(text.substr(equals + 1));
  if (column.front() == '=') return {field, {}, std::string(column.substr(1))};
  return {field, std::string(column), {}};
}

// Also in another case, when there is no column of exactly this name.
std::optional<size_t> IndexOf(const std::vector<std::string>& header, std::string_view name) {
  const auto exact = std::find(header.begin(), header.end(), name);
  if (exact != header.end()) return static_cast<size_t>(exact - header.begin());
  const std::string wanted = AsciiLower(name);
  const auto alike =
      std::find_if(header.begin(), header.end(), [&](const std::string& other) { return AsciiLower(other) == wanted; });
  if (alike == header.end()) return std::nullopt;
  return static_cast<size_t>(alike - header.begin());
}

size_t IndexOfMapped(const std::vector<std::string>& header, const ColumnMap::Entry& entry) {
  if (const std::optional<size_t> index = IndexOf(header, entry.column)) return *index;
  throw Error(Code::kInvalidArgument, StrCat("--map: ", entry.field, ": there is no column \"", entry.column,
                                             "\"; the columns are ", Join(header, ", ")));
}

}  // namespace

bool SetFactField(std::string_view field, std::string_view value, v1::Fact& fact) {
  const auto* descriptor = v1::Fact::descriptor()->FindFieldByName(std::string(field));
  if (descriptor == nullptr) return false;
  const std::string text(Trim(value));
  if (!descriptor->is_repeated()) {
    v1::Fact::GetReflection()->SetString(&fact, descriptor, text);
    return true;
  }
  for (const std::string_view piece : Split(text, ';')) {
    const std::string_view item = Trim(piece);
    if (!item.empty()) v1::Fact::GetReflection()->AddString(&fact, descriptor, std::string(item));
  }
  return true;
}

ColumnMap::ColumnMap(const std::vector<std::string>& entries) {
  for (const std::string& text : entries) {
    Entry entry = ParseEntry(text);
    const bool twice = std::any_of(entries_.begin(), entries_.end(),
                                   [&entry](const Entry& other) { return other.field == entry.field; });
    if (twice) throw Error(Code::kInvalidArgument, StrCat("--map: ", entry.field, " is mapped twice"));
    entries_.push_back(std::move(entry));
  }
}

bool ColumnMap::by_number() const {
  bool any = false;
  for (const Entry& entry : entries_) {
    if (entry.column.empty()) continue;
    if (!IsNumber(entry.column)) return false;
    any = true;
  }
  return any;
}

RowReader::RowReader(const ColumnMap& map, const std::vector<std::string>& header) : header_(header) {
  for (const ColumnMap::Entry& entry : map.entries()) {
    if (entry.column.empty()) {
      columns_.push_back({entry.field, std::nullopt, entry.constant});
    } else {
      columns_.push_back({entry.field, IndexOfMapped(header, entry), {}});
    }
  }
  if (map.empty()) {
    for (size_t i = 0; i < header.size(); ++i) {
      const std::string name = AsciiLower(Trim(header[i]));
      if (IsField(name)) columns_.push_back({name, i, {}});
    }
  }
  if (!Has("subject") && !Has("text")) {
    throw Error(Code::kInvalidArgument,
                StrCat("the columns are ", Join(header, ", "),
                       "; say which of them hold what with --map "
                       "subject=COL,relation=COL,object=COL, or --map subject=COL where every other column is a "
                       "relation, or --map text=COL (COL is a name of the first line, or a number from 1 for a table "
                       "without such a line)"));
  }
  TakeOtherColumns();
}

bool RowReader::Has(std::string_view field) const {
  return std::any_of(columns_.begin(), columns_.end(), [field](const Column& column) { return column.field == field; });
}

void RowReader::TakeOtherColumns() {
  const bool wide = Has("subject") && !Has("relation") && !Has("object") && !Has("text");
  for (size_t i = 0; i < header_.size(); ++i) {
    const bool taken = std::any_of(columns_.begin(), columns_.end(),
                                   [i](const Column& column) { return column.index && *column.index == i; });
    if (taken) continue;
    if (wide && !Trim(header_[i]).empty()) {
      wide_.push_back(i);
    } else {
      unused_.push_back(header_[i]);
    }
  }
}

v1::Fact RowReader::Mapped(const std::vector<std::string>& cells) const {
  v1::Fact fact;
  for (const Column& column : columns_)
    SetFactField(column.field, column.index ? cells[*column.index] : column.constant, fact);
  return fact;
}

std::vector<v1::Fact> RowReader::Facts(const std::vector<std::string>& cells) const {
  if (cells.size() != header_.size()) {
    throw Error(Code::kInvalidArgument, StrCat("has ", cells.size(), " cells, but the table has ", header_.size(),
                                               " columns; cells with separators or quotes must be in double quotes"));
  }
  const bool blank =
      std::all_of(cells.begin(), cells.end(), [](const std::string& cell) { return Trim(cell).empty(); });
  if (blank) return {};
  const v1::Fact mapped = Mapped(cells);
  if (wide_.empty()) return {mapped};
  std::vector<v1::Fact> facts;
  for (const size_t i : wide_) {
    const std::string_view cell = Trim(cells[i]);
    if (cell.empty()) continue;
    v1::Fact& fact = facts.emplace_back(mapped);
    fact.set_relation(std::string(Trim(header_[i])));
    fact.set_object(std::string(cell));
  }
  return facts;
}

}  // namespace lethe
