#include "datasets/builder.h"

#include <gmock/gmock.h>
#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <map>
#include <set>

#include "base/parallel.h"
#include "datasets/build_fingerprint.h"
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
};

TEST_F(BuilderTest, ThreadsDoNotChangeAByte) {
  EXPECT_EQ(Build("one", 1), Build("three", 3));
}

TEST_F(BuilderTest, ShardsTogetherAreTheWhole) {
  const std::string whole = Build("whole", 2);
  std::string together;
  for (size_t shard = 0; shard < 3; ++shard) together += Build("parts", 1 + shard, shard, 3);
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

TEST_F(BuilderTest, ManyMoreShardsThanBlocksAreTheWholeToo) {
  std::string together;
  for (size_t shard = 0; shard < 11; ++shard) together += Build("parts", 1, shard, 11);
  EXPECT_EQ(together, Build("whole", 1));
}

// Stops a build in the middle, as a signal does between two blocks.
TEST_F(BuilderTest, ABuildThatWasKilledGoesOnToTheSameBytes) {
  DatasetConfig config = Config(kMixture);
  config.set_count(6000);
  const DatasetBuilder builder(config, SourceTree());
  BuildOptions options;
  options.threads = 1;
  options.out = dir() / "whole";
  const std::string whole = ReadFile(builder.Build(options, nullptr).file);
  options.out = dir() / "killed";
  options.checkpoint_bytes = 1;
  const pid_t child = ::fork();
  if (child == 0) {
    try {
      builder.Build(options, [](uint64_t) { ::_exit(9); });
    } catch (...) {
    }
    ::_exit(1);
  }
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  ASSERT_EQ(WEXITSTATUS(status), 9);
  EXPECT_FALSE(std::filesystem::exists(dir() / "killed" / "train.jsonl"));
  const BuildResult result = builder.Build(options, nullptr);
  EXPECT_EQ(ReadFile(result.file), whole);
  EXPECT_GT(result.kept, 3000u);
  EXPECT_LT(result.kept, result.examples);
  const BuildResult again = builder.Build(options, nullptr);
  EXPECT_EQ(again.kept, again.examples);
  EXPECT_EQ(again.examples, result.examples);
  EXPECT_FALSE(again.replaced);
  config.set_seed(6);
  const BuildResult other = DatasetBuilder(config, SourceTree()).Build(options, nullptr);
  EXPECT_TRUE(other.replaced);
  EXPECT_EQ(other.kept, 0u);
}

TEST_F(BuilderTest, SourcesThatAreUsedUpLeaveTheirShareToTheEndlessOne) {
  const Path file =
      WriteTemp("qa1.txt", "1 Ann is in the hall.\n2 Where is Ann?\thall\t1\n3 Bo ran.\n4 Who ran?\tBo\t3\n");
  const std::string world = R"(source { world { wordings: "datasets/wordings/test/own_relations.txtpb"
      entities: "datasets/entities/closed" } } )";
  const std::string babi = "source { babi { file: \"" + file.string() + "\" } } ";
  const DatasetBuilder builder(Config("name: \"b\" count: 1500 go_on: true " + world + babi), SourceTree());
  EXPECT_EQ(builder.count(), 1500u);
  std::map<std::string, int> sources;
  for (uint64_t i = 0; i < 1500; ++i) ++sources[builder.Make(i).source()];
  EXPECT_EQ(sources["babi"], 2);
  EXPECT_EQ(sources["world"], 1498);
  EXPECT_EQ(DatasetBuilder(Config("name: \"b\" " + world + babi), SourceTree()).count(), 4u);
  EXPECT_THAT([&] { DatasetBuilder(Config("go_on: true " + babi), SourceTree()); },
              ThrowsCode(Code::kInvalidArgument, "without an end"));
}

// The order of the slots may ask the smaller source for all it has long before its share of the mixture is full.
TEST_F(BuilderTest, AMixtureAsksNoSourceForMoreThanItHas) {
  const auto stories = [](const char* where, size_t count) {
    std::string text;
    for (size_t i = 0; i < count; ++i)
      text += StrCat("1 Ann is in the ", where, ".\n2 Where is Ann?\t", where, "\t1\n");
    return text;
  };
  const Path large = WriteTemp("qa1_large.txt", stories("hall", 60));
  bool before_its_share = false;
  for (const size_t size : {1, 3, 40}) {
    const Path small = WriteTemp("qa1_small.txt", stories("garden", size));
    for (int seed = 1; seed <= 8; ++seed) {
      const DatasetBuilder builder(
          Config(StrCat("name: \"b\" seed: ", seed, " source { babi { file: \"", large.string(),
                        "\" } } source { babi { file: \"", small.string(), "\" } }")),
          SourceTree());
      size_t of_small = 0;
      for (uint64_t i = 0; i < builder.count(); ++i) of_small += builder.Make(i).answer() == "garden";
      EXPECT_LE(of_small, size) << "seed " << seed;
      EXPECT_LE(builder.count(), 2 * size) << "seed " << seed;
      before_its_share |= builder.count() < 2 * size;
    }
  }
  EXPECT_TRUE(before_its_share) << "no seed asks the smaller source early: the test tests nothing";
}

TEST_F(BuilderTest, KeepsApartFromTheQuestionsOfAConfig) {
  const Path file =
      WriteTemp("qa1.txt", "1 Ann is in the hall.\n2 Where is Ann?\thall\t1\n3 Bo ran.\n4 Who ran?\tBo\t3\n");
  const Path other = WriteTemp("valid/qa1.txt", "1 Ann fell.\n2 Where is Ann?\thall\t1\n");
  const Path valid = WriteTemp("valid.txtpb", "source { babi { file: \"" + other.string() + "\" } }");
  BuildOptions options;
  options.out = dir() / "apart";
  const BuildResult result = DatasetBuilder(Config("name: \"b\" keep_apart_from: \"" + valid.string() +
                                                   "\" source { babi { file: \"" + file.string() + "\" } }"),
                                            dir())
                                 .Build(options, nullptr);
  EXPECT_EQ(result.examples, 1u);
  EXPECT_EQ(result.overlapping, 1u);
}

// Where a source is used up, the endless one draws by the seed of that source: other questions than it makes itself.
TEST_F(BuilderTest, KeepsApartFromWhatStandsInForASourceThatIsUsedUp) {
  const Path file = WriteTemp("qa1.txt", "1 Ann is in the hall.\n2 Where is Ann?\thall\t1\n");
  const auto in_tree = [](const char* path) { return StrCat('"', (SourceTree() / path).string(), '"'); };
  const std::string text = StrCat(
      "name: \"b\" count: 128 go_on: true source { rule_world { wordings: ", in_tree("datasets/wordings/rules.txtpb"),
      " entities: ", in_tree("datasets/entities"), " } } source { babi { file: \"", file.string(), "\" } }");
  DatasetConfig config = Config(text);
  config.add_keep_apart_from(WriteTemp("valid.txtpb", text).string());
  BuildOptions options;
  options.out = dir() / "apart";
  const BuildResult result = DatasetBuilder(config, dir()).Build(options, nullptr);
  EXPECT_EQ(result.examples, 0u);
  EXPECT_EQ(result.overlapping, 128u);
}

// The questions are made once for all shards: what stands in the folder under the build's fingerprint is taken.
TEST_F(BuilderTest, ShardsShareTheQuestionsThatTheyKeepApartFrom) {
  const Path file =
      WriteTemp("qa1.txt", "1 Ann is in the hall.\n2 Where is Ann?\thall\t1\n3 Bo ran.\n4 Who ran?\tBo\t3\n");
  const Path evaluation = WriteTemp("eval.jsonl", R"({"question": "Who ran?", "answer": "Bo"})");
  const DatasetConfig config = Config("name: \"b\" keep_apart_from: \"" + evaluation.string() +
                                      "\" source { babi { file: \"" + file.string() + "\" } }");
  const DatasetBuilder builder(config, dir());
  BuildOptions options;
  options.out = dir() / "apart";
  const auto kept = [&] {
    options.fresh = true;
    return ReadFile(builder.Build(options, nullptr).file);
  };
  EXPECT_THAT(kept(), ::testing::Not(::testing::HasSubstr("Who ran?")));
  const Path runs = options.out / "evaluation.runs";
  ASSERT_TRUE(std::filesystem::exists(runs));
  EvaluationOverlap other;
  other.AddQuestion("Where is Ann?");
  other.Save(runs, FingerprintOf(config, dir()));
  EXPECT_THAT(kept(), ::testing::Not(::testing::HasSubstr("Where is Ann?")));  // as the folder says
  other.Save(runs, FingerprintOf(config, dir()) + 1);                          // of another build
  EXPECT_THAT(kept(), ::testing::Not(::testing::HasSubstr("Who ran?")));
  WriteFileAtomic(runs, "cut o");
  EXPECT_THAT(kept(), ::testing::Not(::testing::HasSubstr("Who ran?")));
}

TEST_F(BuilderTest, ShardsAtOnceAreTheWholeThatIsKeptApart) {
  const auto in_tree = [](const char* path) { return StrCat('"', (SourceTree() / path).string(), '"'); };
  const Path evaluation = WriteTemp(
      "eval.txtpb",
      StrCat("count: 400 seed: 5 source { weight: 3 world { wordings: ",
             in_tree("datasets/wordings/test/own_relations.txtpb"), " entities: ", in_tree("datasets/entities/closed"),
             " invented: ", in_tree("datasets/wordings/invented.txtpb"),
             " question_book: ", in_tree("datasets/wordings/questions.txtpb"),
             " composition_book: ", in_tree("datasets/wordings/composition.txtpb"), " twins: 0.3 } }"));
  DatasetConfig config = Config(kMixture);
  config.add_keep_apart_from(evaluation.string());
  const auto build = [&](const char* folder, size_t shard, size_t shards) {
    BuildOptions options;
    options.out = dir() / folder;
    options.threads = 1;
    options.shard = shard;
    options.shards = shards;
    return DatasetBuilder(config, SourceTree()).Build(options, nullptr);
  };
  constexpr size_t kShards = 4;
  std::vector<BuildResult> results(kShards);
  ParallelFor(kShards, kShards, [&](size_t shard) { results[shard] = build("parts", shard, kShards); });
  const BuildResult whole = build("whole", 0, 1);
  EXPECT_GT(whole.overlapping, 200u);
  std::string together;
  for (const BuildResult& result : results) together += ReadFile(result.file);
  EXPECT_EQ(together, ReadFile(whole.file));
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
