#include "base/spooled_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>
#include <thread>
#include <vector>

#include "base/error.h"
#include "base/line_reader.h"
#include "tests/support/temp_dir.h"
#include "tests/support/throws_code.h"

namespace lethe {
namespace {

using ::testing::ElementsAre;

std::vector<std::string> LinesOf(const Path& file) {
  LineReader reader(file);
  std::vector<std::string> lines;
  for (std::string_view line; reader.Next(line);) lines.emplace_back(line);
  return lines;
}

class SpooledFileTest : public testing::TempDir {};

TEST_F(SpooledFileTest, APipeCanBeReadAgainUnderItsName) {
  const Path pipe = dir() / "pipe";
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  std::thread writer([&pipe] { std::ofstream(pipe) << "one\n\nthree"; });
  Path copy;
  {
    const SpooledFile file(pipe);
    writer.join();
    for (int pass = 0; pass < 2; ++pass) EXPECT_THAT(LinesOf(file.path()), ElementsAre("one", "", "three"));
    EXPECT_EQ(file.Where(3), pipe.string() + ":3");
    copy = file.path();
  }
  EXPECT_FALSE(std::filesystem::exists(copy)) << "the copy outlives its use";
}

TEST_F(SpooledFileTest, ARegularFileIsReadWhereItLies) {
  const Path path = WriteTemp("a.jsonl", "one\n");
  const SpooledFile file(path);
  EXPECT_EQ(file.path(), path);
  EXPECT_EQ(file.Where(1), path.string() + ":1");
}

TEST_F(SpooledFileTest, WhatIsNotThereIsNamed) {
  EXPECT_THAT([&] { SpooledFile(dir() / "nothing"); }, testing::ThrowsCode(Code::kNotFound, "nothing"));
}

}  // namespace
}  // namespace lethe
