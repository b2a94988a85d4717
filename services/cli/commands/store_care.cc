#include "services/cli/commands/store_care.h"

#include <iomanip>
#include <iostream>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "base/progress.h"
#include "retriever/embedders/embedder.h"
#include "retriever/fact.h"
#include "retriever/fact_json.h"
#include "retriever/indexes/index_kind.h"
#include "retriever/stores/store_life.h"
#include "retriever/stores/store_url.h"
#include "services/cli/commands/store_options.h"
#include "services/cli/number_checks.h"
#include "services/cli/usage.h"

namespace lethe {
namespace {

using Json = nlohmann::ordered_json;

constexpr size_t kContradictionsShown = 20;

struct ContradictionsCommand : StoreOptions {
  size_t limit = kContradictionsShown;
};

struct CompactCommand : StoreOptions {
  std::string index;
  int64_t keep_versions = -1;
};

struct ReembedCommand : StoreOptions {
  uint32_t dimension = 0;
};

void PrintLines(const Json& json) {
  for (const auto& [name, value] : json.items())
    std::cout << std::left << std::setw(20) << name << (value.is_string() ? value.get<std::string>() : value.dump())
              << "\n";
}

void Stats(const StoreOptions& command) {
  const auto base = OpenStore(command, OpenMode::kRead);
  const StoreStats stats = base->Pin()->Stats();
  const Json json = {{"facts", stats.facts},
                     {"bytes", stats.bytes},
                     {"version", stats.version},
                     {"embedder", base->embedder().name()},
                     {"dimension", base->embedder().dimension()},
                     {"terms", stats.terms},
                     {"segments", stats.segments},
                     {"fresh", stats.fresh},
                     {"index", stats.index},
                     {"memory_bytes", stats.memory_bytes},
                     {"tombstones", stats.tombstones}};
  if (command.json) {
    std::cout << DumpJson(json) << "\n";
  } else {
    PrintLines(json);
  }
}

void Export(const StoreOptions& command) {
  const auto view = OpenStore(command, OpenMode::kRead)->Pin();
  view->ForEach([](const v1::Fact& fact) {
    std::cout << FactToJsonLine(fact) << "\n";
    if (!std::cout) throw Error(Code::kResourceExhausted, "cannot write to standard output");
  });
}

Json ContradictionsJson(const ContradictionReport& report) {
  Json list = Json::array();
  for (const Contradiction& contradiction : report.shown) {
    Json facts = Json::array();
    for (const v1::Fact& fact : contradiction.facts) {
      facts.push_back({{"id", fact.id()},
                       {"object", fact.object()},
                       {"source", fact.source()},
                       {"valid_from", fact.valid_from()},
                       {"valid_to", fact.valid_to()}});
    }
    const v1::Fact& first = contradiction.facts.front();
    list.push_back({{"subject", first.subject()}, {"relation", first.relation()}, {"facts", std::move(facts)}});
  }
  return list;
}

void Contradictions(const ContradictionsCommand& command) {
  const ContradictionReport report = OpenStore(command, OpenMode::kRead)->Pin()->Contradictions(command.limit);
  if (command.json) {
    std::cout << DumpJson({{"count", report.count}, {"contradictions", ContradictionsJson(report)}}) << "\n";
    return;
  }
  for (const Contradiction& contradiction : report.shown) {
    const v1::Fact& first = contradiction.facts.front();
    std::cout << first.subject() << " | " << first.relation() << "\n";
    for (const v1::Fact& fact : contradiction.facts) {
      const std::string validity = StrCat(fact.valid_from(), " to ", fact.valid_to());
      std::cout << "  " << fact.object() << "  [" << fact.id() << "]"
                << (fact.source().empty() ? std::string() : StrCat("  source ", fact.source()))
                << (validity == " to " ? std::string() : StrCat("  valid ", validity)) << "\n";
    }
  }
  std::cout << report.count << " subjects with a relation that has more than one object at a time\n";
}

void Verify(const StoreOptions& command) {
  const auto view = OpenStore(command, OpenMode::kRead)->Pin();
  const VerifyReport report = view->Verify();
  const uint64_t contradictions = view->Contradictions(0).count;
  if (command.json) {
    std::cout << DumpJson({{"ok", report.ok()},
                           {"facts", report.facts},
                           {"postings", report.postings},
                           {"vectors", report.vectors},
                           {"contradictions", contradictions},
                           {"problem_count", report.problem_count},
                           {"problems", report.problems}})
              << "\n";
  } else {
    for (const std::string& problem : report.problems) std::cout << problem << "\n";
    std::cout << report.facts << " facts, " << report.postings << " postings, " << report.vectors
              << " vectors: " << (report.ok() ? std::string("all agree") : StrCat(report.problem_count, " problems"))
              << "; " << contradictions << " contradictions (`lethe store contradictions`)\n";
  }
  if (!report.ok()) {
    throw Error(Code::kDataLoss,
                StrCat(ShownPlace(command.store), ": ", report.problem_count,
                       " problems; restore a snapshot, or export what is there and import it into a new store"));
  }
}

void Compact(const CompactCommand& command) {
  const auto base = OpenStore(command, OpenMode::kWrite);
  CompactOptions options = base->DefaultCompaction();
  if (!command.index.empty()) {
    IndexConfig chosen;
    if (command.index != "auto") chosen.set_factory(command.index);
    options.index.set_factory(chosen.factory());
    AsUsage([&] { IndexFactoryFor(options.index, 0, base->embedder().dimension()); });
  }
  if (command.keep_versions >= 0) options.keep_versions = static_cast<uint64_t>(command.keep_versions);
  constexpr size_t kParts = 1000;
  Progress progress("compacting", kParts, "parts");
  options.progress = [&progress](const std::string&, double done) {
    progress.Update(static_cast<size_t>(done * kParts));
  };
  const CompactReport report = base->Compact(options);
  if (!command.index.empty()) base->ChooseIndex(options.index);
  const Json json = {{"version", report.version},
                     {"index", report.index},
                     {"segments_before", report.segments_before},
                     {"segments_after", report.segments_after},
                     {"dropped_tombstones", report.dropped_tombstones},
                     {"dropped_postings", report.dropped_postings},
                     {"bytes_before", report.bytes_before},
                     {"bytes_after", report.bytes_after}};
  if (command.json) {
    std::cout << DumpJson(json) << "\n";
  } else {
    PrintLines(json);
  }
}

void Reembed(const ReembedCommand& command) {
  EmbedderConfig embedder = StoreConfigOf(command).embedder();
  if (command.dimension > 0) {
    embedder.mutable_hashed_ngrams()->set_dimension(command.dimension);
    AsUsage([&embedder] { MakeEmbedder(embedder); });
  }
  if (embedder.kind_case() == EmbedderConfig::KIND_NOT_SET) {
    throw CLI::RequiredError("--embedder DIR, --config F with embedder { ... }, or --dimension N (hashed n-grams)");
  }
  Progress progress("embedding", 0, "facts");
  const ReembedReport report =
      ReembedStore(command.store, embedder, [&progress](uint64_t done, uint64_t) { progress.Update(done); });
  if (command.json) {
    std::cout << DumpJson({{"facts", report.facts}, {"before", report.before}, {"after", report.after}}) << "\n";
  } else {
    std::cout << report.facts << " facts embedded anew: " << report.before << " -> " << report.after << "\n";
  }
}

void AddCompact(CLI::App& group) {
  const auto [app, command] =
      AddStoreCommand(group, "compact", "Join vector segments, drop what was deleted, rewrite the files",
                      "Example: lethe store compact --store my-store\n"
                      "         lethe store compact --store my-store --index IVF1024,SQ8",
                      Compact);
  app->add_option("--index", command.index,
                  "FAISS factory string, kept for later compactions: Flat, HNSW32, IVF1024,Flat, IVF1024,SQ8, "
                  "IVF1024,PQ32, SQ8; auto chooses by size");
  app->add_option("--keep-versions", command.keep_versions,
                  "Newest versions that can still be rolled back to (the config's keep_versions where not given)")
      ->check(AtLeastZero);
}

void AddReembed(CLI::App& group) {
  const auto [app, command] = AddStoreCommand(
      group, "reembed", "Give the store another embedder: embeds every fact anew, then exchanges the store",
      "Example: lethe store reembed --store my-store --embedder runs/dual/last\n"
      "         lethe store reembed --store my-store --config embedder.txtpb\n"
      "         lethe store reembed --store my-store --dimension 384",
      Reembed);
  AddEmbedderOption(*app, command);
  app->add_option("--dimension", command.dimension, "Hashed n-grams of so many numbers")->check(AboveZero);
}

}  // namespace

void AddStoreCare(CLI::App& group) {
  AddStoreCommand(group, "stats", "Print counts and settings", "Example: lethe store stats --store my-store --json",
                  Stats);
  AddStoreCommand(group, "export", "Print every fact, one JSON object a line, in the order of putting",
                  "Example: lethe store export --store my-store > facts.jsonl", Export);
  AddStoreCommand(group, "verify", "Hold the indexes against the facts; exit code 1 when they disagree",
                  "Example: lethe store verify --store my-store", Verify);
  const auto contradictions = AddStoreCommand(
      group, "contradictions", "Show facts of one subject and relation with different objects at one time",
      "Example: lethe store contradictions --store my-store --limit 50", Contradictions);
  contradictions.app->add_option("--limit", contradictions.values.limit, "Most to show")->capture_default_str();
  AddCompact(group);
  AddReembed(group);
}

}  // namespace lethe
