#include "retriever/importers/fact_reader.h"

#include <algorithm>

#include "base/error.h"
#include "base/text.h"

namespace lethe {

void FactReader::PassedOver(std::string field) {
  if (std::find(unknown_.begin(), unknown_.end(), field) == unknown_.end()) unknown_.push_back(std::move(field));
}

std::string LineFactReader::Where() const {
  return StrCat(name_, ":", lines_.line_number());
}

bool LineFactReader::NextLine(std::string_view& line) {
  do {
    if (!lines_.Next(line)) return false;
  } while (Trim(line).empty());
  return true;
}

}  // namespace lethe
