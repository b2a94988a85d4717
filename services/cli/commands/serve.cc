#include "services/cli/commands/serve.h"

#include <signal.h>

#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>
#include <set>

#include "base/config.h"
#include "base/error.h"
#include "base/log.h"
#include "base/parallel.h"
#include "proto/serving.pb.h"
#include "retriever/stores/store_url.h"
#include "services/cli/bundle.h"
#include "services/cli/json_text.h"
#include "services/cli/set_options.h"
#include "services/cli/usage.h"
#include "services/reasoner/reasoner_limits.h"
#include "services/rpc/alias_table.h"
#include "services/rpc/listener.h"
#include "services/rpc/server.h"

namespace lethe {
namespace {

constexpr std::chrono::seconds kDrain{10};

struct Options {
  std::string config, model, listen;
  std::vector<std::string> stores, set;
  bool json = false;
};

// Config file, then --set, then the options of their own.
ServeConfig Resolve(const Options& options) {
  ServeConfig config;
  if (!options.config.empty()) LoadConfig(options.config, config);
  ApplySetOptions(options.set, config);
  if (!options.listen.empty()) config.set_listen(options.listen);
  if (!options.model.empty()) config.set_model(options.model);
  if (!options.stores.empty()) config.clear_store();
  for (const std::string& store : options.stores) {
    const size_t equals = IsStoreUrl(store) ? std::string::npos : store.find('=');
    ServeConfig::StoreAlias* alias = config.add_store();
    alias->set_alias(equals == std::string::npos ? "default" : store.substr(0, equals));
    alias->set_path(equals == std::string::npos ? store : store.substr(equals + 1));
  }
  return config;
}

void CheckAliases(const ServeConfig& config) {
  std::set<std::string> aliases;
  for (const ServeConfig::StoreAlias& store : config.store()) {
    if (!aliases.insert(store.alias()).second)
      throw Error(Code::kInvalidArgument,
                  StrCat("two stores have the alias \"", store.alias(), "\": write --store ALIAS=DIR"));
  }
}

void CheckNumbersAndAddress(const ServeConfig& config) {
  LimitsOf(config);
  CheckListenAddress(config.listen());
}

// What the options got wrong is wrong usage; what the config file did is not.
void CheckConfig(const ServeConfig& config, const Options& options) {
  const auto check = [&config](void (*what)(const ServeConfig&), bool from_options) {
    from_options ? AsUsage([&] { what(config); }) : what(config);
  };
  check(CheckAliases, !options.stores.empty());
  check(CheckNumbersAndAddress, !options.set.empty());
}

// Blocked in every thread that is started later, so that only sigwait sees them.
sigset_t BlockStopSignals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  return signals;
}

void Serve(const Options& options) {
  const ServeConfig config = Resolve(options);
  CheckConfig(config, options);
  if (!config.http_listen().empty())
    throw Error(Code::kUnimplemented, "http_listen: this version serves gRPC alone (listen); leave the field out");
  if (config.store_size() == 0)
    throw CLI::ValidationError("serve", "name a store: --store DIR, or `store { path: ... }` in --config");
  const sigset_t signals = BlockStopSignals();
  SetComputeThreads(1);  // one thread an ask; asks run beside each other
  const ReasonerLimits limits = LimitsOf(config);
  const auto reasoner = Reasoner::Load(ModelFolder(config.model()), limits);
  AliasTable aliases(limits);
  for (const ServeConfig::StoreAlias& store : config.store()) aliases.Swap(store.alias(), store.path());
  Server server(config.listen(), *reasoner, aliases);
  if (options.json) {
    std::cout << DumpJson({{"listening", server.address()}}) << std::endl;
  } else {
    std::cout << "listening on " << server.address() << std::endl;
  }
  int signal = 0;
  sigwait(&signals, &signal);
  LogInfo("stopping: running questions get ", kDrain.count(), " s to finish");
  pthread_sigmask(SIG_UNBLOCK, &signals, nullptr);  // a second Ctrl-C ends it at once
  server.Stop(kDrain);
}

}  // namespace

void AddServeCommand(CLI::App& app) {
  auto options = std::make_shared<Options>();
  CLI::App* serve = app.add_subcommand("serve", "Serve questions and stores over gRPC");
  serve->add_option("--config", options->config, "ServeConfig, protobuf text (lethe config describe serve)");
  serve->add_option("--set", options->set, "a.b=value, over the config; may be repeated")->allow_extra_args(false);
  serve
      ->add_option("--store", options->stores,
                   "Store folder or postgres://... for the alias \"default\", or ALIAS=STORE; may be repeated")
      ->allow_extra_args(false);
  serve->add_option("--model", options->model, "Checkpoint folder; the bundled model where it is not given");
  serve->add_option("--listen", options->listen, "HOST:PORT; port 0 takes a free one")
      ->check(AsCheck(CheckListenAddress));
  serve->add_flag("--json", options->json, "Print one JSON object once it listens: {\"listening\": \"HOST:PORT\"}");
  serve->footer("Example: lethe serve --store facts.store --listen 127.0.0.1:7700");
  serve->callback([options] { Serve(*options); });
}

}  // namespace lethe
