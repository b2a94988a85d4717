#include "services/cli/bundle.h"

#include <cstdlib>
#include <vector>

#include "base/error.h"

namespace lethe {
namespace {

constexpr int kLevelsUp = 4;

std::vector<Path> BundleCandidates() {
  if (const char* chosen = std::getenv("LETHE_BUNDLE"); chosen != nullptr && *chosen != '\0') return {chosen};
  std::vector<Path> candidates;
  std::error_code failed;
  Path folder = std::filesystem::read_symlink("/proc/self/exe", failed).parent_path();
  for (int level = 0; level < kLevelsUp && folder != folder.parent_path(); ++level, folder = folder.parent_path()) {
    candidates.push_back(folder / "deploy" / "bundle");
    candidates.push_back(folder / "share" / "lethe" / "bundle");
  }
  return candidates;
}

}  // namespace

Path ModelFolder(const std::string& chosen) {
  if (!chosen.empty()) return chosen;
  for (const Path& bundle : BundleCandidates()) {
    if (std::filesystem::exists(bundle / "model" / "config.json")) return bundle / "model";
  }
  throw Error(Code::kNotFound,
              "the bundled model (deploy/bundle/model) is not there: name a model with --model, or point LETHE_BUNDLE "
              "at a bundle");
}

}  // namespace lethe
