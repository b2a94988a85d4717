#include "services/cli/commands/dataset_solve.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <iomanip>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>

#include "base/text.h"
#include "datasets/solvers/solve_report.h"
#include "services/cli/json_text.h"

namespace lethe {
namespace {

using Json = nlohmann::ordered_json;

constexpr size_t kShown = 20;  // of each list, in the form for people
constexpr int kNameWidth = 40;

Json CountsJson(const SolveCounts& counts) {
  return {{"n", counts.n}, {"agree", counts.agree}, {"exact", counts.exact}, {"several", counts.several}};
}

Json VerdictsJson(const std::vector<Verdict>& verdicts) {
  Json list = Json::array();
  for (const Verdict& verdict : verdicts) {
    list.push_back({{"id", verdict.id}, {"gold", verdict.gold}, {"ours", verdict.ours}});
    if (!verdict.also.empty()) list.back()["also"] = verdict.also;
  }
  return list;
}

Json ReportJson(const SolveReport& report) {
  Json json = CountsJson(report.all);
  json["by_task"] = Json::object();
  for (const auto& [task, counts] : report.by_task) json["by_task"][task] = CountsJson(counts);
  json["disagree"] = VerdictsJson(report.disagree);
  json["inexact"] = VerdictsJson(report.inexact);
  return json;
}

void PrintCounts(const std::string& name, const SolveCounts& counts) {
  const double percent = 100.0 * static_cast<double>(counts.agree) / static_cast<double>(counts.n);
  std::cout << "  " << std::left << std::setw(kNameWidth) << name << std::right << std::setw(9) << counts.n
            << std::setw(9) << counts.agree << std::setw(9) << std::fixed << std::setprecision(2) << percent
            << std::setw(9) << counts.exact << std::setw(9) << counts.several << "\n";
}

void PrintVerdicts(const std::string& title, const std::vector<Verdict>& verdicts) {
  if (verdicts.empty()) return;
  std::cout << title << " (" << verdicts.size() << ")\n";
  for (size_t i = 0; i < std::min(kShown, verdicts.size()); ++i) {
    const Verdict& verdict = verdicts[i];
    std::cout << "  " << verdict.id << ": source \"" << verdict.gold << "\", ours "
              << (verdict.ours.empty() ? "none" : "\"" + verdict.ours + "\"");
    if (!verdict.also.empty()) std::cout << ", also \"" << Join(verdict.also, "\", \"") << "\"";
    std::cout << "\n";
  }
  if (verdicts.size() > kShown) std::cout << "  ... and " << verdicts.size() - kShown << " more; --json lists all\n";
}

void PrintReport(const SolveReport& report) {
  std::cout << "  " << std::left << std::setw(kNameWidth) << "task" << std::right << std::setw(9) << "n" << std::setw(9)
            << "agree" << std::setw(9) << "%" << std::setw(9) << "exact" << std::setw(9) << "several"
            << "\n";
  for (const auto& [task, counts] : report.by_task) PrintCounts(task, counts);
  PrintCounts("all", report.all);
  PrintVerdicts("The source disagrees", report.disagree);
  PrintVerdicts("Several answers follow, and the source has another than our first", report.inexact);
}

struct Arguments {
  std::string format, path;
  bool json = false;
};

void Run(const Arguments& arguments) {
  const SolveReport report = Solve(arguments.format, arguments.path);
  if (arguments.json) {
    std::cout << DumpJson(ReportJson(report), 2) << "\n";
  } else {
    PrintReport(report);
  }
}

}  // namespace

void AddDatasetSolve(CLI::App& group) {
  const std::vector<std::string_view> formats = SolverFormats();
  const std::vector<std::string> names(formats.begin(), formats.end());
  auto arguments = std::make_shared<Arguments>();
  CLI::App* solve = group.add_subcommand(
      "solve", "Answer a source's problems by symbolic reasoning and compare with its own answers");
  solve->add_option("--format", arguments->format, "What the source is")->required()->check(CLI::IsMember(names));
  solve->add_option("file", arguments->path, "Source file (.gz and .zst too) or folder of them")->required();
  solve->add_flag("--json", arguments->json, "Print one JSON object");
  solve->footer("Example: lethe dataset solve --format babi tasks/qa5_three-arg-relations_train.txt --json");
  solve->callback([arguments] { Run(*arguments); });
}

}  // namespace lethe
