// Reads all records of a file into a source, which counts the malformed ones that it may leave out.
#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "base/log.h"
#include "datasets/readers/reader.h"

namespace lethe {

// Calls take(record) for each. `skip_bad` is meant for all files of the source together; what is left out of this one
// is added to left_out["malformed"]. Errors: those of Reader.
template <typename Take>
void ReadRecords(std::string_view format, const Path& file, uint64_t skip_bad,
                 std::map<std::string, uint64_t>& left_out, const Take& take) {
  static const std::string kMalformed = "malformed";
  const auto before = left_out.find(kMalformed);
  ReadOptions options;
  options.skip_bad = skip_bad - std::min(skip_bad, before == left_out.end() ? 0 : before->second);
  Reader reader(format, file, options);
  for (Record record; reader.Next(record);) take(record);
  for (const std::string& reason : reader.stats().reasons) LogWarning("left out: ", reason);
  if (reader.stats().skipped > 0) left_out[kMalformed] += reader.stats().skipped;
}

}  // namespace lethe
