// Solves all problems of a source and counts how far its answers and ours agree.
//
// Errors: those of FindSolver, SolverFiles and the solver.
// Threads: one call, one thread.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/file.h"
#include "datasets/solvers/solver.h"

namespace lethe {

struct SolveCounts {
  uint64_t n = 0;
  uint64_t agree = 0;    // the source's answer is one of those derived
  uint64_t exact = 0;    // it is the one given first
  uint64_t several = 0;  // problems from which more than one answer is derived

  void Add(const Verdict& verdict);
};

struct SolveReport {
  SolveCounts all;
  std::map<std::string, SolveCounts> by_task;
  std::vector<Verdict> disagree;
  std::vector<Verdict> inexact;  // agree, by another answer than the one given first
};

// `path`: a file or a folder of them.
SolveReport Solve(std::string_view format, const Path& path);

}  // namespace lethe
