#include "services/cli/commands/store.h"

#include <CLI/CLI.hpp>
#include <iomanip>
#include <iostream>
#include <iterator>
#include <memory>
#include <nlohmann/json.hpp>

#include "base/config.h"
#include "base/error.h"
#include "base/text.h"
#include "retriever/fact.h"
#include "retriever/fact_json.h"
#include "retriever/importer.h"
#include "retriever/knowledge_base.h"

namespace lethe {
namespace {

using Json = nlohmann::ordered_json;

// Of every command.
struct StoreOptions {
  std::string store;
  std::string config;
  bool json = false;
};

struct ImportCommand : StoreOptions {
  std::string file;
  ImportOptions import;
};

struct SearchCommand : StoreOptions {
  std::string text;
  SearchOptions search;
};

struct FactsCommand : StoreOptions {
  std::vector<std::string> ids;
  std::vector<std::string> facts;
  std::string subject;
  std::string source;
};

std::string Dump(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

StoreConfig ConfigOf(const StoreOptions& options) {
  StoreConfig config;
  if (!options.config.empty()) LoadConfig(options.config, config);
  return config;
}

std::unique_ptr<KnowledgeBase> Open(const StoreOptions& options, OpenMode mode) {
  return KnowledgeBase::Open(options.store, ConfigOf(options), mode);
}

void Import(const ImportCommand& command) {
  const ImportResult result = ImportFacts(command.file, command.import, command.store, ConfigOf(command));
  const double rate = static_cast<double>(result.facts) / std::max(result.seconds, 1e-9);
  if (command.json) {
    std::cout << Dump({{"facts", result.facts},
                       {"added", result.added},
                       {"unchanged", result.unchanged},
                       {"updated", result.updated},
                       {"skipped", result.skipped},
                       {"version", result.version},
                       {"seconds", result.seconds},
                       {"facts_per_s", rate}})
              << "\n";
    return;
  }
  std::cout << result.facts << " facts: " << result.added << " added, " << result.updated << " updated, "
            << result.unchanged << " unchanged; " << result.skipped << " lines skipped; " << std::fixed
            << std::setprecision(1) << result.seconds << " s, " << std::setprecision(0) << rate << " facts/s\n";
}

Json HitJson(const Hit& hit) {
  Json json = {{"id", hit.fact.id()}, {"text", FactWords(hit.fact)}};
  json["subject"] = hit.fact.subject();
  json["relation"] = hit.fact.relation();
  json["object"] = hit.fact.object();
  if (!hit.fact.source().empty()) json["source"] = hit.fact.source();
  json["score"] = hit.score;
  json["channel"] = hit.channel;
  return json;
}

void Search(const SearchCommand& command) {
  const auto view = Open(command, OpenMode::kRead)->Pin();
  const std::vector<Hit> hits = view->Search(command.text, command.search);
  if (command.json) {
    Json list = Json::array();
    for (const Hit& hit : hits) list.push_back(HitJson(hit));
    std::cout << Dump({{"hits", list}, {"store", {{"path", command.store}, {"version", view->version()}}}}) << "\n";
    return;
  }
  if (hits.empty()) std::cout << "nothing found\n";
  for (const Hit& hit : hits) {
    std::cout << std::fixed << std::setprecision(3) << hit.score << "  " << std::left << std::setw(8) << hit.channel
              << "  " << FactWords(hit.fact) << "  [" << hit.fact.id() << "]\n";
  }
}

void Get(const FactsCommand& command) {
  const auto view = Open(command, OpenMode::kRead)->Pin();
  std::vector<std::string> absent;
  for (const std::string& id : command.ids) {
    if (const std::optional<v1::Fact> fact = view->Get(id)) {
      std::cout << FactToJsonLine(*fact) << "\n";
    } else {
      absent.push_back(id);
    }
  }
  if (absent.empty()) return;
  throw Error(Code::kNotFound,
              StrCat(command.store, ": no fact with id ", Join(absent, ", "), "; `lethe store search` shows ids"));
}

// One fact from each argument, or from each line of standard input when there is none.
std::vector<v1::Fact> FactsGiven(const FactsCommand& command) {
  std::vector<v1::Fact> facts;
  const auto add = [&](const std::string& json, const std::string& where) {
    try {
      v1::Fact fact = FactFromJson(json);
      if (fact.source().empty()) fact.set_source(command.source);
      facts.push_back(std::move(fact));
    } catch (const Error& error) {
      throw Error(error.code(), StrCat(where, ": ", error.what()));
    }
  };
  for (size_t i = 0; i < command.facts.size(); ++i) add(command.facts[i], StrCat("fact ", i + 1));
  if (!command.facts.empty()) return facts;
  size_t number = 0;
  for (std::string line; std::getline(std::cin, line);) {
    ++number;
    if (!Trim(line).empty()) add(line, StrCat("(standard input):", number));
  }
  return facts;
}

void Put(const FactsCommand& command) {
  const std::vector<v1::Fact> facts = FactsGiven(command);
  const PutResult result = Open(command, OpenMode::kCreate)->PutBatch(facts);
  if (command.json) {
    std::cout << Dump({{"ids", result.ids},
                       {"added", result.outcome.added},
                       {"updated", result.outcome.updated},
                       {"unchanged", result.outcome.unchanged},
                       {"version", result.outcome.version}})
              << "\n";
    return;
  }
  for (const std::string& id : result.ids) std::cout << id << "\n";
}

void Delete(const FactsCommand& command) {
  const auto base = Open(command, OpenMode::kWrite);
  uint64_t deleted = 0;
  if (!command.ids.empty()) deleted += base->Delete(command.ids);
  if (!command.subject.empty()) deleted += base->DeleteSubject(command.subject);
  if (!command.source.empty()) deleted += base->DeleteSource(command.source);
  if (command.json) {
    std::cout << Dump({{"deleted", deleted}, {"version", base->Pin()->version()}}) << "\n";
  } else {
    std::cout << deleted << " facts deleted\n";
  }
}

void Stats(const StoreOptions& command) {
  const auto base = Open(command, OpenMode::kRead);
  const StoreStats stats = base->Pin()->Stats();
  const Json json = {{"facts", stats.facts},
                     {"bytes", stats.bytes},
                     {"version", stats.version},
                     {"embedder", base->embedder().name()},
                     {"dimension", base->embedder().dimension()},
                     {"terms", stats.terms},
                     {"segments", stats.segments},
                     {"fresh", stats.fresh},
                     {"tombstones", stats.tombstones}};
  if (command.json) {
    std::cout << Dump(json) << "\n";
    return;
  }
  for (const auto& [name, value] : json.items())
    std::cout << std::left << std::setw(12) << name << (value.is_string() ? value.get<std::string>() : value.dump())
              << "\n";
}

void Export(const StoreOptions& command) {
  const auto view = Open(command, OpenMode::kRead)->Pin();
  view->ForEach([](const v1::Fact& fact) {
    std::cout << FactToJsonLine(fact) << "\n";
    if (!std::cout) throw Error(Code::kResourceExhausted, "cannot write to standard output");
  });
}

void Verify(const StoreOptions& command) {
  const VerifyReport report = Open(command, OpenMode::kRead)->Pin()->Verify();
  if (command.json) {
    std::cout << Dump({{"ok", report.ok()},
                       {"facts", report.facts},
                       {"postings", report.postings},
                       {"vectors", report.vectors},
                       {"problem_count", report.problem_count},
                       {"problems", report.problems}})
              << "\n";
  } else {
    for (const std::string& problem : report.problems) std::cout << problem << "\n";
    std::cout << report.facts << " facts, " << report.postings << " postings, " << report.vectors
              << " vectors: " << (report.ok() ? std::string("all agree") : StrCat(report.problem_count, " problems"))
              << "\n";
  }
  if (!report.ok()) {
    throw Error(Code::kDataLoss, StrCat(command.store, ": ", report.problem_count,
                                        " problems; export what is there and import it "
                                        "into a new store"));
  }
}

template <typename Command>
CLI::App* AddCommand(CLI::App& group, const char* name, const char* what, const char* example,
                     std::shared_ptr<Command> command, void (*run)(const Command&)) {
  CLI::App* app = group.add_subcommand(name, what);
  app->add_option("--store", command->store, "Folder of the store")->required();
  app->add_option("--config", command->config,
                  "Store config (protobuf text of StoreConfig); a store remembers its own");
  app->add_flag("--json", command->json, "Print one JSON object");
  app->footer(example);
  app->callback([command, run] { run(*command); });
  return app;
}

void AddImport(CLI::App& group) {
  auto command = std::make_shared<ImportCommand>();
  CLI::App* app = AddCommand<ImportCommand>(
      group, "import", "Put the facts of a file into a store, making it when there is none",
      "Example: lethe store import facts.jsonl --store my-store\n"
      "A line: {\"subject\": \"Ann Lee\", \"relation\": \"place of birth\", \"object\": \"Oslo\"}",
      command, Import);
  app->add_option("file", command->file, "JSONL, plain or .gz or .zst; - is standard input")->required();
  app->add_option("--skip-bad", command->import.skip_bad, "Pass over so many wrong lines")->capture_default_str();
  app->add_option("--source", command->import.source, "Source of facts that name none");
}

void AddSearch(CLI::App& group) {
  auto command = std::make_shared<SearchCommand>();
  CLI::App* app = AddCommand<SearchCommand>(
      group, "search", "Find facts by a question or key words",
      "Example: lethe store search --store my-store --k 5 --json \"Where was Ann Lee born?\"", command, Search);
  app->add_option("text", command->text, "Question or key words")->required();
  app->add_option("--k", command->search.k, "Most facts to show")->capture_default_str()->check(CLI::Range(1, 10000));
  app->add_option("--hops", command->search.hop_facts, "Most facts to add about the objects of the best ones")
      ->capture_default_str();
}

void AddFactCommands(CLI::App& group) {
  auto get = std::make_shared<FactsCommand>();
  AddCommand<FactsCommand>(group, "get", "Print facts by id, one JSON object a line",
                           "Example: lethe store get --store my-store --id 9f86d081884c7d659a2feaa0c55ad015", get, Get)
      ->add_option("--id", get->ids, "Ids of facts")
      ->required();

  auto put = std::make_shared<FactsCommand>();
  CLI::App* put_app =
      AddCommand<FactsCommand>(group, "put", "Put facts given as JSON, making the store when there is none",
                               "Example: lethe store put --store my-store '{\"subject\": \"Ann Lee\", \"relation\": "
                               "\"place of birth\", \"object\": \"Oslo\"}'",
                               put, Put);
  put_app->add_option("facts", put->facts, "Facts as JSON objects; without any, a fact a line on standard input");
  put_app->add_option("--source", put->source, "Source of facts that name none");

  auto erase = std::make_shared<FactsCommand>();
  CLI::App* erase_app =
      AddCommand<FactsCommand>(group, "delete", "Delete facts by id, subject or source",
                               "Example: lethe store delete --store my-store --subject \"Ann Lee\"", erase, Delete);
  CLI::Option_group* which = erase_app->add_option_group("which", "Which facts; at least one of these");
  which->add_option("--id", erase->ids, "Ids of facts");
  which->add_option("--subject", erase->subject, "All facts of this subject");
  which->add_option("--source", erase->source, "All facts of this source");
  which->require_option(1, 3);
}

void AddStoreWideCommands(CLI::App& group) {
  AddCommand<StoreOptions>(group, "stats", "Print counts and settings",
                           "Example: lethe store stats --store my-store --json", std::make_shared<StoreOptions>(),
                           Stats);
  AddCommand<StoreOptions>(group, "export", "Print every fact, one JSON object a line, in the order of putting",
                           "Example: lethe store export --store my-store > facts.jsonl",
                           std::make_shared<StoreOptions>(), Export);
  AddCommand<StoreOptions>(group, "verify", "Hold the indexes against the facts; exit code 1 when they disagree",
                           "Example: lethe store verify --store my-store", std::make_shared<StoreOptions>(), Verify);
}

}  // namespace

void AddStoreCommands(CLI::App& app) {
  CLI::App* group = app.add_subcommand("store", "Import, search, change and check a store of facts");
  group->require_subcommand(1);
  AddImport(*group);
  AddSearch(*group);
  AddFactCommands(*group);
  AddStoreWideCommands(*group);
}

}  // namespace lethe
