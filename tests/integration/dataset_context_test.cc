// Plain text through the program: shards where all weighs one, a small model from them, shards weighted by its gains.
#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "base/error.h"
#include "base/random.h"
#include "model/data/token_shard.h"
#include "tests/support/program.h"
#include "tests/support/temp_dir.h"

namespace lethe {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;
using testing::ProgramRun;

// Stories in which a name and a thing come back.
std::string Stories(int count) {
  const std::vector<std::string> names = {"Lily", "Tom", "Mia", "Ben", "Zoe", "Max"};
  const std::vector<std::string> things = {"kite", "drum", "boat", "lamp", "coat", "ball"};
  Random random(4);
  std::string text;
  for (int i = 0; i < count; ++i) {
    const std::string &name = random.Pick(names), &thing = random.Pick(things);
    text += StrCat("One day ", name, " found a ", thing, ". It was new and red. The day was long and warm. ", name,
                   " took the ", thing, " home. At home ", name, " put the ", thing, " away.\n<|endoftext|>\n");
  }
  return text;
}

class DatasetContextTest : public testing::TempDir {
 protected:
  static ProgramRun Lethe(const std::vector<std::string>& arguments) {
    return testing::RunProgram(LETHE_PROGRAM, arguments, "");
  }
  json Run(std::vector<std::string> arguments) const {
    arguments.push_back("--json");
    const ProgramRun run = Lethe(arguments);
    EXPECT_EQ(run.exit_code, 0) << run.err;
    return json::parse(run.out, nullptr, false);
  }
  std::string At(const std::string& name) const { return (dir() / name).string(); }
  std::vector<std::string> Context(const std::string& out, std::vector<std::string> more) const {
    std::vector<std::string> arguments = {"dataset",     "context", "--corpus", At("stories.txt"), "--format",
                                          "tinystories", "--out",   At(out),    "--set",           "passage_bytes=64"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return arguments;
  }
};

TEST_F(DatasetContextTest, FromTextToWeightedShards) {
  WriteTemp("stories.txt", Stories(200));
  ASSERT_EQ(Lethe({"tokenizer", "train", "--input", At("stories.txt"), "--vocab", "500", "--output", At("t.model")})
                .exit_code,
            0);
  const json first = Run(Context("first", {"--tokenizer", At("t.model"), "--documents", "even"}));
  EXPECT_EQ(first["documents"], 200);
  EXPECT_GT(first["examples"], 150);
  EXPECT_FALSE(first.contains("gain"));
  WriteTemp(
      "train.txtpb",
      "model { vocab_size: 500 dim: 32 layer { attention { heads: 2 kv_heads: 2 head_dim: 16 } swiglu { hidden: 48 "
      "} } copy_head { dim: 16 } }\nshard: \"" +
          At("first/shards") + "\" tokenizer: \"" + At("t.model") +
          "\" steps: 60 tokens_per_step: 1500 optimizer { adamw {} } threads: 1\n");
  ASSERT_EQ(Lethe({"train", "--config", At("train.txtpb"), "--out", At("run")}).exit_code, 0);

  const json second = Run(Context("second", {"--model", At("run/last"), "--documents", "odd", "--passages", "1"}));
  EXPECT_GT(second["gain"]["all"]["n"], 1000);
  EXPECT_LT(second["gain"]["all"]["loss_with"], 5.0);  // it has learnt something
  EXPECT_GT(second["shards"]["loss_weight"], 0.0);
  EXPECT_LT(second["shards"]["loss_weight"], second["shards"]["loss_tokens"]);
  EXPECT_LE(second["related"], second["examples"]);

  const TokenShard shard(dir() / "second/shards/shard-00000.safetensors");
  double weight = 0;
  for (size_t i = 0; i < shard.documents(); ++i) {
    for (const float one : shard.document(i).loss_weight) weight += one;
  }
  EXPECT_NEAR(weight, second["shards"]["loss_weight"].get<double>(), 1e-3 * weight);
  // And the model goes on from them.
  ASSERT_EQ(Lethe({"train", "--config", At("train.txtpb"), "--out", At("run-2"), "--set", "steps=2", "--set",
                   "shard=" + At("second/shards")})
                .exit_code,
            0);
  const ProgramRun map = Lethe({"dataset", "context", "--out", At("second"), "--show", "d1"});
  EXPECT_EQ(map.exit_code, 0) << map.err;
  EXPECT_THAT(map.out, HasSubstr("<h2>d1/1</h2>"));
  EXPECT_THAT(Lethe({"dataset", "context", "--out", At("second"), "--show", "d1/1", "--as", "tsv"}).out,
              HasSubstr("d1/1\t\""));
}

TEST_F(DatasetContextTest, SaysWhatIsWrong) {
  WriteTemp("stories.txt", Stories(3));
  EXPECT_EQ(Lethe({"dataset", "context", "--help"}).exit_code, 0);
  EXPECT_EQ(Lethe({"dataset", "context", "--corpus", At("stories.txt")}).exit_code, 2);
  const ProgramRun no_format = Lethe({"dataset", "context", "--corpus", At("stories.txt"), "--out", At("x")});
  EXPECT_EQ(no_format.exit_code, 2);
  EXPECT_THAT(no_format.err, HasSubstr("tinystories"));
  EXPECT_EQ(Lethe(Context("x", {"--model", At("none")})).exit_code, 1);
  EXPECT_THAT(Lethe({"dataset", "context", "--out", At("x"), "--show", "d1"}).err, HasSubstr("no scores"));
  EXPECT_THAT(Lethe({"config", "describe", "plain_text"}).out, HasSubstr("earlier_passages"));
}

}  // namespace
}  // namespace lethe
