// The data set card: README.md with the header that Hugging Face reads, counts, checks, licence, config and example
// rows.
#pragma once

#include <string>

#include "base/file.h"
#include "datasets/dataset_check.h"

namespace lethe {

// The card of the examples in `folder`. `config` is the resolved config as text, or empty.
std::string MakeCard(const Path& folder, const CheckResult& result, const std::string& config);
// Checks the examples of the folder `options.data` and writes its README.md.
CheckResult WriteCard(CheckOptions options);

}  // namespace lethe
