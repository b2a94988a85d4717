// CLUTRR: the relation of two people by composing the edges of their story's family graph.
#include "base/error.h"
#include "datasets/solvers/clutrr/family.h"
#include "datasets/solvers/clutrr/problem.h"
#include "datasets/solvers/solver.h"

namespace lethe {
namespace {

// Edges are composed as they are told; only where that leads nowhere, from their other side too.
std::vector<clutrr::Kin> Solve(const clutrr::Problem& problem) {
  clutrr::Family family;
  for (const clutrr::Edge& edge : problem.edges) family.Tell(edge.person, edge.relation.kin, edge.relative);
  std::vector<clutrr::Kin> found = family.Relations(problem.person, problem.relative);
  if (found.empty()) found = family.WithInverses().Relations(problem.person, problem.relative);
  return found;
}

}  // namespace

void SolveClutrr(const Path& file, const VerdictSink& report) {
  clutrr::ProblemReader problems(file);
  size_t count = 0;
  for (clutrr::Problem problem; problems.Next(problem); ++count) {
    Verdict verdict{problem.id, problem.hops == 0 ? "clutrr" : StrCat("clutrr/", problem.hops), problem.gold, "", false,
                    {}};
    for (const clutrr::Kin kin : Solve(problem)) {
      const std::string word = clutrr::RelativeWord(kin, problem.gender);
      if (verdict.ours.empty()) {
        verdict.ours = word;
      } else {
        verdict.also.push_back(word);
      }
    }
    Judge(verdict);
    report(verdict);
  }
  if (count == 0) throw Error(Code::kInvalidArgument, StrCat(file.string(), ":1: target: the file has no problem"));
}

}  // namespace lethe
