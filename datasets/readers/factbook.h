// The World Factbook as JSON lines, one country or territory each: its fields as short, clean facts.
//
// Values are freed of mark-up, remarks and sources of estimates; what is longer than 80 bytes after that is left out.
// Errors: kInvalidArgument naming file and line.
// Threads: pure function.
// Source: https://github.com/factbook/factbook.json (CC0)
#pragma once

#include <functional>

#include "base/file.h"
#include "datasets/readers/source_fact.h"

namespace lethe {

void ReadFactbook(const Path& file, const std::function<void(const SourceFact&)>& visit);

}  // namespace lethe
