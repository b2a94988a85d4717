#include "datasets/solvers/json_records.h"

#include <nlohmann/json.hpp>

#include "base/error.h"
#include "base/line_reader.h"

namespace lethe {
namespace {

using Json = nlohmann::json;

// Cuts a stream of characters at the braces of its outermost objects.
class ObjectSplitter {
 public:
  // True when `c` closes an outermost object, which `text` then holds.
  bool Take(char c) {
    if (depth_ == 0 && c != '{') return false;
    text.push_back(c);
    if (escaped_) {
      escaped_ = false;
    } else if (in_string_) {
      escaped_ = c == '\\';
      in_string_ = c != '"';
    } else if (c == '"') {
      in_string_ = true;
    } else {
      depth_ += c == '{' || c == '[';
      depth_ -= c == '}' || c == ']';
    }
    return depth_ == 0;
  }
  bool inside() const { return depth_ > 0; }

  std::string text;

 private:
  int depth_ = 0;
  bool in_string_ = false, escaped_ = false;
};

Json Parse(const std::string& text, const std::string& where) {
  try {
    return Json::parse(text);
  } catch (const Json::exception& error) {
    throw Error(Code::kInvalidArgument, StrCat(where, ": not JSON: ", error.what()));
  }
}

// What may stand between records: white space, and the brackets and commas of an array of them.
bool IsBetweenRecords(char c) {
  return std::string_view(" \t\r[],").find(c) != std::string_view::npos;
}

}  // namespace

void ForEachJsonRecord(const Path& file, const JsonRecordSink& visit) {
  LineReader reader(file);
  ObjectSplitter splitter;
  std::string where;
  size_t records = 0;
  for (std::string_view line; reader.Next(line);) {
    for (const char c : line) {
      if (!splitter.inside()) {
        if (c != '{' && !IsBetweenRecords(c)) {
          throw Error(Code::kInvalidArgument, StrCat(reader.Where(), ": expected a JSON object or an array of them"));
        }
        if (c == '{') where = reader.Where();
      }
      if (!splitter.Take(c)) continue;
      const Json record = Parse(splitter.text, where);
      splitter.text.clear();
      ++records;
      visit(record, where);
    }
    if (splitter.inside()) splitter.Take('\n');
  }
  if (splitter.inside()) throw Error(Code::kInvalidArgument, StrCat(where, ": the object that begins here never ends"));
  if (records == 0) throw Error(Code::kInvalidArgument, StrCat(file.string(), ": holds no JSON object"));
}

std::string RequireText(const Json& record, std::string_view key, const std::string& where) {
  const auto found = record.find(key);
  if (found == record.end() || !found->is_string()) {
    throw Error(Code::kInvalidArgument,
                StrCat(where, ": expected a string in the field \"", key, "\"; is this the right --format?"));
  }
  return found->get<std::string>();
}

std::string RecordId(const Json& record, const std::string& where) {
  for (const char* key : {"id", "_id"}) {
    const auto found = record.find(key);
    if (found == record.end()) continue;
    if (found->is_string()) return found->get<std::string>();
    if (found->is_number()) return found->dump();
  }
  return where;
}

}  // namespace lethe
