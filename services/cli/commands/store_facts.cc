#include "services/cli/commands/store_facts.h"

#include <iostream>
#include <limits>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "base/log.h"
#include "base/text.h"
#include "retriever/fact.h"
#include "retriever/fact_batch.h"
#include "retriever/fact_json.h"
#include "retriever/stores/store_url.h"
#include "services/cli/commands/store_options.h"
#include "services/cli/usage.h"

namespace lethe {
namespace {

struct GetCommand : StoreOptions {
  std::vector<std::string> ids;
};

struct PutCommand : StoreOptions {
  std::vector<std::string> facts;
  // One fact by its fields, instead of JSON.
  std::string id, subject, relation, object, text, source, valid_from, valid_to;
  std::vector<std::string> aliases, tags;
};

struct DeleteCommand : StoreOptions {
  FactSelection which;
};

void Get(const GetCommand& command) {
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
  throw Error(Code::kNotFound, StrCat(ShownPlace(command.store), ": no fact with id ", Join(absent, ", "),
                                      "; `lethe store search` shows ids"));
}

bool HasFields(const PutCommand& command) {
  return !command.subject.empty() || !command.relation.empty() || !command.object.empty() || !command.text.empty();
}

v1::Fact FactOfFields(const PutCommand& command) {
  v1::Fact fact;
  fact.set_id(command.id);
  fact.set_subject(command.subject);
  fact.set_relation(command.relation);
  fact.set_object(command.object);
  fact.set_text(command.text);
  fact.set_source(command.source);
  fact.set_valid_from(command.valid_from);
  fact.set_valid_to(command.valid_to);
  for (const std::string& alias : command.aliases) fact.add_aliases(alias);
  for (const std::string& tag : command.tags) fact.add_tags(tag);
  return fact;
}

// --id and the like belong to the fact of the fields; a fact in JSON has its own.
void CheckUsage(const PutCommand& command) {
  if (HasFields(command)) {
    constexpr size_t kAnySize = std::numeric_limits<size_t>::max();  // the store has a limit, and its own words for it
    return AsUsage([&command] { CheckFact(FactOfFields(command), kAnySize); });
  }
  const std::pair<const char*, bool> given[] = {{"--id", !command.id.empty()},
                                                {"--alias", !command.aliases.empty()},
                                                {"--tag", !command.tags.empty()},
                                                {"--valid-from", !command.valid_from.empty()},
                                                {"--valid-to", !command.valid_to.empty()}};
  for (const auto& [option, is_given] : given) {
    if (is_given)
      throw CLI::ValidationError(option, "needs --subject, --relation and --object, or --text: it is of such a fact");
  }
}

// The fact of the fields, one from each argument, or from each line of standard input when there is neither.
std::vector<v1::Fact> FactsGiven(const PutCommand& command) {
  std::vector<v1::Fact> facts;
  if (HasFields(command)) facts.push_back(FactOfFields(command));
  const auto add = [&](const std::string& json, const std::string& where) {
    try {
      std::vector<std::string> unknown;
      v1::Fact fact = FactFromJson(json, &unknown);
      if (!unknown.empty()) LogWarning(where, ": passed over ", Join(unknown, ", "), "; facts have no such field");
      if (fact.source().empty()) fact.set_source(command.source);
      facts.push_back(std::move(fact));
    } catch (const Error& error) {
      throw Error(error.code(), StrCat(where, ": ", error.what()));
    }
  };
  for (size_t i = 0; i < command.facts.size(); ++i) add(command.facts[i], StrCat("fact ", i + 1));
  if (!facts.empty()) return facts;
  size_t number = 0;
  for (std::string line; std::getline(std::cin, line);) {
    ++number;
    if (!Trim(line).empty()) add(line, StrCat("(standard input):", number));
  }
  return facts;
}

void Put(const PutCommand& command) {
  CheckUsage(command);
  RequireEmbedder(command);
  const std::vector<v1::Fact> facts = FactsGiven(command);
  // Before a store is made for them.
  CheckFacts(facts, KnowledgeBase::ResolveConfig(command.store, StoreConfigOf(command)).max_fact_bytes());
  const PutResult result = OpenStore(command, OpenMode::kCreate)->PutBatch(facts);
  NoteReaders(command);
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

void Delete(const DeleteCommand& command) {
  AsUsage([&command] { CheckSelection(command.which); });
  const auto base = OpenStore(command, OpenMode::kWrite);
  const uint64_t deleted = base->Delete(command.which);
  NoteReaders(command);
  if (command.json) {
    std::cout << DumpJson({{"deleted", deleted}, {"version", base->Pin()->version()}}) << "\n";
  } else {
    std::cout << deleted << " facts deleted\n";
  }
}

void AddGet(CLI::App& group) {
  const auto [app, get] =
      AddStoreCommand(group, "get", "Print facts by id, one JSON object a line",
                      "Example: lethe store get --store my-store --id 9f86d081884c7d659a2feaa0c55ad015", Get);
  app->add_option("ids,--id", get.ids, "Ids of facts")->required();
}

void AddPut(CLI::App& group) {
  const auto [app, put] = AddStoreCommand(
      group, "put", "Put facts, making the store when there is none",
      "Example: lethe store put --store my-store '{\"subject\": \"Ann Lee\", \"relation\": \"place of birth\", "
      "\"object\": \"Oslo\"}'\n"
      "         lethe store put --store my-store --subject \"Ann Lee\" --relation employer --object Acme",
      Put);
  app->add_option("facts", put.facts, "Facts as JSON objects; without any, a fact a line on standard input");
  app->add_option("--source", put.source, "Source of facts that name none");
  AddEmbedderOption(*app, put);
  app->add_option("--subject", put.subject, "A fact by its fields: subject");
  app->add_option("--relation", put.relation, "Relation");
  app->add_option("--object", put.object, "Object");
  app->add_option("--text", put.text, "Free text, instead of relation and object");
  app->add_option("--id", put.id, "Id; without one the content decides it");
  app->add_option("--alias", put.aliases, "Other names of the subject");
  app->add_option("--tag", put.tags, "Tags");
  app->add_option("--valid-from", put.valid_from, "ISO date");
  app->add_option("--valid-to", put.valid_to, "ISO date");
}

void AddDelete(CLI::App& group) {
  const auto [app, erase] = AddStoreCommand(
      group, "delete", "Delete facts by id, subject, source, tags or validity",
      "Example: lethe store delete --store my-store --subject \"Ann Lee\"\n"
      "         lethe store delete --store my-store --source crm --tag draft\n"
      "Facts named by id, subject or source go; with a tag or a date only those of them that fit it too.\n"
      "--valid-at alone is refused: facts without dates hold at any date.",
      Delete);
  FactSelection& which = erase.which;
  CLI::Option_group* options = app->add_option_group("which", "Which facts; at least one of these");
  options->add_option("--id", which.ids, "Ids of facts");
  options->add_option("--subject", which.subjects, "All facts of these subjects");
  options->add_option("--source", which.sources, "All facts of these sources");
  options->add_option("--tag", which.tags, "Only facts with all of these tags");
  options->add_option("--valid-at", which.valid_at, "Only facts that hold on this ISO date, beside another option");
  options->add_option("--ended-before", which.ended_before, "Only facts whose validity ended before this ISO date");
  options->require_option(1, 0);
}

}  // namespace

void AddStoreFacts(CLI::App& group) {
  AddGet(group);
  AddPut(group);
  AddDelete(group);
}

}  // namespace lethe
