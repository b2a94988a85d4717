#include "services/cli/commands/train.h"

#include <CLI/CLI.hpp>
#include <csignal>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>

#include "base/config.h"
#include "base/error.h"
#include "base/log.h"
#include "base/progress.h"
#include "base/text.h"
#include "datasets/question_pairs.h"
#include "model/train/export.h"
#include "model/train/trainer.h"
#include "retriever/neural/train_dual_encoder.h"
#include "services/cli/json_text.h"
#include "services/cli/set_options.h"

namespace lethe {
namespace {

struct TrainOptions {
  std::string config;
  std::string out;
  std::vector<std::string> set;
  bool resume = false;
  bool json = false;
};

volatile std::sig_atomic_t interrupted = 0;

TrainConfig ResolveConfig(const TrainOptions& options) {
  TrainConfig config;
  LoadConfig(options.config, config);
  ApplySetOptions(options.set, config);
  return config;
}

std::vector<TextPairs> ReadSources(const google::protobuf::RepeatedPtrField<PairSource>& sources) {
  std::vector<TextPairs> pairs;
  for (const PairSource& source : sources) pairs.push_back(ReadQuestionPairs(source));
  return pairs;
}

TrainResult TrainWhat(const TrainConfig& config, const TrainOptions& options, const TrainObserver& observer) {
  if (!config.has_dual_encoder()) return Train(config, options.out, options.resume, observer);
  const std::vector<TextPairs> pairs = ReadSources(config.dual_encoder().pairs());
  const std::vector<TextPairs> eval = ReadSources(config.dual_encoder().eval_pairs());
  return TrainDualEncoderOnTexts(config, pairs, eval, options.out, options.resume, observer);
}

void RunTrain(const TrainOptions& options) {
  const TrainConfig config = ResolveConfig(options);
  const char* unit = config.has_dual_encoder() ? "pairs" : "tokens";
  std::signal(SIGINT, [](int) { interrupted = 1; });
  Progress bar("train", config.steps(), "steps");
  const TrainResult result = TrainWhat(config, options, [&](const TrainProgress& at) {
    bar.Update(static_cast<size_t>(at.step));
    LogInfo("step ", at.step, "/", at.steps, " loss ", at.loss, " rate ", at.rate, " ",
            static_cast<int64_t>(at.tokens_per_second), " ", unit, "/s");
    return interrupted != 0;
  });
  using Json = nlohmann::ordered_json;
  const Json report = {{"steps", result.steps},
                       {"tokens", result.tokens},
                       {"seconds", result.seconds},
                       {"loss", result.loss ? Json(*result.loss) : Json()},
                       {"tokens_per_second", result.tokens_per_second},
                       {"gflops", result.gflops},
                       {"checkpoint", result.checkpoint.string()}};
  if (options.json) {
    std::cout << DumpJson(report) << "\n";
  } else {
    std::cout << "trained " << result.steps << " steps, " << result.tokens << " " << unit
              << (result.loss ? StrCat(", loss ", *result.loss) : "") << "; checkpoint " << result.checkpoint.string()
              << "\n";
  }
}

struct ExportOptions {
  std::vector<std::string> from;
  std::string out;
  WeightType type = WeightType::kFloat32;
  std::vector<std::string> int4;  // beginnings of names
  bool json = false;
};

const char* NameOf(WeightType type) {
  switch (type) {
    case WeightType::kFloat32:
      return "f32";
    case WeightType::kFloat16:
      return "f16";
    case WeightType::kInt8:
      return "int8";
    case WeightType::kInt4:
      return "int4";
  }
  return "";
}

ExportReport ExportChecked(const ExportOptions& options) {
  try {
    return ExportModel({options.from.begin(), options.from.end()}, options.out, options.type, options.int4);
  } catch (const NoSuchMatrix& error) {
    throw CLI::ValidationError("--int4-of", error.what());
  }
}

void Export(const ExportOptions& options) {
  const ExportReport report = ExportChecked(options);
  if (options.json) {
    std::cout << DumpJson({{"out", options.out},
                           {"parameters", report.parameters},
                           {"bytes", report.bytes},
                           {"dtype", NameOf(options.type)},
                           {"int4_of", options.int4}})
              << "\n";
  } else {
    std::cout << options.out << ": " << report.parameters << " parameters as " << NameOf(options.type)
              << (options.int4.empty() ? "" : StrCat(", of ", Join(options.int4, ", "), " as int4")) << ", "
              << report.bytes << " bytes\n";
  }
}

void AddTrain(CLI::App& app) {
  auto options = std::make_shared<TrainOptions>();
  CLI::App* train =
      app.add_subcommand("train", "Train a model from token shards, or an embedder for stores from examples");
  train->add_option("--config", options->config, "Training config (protobuf text; `lethe config describe TrainConfig`)")
      ->required();
  train->add_option("--out", options->out, "Folder for checkpoints and curves")->required();
  train->add_option("--set", options->set, "Change a field of the config: path.to.field=value");
  train->add_flag("--resume", options->resume, "Continue from OUT/last");
  train->add_flag("--json", options->json, "Print one JSON object at the end");
  train->footer(
      "Example: lethe train --config experiments/bundle/train.txtpb --out runs/bundle --set steps=2000\n"
      "         lethe train --config experiments/dual_encoder/train.txtpb --out runs/dual");
  train->callback([options] { RunTrain(*options); });
}

void AddExport(CLI::App& app) {
  auto exported = std::make_shared<ExportOptions>();
  CLI::App* command = app.add_subcommand(
      "export-model", "Turn a training checkpoint into one to serve: weights, config and tokenizer alone");
  command->add_option("checkpoint", exported->from, "Checkpoint folder; several are averaged")->required();
  command->add_option("--out", exported->out, "Folder to write")->required();
  CLI::Option* half = command->add_flag_callback(
      "--half", [exported] { exported->type = WeightType::kFloat16; }, "Store weights as fp16");
  CLI::Option* int8 = command->add_flag_callback(
      "--int8", [exported] { exported->type = WeightType::kInt8; }, "Store matrices as int8 with a scale for each row");
  int8->excludes(half);
  command
      ->add_flag_callback(
          "--int4", [exported] { exported->type = WeightType::kInt4; },
          "Store matrices as int4 with a scale for each 32 weights; for models trained with int4_from")
      ->excludes(half)
      ->excludes(int8);
  command->add_option(
      "--int4-of", exported->int4,
      "Store matrices of names that begin so (embed_tokens, layers.0.mlp) as int4, whatever the others are");
  command->add_flag("--json", exported->json, "Print one JSON object");
  command->footer("Example: lethe export-model runs/bundle/last --half --out my-model");
  command->callback([exported] { Export(*exported); });
}

}  // namespace

void AddTrainCommands(CLI::App& app) {
  AddTrain(app);
  AddExport(app);
}

}  // namespace lethe
