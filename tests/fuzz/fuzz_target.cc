#include "tests/fuzz/fuzz_target.h"

#include <fstream>

#include "base/error.h"

namespace lethe::fuzz {
namespace {

// In memory where the system has such a folder: thousands of inputs are written.
Path InputFolder() {
  const Path memory = "/dev/shm";
  std::error_code absent;
  return std::filesystem::is_directory(memory, absent) ? memory : Path();
}

}  // namespace

Path WriteInput(std::string_view bytes) {
  static const TemporaryFolder folder(InputFolder());
  const Path file = folder.path() / "input";
  std::ofstream out(file, std::ios::binary | std::ios::trunc);
  out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  out.close();
  if (!out) ThrowErrno("write", file);
  return file;
}

const std::vector<FuzzTarget>& FuzzTargets() {
  static const std::vector<FuzzTarget> kTargets = [] {
    std::vector<FuzzTarget> all = ImportTargets();
    for (auto family : {DatasetTargets, SearchTargets, VectorTargets}) {
      for (FuzzTarget& target : family()) all.push_back(std::move(target));
    }
    return all;
  }();
  return kTargets;
}

const FuzzTarget& FindTarget(std::string_view name) {
  for (const FuzzTarget& target : FuzzTargets()) {
    if (target.name == name) return target;
  }
  throw Error(Code::kNotFound, StrCat("there is no fuzz target \"", name, "\""));
}

}  // namespace lethe::fuzz
