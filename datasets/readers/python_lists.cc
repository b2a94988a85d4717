#include "datasets/readers/python_lists.h"

#include <algorithm>

#include "base/text.h"

namespace lethe {

std::vector<std::string_view> PythonStrings(std::string_view text) {
  std::vector<std::string_view> strings;
  for (size_t begin = text.find_first_of("'\""); begin != std::string_view::npos;) {
    const size_t end = text.find(text[begin], begin + 1);
    if (end == std::string_view::npos) return {};
    strings.push_back(text.substr(begin + 1, end - begin - 1));
    begin = text.find_first_of("'\"", end + 1);
  }
  return strings;
}

std::optional<std::vector<size_t>> PythonNumbers(std::string_view text) {
  constexpr std::string_view kDigits = "0123456789";
  std::vector<size_t> numbers;
  for (size_t begin = text.find_first_of(kDigits); begin != std::string_view::npos;) {
    const size_t end = std::min(text.find_first_not_of(kDigits, begin), text.size());
    const auto number = ParseNumber<size_t>(text.substr(begin, end - begin));
    if (!number) return std::nullopt;
    numbers.push_back(*number);
    begin = text.find_first_of(kDigits, end);
  }
  return numbers;
}

}  // namespace lethe
