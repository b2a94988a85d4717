#include "services/cli/commands/dataset.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <iostream>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>

#include "base/beside_program.h"
#include "base/config.h"
#include "base/error.h"
#include "base/progress.h"
#include "base/stopwatch.h"
#include "datasets/builder.h"
#include "datasets/card.h"
#include "datasets/dataset_check.h"
#include "datasets/dataset_clean.h"
#include "datasets/fact_collection.h"
#include "datasets/names/collect_entities.h"
#include "datasets/tokenize.h"
#include "services/cli/commands/dataset_read.h"
#include "services/cli/commands/dataset_solve.h"
#include "services/cli/json_text.h"
#include "services/cli/number_checks.h"
#include "services/cli/output_file.h"
#include "services/cli/set_options.h"

namespace lethe {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kIndent = 2;

// Folder of the books by which rules and comparisons are read again; empty where there are none.
Path DefaultWordings() {
  const Path folder = Path("datasets") / "wordings";
  const auto rules = FindBesideProgram(folder / "rules.txtpb");
  return rules && FindBesideProgram(folder / "questions.txtpb") ? rules->parent_path() : Path();
}

struct BuildArguments {
  std::string config, out, shard;
  std::vector<std::string> set;
  uint64_t count = 0, seed = 0;
  uint64_t skip_bad = 0;
  CLI::Option *count_option = nullptr, *seed_option = nullptr, *skip_bad_option = nullptr;
  size_t threads = 0;
  bool no_card = false;
  bool fresh = false;
  bool json = false;
};

// "3/16" -> 3, 16.
template <typename Options>
void ParseShard(const std::string& text, Options& options) {
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

// Into every source that reads files.
void SetSkipBad(uint64_t skip_bad, DatasetConfig& config) {
  for (SourceConfig& source : *config.mutable_source()) {
    if (source.has_babi()) source.mutable_babi()->set_skip_bad(skip_bad);
    if (source.has_squad()) source.mutable_squad()->set_skip_bad(skip_bad);
    if (source.has_multi_hop()) source.mutable_multi_hop()->set_skip_bad(skip_bad);
    if (source.has_records()) source.mutable_records()->set_skip_bad(skip_bad);
  }
}

void PrintBuild(const BuildResult& result, double seconds) {
  std::cout << result.file.string() << ": " << result.examples << " examples, "
            << static_cast<double>(result.bytes) / 1e6 << " MB, "
            << static_cast<uint64_t>(static_cast<double>(result.examples - result.kept) / seconds) << " examples/s\n";
  if (result.kept > 0)
    std::cout << "  kept " << result.kept << " examples of an earlier run of this build; --fresh begins anew\n";
  if (result.replaced) std::cout << "  replaces what another config, seed or version of this program built there\n";
  std::cout << "  dropped: " << result.duplicates << " duplicates, " << result.overlapping << " of evaluation sets, "
            << result.twins << " twins of these\n";
  for (const auto& [source, reasons] : result.left_out) {
    for (const auto& [reason, count] : reasons)
      std::cout << "  left out of " << source << ": " << count << ", " << reason << "\n";
  }
}

void Build(const BuildArguments& arguments) {
  DatasetConfig config;
  LoadConfig(arguments.config, config);
  ApplySetOptions(arguments.set, config);
  if (arguments.count_option->count() > 0) config.set_count(arguments.count);
  if (arguments.seed_option->count() > 0) config.set_seed(arguments.seed);
  if (arguments.skip_bad_option->count() > 0) SetSkipBad(arguments.skip_bad, config);
  BuildOptions options;
  options.out = arguments.out;
  options.threads = arguments.threads;
  options.fresh = arguments.fresh;
  ParseShard(arguments.shard, options);
  const Stopwatch watch;
  const DatasetBuilder builder(config, Path(arguments.config).parent_path());
  BuildResult result;
  {
    Progress bar("build", builder.count() / options.shards, "examples");
    result = builder.Build(options, [&](uint64_t done) { bar.Update(done); });
  }
  const double seconds = watch.Seconds();
  WriteFileAtomic(options.out / "dataset.txtpb", ConfigText(config));
  if (options.shards == 1 && !arguments.no_card) WriteCard({.data = options.out, .wordings = DefaultWordings()});
  if (arguments.json) {
    std::cout << DumpJson(
                     {{"file", result.file.string()},
                      {"examples", result.examples},
                      {"bytes", result.bytes},
                      {"dropped",
                       {{"duplicate", result.duplicates}, {"overlap", result.overlapping}, {"twin", result.twins}}},
                      {"left_out", result.left_out},
                      {"kept", result.kept},
                      {"seconds", seconds}},
                     kIndent)
              << "\n";
  } else {
    PrintBuild(result, seconds);
  }
}

void AddBuild(CLI::App& group) {
  auto arguments = std::make_shared<BuildArguments>();
  CLI::App* build = group.add_subcommand("build", "Build preloaded-context examples from a config");
  build->add_option("--config", arguments->config, "Config (datasets/configs/*.txtpb)")->required();
  build->add_option("--out", arguments->out, "Folder to write")->required();
  arguments->count_option =
      build->add_option("--count", arguments->count, "Number of examples; instead of the config's")->check(AboveZero);
  arguments->seed_option = build->add_option("--seed", arguments->seed, "Seed; instead of the config's");
  arguments->skip_bad_option = build->add_option(
      "--skip-bad", arguments->skip_bad, "Malformed records to leave out of each source; instead of the config's");
  build->add_option("--shard", arguments->shard, "Build part i of n only: i/n");
  build->add_option("--set", arguments->set, "Change a field of the config: source.0.world.max_facts=8");
  build->add_option("--threads", arguments->threads, "Threads; 0 means all cores")->capture_default_str();
  build->add_flag("--no-card", arguments->no_card,
                  "Leave out the checks and the card (README.md), which read the examples again");
  build->add_flag(
      "--fresh", arguments->fresh,
      "Begin anew; without it the same build goes on where it was cut short, and is kept where it is complete");
  build->add_flag("--json", arguments->json, "Print one JSON object");
  build->footer("Example: lethe dataset build --config datasets/configs/train.txtpb --out data/train --count 100000");
  build->callback([arguments] { Build(*arguments); });
}

struct TokenizeArguments {
  std::string examples, tokenizer, out, shard;
  TokenizeOptions options;
  bool json = false;
};

void Tokenize(TokenizeArguments& arguments) {
  arguments.options.examples = arguments.examples;
  arguments.options.tokenizer = arguments.tokenizer;
  arguments.options.out = arguments.out;
  ParseShard(arguments.shard, arguments.options);
  const Stopwatch watch;
  TokenizeResult result;
  {
    Progress bar("tokenize", 0, "examples");
    result = TokenizeExamples(arguments.options, [&](uint64_t done) { bar.Update(done); });
  }
  const double seconds = watch.Seconds();
  if (arguments.json) {
    std::cout << DumpJson({{"examples", result.examples},
                           {"too_long", result.too_long},
                           {"skipped", result.skipped},
                           {"tokens", result.tokens},
                           {"loss_tokens", result.loss_tokens},
                           {"shards", result.shards},
                           {"seconds", seconds}},
                          kIndent)
              << "\n";
  } else {
    std::cout << arguments.out << ": " << result.shards << " shards, " << result.examples << " examples ("
              << result.too_long << " too long, " << result.skipped << " malformed), " << result.tokens
              << " tokens of which " << result.loss_tokens << " carry loss\n";
  }
}

void AddTokenize(CLI::App& group) {
  auto arguments = std::make_shared<TokenizeArguments>();
  CLI::App* tokenize = group.add_subcommand("tokenize", "Encode examples into token shards (safetensors)");
  tokenize->add_option("examples", arguments->examples, "Example file (.jsonl, .gz, .zst) or folder of them")
      ->required();
  tokenize->add_option("--tokenizer", arguments->tokenizer, "tokenizer.model")->required();
  tokenize->add_option("--out", arguments->out, "Folder of the shards")->required();
  tokenize->add_option("--seed", arguments->options.seed, "Seed of the facts' numbers")->capture_default_str();
  tokenize
      ->add_option("--max-tokens", arguments->options.max_tokens_per_example,
                   "Longer examples are left out and counted")
      ->capture_default_str();
  tokenize
      ->add_option("--max-fact-tokens", arguments->options.max_tokens_per_fact,
                   "Examples with a longer fact are left out and counted")
      ->capture_default_str();
  tokenize->add_option("--skip-bad", arguments->options.skip_bad, "Malformed examples to leave out and count")
      ->capture_default_str();
  tokenize->add_option("--shard-tokens", arguments->options.max_tokens_per_shard, "Tokens a file")
      ->capture_default_str();
  tokenize->add_option("--shard", arguments->shard, "Encode part i of n of the files only: i/n");
  tokenize->add_option("--threads", arguments->options.threads, "Threads; 0 means all cores")->capture_default_str();
  tokenize->add_flag("--json", arguments->json, "Print one JSON object");
  tokenize->footer("Example: lethe dataset tokenize data/train --tokenizer tokenizer.model --out data/shards");
  tokenize->callback([arguments] { Tokenize(*arguments); });
}

void AddText(CLI::App& group) {
  auto examples = std::make_shared<std::string>();
  CLI::App* text =
      group.add_subcommand("text", "Print all texts of the examples, one a line (input of `lethe tokenizer train`)");
  text->add_option("examples", *examples, "Example file or folder")->required();
  text->footer("Example: lethe dataset text data/train > corpus.txt");
  text->callback([examples] { WriteExampleText(*examples, std::cout); });
}

Json CheckJson(const CheckResult& result) {
  Json failed = Json::object(), by_task = Json::object();
  for (const char* check : CheckResult::kChecks) failed[check] = result.failed.at(check);
  for (const auto& [task, counts] : result.by_task) by_task[task] = {{"n", counts.n}, {"failed", counts.failed}};
  return {{"n", result.n},
          {"failed", failed},
          {"by_task", by_task},
          {"answerable", result.answerable},
          {"twins", result.twins},
          {"recalls", result.recalls},
          {"rules_read", result.rules_read},
          {"near_duplicates", result.near_duplicates},
          {"overlap",
           {{"questions", result.evaluation_questions},
            {"any", result.overlapping},
            {"above_half", result.overlap_above_half}}},
          {"split_shared",
           {{"of", result.shared.of},
            {"wording", result.shared.wording},
            {"object", result.shared.object},
            {"depth", result.shared.depth}}},
          {"skipped", result.skipped},
          {"reasons", result.reasons}};
}

void PrintCheck(const CheckResult& result, bool json) {
  if (json) {
    std::cout << DumpJson(CheckJson(result), kIndent) << "\n";
    return;
  }
  std::cout << result.n << " examples, " << result.skipped << " lines left out\n";
  if (result.rules_read > 0) std::cout << "  rules in words: reasoned with again in " << result.rules_read << "\n";
  for (const char* check : CheckResult::kChecks)
    std::cout << "  " << check << ": " << result.failed.at(check) << " failed\n";
  for (const std::string& reason : result.reasons) std::cout << "  " << reason << "\n";
}

struct CheckArguments {
  std::string data;
  std::vector<std::string> train, evaluation;
  std::string wordings;
  CheckOptions options;
  bool json = false, strict = false;
};

void Check(CheckArguments& arguments) {
  arguments.options.data = arguments.data;
  arguments.options.train.assign(arguments.train.begin(), arguments.train.end());
  arguments.options.evaluation.assign(arguments.evaluation.begin(), arguments.evaluation.end());
  arguments.options.wordings = arguments.wordings.empty() ? DefaultWordings() : Path(arguments.wordings);
  const CheckResult result = CheckDataset(arguments.options);
  PrintCheck(result, arguments.json);
  const bool failed =
      std::any_of(result.failed.begin(), result.failed.end(), [](const auto& check) { return check.second; });
  if (failed && arguments.strict) throw Error(Code::kDataLoss, "some examples fail a check (--strict)");
}

void AddCheck(CLI::App& group) {
  auto arguments = std::make_shared<CheckArguments>();
  CLI::App* check = group.add_subcommand("check", "Re-derive every answer and look for what should not be in the data");
  check->add_option("data", arguments->data, "Example file or folder")->required();
  check->add_option("--train", arguments->train, "Training examples that the other splits are held against");
  check->add_option("--overlap", arguments->evaluation,
                    "Evaluation sets (example files); questions that share runs of words with them are counted");
  check->add_option("--wordings", arguments->wordings,
                    "Folder of the books (rules.txtpb, questions.txtpb) by which rules and comparisons in words are "
                    "read again; datasets/wordings where not given");
  check->add_option("--skip-bad", arguments->options.skip_bad, "Lines that are no examples to leave out and count")
      ->capture_default_str();
  check->add_option("--reasons", arguments->options.max_reasons, "Failures to show")->capture_default_str();
  check->add_option("--threads", arguments->options.threads, "Threads; 0 means all cores")->capture_default_str();
  check->add_flag("--json", arguments->json, "Print one JSON object");
  check->add_flag("--strict", arguments->strict, "Exit with 1 when an example fails a check");
  check->footer("Example: lethe dataset check data/valid --train data/train --json");
  check->callback([arguments] { Check(*arguments); });
}

void AddCard(CLI::App& group) {
  struct Arguments {
    std::string folder;
    std::vector<std::string> train, evaluation;
    bool json = false;
  };
  auto arguments = std::make_shared<Arguments>();
  CLI::App* card = group.add_subcommand("card", "Check the examples of a folder and write its README.md");
  card->add_option("folder", arguments->folder, "Folder of the data set")->required();
  card->add_option("--train", arguments->train, "Training examples elsewhere that the splits are held against");
  card->add_option("--overlap", arguments->evaluation, "Evaluation sets (example files) to hold the examples against");
  card->add_flag("--json", arguments->json, "Print the result of the checks as one JSON object");
  card->footer("Example: lethe dataset card data/train");
  card->callback([arguments] {
    CheckOptions options{.data = arguments->folder, .wordings = DefaultWordings()};
    options.train.assign(arguments->train.begin(), arguments->train.end());
    options.evaluation.assign(arguments->evaluation.begin(), arguments->evaluation.end());
    PrintCheck(WriteCard(options), arguments->json);
  });
}

void AddClean(CLI::App& group) {
  struct Arguments {
    std::string data, out;
    CheckOptions options;
    bool json = false;
  };
  auto arguments = std::make_shared<Arguments>();
  CLI::App* clean =
      group.add_subcommand("clean", "Copy a data set without the examples that fail a check over the whole of it");
  clean->add_option("data", arguments->data, "Folder of the data set")->required();
  clean->add_option("--out", arguments->out, "Folder to write")->required();
  clean->add_option("--skip-bad", arguments->options.skip_bad, "Lines that are no examples to leave out and count")
      ->capture_default_str();
  clean->add_option("--threads", arguments->options.threads, "Threads; 0 means all cores")->capture_default_str();
  clean->add_flag("--json", arguments->json, "Print one JSON object");
  clean->footer(
      "Example: lethe dataset clean data/train --out data/train-clean, then lethe dataset card data/train-clean for "
      "its "
      "README.md");
  clean->callback([arguments] {
    arguments->options.data = arguments->data;
    arguments->options.wordings = DefaultWordings();
    const CleanResult result = CleanDataset(arguments->options, arguments->out);
    if (arguments->json) {
      std::cout << DumpJson({{"kept", result.kept},
                             {"rejected", result.rejected},
                             {"twins", result.twins},
                             {"found", CheckJson(result.found)}},
                            kIndent)
                << "\n";
      return;
    }
    std::cout << arguments->out << ": " << result.kept << " examples; rejected " << result.rejected << ", and "
              << result.twins << " as twins of these\n";
    PrintCheck(result.found, false);
  });
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
    std::cout << DumpJson(Json(counts), kIndent) << "\n";
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
  entities->footer(
      "Example: lethe dataset entities --train train.jsonl.zst --dev dev.jsonl.zst --templates "
      "relation_query_templates.json.zst");
  entities->callback([arguments] { Entities(*arguments); });
}

struct FactsArguments {
  std::vector<std::string> entity_questions, popqa, factbook;
  std::string templates, out;
  uint64_t skip_bad = 0;
  size_t limit = 0;
  bool json = false;
};

void Facts(const FactsArguments& arguments) {
  CheckOutputFile(arguments.out);
  FactCollection collection(arguments.skip_bad);
  for (const std::string& file : arguments.factbook) collection.AddFactbook(file);
  for (const std::string& file : arguments.popqa) collection.AddPopQa(file);
  for (const std::string& file : arguments.entity_questions) collection.AddEntityQuestions(file, arguments.templates);
  const std::vector<SourceFact> facts = collection.Select(arguments.limit);
  WriteFileAtomic(arguments.out, FactsToJsonLines(facts));
  std::map<std::string, size_t> by_source, by_relation;
  for (const SourceFact& fact : facts) {
    ++by_source[fact.source];
    ++by_relation[fact.relation];
  }
  if (arguments.json) {
    std::cout << DumpJson({{"facts", facts.size()},
                           {"of", collection.facts().size()},
                           {"skipped", collection.skipped()},
                           {"reasons", collection.left_out()},
                           {"by_source", by_source},
                           {"by_relation", by_relation}},
                          kIndent)
              << "\n";
  } else {
    std::cout << arguments.out << ": " << facts.size() << " of " << collection.facts().size() << " facts, "
              << by_relation.size() << " relations; " << collection.skipped() << " malformed questions left out\n";
    for (const std::string& reason : collection.left_out()) std::cout << "  " << reason << "\n";
  }
}

void AddFacts(CLI::App& group) {
  auto arguments = std::make_shared<FactsArguments>();
  CLI::App* facts =
      group.add_subcommand("facts", "Turn EntityQuestions, PopQA and the Factbook into facts for a store (JSON lines)");
  facts->add_option("--entityquestions", arguments->entity_questions, "EntityQuestions' questions");
  facts->add_option(
      "--templates", arguments->templates,
      "Templates of its questions; where not given, those of the published relation_query_templates.json");
  facts->add_option("--popqa", arguments->popqa, "PopQA files");
  facts->add_option("--factbook", arguments->factbook, "Factbook file");
  facts->add_option("--skip-bad", arguments->skip_bad, "Malformed questions to leave out before giving up")
      ->capture_default_str();
  facts->add_option("--limit", arguments->limit, "Facts to keep, linked ones first; 0 keeps all")
      ->capture_default_str();
  facts->add_option("--out", arguments->out, "File to write")->required();
  facts->add_flag("--json", arguments->json, "Print one JSON object");
  facts->footer(
      "Example: lethe dataset facts --factbook factbook.jsonl.zst --popqa popqa_qa.half1.jsonl.zst --out facts.jsonl");
  facts->callback([arguments] { Facts(*arguments); });
}

}  // namespace

void AddDatasetCommands(CLI::App& app) {
  CLI::App* group = app.add_subcommand("dataset", "Build, check and tokenize preloaded-context data sets");
  group->require_subcommand(1);
  AddBuild(*group);
  AddCheck(*group);
  AddClean(*group);
  AddDatasetSolve(*group);
  AddDatasetRead(*group);
  AddCard(*group);
  AddTokenize(*group);
  AddText(*group);
  AddEntities(*group);
  AddFacts(*group);
}

}  // namespace lethe
