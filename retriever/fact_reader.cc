#include "retriever/fact_reader.h"

#include <algorithm>

#include "base/error.h"
#include "base/text.h"
#include "retriever/fact_json.h"

namespace lethe {

JsonlFactReader::JsonlFactReader(const Path& file, std::string name) : lines_(file), name_(std::move(name)) {}

bool JsonlFactReader::Next(v1::Fact& fact) {
  std::string_view line;
  do {
    if (!lines_.Next(line)) return false;
  } while (Trim(line).empty());
  std::vector<std::string> unknown;
  fact = FactFromJson(line, &unknown);
  for (std::string& field : unknown) {
    if (std::find(unknown_.begin(), unknown_.end(), field) == unknown_.end()) unknown_.push_back(std::move(field));
  }
  return true;
}

std::string JsonlFactReader::Where() const {
  return StrCat(name_, ":", lines_.line_number());
}

}  // namespace lethe
