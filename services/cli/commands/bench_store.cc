#include "services/cli/commands/bench_store.h"

#include <CLI/CLI.hpp>
#include <iomanip>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>

#include "base/progress.h"
#include "retriever/indexes/index_kind.h"
#include "services/bench/ingest_bench.h"
#include "services/bench/rpc_bench.h"
#include "services/bench/search_bench.h"
#include "services/bench/swap_bench.h"
#include "services/cli/commands/store_options.h"
#include "services/cli/usage.h"

namespace lethe {
namespace {

using Json = nlohmann::ordered_json;

template <typename Options>
struct Command {
  Options options;
  std::string folder;
  bool json = false;
};

double Ratio(double ours, double theirs) {
  return theirs > 0 ? ours / theirs : 0;
}

void Print(const Json& json, bool as_json) {
  if (as_json) {
    std::cout << DumpJson(json) << "\n";
    return;
  }
  for (const auto& [name, value] : json.items()) {
    std::cout << std::left << std::setw(24) << name << std::right << std::setw(14);
    if (value.is_number_float()) {
      std::cout << std::fixed << std::setprecision(3) << value.get<double>() << "\n";
    } else {
      std::cout << (value.is_string() ? value.get<std::string>() : value.dump()) << "\n";
    }
  }
}

void CheckIndex(const SearchBenchOptions& options) {
  IndexConfig index;
  index.set_factory(options.index);
  IndexFactoryFor(index, options.facts, options.dimension);
}

void Search(Command<SearchBenchOptions>& command) {
  AsUsage([&command] { CheckIndex(command.options); });
  Progress progress("making the store", command.options.facts, "facts");
  command.options.folder = command.folder;
  command.options.progress = [&progress](uint64_t done, uint64_t) { progress.Update(done); };
  const SearchBenchResult r = RunSearchBench(command.options);
  Print({{"facts", r.facts},
         {"dimension", command.options.dimension},
         {"index", r.index},
         {"p50_us", r.p50_us},
         {"p99_us", r.p99_us},
         {"peer", "faiss::Index::search on the same index"},
         {"peer_p50_us", r.peer_p50_us},
         {"peer_p99_us", r.peer_p99_us},
         {"ratio_p50", Ratio(r.p50_us, r.peer_p50_us)},
         {"ratio_p99", Ratio(r.p99_us, r.peer_p99_us)},
         {"recall_at_10", r.recall_at_10},
         {"peer_recall_at_10", r.peer_recall_at_10},
         {"fetch_us", r.fetch_us},
         {"full_search_p50_us", r.full_p50_us},
         {"build_s", r.build_s}},
        command.json);
}

void Ingest(Command<IngestBenchOptions>& command) {
  Progress progress("putting", command.options.facts, "facts");
  command.options.folder = command.folder;
  command.options.progress = [&progress](uint64_t done, uint64_t) { progress.Update(done); };
  const IngestBenchResult r = RunIngestBench(command.options);
  Print({{"facts", r.facts},
         {"dimension", command.options.dimension},
         {"facts_per_s", r.facts_per_s},
         {"disk_bytes_per_fact", r.disk_bytes_per_fact},
         {"memory_bytes_per_fact", r.memory_bytes_per_fact},
         {"vector_bytes_per_fact", r.vector_bytes_per_fact},
         {"peak_rss_mb", r.peak_rss_mb},
         {"open_ms", r.open_ms}},
        command.json);
}

void Swap(Command<SwapBenchOptions>& command) {
  command.options.folder = command.folder;
  const SwapBenchResult r = RunSwapBench(command.options);
  Print({{"facts", command.options.facts},
         {"clients", command.options.clients},
         {"seconds", command.options.seconds},
         {"swaps", r.swaps},
         {"requests", r.requests},
         {"failed", r.failed},
         {"mixed_version", r.mixed_version},
         {"swap_p50_ms", r.swap_p50_ms},
         {"swap_p99_ms", r.swap_p99_ms},
         {"request_p50_us", r.request_p50_us},
         {"request_p99_us", r.request_p99_us},
         {"load_ms", r.load_ms}},
        command.json);
}

void Rpc(Command<RpcBenchOptions>& command) {
  command.options.folder = command.folder;
  const RpcBenchResult r = RunRpcBench(command.options);
  Print({{"facts", command.options.facts},
         {"p50_us", r.rpc_p50_us},
         {"p99_us", r.rpc_p99_us},
         {"peer", "an echo of the same response over gRPC, and the search in this process"},
         {"peer_p50_us", r.echo_p50_us + r.search_p50_us},
         {"echo_p50_us", r.echo_p50_us},
         {"echo_p99_us", r.echo_p99_us},
         {"search_p50_us", r.search_p50_us},
         {"search_p99_us", r.search_p99_us},
         {"ratio_p50", Ratio(r.rpc_p50_us, r.echo_p50_us + r.search_p50_us)},
         {"clients", command.options.clients},
         {"requests", r.requests},
         {"failed", r.failed},
         {"requests_per_s", r.requests_per_s},
         {"busy_p50_us", r.busy_p50_us},
         {"busy_p99_us", r.busy_p99_us}},
        command.json);
}

template <typename Options>
CLI::App* Add(CLI::App& group, const char* name, const char* what, const char* example,
              const std::shared_ptr<Command<Options>>& command, void (*run)(Command<Options>&)) {
  CLI::App* app = group.add_subcommand(name, what);
  app->add_option("--facts", command->options.facts, "Facts in the store")->capture_default_str();
  app->add_option("--folder", command->folder,
                  "Where the store is made and removed again; the system's temporary "
                  "folder where not given");
  app->add_flag("--json", command->json, "Print one JSON object");
  app->footer(example);
  app->callback([command, run] { run(*command); });
  return app;
}

}  // namespace

void AddStoreBenches(CLI::App& group) {
  auto search = std::make_shared<Command<SearchBenchOptions>>();
  CLI::App* app = Add(group, "search", "Vector search through the store beside FAISS alone on the same index",
                      "Example: lethe bench search --facts 1000000 --json", search, Search);
  app->add_option("--dimension", search->options.dimension, "Numbers in a vector")->capture_default_str();
  app->add_option("--queries", search->options.queries, "Queries to time")->capture_default_str();
  app->add_option("--index", search->options.index, "FAISS factory string; by size where not given");

  auto ingest = std::make_shared<Command<IngestBenchOptions>>();
  Add(group, "ingest", "Facts put a second, and what they take on the disk and in memory",
      "Example: lethe bench ingest --facts 1000000 --json", ingest, Ingest)
      ->add_option("--dimension", ingest->options.dimension, "Numbers in a vector")
      ->capture_default_str();

  auto swap = std::make_shared<Command<SwapBenchOptions>>();
  CLI::App* swap_app = Add(group, "swap", "Swaps under searching clients, over gRPC on loopback",
                           "Example: lethe bench swap --facts 10000 --seconds 60 --json", swap, Swap);
  swap_app->add_option("--swaps", swap->options.swaps, "Swaps")->capture_default_str();
  swap_app->add_option("--clients", swap->options.clients, "Searching clients")->capture_default_str();
  swap_app->add_option("--seconds", swap->options.seconds, "How long")->capture_default_str();

  auto rpc = std::make_shared<Command<RpcBenchOptions>>();
  CLI::App* rpc_app = Add(group, "rpc", "Searches over gRPC on loopback beside an echo and the search itself",
                          "Example: lethe bench rpc --facts 100000 --json", rpc, Rpc);
  rpc_app->add_option("--queries", rpc->options.queries, "Searches to time one by one")->capture_default_str();
  rpc_app->add_option("--clients", rpc->options.clients, "Callers at once, afterwards")->capture_default_str();
  rpc_app->add_option("--seconds", rpc->options.seconds, "How long all call at once")->capture_default_str();
}

}  // namespace lethe
