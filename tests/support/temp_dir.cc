#include "tests/support/temp_dir.h"

#include <cstdlib>
#include <fstream>
#include <system_error>

#include "base/error.h"

namespace lethe::testing {

ScopedTempDir::ScopedTempDir() {
  std::string pattern = (std::filesystem::temp_directory_path() / "lethe-test-XXXXXX").string();
  if (::mkdtemp(pattern.data()) == nullptr) {
    throw Error(Code::kPermissionDenied,
                StrCat("cannot make a folder like ", pattern, "; set TMPDIR to a writable one"));
  }
  path_ = pattern;
}

ScopedTempDir::~ScopedTempDir() {
  std::error_code ignored;  // a leftover folder must not fail a test that passed
  std::filesystem::remove_all(path_, ignored);
}

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
