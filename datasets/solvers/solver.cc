#include "datasets/solvers/solver.h"

#include <algorithm>
#include <array>

#include "base/byte_stream.h"
#include "base/error.h"
#include "base/text.h"

namespace lethe {
namespace {

struct SolverRow {
  std::string_view format;
  Solver solve;
  // How the names of the format's files in a folder begin and end, apart by spaces; .gz and .zst may follow.
  std::string_view beginnings, endings;
};
constexpr std::array kSolvers = {
    SolverRow{"babi", SolveBabi, "qa", ".txt"},
    SolverRow{"clutrr", SolveClutrr, "train test", ".csv"},
    SolverRow{"proofwriter", SolveProofWriter, "proofwriter pararule ruletaker train dev test", ".json .jsonl"},
    SolverRow{"prontoqa", SolveProntoQa, "prontoqa", ".json .jsonl"},
    SolverRow{"2wiki", Solve2Wiki, "2wiki_train 2wiki_dev 2wiki_test train dev test", ".json .jsonl"},
    SolverRow{"entailmentbank", SolveEntailmentBank, "train dev test", ".json .jsonl"},
};

const SolverRow& FindRow(std::string_view format) {
  for (const SolverRow& row : kSolvers) {
    if (row.format == format) return row;
  }
  throw Error(Code::kNotFound,
              StrCat("no solver for format \"", format, "\"; there are ", Join(SolverFormats(), ", ")));
}

bool IsSource(const SolverRow& row, const Path& file) {
  const std::string file_name = file.filename().string();
  const std::string_view name = WithoutPacking(file_name);
  const std::vector<std::string_view> beginnings = SplitWords(row.beginnings), endings = SplitWords(row.endings);
  return std::any_of(beginnings.begin(), beginnings.end(), [&](auto text) { return name.starts_with(text); }) &&
         std::any_of(endings.begin(), endings.end(), [&](auto text) { return name.ends_with(text); });
}

}  // namespace

Solver FindSolver(std::string_view format) {
  return FindRow(format).solve;
}

std::vector<std::string_view> SolverFormats() {
  std::vector<std::string_view> formats;
  for (const SolverRow& row : kSolvers) formats.push_back(row.format);
  return formats;
}

std::vector<Path> SolverFiles(std::string_view format, const Path& path) {
  const SolverRow& row = FindRow(format);
  if (!std::filesystem::exists(path)) throw Error(Code::kNotFound, StrCat("no file or folder ", path.string()));
  if (!std::filesystem::is_directory(path)) return {path};
  std::vector<Path> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(path)) {
    if (entry.is_regular_file() && IsSource(row, entry.path())) files.push_back(entry.path());
  }
  if (files.empty()) {
    throw Error(Code::kNotFound,
                StrCat("no file of format ", row.format, " in ", path.string(), ": names begin with ", row.beginnings,
                       " and end in ", row.endings, " (.gz, .zst); name the file itself if it is called otherwise"));
  }
  std::sort(files.begin(), files.end());
  return files;
}

void Judge(Verdict& verdict) {
  const std::vector<std::string>& also = verdict.also;
  verdict.agree = verdict.ours == verdict.gold || std::find(also.begin(), also.end(), verdict.gold) != also.end();
}

}  // namespace lethe
