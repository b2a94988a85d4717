#include "services/cli/commands/dataset_context.h"

#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>

#include "base/config.h"
#include "base/error.h"
#include "base/progress.h"
#include "base/stopwatch.h"
#include "base/text.h"
#include "datasets/plain_text/context_builder.h"
#include "datasets/plain_text/corpus.h"
#include "datasets/plain_text/gain_map.h"
#include "model/generator.h"
#include "services/cli/json_text.h"
#include "services/cli/set_options.h"

namespace lethe {
namespace {

struct ContextArguments {
  std::string config, format, model, tokenizer, out, documents, show, as = "html";
  std::vector<std::string> corpus, set;
  uint32_t passages = 0, earlier = 0;
  uint64_t count = 0, seed = 0, skip_bad = 0;
  CLI::Option *passages_option = nullptr, *earlier_option = nullptr, *count_option = nullptr, *seed_option = nullptr,
              *skip_bad_option = nullptr;
  size_t threads = 0;
  bool json = false;
};

// The config file, then what the options say, then --set.
PlainTextConfig ResolveConfig(const ContextArguments& arguments) {
  PlainTextConfig config;
  if (!arguments.config.empty()) LoadConfig(arguments.config, config);
  if (!arguments.corpus.empty()) config.clear_corpus();
  for (const std::string& path : arguments.corpus) config.add_corpus(path);
  if (!arguments.format.empty()) config.set_format(arguments.format);
  if (arguments.documents == "even") config.set_documents(PlainTextConfig::EVEN);
  if (arguments.documents == "odd") config.set_documents(PlainTextConfig::ODD);
  if (arguments.documents == "all") config.set_documents(PlainTextConfig::ALL);
  if (arguments.passages_option->count() > 0) config.set_related_passages(arguments.passages);
  if (arguments.earlier_option->count() > 0) config.set_earlier_passages(arguments.earlier);
  if (arguments.count_option->count() > 0) config.set_count(arguments.count);
  if (arguments.seed_option->count() > 0) config.set_seed(arguments.seed);
  if (arguments.skip_bad_option->count() > 0) config.set_skip_bad(arguments.skip_bad);
  ApplySetOptions(arguments.set, config);
  return config;
}

void PrintResult(const ContextBuildResult& result, double seconds, bool json) {
  if (json) {
    nlohmann::ordered_json report = {
        {"file", result.file.string()},
        {"documents", result.documents},
        {"passages", result.passages},
        {"skipped", result.skipped},
        {"examples", result.examples},
        {"related", result.related},
        {"left_out", {{"too_long", result.too_long}, {"without_context", result.without_context}}},
        {"shards",
         {{"sequences", result.sequences},
          {"tokens", result.tokens},
          {"loss_tokens", result.loss_tokens},
          {"loss_weight", result.loss_weight},
          {"without_gain", result.without_gain}}},
        {"seconds", seconds}};
    if (!result.report.empty()) report["gain"] = nlohmann::ordered_json::parse(result.report);
    std::cout << DumpJson(report, 2) << "\n";
    return;
  }
  std::cout << result.file.string() << ": " << result.examples << " examples of " << result.documents << " documents ("
            << result.too_long << " too long, " << result.without_context << " without context, " << result.skipped
            << " malformed records), " << result.related << " related passages\n";
  if (result.sequences > 0) {
    std::cout << "shards: " << result.sequences << " sequences, " << result.tokens << " tokens of which "
              << result.loss_tokens << " carry loss, weight " << result.loss_weight << "; " << result.without_gain
              << " examples gain nothing\n";
  }
  std::cout << result.table;
}

void CheckUsage(const PlainTextConfig& config) {
  if (config.corpus_size() == 0) throw CLI::RequiredError("--corpus, or corpus in --config");
  if (config.format().empty()) {
    throw CLI::RequiredError(StrCat("one of ", Join(TextFormats(), ", "), " as --format, or format in --config,"));
  }
}

void BuildContext(const ContextArguments& arguments) {
  const PlainTextConfig config = ResolveConfig(arguments);
  CheckUsage(config);
  ContextBuildOptions options;
  options.out = arguments.out;
  options.threads = arguments.threads;
  options.tokenizer = arguments.tokenizer;
  std::unique_ptr<TokenScorer> scorer;
  if (!arguments.model.empty()) {
    SetComputeThreads(1);  // the scorer's threads have batches of their own
    scorer = TokenScorer::Load(arguments.model, arguments.threads);
    options.scorer = scorer.get();
    if (options.tokenizer.empty()) options.tokenizer = Path(arguments.model) / "tokenizer.model";
  }
  const Stopwatch watch;
  ContextBuildResult result;
  {
    Progress bar("context", config.count(), "examples");
    result = BuildContextDataset(config, options, [&](uint64_t done) { bar.Update(done); });
  }
  PrintResult(result, watch.Seconds(), arguments.json);
}

void Run(const ContextArguments& arguments) {
  if (arguments.show.empty()) return BuildContext(arguments);
  const std::vector<ScoredExample> scored = LoadScored(arguments.out, arguments.show);
  std::cout << (arguments.as == "tsv" ? GainMapTsv(scored) : GainMapHtml(scored));
}

void AddScope(ContextArguments& a, CLI::App& context) {
  a.passages_option = context.add_option("--passages", a.passages, "Related passages in front of a continuation");
  a.earlier_option = context.add_option("--earlier", a.earlier, "Passages of the document in front of it");
  context.add_option("--documents", a.documents, "Documents that give examples; all are searched")
      ->check(CLI::IsMember({"all", "even", "odd"}));
  a.count_option = context.add_option("--count", a.count, "Examples to make; 0 for all");
  a.seed_option = context.add_option("--seed", a.seed, "Seed; instead of the config's");
  a.skip_bad_option = context.add_option("--skip-bad", a.skip_bad, "Malformed records to leave out and count");
  context.add_option("--set", a.set, "Change a field of the config: weight.high=3");
}

}  // namespace

void AddDatasetContext(CLI::App& app) {
  auto a = std::make_shared<ContextArguments>();
  CLI::App* context = app.get_subcommand("dataset")->add_subcommand(
      "context", "Turn plain text into examples: what stands before a passage, and related passages, as its context");
  context->add_option("--config", a->config, "Config (`lethe config describe plain_text`)");
  context->add_option("--corpus", a->corpus, "Text files (plain, .gz, .zst) or folders of them");
  context->add_option("--format", a->format, "Format of the corpus")->check(CLI::IsMember(TextFormats()));
  context->add_option("--model", a->model,
                      "Checkpoint that scores each token with and without the context; without it all weigh 1");
  context->add_option("--tokenizer", a->tokenizer, "tokenizer.model for the token shards; the model's if not given");
  context->add_option("--out", a->out, "Folder to write (with --show: to read)")->required();
  AddScope(*a, *context);
  context->add_option("--threads", a->threads, "Threads; 0 means all cores")->capture_default_str();
  CLI::Option* show =
      context->add_option("--show", a->show, "Print the gains of one document (d12) or example (d12/4) of OUT");
  context->add_option("--as", a->as, "How --show prints")
      ->check(CLI::IsMember({"html", "tsv"}))
      ->capture_default_str()
      ->needs(show);
  context->add_flag("--json", a->json, "Print one JSON object");
  context->footer(
      "Example: lethe dataset context --corpus stories.txt --format tinystories --tokenizer tokenizer.model --out "
      "data");
  context->callback([a] { Run(*a); });
}

}  // namespace lethe
