#include "retriever/search/fact_filter.h"

#include <algorithm>
#include <string>
#include <string_view>

#include "base/error.h"
#include "retriever/fact.h"

namespace lethe {
namespace {

bool Holds(const v1::Fact& fact, const std::string& date) {
  const bool begun = fact.valid_from().empty() || CompareDates(fact.valid_from(), date) <= 0;
  const bool ended = !fact.valid_to().empty() && CompareDates(fact.valid_to(), date) < 0;
  return begun && !ended;
}

}  // namespace

bool IsEmpty(const v1::SearchFilter& filter) {
  return filter.sources().empty() && filter.tags().empty() && filter.valid_at().empty();
}

void CheckFilter(const v1::SearchFilter& filter) {
  CheckFilterDate("filter: valid_at", filter.valid_at());
}

void CheckFilterDate(std::string_view field, const std::string& date) {
  if (date.empty() || (IsIsoDate(date) && date.find('T') == std::string::npos)) return;
  throw Error(Code::kInvalidArgument,
              StrCat(field, ": \"", date, "\" is no ISO date; write it as 2024-05-31, 2024-05 or 2024"));
}

bool Allows(const v1::SearchFilter& filter, const v1::Fact& fact) {
  const auto& sources = filter.sources();
  if (!sources.empty() && std::find(sources.begin(), sources.end(), fact.source()) == sources.end()) return false;
  const bool all_tags = std::all_of(filter.tags().begin(), filter.tags().end(), [&fact](const std::string& tag) {
    return std::find(fact.tags().begin(), fact.tags().end(), tag) != fact.tags().end();
  });
  return all_tags && (filter.valid_at().empty() || Holds(fact, filter.valid_at()));
}

}  // namespace lethe
