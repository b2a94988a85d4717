#include "services/cli/commands/bench_dataset.h"

#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>

#include "base/beside_program.h"
#include "base/config.h"
#include "base/error.h"
#include "datasets/dataset_bench.h"
#include "services/cli/json_text.h"

namespace lethe {
namespace {

struct Command {
  DatasetBenchOptions options;
  std::string config, all_kinds;
  std::string tokenizer;
  bool json = false;
};

Path DefaultConfig(const char* name, const char* option) {
  const Path inner = Path("datasets") / "configs" / name;
  if (const auto found = FindBesideProgram(inner)) return *found;
  throw Error(Code::kNotFound, StrCat("there is no ", inner.string(), " here; name a data set's config with ", option));
}

void Run(Command& command) {
  const Path file = command.config.empty() ? DefaultConfig("train.txtpb", "--config") : Path(command.config);
  LoadConfig(file, command.options.config);
  command.options.root = file.parent_path();
  const Path all_kinds =
      command.all_kinds.empty() ? DefaultConfig("preloaded_v1.txtpb", "--all-kinds") : Path(command.all_kinds);
  LoadConfig(all_kinds, command.options.all_kinds);
  command.options.all_kinds_root = all_kinds.parent_path();
  command.options.tokenizer = command.tokenizer;
  const DatasetBenchResult result = RunDatasetBench(command.options);
  const nlohmann::ordered_json json = {{"examples_per_s", result.worlds.examples_per_s},
                                       {"examples_per_cpu_s", result.worlds.examples_per_cpu_s},
                                       {"examples_per_s_all_kinds", result.all_kinds.examples_per_s},
                                       {"examples_per_cpu_s_all_kinds", result.all_kinds.examples_per_cpu_s},
                                       {"examples_per_cpu_s_by_source", result.examples_per_cpu_s_by_source},
                                       {"reader_mb_per_s", result.reader_mb_per_s},
                                       {"tokenizer_mb_per_s", result.tokenizer_mb_per_s},
                                       {"sentencepiece_mb_per_s", result.sentencepiece_mb_per_s},
                                       {"tokenizer_ratio", result.tokenizer_ratio},
                                       {"peak_rss_mb", result.peak_rss_mb}};
  std::cout << DumpJson(json, command.json ? -1 : 2) << "\n";
}

}  // namespace

void AddDatasetBench(CLI::App& group) {
  auto command = std::make_shared<Command>();
  CLI::App* app = group.add_subcommand("dataset", "Making, reading and tokenizing examples");
  app->add_option("--config", command->config, "Config of the generator; datasets/configs/train.txtpb where not given");
  app->add_option("--all-kinds", command->all_kinds,
                  "Config whose worlds are of every kind; datasets/configs/preloaded_v1.txtpb where not given");
  app->add_option("--tokenizer", command->tokenizer, "Tokenizer; one is trained where not given");
  app->add_option("--examples", command->options.examples, "Examples to make")->capture_default_str();
  app->add_flag("--json", command->json, "Print one JSON object on one line");
  app->footer("Example: lethe bench dataset --json");
  app->callback([command] { Run(*command); });
}

}  // namespace lethe
