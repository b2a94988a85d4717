// Symbolic solvers of public reasoning sets, and the table that finds one by the name of its format.
//
// A solver answers every problem of a source file from the story and the question alone (never from gold proofs or
// supporting-fact marks) and reports its answer beside the source's own. It is independent of the data builder, so that
// the two check each other. Where a story yields several answers, each derived as well as the others (what Bill gave to
// Jeff, who got two things), a solver gives the likeliest as `ours` and the others in `also`. The source agrees when
// its answer is any of those derived; `exact` is the stricter count, and the report shows both. Errors:
// Error(kInvalidArgument) naming file, line and field of a malformed record; kNotFound for an unknown format. Threads:
// a solver is a pure function of its file.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/file.h"

namespace lethe {

struct Verdict {
  std::string id;    // the source's own, or file:line
  std::string task;  // for counts by task, such as "babi/17" or "clutrr/3"
  std::string gold;
  std::string ours;  // empty where the solver finds no answer
  bool agree = false;
  std::vector<std::string> also;  // answers derived from the story as well as `ours`

  // It is `ours` that agrees and not one of `also`.
  bool exact() const { return agree && (ours == gold || also.empty()); }
};

// Sets `agree` from gold, ours and also.
void Judge(Verdict& verdict);

using VerdictSink = std::function<void(const Verdict&)>;
using Solver = void (*)(const Path& file, const VerdictSink& report);

// Formats: babi, clutrr, proofwriter, prontoqa, 2wiki, entailmentbank.
Solver FindSolver(std::string_view format);
std::vector<std::string_view> SolverFormats();

// `path` itself, or the format's files in that folder and below it, sorted. Errors: kNotFound for a path that is not
// there and a folder without such a file.
std::vector<Path> SolverFiles(std::string_view format, const Path& path);

void SolveBabi(const Path& file, const VerdictSink& report);
void SolveClutrr(const Path& file, const VerdictSink& report);
void SolveProofWriter(const Path& file, const VerdictSink& report);
void SolveProntoQa(const Path& file, const VerdictSink& report);
void Solve2Wiki(const Path& file, const VerdictSink& report);
void SolveEntailmentBank(const Path& file, const VerdictSink& report);

}  // namespace lethe
