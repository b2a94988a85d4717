#include "services/cli/commands/eval_retrieval.h"

#include <CLI/CLI.hpp>
#include <iomanip>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>

#include "base/error.h"
#include "base/file.h"
#include "base/log.h"
#include "base/parallel.h"
#include "base/progress.h"
#include "datasets/readers/classic_collections.h"
#include "retriever/importer.h"
#include "retriever/knowledge_base.h"
#include "retriever/stores/open_store.h"
#include "retriever/stores/store_url.h"
#include "services/cli/commands/store_options.h"
#include "services/cli/output_file.h"
#include "services/eval/fact_queries.h"
#include "services/eval/retrieval_eval.h"

namespace lethe {
namespace {

using Json = nlohmann::ordered_json;

struct Options : StoreOptions {
  std::string queries, qrels, data, out;
  std::vector<std::string> wordings;
  size_t limit = 0;
  std::string split = "test";
  std::string mode = "fused";
  size_t threads = 0;
  bool calibrate = false;
};

// Documents that hold nothing are part of some collections and of no store.
constexpr uint64_t kEmptyDocuments = 100;

// The store that is measured, and how many facts of the collection had to be put into it first.
struct MeasuredStore {
  std::unique_ptr<KnowledgeBase> base;
  uint64_t imported = 0;
};

// A store that holds the corpus is searched as it is.
MeasuredStore OpenWithCorpus(const Options& options, const Path& corpus) {
  ImportOptions import;
  import.format = "beir";
  import.skip_bad = kEmptyDocuments;
  if (ReadStoreConfig(options.store)) {
    auto base = OpenStore(options, OpenMode::kRead);
    const FileComparison corpus_there = CompareWithStore(corpus, import, *base);
    if (corpus_there.others > 0) {
      LogWarning(ShownPlace(options.store), ": ", corpus_there.others,
                 " of its facts are not of the collection, and are searched too");
    }
    if (corpus_there.absent + corpus_there.changed == 0) {
      LogInfo(ShownPlace(options.store), ": holds the collection's ", corpus_there.same, " facts, nothing to import");
      return {std::move(base)};
    }
  }
  const ImportResult result = ImportFacts(corpus, import, options.store, StoreConfigOf(options));
  return {OpenStore(options, OpenMode::kRead), result.added + result.updated};
}

// What is missing in `options` is made in `folder` from the collection --data names.
MeasuredStore OpenCollection(Options& options, const Path& folder) {
  Path collection = options.data;
  if (IsClassicCollection(collection)) {
    WriteBeirLayout(collection, folder / "collection");
    collection = folder / "collection";
  }
  const CollectionFiles files = FindCollection(collection, options.split);
  if (options.queries.empty()) options.queries = files.queries.string();
  if (options.qrels.empty()) options.qrels = files.qrels.string();
  if (options.store.empty()) options.store = (folder / "store").string();
  return OpenWithCorpus(options, files.corpus);
}

void CheckUsage(const Options& options) {
  const bool files = !options.store.empty() && !options.queries.empty() && !options.qrels.empty();
  const bool own_facts = !options.store.empty() && !options.wordings.empty();
  if (options.data.empty() && !files && !own_facts) {
    throw CLI::ValidationError("eval retrieval",
                               "needs --store with --queries and --qrels, or --store with --wordings, or --data");
  }
  if (options.calibrate && options.mode != "fused")
    throw CLI::ValidationError("--calibrate", "needs --mode fused, what a search does when nothing is said");
  if (options.calibrate && options.store.empty())
    throw CLI::ValidationError("--calibrate", "needs --store, the store that keeps the result");
}

struct Questions {
  std::vector<RetrievalQuery> queries;
  Qrels qrels;
};

Questions QuestionsOf(const Options& options, const StoreView& view) {
  if (options.wordings.empty()) return {ReadQueries(options.queries), ReadQrels(options.qrels)};
  FactQueries own = AskForFacts(view, {options.wordings.begin(), options.wordings.end()}, options.limit);
  if (own.without_wordings > 0) LogWarning(own.without_wordings, " facts left out, their relations have no wordings");
  return {std::move(own.queries), std::move(own.qrels)};
}

RetrievalEvalResult Evaluate(const Options& options, const StoreView& view, const Questions& questions, bool evidence) {
  RetrievalEvalOptions eval;
  eval.mode = options.mode;
  eval.threads = options.threads > 0 ? options.threads : HardwareThreads();
  eval.evidence = evidence;
  // Only recall@100 is asked for among so many questions; 1000 facts each would be loaded for nothing.
  if (!options.wordings.empty()) eval.depth = 100;
  Progress progress(evidence ? "gathering evidence" : "searching", questions.queries.size(), "queries");
  eval.progress = [&progress](size_t done) { progress.Update(done); };
  return EvaluateRetrieval(view, questions.queries, questions.qrels, eval);
}

Json ScoreJson(const Options& options, const RetrievalEvalResult& result) {
  const RankMetrics& mean = result.mean;
  return {{"mode", options.mode},
          {"n", mean.n},
          {"ndcg_at_10", mean.ndcg_at_10},
          {"map", mean.map},
          {"mrr_at_10", mean.mrr_at_10},
          {"recall_at_5", mean.recall_at_5},
          {"recall_at_100", mean.recall_at_100},
          {"queries_without_relevant", result.unjudged},
          {"seconds", result.seconds}};
}

Json CalibrateStore(const Options& options, const StoreView& view, const Questions& questions) {
  const RetrievalEvalResult evidence = Evaluate(options, view, questions, true);
  ConfidenceFit fit = FitConfidence(evidence.samples);
  fit.config.set_questions(static_cast<uint32_t>(evidence.mean.n + evidence.unjudged));
  KnowledgeBase::Calibrate(options.store, fit.config);
  return {{"threshold", fit.config.threshold()}, {"bias", fit.config.bias()},   {"exact", fit.config.exact()},
          {"lexical", fit.config.lexical()},     {"dense", fit.config.dense()}, {"answers_kept", fit.kept},
          {"non_answers_refused", fit.refused}};
}

void Print(const Json& score) {
  std::cout << std::fixed << std::setprecision(4);
  for (const auto& [name, value] : score.items()) {
    if (value.is_object()) {
      std::cout << name << "\n";
      Print(value);
      continue;
    }
    std::cout << std::left << std::setw(26) << name;
    if (value.is_number_float())
      std::cout << value.get<double>();
    else if (value.is_string())
      std::cout << value.get<std::string>();
    else
      std::cout << DumpJson(value);
    std::cout << "\n";
  }
}

void Retrieval(Options options) {
  CheckUsage(options);
  if (!options.out.empty()) CheckOutputFile(options.out);
  std::optional<TemporaryFolder> folder;
  Json score;
  std::string run;
  {
    const MeasuredStore store = options.data.empty() ? MeasuredStore{OpenStore(options, OpenMode::kRead)}
                                                     : OpenCollection(options, folder.emplace().path());
    const auto view = store.base->Pin();
    const Questions questions = QuestionsOf(options, *view);
    const RetrievalEvalResult result = Evaluate(options, *view, questions, false);
    if (!options.out.empty()) run = RunLines(result);
    score = ScoreJson(options, result);
    score["store_version"] = view->version();
    if (!options.data.empty()) score["imported"] = store.imported;
    if (options.calibrate) score["calibration"] = CalibrateStore(options, *view, questions);
  }
  if (options.json) {
    std::cout << DumpJson(score) << "\n";
  } else {
    Print(score);
  }
  // Behind the score, which a full disk must not take along.
  if (!options.out.empty()) WriteFileAtomic(options.out, run);
}

void AddRetrieval(CLI::App& group) {
  auto options = std::make_shared<Options>();
  CLI::App* app = group.add_subcommand("retrieval", "Search a store for judged queries: nDCG, MAP, MRR, recall");
  app->add_option("--store", options->store,
                  "Folder of the store or postgres://..., whose fact ids are the document ids");
  app->add_option("--queries", options->queries, "Queries, JSONL {\"_id\", \"text\"}, .gz and .zst too");
  app->add_option("--qrels", options->qrels, "Judgements: query-id, corpus-id, score; or TREC's four columns");
  app->add_option("--wordings", options->wordings,
                  "Ask instead for the store's own facts in these wordings (datasets/wordings)");
  app->add_option("--limit", options->limit, "With --wordings: so many facts, spread over the store; 0 is all");
  app->add_option("--mode", options->mode, "Which part of the search")
      ->check(CLI::IsMember({"exact", "bm25", "dense", "fused"}))
      ->capture_default_str();
  app->add_option("--data", options->data,
                  "A whole collection instead: a folder in BEIR's layout, Cranfield or CISI; imported into --store "
                  "where that does not hold it yet, without --store into one that is gone afterwards");
  app->add_option("--split", options->split, "Which queries of --data")->capture_default_str();
  app->add_option("--config", options->config, "Store config laid over the store's own (fusion weights, BM25)");
  app->add_option("--embedder", options->embedder, "What the store of --data embeds with: hashed_ngrams, or a folder");
  app->add_flag("--calibrate", options->calibrate,
                "Also fit when a search says \"nothing found\", and keep it in the store");
  app->add_option("--out", options->out, "Write the rankings to this file, as trec_eval reads them");
  app->add_option("--threads", options->threads, "Queries searched at once; 0 is one a core")->capture_default_str();
  app->add_flag("--json", options->json, "Print one JSON object");
  app->footer(
      "Example: lethe eval retrieval --store my-store --queries queries.jsonl --qrels qrels.tsv --mode bm25 --json\n"
      "         lethe eval retrieval --data scifact --mode fused");
  app->callback([options] { Retrieval(*options); });
}

}  // namespace

CLI::App* AddEvalGroup(CLI::App& app) {
  CLI::App* group = app.add_subcommand("eval", "Measure a model, or the search of a store");
  group->require_subcommand(1);
  AddRetrieval(*group);
  return group;
}

}  // namespace lethe
