#include "services/cli/commands/store_search.h"

#include <iomanip>
#include <iostream>
#include <nlohmann/json.hpp>

#include "retriever/fact.h"
#include "retriever/stores/store_url.h"
#include "services/cli/commands/store_options.h"
#include "services/cli/filter_options.h"
#include "services/reasoner/reasoner.h"
#include "services/reasoner/text_limit.h"

namespace lethe {
namespace {

using Json = nlohmann::ordered_json;

struct SearchCommand : StoreOptions {
  std::string text;
  std::string subject;
  std::string relation;
  std::string mode = "fused";
  SearchOptions search;
};

Json ReasonJson(const v1::SearchReason& reason) {
  Json json = Json::object();
  if (reason.exact_rank() > 0) {
    json["exact"] = {{"rank", reason.exact_rank()}, {"score", reason.exact_score()}, {"subject", reason.subject()}};
  }
  if (reason.lexical_rank() > 0) {
    Json terms = Json::object();
    for (const v1::SearchTerm& term : reason.terms()) {
      const double before = terms.contains(term.term()) ? terms[term.term()].get<double>() : 0.0;
      terms[term.term()] = before + term.score();
    }
    json["bm25"] = {{"rank", reason.lexical_rank()}, {"score", reason.lexical_score()}, {"terms", terms}};
  }
  if (reason.dense_rank() > 0) json["dense"] = {{"rank", reason.dense_rank()}, {"cosine", reason.dense_score()}};
  json["formula"] = reason.formula();
  return json;
}

Json HitJson(const Hit& hit) {
  Json json = {{"id", hit.fact.id()}, {"text", FactWords(hit.fact)}};
  json["subject"] = hit.fact.subject();
  json["relation"] = hit.fact.relation();
  json["object"] = hit.fact.object();
  if (!hit.fact.source().empty()) json["source"] = hit.fact.source();
  json["score"] = hit.score;
  json["channel"] = hit.channel;
  if (hit.reason) json["reason"] = ReasonJson(*hit.reason);
  return json;
}

SearchResult Find(const SearchCommand& command, const StoreView& view) {
  if (!command.subject.empty()) {
    SearchResult result;
    for (v1::Fact& fact : view.Lookup(command.subject, command.relation))
      result.hits.push_back({std::move(fact), 1.0, "exact"});
    return result;
  }
  SearchOptions options = command.search;
  SetSearchMode(command.mode, options);
  return view.Find(command.text, options);
}

void PrintReason(const v1::SearchReason& reason) {
  const Json json = ReasonJson(reason);
  for (const auto& [part, why] : json.items())
    std::cout << "       " << part << ": " << (why.is_string() ? why.get<std::string>() : DumpJson(why)) << "\n";
}

void Search(const SearchCommand& command) {
  if (command.text.empty() == command.subject.empty())
    throw CLI::ValidationError("store search", "needs either a text or --subject and --relation");
  CheckTextBytes("the text", command.text, ReasonerLimits().max_question_bytes);
  const auto view = OpenStore(command, OpenMode::kRead)->Pin();
  const SearchResult result = Find(command, *view);
  if (command.json) {
    Json list = Json::array();
    for (const Hit& hit : result.hits) list.push_back(HitJson(hit));
    std::cout << DumpJson({{"hits", list},
                           {"nothing_found", result.nothing_found},
                           {"confidence", result.confidence},
                           {"store", {{"path", ShownPlace(command.store)}, {"version", view->version()}}}})
              << "\n";
    return;
  }
  if (result.hits.empty()) std::cout << "nothing found\n";
  for (const Hit& hit : result.hits) {
    std::cout << std::fixed << std::setprecision(3) << hit.score << "  " << std::left << std::setw(8) << hit.channel
              << "  " << FactWords(hit.fact) << "  [" << hit.fact.id() << "]\n";
    if (hit.reason) PrintReason(*hit.reason);
  }
}

}  // namespace

void AddStoreSearch(CLI::App& group) {
  const auto [app, command] = AddStoreCommand(
      group, "search", "Find facts by a question or key words",
      "Example: lethe store search --store my-store --k 5 --explain \"Where was Ann Lee born?\"\n"
      "         lethe store search --store my-store --subject \"ann lee\" --relation \"place of birth\"",
      Search);
  app->add_option("text", command.text, "Question or key words");
  app->add_option("--mode", command.mode, "Which part of the search answers")
      ->check(CLI::IsMember({"exact", "bm25", "dense", "fused"}))
      ->capture_default_str();
  app->add_flag("--explain", command.search.explain, "Say why each fact ranked");
  AddFilterOptions(*app, command.search.filter);
  CLI::Option* subject = app->add_option("--subject", command.subject, "Look up this subject or alias instead");
  CLI::Option* relation = app->add_option("--relation", command.relation, "and this relation of it");
  subject->needs(relation);
  relation->needs(subject);
  app->add_option("--k", command.search.k, "Most facts to show")->capture_default_str()->check(CLI::Range(1, 10000));
  app->add_option("--hops", command.search.hop_facts, "Most facts to add about the objects of the best ones")
      ->capture_default_str();
}

}  // namespace lethe
