#include "datasets/shard_output.h"

#include <gtest/gtest.h>

#include <fstream>

#include "base/error.h"
#include "tests/support/temp_dir.h"
#include "tests/support/throws_code.h"

namespace lethe {
namespace {

using testing::ThrowsCode;

class ShardOutputTest : public testing::TempDir {
 protected:
  Path file() const { return dir() / "train.jsonl"; }
  Path partial() const { return dir() / "train.jsonl.partial"; }
  static BuildCounts Counts(const std::string& text) {
    BuildCounts counts;
    counts.examples = 1;
    counts.bytes = text.size();
    return counts;
  }
  static void Add(ShardOutput& output, const std::string& text) { output.Add(text, 1, Counts(text)); }
  // As a process that is killed leaves it: the partial file, and a manifest that speaks of its first bytes.
  void LeaveUnfinished(const std::string& written, uint64_t bytes, uint64_t blocks) const {
    std::ofstream(partial(), std::ios::binary) << written;
    BuildManifest manifest;
    manifest.fingerprint = 7;
    manifest.blocks = blocks;
    manifest.counts.bytes = bytes;
    manifest.counts.examples = blocks;
    WriteManifest(ManifestPath(file()), manifest);
  }
};

TEST_F(ShardOutputTest, TheFileAppearsWhenItIsComplete) {
  {
    ShardOutput output(file(), 7, false);
    Add(output, "a\n");
    EXPECT_FALSE(std::filesystem::exists(file()));
    output.Finish({.left_out = {{"squad", {{"a long answer", 3}}}}});
  }
  EXPECT_EQ(ReadFile(file()), "a\n");
  EXPECT_FALSE(std::filesystem::exists(partial()));
  const BuildManifest manifest = ReadManifest(dir() / "train.build.json");
  EXPECT_TRUE(manifest.complete);
  EXPECT_EQ(manifest.counts.examples, 1u);
  EXPECT_EQ(manifest.counts.left_out.at("squad").at("a long answer"), 3u);
}

TEST_F(ShardOutputTest, GoesOnBehindTheLastWholeBlock) {
  LeaveUnfinished("a\nb\n{half of a li", 4, 2);
  ShardOutput output(file(), 7, false);
  EXPECT_EQ(output.blocks(), 2u);
  EXPECT_EQ(output.counts().examples, 2u);
  Add(output, "c\n");
  output.Finish({});
  EXPECT_EQ(ReadFile(file()), "a\nb\nc\n");
  EXPECT_EQ(output.counts().examples, 3u);
}

TEST_F(ShardOutputTest, BeginsAnewForAnotherFingerprintAndWhenFresh) {
  for (const bool fresh : {false, true}) {
    LeaveUnfinished("a\nb\n", 4, 2);
    ShardOutput output(file(), fresh ? 7 : 8, fresh);
    EXPECT_EQ(output.blocks(), 0u);
    Add(output, "c\n");
    output.Finish({});
    EXPECT_EQ(ReadFile(file()), "c\n");
  }
}

TEST_F(ShardOutputTest, BeginsAnewWhereBytesAreMissing) {
  LeaveUnfinished("a\n", 4, 2);
  const ShardOutput output(file(), 7, false);
  EXPECT_EQ(output.blocks(), 0u);
}

TEST_F(ShardOutputTest, KeepsWhatIsComplete) {
  {
    ShardOutput output(file(), 7, false);
    Add(output, "a\n");
    output.Finish({});
  }
  EXPECT_TRUE(ShardOutput(file(), 7, false).complete());
  EXPECT_FALSE(ShardOutput(file(), 8, false).complete());
  WriteFileAtomic(file(), "another hand");
  EXPECT_FALSE(ShardOutput(file(), 7, false).complete());
}

TEST_F(ShardOutputTest, KilledBeforeTheRenamingItIsRenamed) {
  LeaveUnfinished("a\n", 2, 1);
  BuildManifest manifest = ReadManifest(ManifestPath(file()));
  manifest.complete = true;
  WriteManifest(ManifestPath(file()), manifest);
  EXPECT_TRUE(ShardOutput(file(), 7, false).complete());
  EXPECT_EQ(ReadFile(file()), "a\n");
}

TEST_F(ShardOutputTest, TwoBuildsOfOneShardAreRefused) {
  const ShardOutput first(file(), 7, false);
  EXPECT_THAT([&] { ShardOutput(file(), 7, false); }, ThrowsCode(Code::kFailedPrecondition, "another build"));
}

TEST_F(ShardOutputTest, ADamagedManifestIsNamed) {
  const Path manifest = WriteTemp("x.build.json", "{");
  EXPECT_THAT([&] { ReadManifest(manifest); }, ThrowsCode(Code::kDataLoss, "x.build.json"));
}

}  // namespace
}  // namespace lethe
