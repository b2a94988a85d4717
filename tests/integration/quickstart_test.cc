// The store that deploy/quickstart.sh makes, over runs of it: the bundle's facts come and go, others stay.
#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

#include "base/error.h"
#include "tests/support/program.h"
#include "tests/support/source_tree.h"
#include "tests/support/temp_dir.h"

namespace lethe {
namespace {

using testing::ProgramRun;

constexpr char kOwn[] = R"({"subject": "Mira Holt", "relation": "desk", "object": "room 214"})";

class QuickstartTest : public testing::TempDir {
 protected:
  static ProgramRun Lethe(const std::vector<std::string>& arguments) {
    return testing::RunProgram(LETHE_PROGRAM, arguments);
  }
  std::string At(const std::string& name) const { return (dir() / name).string(); }

  // The script's import of a bundle with this one fact, which is newer than the store.
  std::string Import(const std::string& population) {
    WriteTemp("facts.jsonl", StrCat(R"({"subject": "Algeria", "relation": "population", "object": ")", population,
                                    R"(", "source": "factbook"})", "\n"));
    if (std::filesystem::exists(dir() / "stamp"))
      std::filesystem::last_write_time(dir() / "stamp",
                                       std::filesystem::last_write_time(dir() / "facts.jsonl") - kHour);
    return ImportAgain();
  }
  std::string ImportAgain() {
    const std::string script = (testing::SourceTree() / "deploy/quickstart.sh").string();
    const ProgramRun run = testing::RunProgram(
        "/usr/bin/env", {"bash", "-c", "source \"$1\"; lethe=$2 facts=$3 store=$4 stamp=$5; import_store", "quickstart",
                         script, LETHE_PROGRAM, At("facts.jsonl"), At("store"), At("stamp")});
    EXPECT_EQ(run.exit_code, 0) << run.err;
    return run.out;
  }
  std::string Facts() const { return Lethe({"store", "export", "--store", At("store")}).out; }

  static constexpr std::chrono::hours kHour{1};
};

bool Holds(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

TEST_F(QuickstartTest, ANewBundleLeavesTheFactsThatSomebodyPut) {
  Import("40 million");
  ASSERT_EQ(Lethe({"store", "put", "--store", At("store"), kOwn}).exit_code, 0);
  EXPECT_TRUE(Holds(ImportAgain(), "already imported"));
  Import("47 million");
  EXPECT_TRUE(Holds(Facts(), "Mira Holt"));
  EXPECT_TRUE(Holds(Facts(), "47 million"));
  EXPECT_FALSE(Holds(Facts(), "40 million"));
}

TEST_F(QuickstartTest, AStoreThatCannotBeOpenedIsSetAside) {
  Import("40 million");
  WriteTemp("store/lethe_store.json", "damaged");
  WriteTemp("store.old-1/note", "of an earlier time");
  const std::string said = ImportAgain();
  EXPECT_TRUE(Holds(said, At("store.old-2"))) << said;
  EXPECT_EQ(ReadFile(dir() / "store.old-2/lethe_store.json"), "damaged");
  EXPECT_TRUE(Holds(Facts(), "40 million"));
}

}  // namespace
}  // namespace lethe
