// The facts that the crash harness puts, deletes and imports: two worlds of them, told apart by their source.
#pragma once

#include <cstdint>
#include <string>

#include "retriever/fact.h"
#include "tests/retriever/fact_samples.h"

namespace lethe::crash {

inline constexpr uint64_t kNumbers = 3000;              // facts are drawn from these
inline constexpr const char* kImportSource = "import";  // of facts that come from files, and only from there

enum class World { kPut, kImported };

inline v1::Fact FactOf(World world, uint64_t number) {
  v1::Fact fact = testing::NumberedFact(number);
  if (world == World::kImported) fact.set_source(kImportSource);
  return fact;
}

inline std::string IdOf(World world, uint64_t number) {
  return ContentId(FactOf(world, number));
}

}  // namespace lethe::crash
