#include "datasets/builder.h"

#include <gmock/gmock.h>
#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include <set>

#include "datasets/example_json.h"
#include "tests/support/source_tree.h"
#include "tests/support/temp_dir.h"
#include "tests/support/throws_code.h"

namespace lethe {
namespace {

using testing::SourceTree;
using testing::ThrowsCode;

DatasetConfig Config(const std::string& text) {
  DatasetConfig config;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &config));
  return config;
}

constexpr char kMixture[] = R"(
    name: "mix" count: 3000 seed: 5
    source { weight: 3 world { wordings: "datasets/wordings/test/own_relations.txtpb"
    entities: "datasets/entities/closed" twins: 0.3 } }
    source { weight: 1 world { wordings: "datasets/wordings/real.txtpb"
    entities: "datasets/entities" task: "real" } })";

class BuilderTest : public testing::TempDir {
 protected:
  std::string Build(const std::string& folder, size_t threads, size_t shard = 0, size_t shards = 1) const {
    const DatasetBuilder builder(Config(kMixture), SourceTree());
    BuildOptions options;
    options.out = dir() / folder;
    options.threads = threads;
    options.shard = shard;
    options.shards = shards;
    return ReadFile(builder.Build(options, nullptr).file);
  }
  static std::multiset<std::string> Lines(const std::string& text) {
    std::multiset<std::string> lines;
    size_t begin = 0;
    for (size_t end; (end = text.find('\n', begin)) != std::string::npos; begin = end + 1)
      lines.insert(text.substr(begin, end - begin));
    return lines;
  }
};

TEST_F(BuilderTest, ThreadsDoNotChangeAByte) {
  EXPECT_EQ(Build("one", 1), Build("three", 3));
}

TEST_F(BuilderTest, ShardsTogetherAreTheWhole) {
  const auto whole = Lines(Build("whole", 2));
  std::multiset<std::string> together;
  for (size_t shard = 0; shard < 3; ++shard) together.merge(Lines(Build("parts", 2, shard, 3)));
  EXPECT_EQ(whole.size(), 3000u);
  EXPECT_EQ(together, whole);
  EXPECT_TRUE(std::filesystem::exists(dir() / "parts" / "train-00002-of-00003.jsonl"));
}

TEST_F(BuilderTest, WeightsAreKeptAndIdsAreOnce) {
  const DatasetBuilder builder(Config(kMixture), SourceTree());
  size_t real = 0;
  std::set<std::string> ids;
  for (uint64_t i = 0; i < 2048; ++i) {
    const v1::Example example = builder.Make(i);
    real += example.task().starts_with("real");
    ids.insert(example.id());
  }
  EXPECT_EQ(ids.size(), 2048u);
  EXPECT_EQ(real, 512u);
}

TEST_F(BuilderTest, TwinsNameAnExampleWithTheSameQuestionAndAnotherAnswer) {
  const DatasetBuilder builder(Config(kMixture), SourceTree());
  std::map<std::string, v1::Example> by_id;
  size_t twins = 0;
  for (uint64_t i = 0; i < 2048; ++i) {
    const v1::Example example = builder.Make(i);
    by_id[example.id()] = example;
  }
  for (const auto& [id, example] : by_id) {
    if (example.twin_of().empty()) continue;
    ++twins;
    ASSERT_TRUE(by_id.count(example.twin_of())) << id;
    const v1::Example& first = by_id[example.twin_of()];
    EXPECT_EQ(first.question(), example.question());
    EXPECT_NE(first.answer(), example.answer());
    EXPECT_EQ(first.context_size(), example.context_size());
  }
  EXPECT_GT(twins, 100u);
}

TEST_F(BuilderTest, DropsWhatRepeatsAndWhatIsInAnEvaluationSet) {
  const std::string story = "1 Ann is in the hall.\n2 Where is Ann?\thall\t1\n",
                    other = "1 Bo ran.\n2 Who ran?\tBo\t1\n";
  const Path file = WriteTemp("qa1.txt", story + other + story);
  const std::string config = "name: \"b\" source { babi { file: \"" + file.string() + "\" } } ";
  const auto build = [&](const std::string& more) {
    BuildOptions options;
    options.out = dir() / "babi";
    options.threads = 1;
    return DatasetBuilder(Config(config + more), dir()).Build(options, nullptr);
  };
  EXPECT_EQ(build("drop_duplicates: false").examples, 3u);
  const BuildResult unique = build("");
  EXPECT_EQ(unique.examples, 2u);
  EXPECT_EQ(unique.duplicates, 1u);
  const Path evaluation = WriteTemp("eval.jsonl", R"({"question": "Who ran?", "answer": "Bo"})");
  const BuildResult apart = build("keep_apart_from: \"" + evaluation.string() + "\"");
  EXPECT_EQ(apart.examples, 1u);
  EXPECT_EQ(apart.overlapping, 1u);
}

TEST_F(BuilderTest, RefusesWrongConfigs) {
  EXPECT_THAT([] { DatasetBuilder(Config("name: \"x\""), "."); },
              ThrowsCode(Code::kInvalidArgument, "names no source"));
  EXPECT_THAT([] { DatasetBuilder(Config("source {}"), "."); }, ThrowsCode(Code::kInvalidArgument, "names no kind"));
  EXPECT_THAT([] { DatasetBuilder(Config("source { world { wordings: \"no/such.txtpb\" } }"), "."); },
              ThrowsCode(Code::kNotFound, "no/such.txtpb"));
  const DatasetBuilder builder(Config(kMixture), SourceTree());
  BuildOptions options;
  options.out = dir();
  options.shard = 2;
  options.shards = 2;
  EXPECT_THAT([&] { builder.Build(options, nullptr); }, ThrowsCode(Code::kInvalidArgument, "shard 2/2"));
}

}  // namespace
}  // namespace lethe
