// Runs every fuzz target over its corpus and a series of mutations that is the same each time.
//
//   fuzz_tests --gtest_filter='*squad*'
//   LETHE_FUZZ_ROUNDS=100000 LETHE_FUZZ_SEED=7 fuzz_tests        a longer series, and another
// With clang, `cmake --preset fuzz` makes libFuzzer programs of the same targets (docs/testing.md).
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <string>

#include "base/error.h"
#include "base/log.h"
#include "base/stopwatch.h"
#include "tests/fuzz/fuzz_target.h"
#include "tests/fuzz/mutator.h"
#include "tests/support/source_tree.h"

namespace lethe::fuzz {
namespace {

constexpr uint64_t kRounds = 5000;
constexpr double kMostSeconds = 5;  // of one input: a hang

uint64_t Setting(const char* variable, uint64_t otherwise) {
  const char* text = std::getenv(variable);
  return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

// Bytes as a C++ string, so that a failure becomes a test.
std::string Quoted(std::string_view bytes) {
  static constexpr char kDigits[] = "01234567";
  std::string text;
  for (const char byte : bytes.substr(0, 600)) {
    const auto value = static_cast<unsigned char>(byte);
    if (value >= ' ' && value < 0x7F && byte != '"' && byte != '\\') {
      text += byte;
    } else {
      text += {'\\', kDigits[value >> 6], kDigits[value >> 3 & 7], kDigits[value & 7]};
    }
  }
  return text;
}

// What is wrong with the target on this input; empty where it keeps its promise.
std::string Complaint(const FuzzTarget& target, std::string_view input) {
  const Stopwatch watch;
  try {
    target.run(input);
  } catch (const std::exception& error) {
    return StrCat(error.what(), "\n  input: \"", Quoted(input), "\"");
  }
  if (watch.Seconds() > kMostSeconds) return StrCat("took ", watch.Seconds(), " s\n  input: \"", Quoted(input), "\"");
  return {};
}

class FuzzTest : public ::testing::TestWithParam<size_t> {
 protected:
  void SetUp() override { SetLogLevel(LogLevel::kError); }
  const FuzzTarget& target() const { return FuzzTargets()[GetParam()]; }
};

TEST_P(FuzzTest, KeepsItsPromiseOnMutations) {
  const uint64_t rounds = Setting("LETHE_FUZZ_ROUNDS", kRounds), seed = Setting("LETHE_FUZZ_SEED", 1);
  ASSERT_FALSE(target().seeds.empty());
  for (uint64_t round = 0; round < rounds; ++round)
    ASSERT_EQ(Complaint(target(), InputOf(target(), seed, round)), "") << "round " << round << " of seed " << seed;
}

// Inputs that once broke it: tests/fuzz/corpus/<target>/.
TEST_P(FuzzTest, KeepsItsPromiseOnTheCorpus) {
  const Path folder = testing::SourceTree() / "tests/fuzz/corpus" / target().name;
  if (!std::filesystem::is_directory(folder)) return;  // nothing has broken it yet
  for (const auto& entry : std::filesystem::directory_iterator(folder))
    EXPECT_EQ(Complaint(target(), ReadFile(entry.path())), "") << entry.path();
}

std::vector<size_t> AllTargets() {
  std::vector<size_t> numbers(FuzzTargets().size());
  for (size_t i = 0; i < numbers.size(); ++i) numbers[i] = i;
  return numbers;
}

INSTANTIATE_TEST_SUITE_P(Targets, FuzzTest, ::testing::ValuesIn(AllTargets()),
                         [](const auto& info) { return FuzzTargets()[info.param].name; });

// The same number gives the same input, and most inputs differ.
TEST(MutatorTest, IsTheSameEachTime) {
  const FuzzTarget& target = FuzzTargets().front();
  size_t changed = 0;
  for (uint64_t round = 0; round < 100; ++round) {
    const std::string input = InputOf(target, 3, round);
    EXPECT_EQ(input, InputOf(target, 3, round));
    changed += std::find(target.seeds.begin(), target.seeds.end(), input) == target.seeds.end();
  }
  EXPECT_GT(changed, 80u);
}

}  // namespace
}  // namespace lethe::fuzz
