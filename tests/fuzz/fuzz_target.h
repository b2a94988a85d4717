// What is fuzzed: one row for each reader of bytes that come from outside.
//
// A target takes any bytes. It returns when it has done with them what the program promises: refuse with a
// lethe::Error, or give what is well-formed. It throws FuzzFailure where a promise is broken; anything else that it
// throws, a crash and a hang are failures too. Threads: one.
#pragma once

#include <functional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "base/file.h"

namespace lethe::fuzz {

class FuzzFailure : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

struct FuzzTarget {
  std::string name;  // letters, digits and '_'
  std::function<void(std::string_view bytes)> run;
  std::vector<std::string> seeds;  // small and well-formed
  std::vector<std::string> words;  // of the format, for mutations
};

// import_*, read_*, search and word_vectors.
const std::vector<FuzzTarget>& FuzzTargets();
const FuzzTarget& FindTarget(std::string_view name);

// The rows, by family.
std::vector<FuzzTarget> ImportTargets();
std::vector<FuzzTarget> DatasetTargets();
std::vector<FuzzTarget> SearchTargets();
std::vector<FuzzTarget> VectorTargets();

// Puts the bytes into the file that readers are given. It stays behind when the process dies.
Path WriteInput(std::string_view bytes);

}  // namespace lethe::fuzz
