// A fact with everything the indexes need of it, computed before the store's lock is taken.
//
// Threads: pure functions.
#pragma once

#include <string>
#include <vector>

#include "proto/knowledge.pb.h"
#include "retriever/lexical/analyzer.h"

namespace lethe {

// By what a fact is looked up exactly.
struct FactKeys {
  std::string subject;  // empty for free text without a subject
  std::string relation;
  std::vector<std::string> aliases;  // distinct, none equal to the subject
};

struct PreparedFact {
  std::string id;
  std::string bytes;  // the fact, serialised
  std::string source;
  FactKeys keys;
  AnalyzedText words;
  std::vector<float> vector;
};

FactKeys KeysOf(const v1::Fact& fact);

// Everything but the vector, which is embedded in batches. Gives the fact its content id where it has none.
PreparedFact Prepare(v1::Fact fact);

}  // namespace lethe
