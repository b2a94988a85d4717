#include "services/cli/commands/config.h"

#include <google/protobuf/util/json_util.h>

#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>

#include "base/config.h"
#include "base/error.h"
#include "proto/dataset.pb.h"
#include "proto/model.pb.h"
#include "proto/plain_text.pb.h"
#include "proto/retrieval.pb.h"
#include "proto/serving.pb.h"
#include "proto/training.pb.h"
#include "services/cli/json_text.h"
#include "services/cli/set_options.h"

namespace lethe {
namespace {

using google::protobuf::Message;
using Json = nlohmann::ordered_json;

struct ConfigKind {
  const char* name;
  const Message& (*defaults)();
};

template <typename T>
const Message& Defaults() {
  return T::default_instance();
}

constexpr ConfigKind kKinds[] = {
    {"train", Defaults<TrainConfig>}, {"model", Defaults<ModelConfig>}, {"dataset", Defaults<DatasetConfig>},
    {"store", Defaults<StoreConfig>}, {"serve", Defaults<ServeConfig>}, {"plain_text", Defaults<PlainTextConfig>},
};

struct Options {
  std::string kind;
  std::string file;
  std::vector<std::string> set;
  bool json = false;
};

const Message& DefaultsOf(const std::string& name) {
  for (const ConfigKind& kind : kKinds) {
    if (name == kind.name || name == kind.defaults().GetDescriptor()->name()) return kind.defaults();
  }
  throw Error(Code::kInvalidArgument, StrCat("no config is called \"", name, "\""));
}

std::string ConfigJson(const Message& config) {
  google::protobuf::util::JsonPrintOptions as_in_text;
  as_in_text.preserve_proto_field_names = true;
  std::string json;
  const auto status = google::protobuf::util::MessageToJsonString(config, &json, as_in_text);
  if (!status.ok()) throw Error(Code::kInternal, StrCat("cannot print the config as JSON: ", status.ToString()));
  return json;
}

void Show(const Options& options) {
  const std::unique_ptr<Message> config(DefaultsOf(options.kind).New());
  if (!options.file.empty()) LoadConfig(options.file, *config);
  ApplySetOptions(options.set, *config);
  std::cout << (options.json ? ConfigJson(*config) + "\n" : ConfigText(*config));
}

void Describe(const Options& options) {
  const google::protobuf::Descriptor& config = *DefaultsOf(options.kind).GetDescriptor();
  if (!options.json) {
    std::cout << DescribeConfig(config);
    return;
  }
  Json fields = Json::array();
  for (const ConfigField& field : ConfigFields(config)) {
    fields.push_back({{"path", field.path}, {"type", field.type}});
    if (!field.default_value.empty()) fields.back()["default"] = field.default_value;
  }
  std::cout << DumpJson({{"config", config.name()}, {"fields", std::move(fields)}}) << "\n";
}

CLI::App* AddCommand(CLI::App& group, const char* name, const char* what, Options& options) {
  std::vector<std::string> names;
  for (const ConfigKind& kind : kKinds) names.push_back(kind.name);
  for (const ConfigKind& kind : kKinds) names.push_back(kind.defaults().GetDescriptor()->name());
  CLI::App* command = group.add_subcommand(name, what);
  command->add_option("kind", options.kind, "Which config")->required()->check(CLI::IsMember(names));
  return command;
}

}  // namespace

void AddConfigCommands(CLI::App& app) {
  auto options = std::make_shared<Options>();
  CLI::App* group = app.add_subcommand("config", "Show and explain configs");
  group->require_subcommand(1);

  CLI::App* show = AddCommand(*group, "show", "A config with overlays and --set resolved", *options);
  show->add_option("--config", options->file, "Protobuf text file");
  show->add_option("--set", options->set, "a.b=value, may be repeated");
  show->add_flag("--json", options->json, "Print one JSON object, fields named as in the text");
  show->footer("Example: lethe config show train --config run.txtpb --set steps=200");
  show->callback([options] { Show(*options); });

  CLI::App* describe = AddCommand(*group, "describe", "Every field with its type and default", *options);
  describe->add_flag("--json", options->json, "Print one JSON object");
  describe->footer("Example: lethe config describe serve");
  describe->callback([options] { Describe(*options); });
}

}  // namespace lethe
