#include "model/tokenizer/spm_library.h"

#include <dlfcn.h>

#include <cstdlib>
#include <vector>

#include "base/error.h"
#include "base/file.h"

namespace lethe {
namespace {

constexpr const char* kModule = "liblethe_spm.so";
constexpr int kLevelsUp = 4;

std::vector<Path> Candidates() {
  if (const char* chosen = std::getenv("LETHE_SPM_MODULE"); chosen != nullptr && *chosen != '\0') return {chosen};
  std::vector<Path> paths;
  std::error_code failed;
  Path folder = std::filesystem::read_symlink("/proc/self/exe", failed).parent_path();
  for (int level = 0; level < kLevelsUp && !folder.empty(); ++level, folder = folder.parent_path()) {
    paths.push_back(folder / "lib" / kModule);
    paths.push_back(folder / "lib" / "lethe" / kModule);
    paths.push_back(folder / kModule);
  }
  return paths;
}

Path FindModule() {
  const std::vector<Path> candidates = Candidates();
  for (const Path& path : candidates) {
    if (std::filesystem::exists(path)) return path;
  }
  throw Error(Code::kNotFound,
              StrCat("cannot find the tokenizer module ", kModule, " (looked at ",
                     candidates.empty() ? "" : candidates[0], candidates.size() > 1 ? " and beside the program" : "",
                     "): build the target lethe_spm, or point LETHE_SPM_MODULE at the file"));
}

// A namespace of its own keeps sentencepiece's protobuf away from ours; where that is refused (no free namespace, a
// sanitizer's runtime), binding the module to its own symbols first does.
void* OpenModule(const Path& path) {
  if (void* handle = ::dlmopen(LM_ID_NEWLM, path.c_str(), RTLD_NOW)) return handle;
  const char* first = ::dlerror();
  const std::string reason = first == nullptr ? "unknown reason" : first;
  if (void* handle = ::dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL | RTLD_DEEPBIND)) return handle;
  throw Error(Code::kFailedPrecondition, StrCat("cannot open the tokenizer module ", path.string(), ": ", reason));
}

const LetheSpmFunctions* Functions() {
  const Path path = FindModule();
  void* handle = OpenModule(path);  // never closed: the process keeps it
  using Entry = const LetheSpmFunctions* (*)();
  const auto entry = reinterpret_cast<Entry>(::dlsym(handle, "lethe_spm_functions"));
  if (entry == nullptr || entry()->abi != LETHE_SPM_ABI) {
    throw Error(Code::kFailedPrecondition,
                StrCat("the tokenizer module ", path.string(), " is of another version: rebuild it"));
  }
  return entry();
}

}  // namespace

const LetheSpmFunctions& SpmLibrary() {
  static const LetheSpmFunctions* functions = Functions();
  return *functions;
}

}  // namespace lethe
