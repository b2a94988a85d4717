#include "datasets/solvers/solve_report.h"

namespace lethe {

void SolveCounts::Add(const Verdict& verdict) {
  ++n;
  agree += verdict.agree ? 1 : 0;
  exact += verdict.exact() ? 1 : 0;
  several += verdict.also.empty() ? 0 : 1;
}

SolveReport Solve(std::string_view format, const Path& path) {
  const Solver solver = FindSolver(format);
  SolveReport report;
  for (const Path& file : SolverFiles(format, path)) {
    solver(file, [&](const Verdict& verdict) {
      report.all.Add(verdict);
      report.by_task[verdict.task].Add(verdict);
      if (!verdict.agree) report.disagree.push_back(verdict);
      if (verdict.agree && !verdict.exact()) report.inexact.push_back(verdict);
    });
  }
  return report;
}

}  // namespace lethe
