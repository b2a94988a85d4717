// The libFuzzer program of all targets; the environment says which:
//
//   LETHE_FUZZ_TARGET=import_csv lethe_fuzz --write-seeds corpus/import_csv
//   LETHE_FUZZ_TARGET=import_csv lethe_fuzz corpus/import_csv -max_total_time=600
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iostream>

#include "base/error.h"
#include "base/log.h"
#include "tests/fuzz/fuzz_target.h"

namespace {

const lethe::fuzz::FuzzTarget& Target() {
  static const lethe::fuzz::FuzzTarget& target = [&]() -> const lethe::fuzz::FuzzTarget& {
    const char* name = std::getenv("LETHE_FUZZ_TARGET");
    if (name != nullptr) return lethe::fuzz::FindTarget(name);
    std::cerr << "LETHE_FUZZ_TARGET must be one of:\n";
    for (const auto& row : lethe::fuzz::FuzzTargets()) std::cerr << "  " << row.name << "\n";
    std::exit(2);
  }();
  return target;
}

}  // namespace

extern "C" int LLVMFuzzerInitialize(int* argc, char*** argv) {
  lethe::SetLogLevel(lethe::LogLevel::kError);
  if (*argc != 3 || std::strcmp((*argv)[1], "--write-seeds") != 0) return 0;
  const lethe::Path folder = (*argv)[2];
  lethe::CreateDirectories(folder);
  size_t number = 0;
  for (const std::string& seed : Target().seeds)
    std::ofstream(folder / lethe::StrCat("seed-", number++), std::ios::binary) << seed;
  std::cout << number << " seeds in " << folder.string() << "\n";
  std::exit(0);
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  Target().run({reinterpret_cast<const char*>(data), size});
  return 0;
}
