#include "services/cli/commands/ask.h"

#include <CLI/CLI.hpp>
#include <iostream>
#include <iterator>
#include <memory>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "base/log.h"
#include "base/text.h"
#include "retriever/embedders/embedder.h"
#include "retriever/search/fact_filter.h"
#include "services/cli/answer_output.h"
#include "services/cli/channel_option.h"
#include "services/cli/decision_options.h"
#include "services/cli/filter_options.h"
#include "services/cli/json_text.h"
#include "services/cli/number_checks.h"
#include "services/cli/usage.h"
#include "services/rpc/client.h"

namespace lethe {
namespace {

struct Options {
  std::string question, store, model, server, alias;
  std::vector<std::string> facts;
  v1::Channel channel = v1::CHANNEL_RETRIEVAL;
  v1::SearchFilter filter;
  bool channel_given = false;
  uint32_t max_facts = 0;
  double timeout = 0;  // seconds, 0 waits for ever
  ReasonerLimits limits;
  bool json = false, trace = false;
};

// "subject | relation | object", or a free text, which may have bars of its own but not a part that is missing.
v1::Fact ParseFact(const std::string& line) {
  v1::Fact fact;
  const size_t first = line.find(" | "), last = line.rfind(" | ");
  if (first == std::string::npos || first == last) {
    fact.set_text(line);
    return fact;
  }
  fact.set_subject(line.substr(0, first));
  fact.set_relation(line.substr(first + 3, last - first - 3));
  fact.set_object(line.substr(last + 3));
  for (const std::string* part : {&fact.subject(), &fact.relation(), &fact.object()}) {
    if (Trim(*part).empty())
      throw CLI::ValidationError("--fact",
                                 StrCat("\"", line, "\": write subject | relation | object, none of them empty"));
  }
  return fact;
}

void CheckUsage(const Options& options) {
  if (!options.server.empty() && (!options.store.empty() || !options.model.empty())) {
    throw CLI::ValidationError("--server", "the server has its own store and model: leave out --store and --model");
  }
  if (options.server.empty() && !options.alias.empty()) {
    throw CLI::ValidationError("--alias", "names a store of a server: give --server too, or --store instead");
  }
  if (!IsEmpty(options.filter) && options.server.empty() && options.store.empty()) {
    throw CLI::ValidationError("--source, --tag and --valid-at", "choose facts of a store: give --store or --server");
  }
  if (options.server.empty() && options.store.empty() && options.channel == v1::CHANNEL_RETRIEVAL) {
    throw CLI::ValidationError("ask",
                               "name a store (--store DIR) or a server (--server HOST:PORT), or give facts (--fact)");
  }
}

// "-" is standard input: a question may be longer than one argument.
std::string ReadQuestion(const std::string& given) {
  std::string question = given;
  if (given == "-") {
    const std::string text{std::istreambuf_iterator<char>(std::cin), std::istreambuf_iterator<char>()};
    question = Trim(text);
  }
  if (Trim(question).empty()) throw CLI::ValidationError("question", "is empty");
  return question;
}

v1::AskRequest MakeRequest(const Options& options) {
  v1::AskRequest request;
  request.set_question(ReadQuestion(options.question));
  request.set_alias(options.alias);
  request.set_channel(options.channel);
  request.set_max_facts(options.max_facts);
  *request.mutable_filter() = options.filter;
  for (const std::string& line : options.facts) *request.add_context() = ParseFact(line);
  return request;
}

void Ask(Options& options, AskHere ask_here) {
  if (!options.channel_given && options.store.empty() && options.server.empty() && !options.facts.empty()) {
    options.channel = v1::CHANNEL_CONTEXT;
  }
  CheckUsage(options);
  if (options.server.empty() && ask_here == nullptr)
    throw NeedsEngine(Code::kUnimplemented, "this program has no LibTorch: name a --server, or use lethe-engine");
  const v1::AskRequest request = MakeRequest(options);
  AskEventSink sink;
  if (options.trace) sink = [](const v1::AskEvent& event) { PrintEvent(event, std::cerr); };
  const v1::Answer answer =
      options.server.empty() ? ask_here({options.store, options.model, options.timeout, options.limits}, request, sink)
                             : Client(options.server, options.timeout).Ask(request, sink);
  if (const std::string warning = CutFactsWarning(answer); !warning.empty()) LogWarning(warning);
  if (options.json) {
    std::cout << DumpJson(AnswerJson(answer)) << "\n";
  } else {
    PrintAnswer(answer, std::cout);
  }
}

}  // namespace

void AddAskCommand(CLI::App& app, AskHere ask_here) {
  auto options = std::make_shared<Options>();
  CLI::App* ask = app.add_subcommand("ask", "Ask one question, here or at a server");
  ask->add_option("question", options->question, "The question; - reads it from standard input")->required();
  ask->add_option("--store", options->store, "Store folder to answer from, or postgres://...");
  ask->add_option("--model", options->model, "Checkpoint folder; the bundled model where it is not given");
  CLI::Option* server = ask->add_option("--server", options->server, "HOST:PORT of a running `lethe serve`")
                            ->check(AsCheck(CheckServerAddress));
  ask->add_option("--alias", options->alias, "Store alias at the server; \"default\" where it is not given");
  ask->add_option("--fact", options->facts,
                  "A fact given with the question, a text or \"subject | relation | object\"; may be repeated")
      ->allow_extra_args(false);
  CLI::Option* channel = AddChannelOption(*ask, options->channel);
  ask->add_option("--max-facts", options->max_facts,
                  "Retrieved facts in front of the question; 0 is the server's default")
      ->check(CLI::Range(uint32_t{0}, kMaxFrontFacts));
  AddFilterOptions(*ask, options->filter);
  ask->add_option("--timeout", options->timeout, "Seconds after which the question is given up")->check(AtLeastZero);
  for (CLI::Option* option : AddDecisionOptions(*ask, options->limits)) option->excludes(server);
  ask->add_flag("--json", options->json, "Print one JSON object");
  ask->add_flag("--trace", options->trace, "Show facts, recalls and steps on standard error as they come");
  ask->footer(
      "Example: lethe ask --store facts.store --json \"In which country was Ann Lee born?\"\n"
      "         lethe ask --store facts.store --valid-at 2019 \"Who is Ann Lee's employer?\"\n"
      "--source, --tag and --valid-at choose among the facts of the store; those of --fact are read whole.");
  ask->callback([options, channel, ask_here] {
    options->channel_given = channel->count() > 0;
    Ask(*options, ask_here);
  });
}

}  // namespace lethe
