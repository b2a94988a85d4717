#include "services/cli/filter_options.h"

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

#include "retriever/search/fact_filter.h"
#include "services/cli/usage.h"

namespace lethe {
namespace {

using Names = std::vector<std::string>;

void CheckDate(const std::string& date) {
  CheckFilterDate("filter: valid_at", date);
}

}  // namespace

void AddFilterOptions(CLI::App& command, v1::SearchFilter& filter) {
  const auto set_sources = [&filter](const Names& names) {
    filter.mutable_sources()->Assign(names.begin(), names.end());
  };
  const auto set_tags = [&filter](const Names& names) { filter.mutable_tags()->Assign(names.begin(), names.end()); };
  const auto set_date = [&filter](const std::string& date) { filter.set_valid_at(date); };
  command.add_option_function<Names>("--source", set_sources, "Only facts of this source (or of one of several)")
      ->allow_extra_args(false);
  command.add_option_function<Names>("--tag", set_tags, "Only facts with this tag (with all of several)")
      ->allow_extra_args(false);
  command
      .add_option_function<std::string>("--valid-at", set_date,
                                        "Only facts valid on this date, such as 2024-05-31 or 2024")
      ->check(AsCheck(CheckDate));
}

}  // namespace lethe
