#include "services/cli/commands/eval.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <fstream>
#include <iomanip>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "base/log.h"
#include "base/parallel.h"
#include "base/progress.h"
#include "services/cli/bundle.h"
#include "services/cli/channel_option.h"
#include "services/cli/commands/eval_retrieval.h"
#include "services/cli/decision_options.h"
#include "services/cli/json_text.h"
#include "services/cli/output_file.h"
#include "services/eval/example_reader.h"
#include "services/eval/qa_eval.h"
#include "services/reasoner/store_facts.h"

namespace lethe {
namespace {

using Json = nlohmann::ordered_json;

struct Options {
  std::string data, model, store, out;
  v1::Channel channel = v1::CHANNEL_CONTEXT;
  size_t limit = 0;
  size_t threads = 0;
  uint32_t max_facts = 0;
  ReasonerLimits limits;
  bool json = false;
};

std::string Percent(const Json& share) {
  if (share.is_null()) return "-";
  std::ostringstream out;
  out << std::fixed << std::setprecision(1) << 100 * share.get<double>();
  return out.str();
}

void PrintGroups(const Json& groups, const char* title) {
  std::cout << "\n" << title << "\n";
  for (const auto& [name, group] : groups.items()) {
    std::cout << "  " << std::left << std::setw(28) << name << " n " << std::setw(6) << group["n"].get<size_t>()
              << " exact " << std::setw(6) << Percent(group["exact_match"]) << " f1 " << Percent(group["f1"]) << "\n";
  }
}

void PrintScore(const Json& score) {
  std::cout << "questions " << score["n"] << ", exact match " << Percent(score["exact_match"]) << ", F1 "
            << Percent(score["f1"]) << ", contains " << Percent(score["contains"]) << "\n"
            << "answerable " << score["answerable"]["n"] << ", exact match "
            << Percent(score["answerable"]["exact_match"]) << "\n"
            << "refusal precision " << Percent(score["refusal"]["precision"]) << ", recall "
            << Percent(score["refusal"]["recall"]) << ", exact match lost to false refusals "
            << Percent(score["refusal"]["exact_match_lost"]) << "\n"
            << "citation precision " << Percent(score["citation"]["precision"]) << ", recall "
            << Percent(score["citation"]["recall"]) << "\n"
            << "errors " << score["errors"] << "\n"
            << "twins " << score["twins"]["n"] << ", both right " << Percent(score["twins"]["both_right"]) << "\n"
            << "confidence AUROC " << Percent(score["confidence"]["auroc"]) << ", exact match of the surer half "
            << Percent(score["confidence"]["surer_half_exact_match"]) << "\n";
  PrintGroups(score["by_hops"], "by hops");
  PrintGroups(score["by_task"], "by task");
}

std::string PredictionLines(const std::vector<v1::Example>& examples, const QaEvalResult& result) {
  std::string lines;
  for (size_t i = 0; i < examples.size(); ++i) {
    lines += DumpJson(PredictionJson(examples[i], result.answers[i], result.errors[i])) + "\n";
  }
  return lines;
}

void WarnOfErrors(const std::vector<v1::Example>& examples, const std::vector<std::string>& errors) {
  const auto first =
      std::find_if(errors.begin(), errors.end(), [](const std::string& error) { return !error.empty(); });
  if (first == errors.end()) return;
  const auto count = std::count_if(first, errors.end(), [](const std::string& error) { return !error.empty(); });
  LogWarning(count, " of ", errors.size(), " questions could not be asked and count as wrong; the first, ",
             examples[static_cast<size_t>(first - errors.begin())].id(), ": ", *first);
}

void Qa(const Options& options) {
  if (options.channel == v1::CHANNEL_RETRIEVAL && options.store.empty()) {
    throw CLI::ValidationError("--channel retrieval", "needs --store");
  }
  if (!options.out.empty()) CheckOutputFile(options.out);
  const std::vector<v1::Example> examples = ReadExamples(options.data, options.limit);
  QaEvalOptions eval;
  eval.channel = options.channel;
  eval.threads = std::min(options.threads > 0 ? options.threads : HardwareThreads(), examples.size());
  ReasonerLimits limits = options.limits;
  limits.max_concurrent = static_cast<uint32_t>(eval.threads);
  if (options.max_facts > 0) limits.max_facts = options.max_facts;
  SetComputeThreads(1);  // one thread a question
  const auto reasoner = Reasoner::Load(ModelFolder(options.model), limits);
  const auto store = options.channel == v1::CHANNEL_RETRIEVAL ? OpenStoreFacts(options.store, limits) : nullptr;
  eval.store = store.get();
  Progress progress("asking", examples.size(), "questions");
  eval.progress = [&](size_t done) { progress.Update(done); };
  const QaEvalResult result = AskExamples(*reasoner, examples, eval);
  WarnOfErrors(examples, result.errors);
  const Json score = ScoreExamples(examples, result, options.channel);
  if (options.json) {
    std::cout << DumpJson(score) << "\n";
  } else {
    PrintScore(score);
  }
  // Behind the score, which a full disk must not take along.
  if (!options.out.empty()) WriteFileAtomic(options.out, PredictionLines(examples, result));
}

}  // namespace

void AddEvalCommands(CLI::App& app) {
  auto options = std::make_shared<Options>();
  CLI::App* group = AddEvalGroup(app);
  CLI::App* qa = group->add_subcommand("qa", "Questions over facts: accuracy, refusals, citations");
  qa->add_option("--data", options->data, "Examples, JSONL (docs/formats.md), .gz and .zst too")->required();
  qa->add_option("--model", options->model, "Checkpoint folder; the bundled model where it is not given");
  qa->add_option("--store", options->store, "Store folder or postgres://..., for --channel retrieval");
  AddChannelOption(*qa, options->channel);
  qa->add_option("--max-facts", options->max_facts, "Retrieved facts in front of a question")
      ->check(CLI::Range(uint32_t{0}, kMaxFrontFacts));
  AddDecisionOptions(*qa, options->limits);
  qa->add_option("--limit", options->limit, "Only the first N examples");
  qa->add_option("--out", options->out, "Write each prediction to this JSONL file");
  qa->add_option("--threads", options->threads, "Questions asked at once; 0 is one a core")->capture_default_str();
  qa->add_flag("--json", options->json, "Print one JSON object");
  qa->footer("Example: lethe eval qa --data validation.jsonl --model runs/a/checkpoint --channel context --json");
  qa->callback([options] { Qa(*options); });
}

}  // namespace lethe
