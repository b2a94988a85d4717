// Sizes, names and form of files: what style asks for and a machine can check.
#include <gmock/gmock.h>

#include <algorithm>
#include <regex>
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

constexpr int kMaxFileLines = 600;
constexpr int kMaxFunctionLines = 60;
constexpr size_t kMaxColumns = 120;

bool IsText(const Path& file) {
  static const std::set<std::string> kExtensions = {".h",    ".cc",    ".cmake", ".txt",  ".md",  ".sh",  ".proto",
                                                    ".json", ".txtpb", ".py",    ".yaml", ".yml", ".html"};
  return kExtensions.contains(file.extension().string()) || file == ".ci/run";
}

TEST(FormTest, FilesAreShort) {
  for (const Path& file : SourceFiles()) {
    if (!IsCpp(file)) continue;
    const std::string text = ReadFile(SourceTree() / file);
    const auto lines = std::count(text.begin(), text.end(), '\n');
    EXPECT_LE(lines, kMaxFileLines) << file << ": split it by what it is about";
  }
}

TEST(FormTest, FunctionsAreShort) {
  for (const Path& file : SourceFiles()) {
    if (!IsCpp(file)) continue;
    for (const Function& function : FunctionsOf(ReadFile(SourceTree() / file))) {
      EXPECT_LE(function.lines, kMaxFunctionLines) << file << ":" << function.line << ": " << function.name;
    }
  }
}

// Lines that clang-format would have broken; addresses and raw strings cannot be.
std::vector<int> LongLines(const std::string& text) {
  std::vector<int> lines;
  int number = 0;
  for (const std::string_view line : Split(text, '\n')) {
    ++number;
    const auto columns = std::count_if(line.begin(), line.end(), [](char c) { return (c & 0xC0) != 0x80; });
    const bool breakable = line.find("://") == std::string_view::npos && line.find("R\"") == std::string_view::npos;
    if (breakable && static_cast<size_t>(columns) > kMaxColumns) lines.push_back(number);
  }
  return lines;
}

TEST(FormTest, LinesFitTheColumnLimit) {
  for (const Path& file : SourceFiles()) {
    if (!IsCpp(file)) continue;
    EXPECT_THAT(LongLines(ReadFile(SourceTree() / file)), ::testing::IsEmpty()) << file << ": run clang-format -i";
  }
}

TEST(FormTest, HeadersOpenWithTheirPurposeAndAGuard) {
  for (const Path& file : SourceFiles()) {
    if (!IsHeader(file)) continue;
    const std::string text = ReadFile(SourceTree() / file);
    EXPECT_TRUE(text.starts_with("// ") || text.starts_with("/* ")) << file << ": say in the first line what it is for";
    EXPECT_NE(text.find("\n#pragma once\n"), std::string::npos) << file;
  }
}

// A header that is always included first compiles alone.
TEST(FormTest, SourcesIncludeTheirOwnHeaderFirst) {
  for (const Path& file : SourceFiles()) {
    Path header = file;
    header.replace_extension(".h");
    if (file.extension() != ".cc" || !std::filesystem::exists(SourceTree() / header)) continue;
    const auto includes = IncludesOf(ReadFile(SourceTree() / file));
    ASSERT_FALSE(includes.empty()) << file;
    EXPECT_EQ(includes.front().name, header.string()) << file;
  }
}

TEST(FormTest, FileNamesSayWhatIsInside) {
  static const std::regex kSnakeCase("[a-z0-9_]+(\\.[a-z]+)+|CMakeLists\\.txt");
  static const std::regex kSaysNothing("(^|_)(utils?|helpers?|common|managers?|misc|stuff)(_|\\.|$)");
  for (const Path& file : SourceFiles()) {
    if (!IsCpp(file) && file.extension() != ".proto") continue;
    const std::string name = file.filename().string();
    EXPECT_TRUE(std::regex_match(name, kSnakeCase)) << file;
    for (const Path& part : file) EXPECT_FALSE(std::regex_search(part.string(), kSaysNothing)) << file;
  }
}

TEST(FormTest, NothingNamesTheMachineItWasWrittenOn) {
  const std::string slash = "/";  // apart, so that this file passes its own test
  for (const Path& file : SourceFiles()) {
    if (!IsText(file)) continue;
    const std::string text = ReadFile(SourceTree() / file);
    for (const char* folder : {"work", "home", "root", "tmp"}) {
      const std::regex path("(^|[^A-Za-z0-9_.})" + slash + "-])" + slash + folder + slash + "[A-Za-z0-9_]");
      std::smatch match;
      EXPECT_FALSE(std::regex_search(text, match, path)) << file << ": ..." << match.str() << "...";
    }
  }
}

TEST(FormTest, TodosSayWhatTheyWaitFor) {
  static const std::regex kBare(
      "\\b(TO"
      "DO(?!\\(\\w)|FIX"
      "ME|XX"
      "X)\\b");
  for (const Path& file : SourceFiles()) {
    if (!IsCpp(file) && file.extension() != ".cmake" && file.extension() != ".sh") continue;
    const std::string text = ReadFile(SourceTree() / file);
    std::smatch match;
    EXPECT_FALSE(std::regex_search(text, match, kBare)) << file << ": " << match.str();
  }
}

TEST(FormTest, ScriptsStopAtTheFirstError) {
  for (const Path& file : SourceFiles()) {
    if (file.extension() != ".sh" && file != ".ci/run") continue;
    const std::string text = ReadFile(SourceTree() / file);
    EXPECT_TRUE(text.starts_with("#!/usr/bin/env bash\n")) << file;
    EXPECT_NE(text.find("\nset -euo pipefail\n"), std::string::npos) << file;
    const auto permissions = std::filesystem::status(SourceTree() / file).permissions();
    EXPECT_NE(permissions & std::filesystem::perms::owner_exec, std::filesystem::perms::none) << file << ": chmod +x";
  }
}

}  // namespace
}  // namespace lethe::house
