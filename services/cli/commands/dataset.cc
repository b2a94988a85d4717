#include "services/cli/commands/dataset.h"

#include <CLI/CLI.hpp>
#include <chrono>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>

#include "base/config.h"
#include "base/error.h"
#include "base/progress.h"
#include "datasets/builder.h"
#include "datasets/names/collect_entities.h"
#include "datasets/tokenize.h"

namespace lethe {
namespace {

using Json = nlohmann::ordered_json;
using Clock = std::chrono::steady_clock;

double Seconds(Clock::time_point since) { return std::chrono::duration<double>(Clock::now() - since).count(); }

std::string Dump(const Json& json) { return json.dump(2, ' ', false, Json::error_handler_t::replace); }

struct BuildArguments {
  std::string config, out, shard;
  std::vector<std::string> set;
  uint64_t count = 0, seed = 0;
  CLI::Option *count_option = nullptr, *seed_option = nullptr;
  size_t threads = 0;
  bool json = false;
};

// "3/16" -> 3, 16.
void ParseShard(const std::string& text, BuildOptions& options) {
  if (text.empty()) return;
  char slash = 0, rest = 0;
  std::istringstream in(text);
  long long shard = -1, shards = -1;
  if (!(in >> shard >> slash >> shards) || slash != '/' || in >> rest || shard < 0 || shards < 1 || shard >= shards) {
    throw CLI::ValidationError("--shard", "\"" + text + "\" is no shard; write i/n with 0 <= i < n, for example 0/4");
  }
  options.shard = static_cast<size_t>(shard);
  options.shards = static_cast<size_t>(shards);
}

void Build(const BuildArguments& arguments) {
  DatasetConfig config;
  LoadConfig(arguments.config, config);
  for (const std::string& assignment : arguments.set) SetConfigField(assignment, config);
  if (arguments.count_option->count() > 0) config.set_count(arguments.count);
  if (arguments.seed_option->count() > 0) config.set_seed(arguments.seed);
  BuildOptions options;
  options.out = arguments.out;
  options.threads = arguments.threads;
  ParseShard(arguments.shard, options);
  const auto start = Clock::now();
  const DatasetBuilder builder(config, Path(arguments.config).parent_path());
  BuildResult result;
  {
    Progress bar("build", builder.count() / options.shards, "examples");
    result = builder.Build(options, [&](uint64_t done) { bar.Update(done); });
  }
  const double seconds = Seconds(start);
  WriteFileAtomic(options.out / "dataset.txtpb", ConfigText(config));
  if (arguments.json) {
    std::cout << Dump({{"file", result.file.string()}, {"examples", result.examples}, {"bytes", result.bytes}, {"seconds", seconds}}) << "\n";
  } else {
    std::cout << result.file.string() << ": " << result.examples << " examples, " << result.bytes / 1000000.0 << " MB, "
              << static_cast<uint64_t>(static_cast<double>(result.examples) / seconds) << " examples/s\n";
  }
}

void AddBuild(CLI::App& group) {
  auto arguments = std::make_shared<BuildArguments>();
  CLI::App* build = group.add_subcommand("build", "Build preloaded-context examples from a config");
  build->add_option("--config", arguments->config, "Config (datasets/configs/*.txtpb)")->required();
  build->add_option("--out", arguments->out, "Folder to write")->required();
  arguments->count_option = build->add_option("--count", arguments->count, "Number of examples; instead of the config's");
  arguments->seed_option = build->add_option("--seed", arguments->seed, "Seed; instead of the config's");
  build->add_option("--shard", arguments->shard, "Build part i of n only: i/n");
  build->add_option("--set", arguments->set, "Change a field of the config: source.0.world.max_facts=8");
  build->add_option("--threads", arguments->threads, "Threads; 0 means all cores")->capture_default_str();
  build->add_flag("--json", arguments->json, "Print one JSON object");
  build->footer("Example: lethe dataset build --config datasets/configs/train.txtpb --out data/train --count 100000");
  build->callback([arguments] { Build(*arguments); });
}

struct TokenizeArguments {
  std::string examples, tokenizer, out;
  TokenizeOptions options;
  bool json = false;
};

void Tokenize(TokenizeArguments& arguments) {
  arguments.options.examples = arguments.examples;
  arguments.options.tokenizer = arguments.tokenizer;
  arguments.options.out = arguments.out;
  const auto start = Clock::now();
  TokenizeResult result;
  {
    Progress bar("tokenize", 0, "examples");
    result = TokenizeExamples(arguments.options, [&](uint64_t done) { bar.Update(done); });
  }
  const double seconds = Seconds(start);
  if (arguments.json) {
    std::cout << Dump({{"examples", result.examples},
                       {"too_long", result.too_long},
                       {"tokens", result.tokens},
                       {"loss_tokens", result.loss_tokens},
                       {"shards", result.shards},
                       {"seconds", seconds}})
              << "\n";
  } else {
    std::cout << arguments.out << ": " << result.shards << " shards, " << result.examples << " examples (" << result.too_long << " too long), "
              << result.tokens << " tokens of which " << result.loss_tokens << " carry loss\n";
  }
}

void AddTokenize(CLI::App& group) {
  auto arguments = std::make_shared<TokenizeArguments>();
  CLI::App* tokenize = group.add_subcommand("tokenize", "Encode examples into token shards (safetensors)");
  tokenize->add_option("examples", arguments->examples, "Example file (.jsonl, .gz, .zst) or folder of them")->required();
  tokenize->add_option("--tokenizer", arguments->tokenizer, "tokenizer.model")->required();
  tokenize->add_option("--out", arguments->out, "Folder of the shards")->required();
  tokenize->add_option("--seed", arguments->options.seed, "Seed of the facts' numbers")->capture_default_str();
  tokenize->add_option("--max-tokens", arguments->options.max_tokens_per_example, "Longer examples are left out and counted")->capture_default_str();
  tokenize->add_option("--shard-tokens", arguments->options.max_tokens_per_shard, "Tokens a file")->capture_default_str();
  tokenize->add_option("--threads", arguments->options.threads, "Threads; 0 means all cores")->capture_default_str();
  tokenize->add_flag("--json", arguments->json, "Print one JSON object");
  tokenize->footer("Example: lethe dataset tokenize data/train --tokenizer tokenizer.model --out data/shards");
  tokenize->callback([arguments] { Tokenize(*arguments); });
}

void AddText(CLI::App& group) {
  auto examples = std::make_shared<std::string>();
  CLI::App* text = group.add_subcommand("text", "Print all texts of the examples, one a line (input of `lethe tokenizer train`)");
  text->add_option("examples", *examples, "Example file or folder")->required();
  text->footer("Example: lethe dataset text data/train > corpus.txt");
  text->callback([examples] { WriteExampleText(*examples, std::cout); });
}

struct EntitiesArguments {
  std::string train, development, templates, out = "datasets/entities";
  CollectOptions options;
  bool json = false;
};

void Entities(EntitiesArguments& arguments) {
  arguments.options.train = arguments.train;
  arguments.options.development = arguments.development;
  arguments.options.templates = arguments.templates;
  arguments.options.out = arguments.out;
  const auto counts = CollectEntities(arguments.options);
  if (arguments.json) {
    std::cout << Dump(Json(counts)) << "\n";
    return;
  }
  for (const auto& [list, count] : counts) std::cout << list << ": " << count << " names\n";
}

void AddEntities(CLI::App& group) {
  auto arguments = std::make_shared<EntitiesArguments>();
  CLI::App* entities = group.add_subcommand("entities", "Make the lists of names by type from EntityQuestions");
  entities->add_option("--train", arguments->train, "EntityQuestions' training half, JSON lines")->required();
  entities->add_option("--dev", arguments->development, "Its development half: names for validation")->required();
  entities->add_option("--templates", arguments->templates, "relation_query_templates.json")->required();
  entities->add_option("--out", arguments->out, "Folder of the lists")->capture_default_str();
  entities->add_option("--max-names", arguments->options.max_train, "Names a type")->capture_default_str();
  entities->add_flag("--json", arguments->json, "Print one JSON object");
  entities->footer("Example: lethe dataset entities --train train.jsonl.zst --dev dev.jsonl.zst --templates relation_query_templates.json.zst");
  entities->callback([arguments] { Entities(*arguments); });
}

}  // namespace

void AddDatasetCommands(CLI::App& app) {
  CLI::App* group = app.add_subcommand("dataset", "Build, check and tokenize preloaded-context data sets");
  group->require_subcommand(1);
  AddBuild(*group);
  AddTokenize(*group);
  AddText(*group);
  AddEntities(*group);
}

}  // namespace lethe
