// The program `lethe` of a training-only build (LETHE_PARTS=train): `lethe train` alone, with the options that the
// whole program has, for machines that have LibTorch and protobuf and nothing else.
#include <csignal>
#include <cstdio>
#include <exception>
#include <string>
#include <vector>

#include "base/config.h"
#include "base/error.h"
#include "base/log.h"
#include "model/train/trainer.h"

namespace lethe {
namespace {

constexpr int kFailed = 1;
constexpr int kWrongUsage = 2;

constexpr const char* kUsage =
    "Usage: lethe train --config FILE --out FOLDER [--set a.b=value]... [--resume]\n"
    "\n"
    "  --config  training config, protobuf text\n"
    "  --out     folder for checkpoints and curves\n"
    "  --set     change a field of the config; may be repeated\n"
    "  --resume  continue from FOLDER/last\n"
    "\n"
    "Example: lethe train --config train.txtpb --out runs/a --set device=cuda\n";

struct Options {
  std::string config, out;
  std::vector<std::string> set;
  bool resume = false;
  bool help = false;
};

class UsageError : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

Options ParseArguments(const std::vector<std::string>& arguments) {
  Options options;
  if (arguments.empty() || (arguments[0] != "train" && arguments[0] != "--help" && arguments[0] != "-h")) {
    throw UsageError("this build knows the command \"train\" alone");
  }
  for (size_t i = 0; i < arguments.size(); ++i) {
    const std::string& name = arguments[i];
    const auto value = [&]() -> const std::string& {
      if (i + 1 == arguments.size()) throw UsageError(name + " needs a value");
      return arguments[++i];
    };
    if (name == "--help" || name == "-h") {
      options.help = true;
    } else if (name == "--config") {
      options.config = value();
    } else if (name == "--out") {
      options.out = value();
    } else if (name == "--set") {
      options.set.push_back(value());
    } else if (name == "--resume") {
      options.resume = true;
    } else if (i > 0) {
      throw UsageError("there is no option \"" + name + "\"");
    }
  }
  if (!options.help && (options.config.empty() || options.out.empty()))
    throw UsageError("--config and --out are required");
  return options;
}

volatile std::sig_atomic_t interrupted = 0;

void Set(const std::string& assignment, TrainConfig& config) {
  try {
    SetConfigField(assignment, config);
  } catch (const Error& error) {
    throw UsageError(error.what());
  }
}

void RunTrain(const Options& options) {
  TrainConfig config;
  LoadConfig(options.config, config);
  for (const std::string& assignment : options.set) Set(assignment, config);
  std::signal(SIGINT, [](int) { interrupted = 1; });
  const TrainResult result = Train(config, options.out, options.resume, [](const TrainProgress& at) {
    LogInfo("step ", at.step, "/", at.steps, " loss ", at.loss, " rate ", at.rate, " ",
            static_cast<int64_t>(at.tokens_per_second), " tokens/s");
    return interrupted != 0;
  });
  const std::string loss = result.loss ? StrCat(", loss ", *result.loss) : "";
  std::printf("trained %lld steps, %lld tokens%s; checkpoint %s\n", static_cast<long long>(result.steps),
              static_cast<long long>(result.tokens), loss.c_str(), result.checkpoint.c_str());
}

int Run(const std::vector<std::string>& arguments) {
  try {
    const Options options = ParseArguments(arguments);
    if (options.help) {
      std::fputs(kUsage, stdout);
    } else {
      RunTrain(options);
    }
    return 0;
  } catch (const UsageError& error) {
    std::fprintf(stderr, "lethe: error: %s\n\n%s", error.what(), kUsage);
    return kWrongUsage;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "lethe: error: %s\n", error.what());
    return kFailed;
  }
}

}  // namespace
}  // namespace lethe

int main(int argc, char** argv) {
  return lethe::Run({argv + 1, argv + argc});
}
