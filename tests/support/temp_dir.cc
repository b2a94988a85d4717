#include "tests/support/temp_dir.h"

#include <fstream>

#include "base/error.h"

namespace lethe::testing {

Path TempDir::WriteTemp(std::string_view name, std::string_view content) const {
  const Path file = dir() / name;
  std::filesystem::create_directories(file.parent_path());
  std::ofstream out(file, std::ios::binary);
  out << content;
  out.close();
  if (!out) throw Error(Code::kUnknown, StrCat("cannot write ", file.string()));
  return file;
}

}  // namespace lethe::testing
