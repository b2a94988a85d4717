#include "datasets/build_fingerprint.h"

#include <gtest/gtest.h>

#include "tests/support/temp_dir.h"

namespace lethe {
namespace {

class BuildFingerprintTest : public testing::TempDir {
 protected:
  static DatasetConfig Config(const std::string& file) {
    DatasetConfig config;
    config.add_source()->mutable_squad()->add_file(file);
    return config;
  }
};

TEST_F(BuildFingerprintTest, FollowsConfigAndContents) {
  const Path file = WriteTemp("a/train.json", "one");
  const DatasetConfig config = Config("a/train.json");
  const uint64_t first = FingerprintOf(config, dir());
  EXPECT_EQ(FingerprintOf(config, dir()), first);
  DatasetConfig other = config;
  other.set_seed(99);
  EXPECT_NE(FingerprintOf(other, dir()), first);
  WriteFileAtomic(file, "two");
  EXPECT_NE(FingerprintOf(config, dir()), first);
}

TEST_F(BuildFingerprintTest, AFolderIsAllItHolds) {
  WriteTemp("a/one.json", "one");
  const DatasetConfig config = Config("./a");
  const uint64_t first = FingerprintOf(config, dir());
  WriteTemp("a/two.json", "two");
  EXPECT_NE(FingerprintOf(config, dir()), first);
}

TEST_F(BuildFingerprintTest, FollowsTheFilesOfEvaluationConfigs) {
  WriteTemp("eval/dev.json", "one");
  WriteTemp("eval/eval.txtpb", "source { squad { file: \"./dev.json\" } }");
  DatasetConfig config;
  config.add_keep_apart_from("eval/eval.txtpb");
  const uint64_t first = FingerprintOf(config, dir());
  EXPECT_EQ(FingerprintOf(config, dir()), first);
  WriteTemp("eval/dev.json", "two");
  EXPECT_NE(FingerprintOf(config, dir()), first);
}

TEST_F(BuildFingerprintTest, FollowsTheBaseOfAnEvaluationConfig) {
  WriteTemp("eval/base.txtpb", "count: 100");
  WriteTemp("eval/eval.txtpb", "# base: base.txtpb\nname: \"eval\"");
  DatasetConfig config;
  config.add_keep_apart_from("eval/eval.txtpb");
  const uint64_t first = FingerprintOf(config, dir());
  WriteTemp("eval/base.txtpb", "count: 200");
  EXPECT_NE(FingerprintOf(config, dir()), first);
}

TEST_F(BuildFingerprintTest, AFileThatIsNotThereIsTheSourcesToReport) {
  EXPECT_NO_THROW(FingerprintOf(Config("nowhere/train.json"), dir()));
}

}  // namespace
}  // namespace lethe
