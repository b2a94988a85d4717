// Presets, options, packages and documents agree with one another.
#include <gmock/gmock.h>

#include <nlohmann/json.hpp>
#include <regex>
#include <set>
#include <string>

#include "base/file.h"
#include "base/text.h"
#include "tests/house/cpp_source.h"
#include "tests/support/source_tree.h"

namespace lethe::house {
namespace {

using nlohmann::json;
using ::testing::IsSubsetOf;
using testing::SourceFiles;
using testing::SourceTree;

class PresetsTest : public ::testing::Test {
 protected:
  std::set<std::string> Names(const char* kind) const {
    std::set<std::string> names;
    for (const json& preset : presets_.at(kind)) {
      if (!preset.value("hidden", false)) names.insert(preset.at("name").get<std::string>());
    }
    return names;
  }

  const json presets_ = json::parse(ReadFile(SourceTree() / "CMakePresets.json"));
};

TEST_F(PresetsTest, EachHasABuildAndAWorkflow) {
  const std::set<std::string> configured = Names("configurePresets");
  EXPECT_THAT((std::set<std::string>{"dev", "release", "asan", "tsan", "tidy", "bench", "cuda"}),
              IsSubsetOf(configured));
  EXPECT_EQ(Names("buildPresets"), configured);
  EXPECT_EQ(Names("workflowPresets"), configured);
}

TEST_F(PresetsTest, WorkflowsRunTheirOwnSteps) {
  const std::set<std::string> tested = Names("testPresets");
  for (const json& workflow : presets_.at("workflowPresets")) {
    const std::string name = workflow.at("name");
    std::vector<std::string> types;
    for (const json& step : workflow.at("steps")) {
      EXPECT_EQ(step.at("name"), name);
      types.push_back(step.at("type"));
    }
    std::vector<std::string> expected = {"configure", "build"};
    if (tested.contains(name)) expected.push_back("test");
    EXPECT_EQ(types, expected) << name;
  }
}

std::set<std::string> Matches(const std::string& text, const std::string& pattern) {
  const std::regex regex(pattern);
  std::set<std::string> found;
  for (std::sregex_iterator it(text.begin(), text.end(), regex), end; it != end; ++it) found.insert((*it)[1].str());
  return found;
}

TEST_F(PresetsTest, SetOnlyOptionsThatExist) {
  const std::string cmake = ReadFile(SourceTree() / "CMakeLists.txt");
  const std::set<std::string> options =
      Matches(cmake, R"((?:option|set)\((LETHE_\w+)[^\n]*(?:CACHE STRING|ON\)|OFF\)))");
  EXPECT_LE(options.size(), 5u) << "five options at most; presets set them";
  for (const json& preset : presets_.at("configurePresets")) {
    if (!preset.contains("cacheVariables")) continue;
    for (const auto& [name, value] : preset.at("cacheVariables").items()) {
      EXPECT_TRUE(options.contains(name) || name.starts_with("CMAKE_")) << preset.at("name") << " sets " << name;
    }
  }
}

TEST(DependenciesTest, EveryPackageAndEveryFoundLibraryIsExplained) {
  const std::string document = ReadFile(SourceTree() / "docs/dependencies.md");
  const std::string script = ReadFile(SourceTree() / "deploy/install.sh");
  for (const std::string& list : Matches(script, R"(\w+_packages=\(([^)]*)\))")) {
    for (const std::string_view package : SplitWords(list)) {
      if (package.find('$') != std::string_view::npos) continue;
      EXPECT_NE(document.find("`" + std::string(package) + "`"), std::string::npos)
          << "docs/dependencies.md does not explain " << package;
    }
  }
}

TEST(DependenciesTest, PackagesInTheDocumentAreInstalled) {
  const std::string script = ReadFile(SourceTree() / "deploy/install.sh");
  const std::string document = ReadFile(SourceTree() / "docs/dependencies.md");
  for (const std::string& package : Matches(document, R"(`(lib[a-z0-9+.-]+-dev)`)")) {
    EXPECT_NE(script.find(package), std::string::npos) << "deploy/install.sh does not install " << package;
  }
}

// A link that leads nowhere is a line that nobody updated.
TEST(DocumentsTest, RelativeLinksLeadSomewhere) {
  for (const Path& file : SourceFiles()) {
    if (file.extension() != ".md") continue;
    for (const std::string& target : Matches(ReadFile(SourceTree() / file), R"(\]\(([^)#\s]+)[^)]*\))")) {
      if (target.find("://") != std::string::npos || target.starts_with("mailto:")) continue;
      EXPECT_TRUE(std::filesystem::exists(SourceTree() / file.parent_path() / target))
          << file << " links to " << target;
    }
  }
}

TEST(DocumentsTest, ReadmeNamesEveryRoom) {
  const std::string readme = ReadFile(SourceTree() / "README.md");
  for (const char* room : {"base/", "proto/", "model/", "retriever/", "datasets/", "services/", "tests/", "deploy/"}) {
    EXPECT_NE(readme.find("`" + std::string(room) + "`"), std::string::npos) << room;
  }
}

}  // namespace
}  // namespace lethe::house
