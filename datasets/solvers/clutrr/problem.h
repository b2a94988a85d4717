// The problems of a CLUTRR file (CSV): the edges of the story's family graph, who is asked for, and the gold relation.
//
// The gold derivation (proof_state, f_comb) is not read.
// Errors: kInvalidArgument naming file, line and field; those of CsvRows.
// Threads: one reader, one thread.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "base/file.h"
#include "datasets/readers/csv_rows.h"
#include "datasets/solvers/clutrr/kinship.h"

namespace lethe::clutrr {

struct Edge {
  size_t person = 0, relative = 0;
  Relative relation{};  // of the relative to the person
};

struct Problem {
  std::string id;
  size_t hops = 0;  // relations that must be composed, as the source counts; 0 where it does not say
  std::vector<Edge> edges;
  size_t person = 0, relative = 0;  // asked: what the relative is to the person
  Gender gender{};                  // of the relative
  std::string gold;                 // "aunt"
};

class ProblemReader {
 public:
  // Reads the header. Errors: kInvalidArgument for a column that is missing.
  explicit ProblemReader(const Path& file);

  bool Next(Problem& problem);

 private:
  const std::string& Field(std::string_view name) const;
  [[noreturn]] void Fail(std::string_view field, const std::string& reason) const;
  std::vector<size_t> Numbers(std::string_view field) const;
  std::vector<Edge> ReadEdges() const;
  Gender ReadGender(size_t person) const;

  CsvRows rows_;
  std::map<std::string, size_t, std::less<>> columns_;
  std::vector<std::string> row_;
};

}  // namespace lethe::clutrr
