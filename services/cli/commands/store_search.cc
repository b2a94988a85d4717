#include "services/cli/commands/store_search.h"

#include <iomanip>
#include <iostream>

#include "retriever/fact.h"
#include "services/cli/commands/store_options.h"

namespace lethe {
namespace {

using Json = nlohmann::ordered_json;

struct SearchCommand : StoreOptions {
  std::string text;
  SearchOptions search;
};

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
  const auto view = OpenStore(command, OpenMode::kRead)->Pin();
  const std::vector<Hit> hits = view->Search(command.text, command.search);
  if (command.json) {
    Json list = Json::array();
    for (const Hit& hit : hits) list.push_back(HitJson(hit));
    std::cout << DumpJson({{"hits", list}, {"store", {{"path", command.store}, {"version", view->version()}}}}) << "\n";
    return;
  }
  if (hits.empty()) std::cout << "nothing found\n";
  for (const Hit& hit : hits) {
    std::cout << std::fixed << std::setprecision(3) << hit.score << "  " << std::left << std::setw(8) << hit.channel
              << "  " << FactWords(hit.fact) << "  [" << hit.fact.id() << "]\n";
  }
}

}  // namespace

void AddStoreSearch(CLI::App& group) {
  auto command = std::make_shared<SearchCommand>();
  CLI::App* app = AddStoreCommand<SearchCommand>(
      group, "search", "Find facts by a question or key words",
      "Example: lethe store search --store my-store --k 5 --json \"Where was Ann Lee born?\"", command, Search);
  app->add_option("text", command->text, "Question or key words")->required();
  app->add_option("--k", command->search.k, "Most facts to show")->capture_default_str()->check(CLI::Range(1, 10000));
  app->add_option("--hops", command->search.hop_facts, "Most facts to add about the objects of the best ones")
      ->capture_default_str();
}

}  // namespace lethe
