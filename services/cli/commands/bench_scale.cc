#include "services/cli/commands/bench_scale.h"

#include <CLI/CLI.hpp>
#include <iomanip>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>

#include "base/progress.h"
#include "services/bench/scale_bench.h"
#include "services/cli/json_text.h"
#include "services/cli/number_checks.h"

namespace lethe {
namespace {

using Json = nlohmann::ordered_json;

struct Command {
  ScaleOptions options;
  std::string store;
  uint64_t sample = 100'000;
  bool json = false;
};

Json ConstantsJson(const ScaleConstants& c) {
  return {{"facts_bytes", c.facts_bytes},
          {"postings_bytes", c.postings_bytes},
          {"vector_bytes", c.vector_bytes},
          {"index_bytes", c.index_bytes},
          {"import_facts_per_s", c.import_facts_per_s},
          {"index_rows_per_s", c.index_rows_per_s},
          {"lookup_ms", c.lookup_ms},
          {"search_ms", c.search_ms},
          {"p99_of_median", c.p99_of_median},
          {"network_ms", c.network_ms}};
}

Json ResultJson(const ScaleOptions& options, const ScaleResult& r) {
  return {{"simulated_facts", options.facts},
          {"replicas", options.replicas},
          {"shards", r.shards},
          {"subjects", r.subjects},
          {"largest_subject_facts", r.largest_subject},
          {"largest_shard_of_mean", r.largest_shard},
          {"total_tb", r.total_tb},
          {"shard_gb", r.shard_gb},
          {"shard_memory_gb", r.shard_memory_gb},
          {"segments_importing", r.segments_importing},
          {"segments_compacted", r.segments_compacted},
          {"import_hours_one_writer", r.import_hours_one},
          {"import_hours", r.import_hours},
          {"index_hours", r.index_hours},
          {"lookup_p50_ms", r.lookup_p50_ms},
          {"lookup_p99_ms", r.lookup_p99_ms},
          {"search_p50_ms", r.search_p50_ms},
          {"search_p99_ms", r.search_p99_ms},
          {"one_shard_p99_ms", r.one_shard_p99_ms}};
}

void PrintRows(const Json& json) {
  for (const auto& [name, value] : json.items()) {
    std::cout << "  " << std::left << std::setw(26) << name << std::right << std::setw(16);
    if (value.is_number_float()) {
      std::cout << std::fixed << std::setprecision(2) << value.get<double>() << "\n";
    } else {
      std::cout << value.dump() << "\n";
    }
  }
}

void Run(Command& command) {
  if (!command.store.empty()) {
    Progress progress("measuring", command.sample, "facts");
    const double network_ms = command.options.constants.network_ms;  // no store tells it
    command.options.constants =
        MeasureScale(command.store, command.sample, [&progress](uint64_t done, uint64_t) { progress.Update(done); });
    command.options.constants.network_ms = network_ms;
  }
  const Json constants = ConstantsJson(command.options.constants);
  const Json result = ResultJson(command.options, SimulateScale(command.options));
  if (command.json) {
    std::cout << DumpJson({{"simulation", true}, {"measured", constants}, {"result", result}}) << "\n";
    return;
  }
  std::cout << "measured, a fact or a shard:\n";
  PrintRows(constants);
  std::cout << "simulated:\n";
  PrintRows(result);
}

// Each is measured where there is a store to measure it on.
void AddConstants(CLI::App& app, CLI::Option* store, ScaleConstants& c) {
  const auto add = [&](const char* name, double& value, const char* what) {
    return app.add_option(name, value, what)->capture_default_str()->excludes(store);
  };
  add("--fact-bytes", c.facts_bytes, "Measured: a row of facts with its indexes")->check(AtLeastZero);
  add("--posting-bytes", c.postings_bytes, "Measured: postings of a fact")->check(AtLeastZero);
  add("--vector-bytes", c.vector_bytes, "Measured: a row of vectors")->check(AtLeastZero);
  add("--index-bytes", c.index_bytes, "Measured: a vector in the HNSW index")->check(AtLeastZero);
  add("--import-rate", c.import_facts_per_s, "Measured: facts a second, one writer")->check(AboveZero);
  add("--index-rate", c.index_rows_per_s, "Measured: vectors a second into HNSW")->check(AboveZero);
  add("--lookup-ms", c.lookup_ms, "Measured: median of a look-up")->check(AtLeastZero);
  add("--search-ms", c.search_ms, "Measured: median of a search of one shard")->check(AtLeastZero);
  add("--p99-of-median", c.p99_of_median, "Measured: 99th percentile over median")->check(AboveZero);
}

}  // namespace

void AddScaleBench(CLI::App& group) {
  auto command = std::make_shared<Command>();
  CLI::App* app = group.add_subcommand("scale", "Simulate a store on many machines: bytes, segments, times, fan-out");
  ScaleOptions& options = command->options;
  const auto add = [app](const char* name, auto& value, const char* what) {
    return app->add_option(name, value, what)->capture_default_str();
  };
  add("--facts", options.facts, "Facts simulated")->check(AboveZero);
  add("--facts-per-shard", options.facts_per_shard, "Facts of a shard")->check(AboveZero);
  add("--replicas", options.replicas, "Copies beside the first");
  add("--facts-per-subject", options.facts_per_subject, "Facts of a subject in the mean")->check(CLI::Range(1.0, 1e9));
  CLI::Option* store =
      app->add_option("--store", command->store, "A new store, postgres://..., to measure the constants on");
  add("--sample", command->sample, "Facts put there")->check(AboveZero)->needs(store);
  AddConstants(*app, store, options.constants);
  add("--network-ms", options.constants.network_ms, "Between coordinator and shard")->check(AtLeastZero);
  app->add_flag("--json", command->json, "Print one JSON object");
  app->footer(
      "Example: lethe bench scale --facts 1000000000\n         docs/scale.md says how the constants were measured");
  app->callback([command] { Run(*command); });
}

}  // namespace lethe
