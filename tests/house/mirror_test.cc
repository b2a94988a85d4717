// tests/ mirrors the tree: x/y.cc is tested by tests/x/y_test.cc, or with its neighbours by x's contract test,
// tests/x/x_test.cc, which runs over every row of a table. Exceptions stand, with a reason, in untested.txt.
#include <gtest/gtest.h>

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/file.h"
#include "base/text.h"
#include "tests/house/cpp_source.h"
#include "tests/support/source_tree.h"

namespace lethe::house {
namespace {

using testing::SourceFiles;
using testing::SourceTree;

Path TestOf(const Path& source) {
  Path test = "tests" / source;
  test.replace_filename(source.stem().string() + "_test.cc");
  return test;
}

Path ContractOf(const Path& folder) {
  return "tests" / folder / (folder.filename().string() + "_test.cc");
}

bool IsTested(const Path& source) {
  // A room's own folder is too wide for one contract.
  const bool in_subfolder = source.parent_path().has_parent_path();
  return std::filesystem::exists(SourceTree() / TestOf(source)) ||
         (in_subfolder && std::filesystem::exists(SourceTree() / ContractOf(source.parent_path())));
}

// source -> reason
std::map<std::string, std::string> Exceptions() {
  std::map<std::string, std::string> exceptions;
  const std::string text = ReadFile(SourceTree() / "tests/house/untested.txt");
  for (const std::string_view line : Split(text, '\n')) {
    if (line.empty() || line.starts_with('#')) continue;
    const size_t space = line.find(' ');
    EXPECT_NE(space, std::string_view::npos) << "untested.txt: '" << line << "' gives no reason";
    exceptions.emplace(line.substr(0, space), Trim(line.substr(std::min(space, line.size()))));
  }
  return exceptions;
}

// Itself, or the folder it lies in with a '/' behind.
std::string ExceptionFor(const Path& source, const std::map<std::string, std::string>& exceptions) {
  const std::string folder = source.parent_path().string() + "/";
  if (exceptions.contains(source.string())) return source.string();
  return exceptions.contains(folder) ? folder : std::string();
}

std::vector<Path> RoomSources() {
  std::vector<Path> sources;
  for (const Path& file : SourceFiles()) {
    if (file.extension() == ".cc" && IsRoom(RoomOf(file))) sources.push_back(file);
  }
  return sources;
}

TEST(MirrorTest, EverySourceHasItsTest) {
  const auto exceptions = Exceptions();
  for (const Path& file : RoomSources()) {
    EXPECT_TRUE(IsTested(file) || !ExceptionFor(file, exceptions).empty())
        << file << " is tested nowhere: write " << TestOf(file) << ", or say why not in tests/house/untested.txt";
  }
}

TEST(MirrorTest, ExceptionsAreNotStale) {
  const auto exceptions = Exceptions();
  std::set<std::string> needed;
  for (const Path& file : RoomSources()) {
    if (!IsTested(file)) needed.insert(ExceptionFor(file, exceptions));
  }
  for (const auto& [source, reason] : exceptions) {
    EXPECT_TRUE(needed.contains(source)) << "untested.txt: " << source << " is gone or has a test by now";
    EXPECT_FALSE(reason.empty()) << "untested.txt: " << source << " gives no reason";
  }
}

TEST(MirrorTest, EveryTestOfARoomHasItsSource) {
  for (const Path& file : SourceFiles()) {
    const std::string name = file.string();
    constexpr std::string_view kPrefix = "tests/", kSuffix = "_test.cc";
    if (!name.starts_with(kPrefix) || !name.ends_with(kSuffix)) continue;
    const Path stem = name.substr(kPrefix.size(), name.size() - kPrefix.size() - kSuffix.size());
    if (!IsRoom(RoomOf(stem))) continue;
    bool found = stem.filename() == stem.parent_path().filename();  // a contract test
    for (const char* extension : {".cc", ".h", ".proto"}) {
      found = found || std::filesystem::exists(SourceTree() / (stem.string() + extension));
    }
    EXPECT_TRUE(found) << name << " tests no file: there is no " << stem << " with .cc, .h or .proto";
  }
}

}  // namespace
}  // namespace lethe::house
