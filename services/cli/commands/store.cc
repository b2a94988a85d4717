#include "services/cli/commands/store.h"

#include <CLI/CLI.hpp>
#include <iomanip>
#include <iostream>
#include <iterator>
#include <memory>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "base/text.h"
#include "retriever/fact.h"
#include "retriever/fact_json.h"
#include "retriever/knowledge_base.h"
#include "services/cli/commands/store_import.h"
#include "services/cli/commands/store_options.h"
#include "services/cli/commands/store_search.h"

namespace lethe {
namespace {

using Json = nlohmann::ordered_json;

struct FactsCommand : StoreOptions {
  std::vector<std::string> ids;
  std::vector<std::string> facts;
  std::string subject;
  std::string source;
};

void Get(const FactsCommand& command) {
  const auto view = OpenStore(command, OpenMode::kRead)->Pin();
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
  const PutResult result = OpenStore(command, OpenMode::kCreate)->PutBatch(facts);
  if (command.json) {
    std::cout << DumpJson({{"ids", result.ids},
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
  const auto base = OpenStore(command, OpenMode::kWrite);
  uint64_t deleted = 0;
  if (!command.ids.empty()) deleted += base->Delete(command.ids);
  if (!command.subject.empty()) deleted += base->DeleteSubject(command.subject);
  if (!command.source.empty()) deleted += base->DeleteSource(command.source);
  if (command.json) {
    std::cout << DumpJson({{"deleted", deleted}, {"version", base->Pin()->version()}}) << "\n";
  } else {
    std::cout << deleted << " facts deleted\n";
  }
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
                     {"tombstones", stats.tombstones}};
  if (command.json) {
    std::cout << DumpJson(json) << "\n";
    return;
  }
  for (const auto& [name, value] : json.items())
    std::cout << std::left << std::setw(12) << name << (value.is_string() ? value.get<std::string>() : value.dump())
              << "\n";
}

void Export(const StoreOptions& command) {
  const auto view = OpenStore(command, OpenMode::kRead)->Pin();
  view->ForEach([](const v1::Fact& fact) {
    std::cout << FactToJsonLine(fact) << "\n";
    if (!std::cout) throw Error(Code::kResourceExhausted, "cannot write to standard output");
  });
}

void Verify(const StoreOptions& command) {
  const VerifyReport report = OpenStore(command, OpenMode::kRead)->Pin()->Verify();
  if (command.json) {
    std::cout << DumpJson({{"ok", report.ok()},
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

void AddFactCommands(CLI::App& group) {
  auto get = std::make_shared<FactsCommand>();
  AddStoreCommand<FactsCommand>(group, "get", "Print facts by id, one JSON object a line",
                                "Example: lethe store get --store my-store --id 9f86d081884c7d659a2feaa0c55ad015", get,
                                Get)
      ->add_option("--id", get->ids, "Ids of facts")
      ->required();

  auto put = std::make_shared<FactsCommand>();
  CLI::App* put_app = AddStoreCommand<FactsCommand>(
      group, "put", "Put facts given as JSON, making the store when there is none",
      "Example: lethe store put --store my-store '{\"subject\": \"Ann Lee\", \"relation\": "
      "\"place of birth\", \"object\": \"Oslo\"}'",
      put, Put);
  put_app->add_option("facts", put->facts, "Facts as JSON objects; without any, a fact a line on standard input");
  put_app->add_option("--source", put->source, "Source of facts that name none");

  auto erase = std::make_shared<FactsCommand>();
  CLI::App* erase_app = AddStoreCommand<FactsCommand>(
      group, "delete", "Delete facts by id, subject or source",
      "Example: lethe store delete --store my-store --subject \"Ann Lee\"", erase, Delete);
  CLI::Option_group* which = erase_app->add_option_group("which", "Which facts; at least one of these");
  which->add_option("--id", erase->ids, "Ids of facts");
  which->add_option("--subject", erase->subject, "All facts of this subject");
  which->add_option("--source", erase->source, "All facts of this source");
  which->require_option(1, 3);
}

void AddStoreWideCommands(CLI::App& group) {
  AddStoreCommand<StoreOptions>(group, "stats", "Print counts and settings",
                                "Example: lethe store stats --store my-store --json", std::make_shared<StoreOptions>(),
                                Stats);
  AddStoreCommand<StoreOptions>(group, "export", "Print every fact, one JSON object a line, in the order of putting",
                                "Example: lethe store export --store my-store > facts.jsonl",
                                std::make_shared<StoreOptions>(), Export);
  AddStoreCommand<StoreOptions>(group, "verify", "Hold the indexes against the facts; exit code 1 when they disagree",
                                "Example: lethe store verify --store my-store", std::make_shared<StoreOptions>(),
                                Verify);
}

}  // namespace

void AddStoreCommands(CLI::App& app) {
  CLI::App* group = app.add_subcommand("store", "Import, search, change and check a store of facts");
  group->require_subcommand(1);
  AddStoreImport(*group);
  AddStoreSearch(*group);
  AddFactCommands(*group);
  AddStoreWideCommands(*group);
}

}  // namespace lethe
