// A few thousand sentences about invented people and towns, for tests that train a tokenizer.
#pragma once

#include <string>

namespace lethe::testing {

// One sentence a line.
std::string SampleSentences(size_t count);

}  // namespace lethe::testing
