#include "services/cli/commands/bench_dataset.h"

#include <CLI/CLI.hpp>
#include <filesystem>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>

#include "base/config.h"
#include "base/error.h"
#include "datasets/dataset_bench.h"
#include "services/cli/json_text.h"

namespace lethe {
namespace {

struct Command {
  DatasetBenchOptions options;
  std::string config;
  std::string tokenizer;
  bool json = false;
};

// Beside the sources that the program was built from, or where the user stands in them.
std::string DefaultConfig() {
  const Path inner = Path("datasets") / "configs" / "train.txtpb";
  const Path program = std::filesystem::read_symlink("/proc/self/exe").parent_path();
  for (const Path& root : {Path("."), program / ".." / ".."}) {
    if (std::filesystem::exists(root / inner)) return (root / inner).lexically_normal().string();
  }
  throw Error(Code::kNotFound, StrCat("there is no ", inner.string(), " here; name a data set's config with --config"));
}

void Run(Command& command) {
  const std::string file = command.config.empty() ? DefaultConfig() : command.config;
  LoadConfig(file, command.options.config);
  command.options.root = Path(file).parent_path();
  command.options.tokenizer = command.tokenizer;
  const DatasetBenchResult result = RunDatasetBench(command.options);
  const nlohmann::ordered_json json = {
      {"examples_per_s", result.examples_per_s},         {"reader_mb_per_s", result.reader_mb_per_s},
      {"tokenizer_mb_per_s", result.tokenizer_mb_per_s}, {"sentencepiece_mb_per_s", result.sentencepiece_mb_per_s},
      {"tokenizer_ratio", result.tokenizer_ratio},       {"peak_rss_mb", result.peak_rss_mb}};
  std::cout << DumpJson(json, command.json ? -1 : 2) << "\n";
}

}  // namespace

void AddDatasetBench(CLI::App& group) {
  auto command = std::make_shared<Command>();
  CLI::App* app = group.add_subcommand("dataset", "Making, reading and tokenizing examples");
  app->add_option("--config", command->config, "Config of the generator; datasets/configs/train.txtpb where not given");
  app->add_option("--tokenizer", command->tokenizer, "Tokenizer; one is trained where not given");
  app->add_option("--examples", command->options.examples, "Examples to make")->capture_default_str();
  app->add_flag("--json", command->json, "Print one JSON object on one line");
  app->footer("Example: lethe bench dataset --json");
  app->callback([command] { Run(*command); });
}

}  // namespace lethe
