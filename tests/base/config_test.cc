#include "base/config.h"

#include <gmock/gmock.h>

#include "proto/dataset.pb.h"
#include "proto/serving.pb.h"
#include "proto/training.pb.h"
#include "tests/support/temp_dir.h"
#include "tests/support/throws_code.h"

namespace lethe {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::ThrowsCode;

class ConfigTest : public testing::TempDir {
 protected:
  TrainConfig config_;
};

TEST_F(ConfigTest, AnUnknownFieldOfAFileIsToldWithTheKnownOnes) {
  const Path file = WriteTemp("x.txtpb", "steps: 3\nmodel {\n  dimm: 3\n}\n");
  EXPECT_THAT([&] { LoadConfig(file, config_); },
              ThrowsCode(Code::kInvalidArgument, "has no field named \"dimm\". It has: vocab_size, "));
  EXPECT_THAT([&] { LoadConfig(file, config_); }, ThrowsCode(Code::kInvalidArgument, "x.txtpb:3:"));
}

TEST_F(ConfigTest, DefaultsStandAtTheField) {
  LoadConfig(WriteTemp("empty.txtpb", ""), config_);
  EXPECT_EQ(config_.steps(), 1000u);
  EXPECT_EQ(config_.optimizer().muon().momentum(), 0.95f);
}

TEST_F(ConfigTest, OverlayReplacesWhatItNamesAndKeepsTheRest) {
  WriteTemp("base.txtpb",
            R"(steps: 500 seed: 3 shard: "a" shard: "b" model { dim: 128 layer { repeat: 2 } layer { repeat: 3 } })");
  const Path file =
      WriteTemp("sub/run.txtpb", "# base: ../base.txtpb\n steps: 700 shard: \"c\" model { layer { repeat: 9 } }");
  LoadConfig(file, config_);
  EXPECT_EQ(config_.steps(), 700u);
  EXPECT_EQ(config_.seed(), 3u);
  EXPECT_THAT(config_.shard(), ElementsAre("c"));
  EXPECT_EQ(config_.model().dim(), 128u);
  ASSERT_EQ(config_.model().layer_size(), 1);
  EXPECT_EQ(config_.model().layer(0).repeat(), 9u);
}

TEST_F(ConfigTest, OverlayThatNamesNoListKeepsIt) {
  WriteTemp("base.txtpb", R"(shard: "a" model { layer { repeat: 2 } })");
  LoadConfig(WriteTemp("run.txtpb", "# base: base.txtpb\nmodel { dim: 64 }"), config_);
  EXPECT_THAT(config_.shard(), ElementsAre("a"));
  EXPECT_EQ(config_.model().layer_size(), 1);
}

TEST_F(ConfigTest, OverlayChangesTheCaseOfAOneof) {
  WriteTemp("base.txtpb", "optimizer { muon { lr: 1 } }");
  LoadConfig(WriteTemp("run.txtpb", "# base: base.txtpb\noptimizer { adamw { lr: 2 } }"), config_);
  EXPECT_FALSE(config_.optimizer().has_muon());
  EXPECT_EQ(config_.optimizer().adamw().lr(), 2.0f);
}

TEST_F(ConfigTest, BasesMayBeStackedButNotInACircle) {
  WriteTemp("a.txtpb", "seed: 1 steps: 1 log_every: 1");
  WriteTemp("b.txtpb", "# base: a.txtpb\nsteps: 2 log_every: 2");
  LoadConfig(WriteTemp("c.txtpb", "# base: b.txtpb\nlog_every: 3"), config_);
  EXPECT_EQ(config_.seed() * 100 + config_.steps() * 10 + config_.log_every(), 123u);
  const Path circle = WriteTemp("d.txtpb", "# base: d.txtpb\n");
  EXPECT_THAT([&] { LoadConfig(circle, config_); }, ThrowsCode(Code::kInvalidArgument, "circle"));
  EXPECT_THAT([&] { LoadConfig(WriteTemp("e.txtpb", "# base: \n"), config_); },
              ThrowsCode(Code::kInvalidArgument, "e.txtpb:1: '# base:' names no file"));
  EXPECT_THAT([&] { LoadConfig(WriteTemp("f.txtpb", "# base: gone.txtpb\n"), config_); },
              ThrowsCode(Code::kNotFound, "gone.txtpb"));
}

TEST_F(ConfigTest, UnknownFieldNamesFileLineAndField) {
  const Path file = WriteTemp("run.txtpb", "steps: 1\nseed: 2\nstepz: 3\n");
  EXPECT_THAT([&] { LoadConfig(file, config_); }, ThrowsCode(Code::kInvalidArgument, file.string() + ":3:"));
  EXPECT_THAT([&] { LoadConfig(file, config_); }, ThrowsCode(Code::kInvalidArgument, "stepz"));
  EXPECT_FALSE(config_.has_steps()) << "a wrong text changes nothing";
}

TEST_F(ConfigTest, WrongTypeNamesFileAndLine) {
  EXPECT_THAT([&] { ParseConfig("\nsteps: \"many\"", "x.txtpb", config_); },
              ThrowsCode(Code::kInvalidArgument, "x.txtpb:2:"));
  EXPECT_THAT([&] { ParseConfig("steps: -1", "x.txtpb", config_); }, ThrowsCode(Code::kInvalidArgument, "x.txtpb:1:"));
  EXPECT_THAT([&] { ParseConfig("model { reading: BACKWARDS }", "x.txtpb", config_); },
              ThrowsCode(Code::kInvalidArgument, "BACKWARDS"));
  EXPECT_THAT([&] { ParseConfig("model {", "x.txtpb", config_); }, ThrowsCode(Code::kInvalidArgument, "x.txtpb:1:"));
}

TEST_F(ConfigTest, SetReachesNestedFieldsAndCasts) {
  for (const char* assignment : {"steps=7", "optimizer.adamw.lr=0.5", "model.tied_output=false", "device=cuda:1",
                                 "model.reading=CAUSAL", "tokenizer=a \"b\" \\c"}) {
    SetConfigField(assignment, config_);
  }
  EXPECT_EQ(config_.steps(), 7u);
  EXPECT_EQ(config_.optimizer().adamw().lr(), 0.5f);
  EXPECT_FALSE(config_.model().tied_output());
  EXPECT_EQ(config_.device(), "cuda:1");
  EXPECT_EQ(config_.model().reading(), CAUSAL);
  EXPECT_EQ(config_.tokenizer(), "a \"b\" \\c");
  SetConfigField("device=a=b\nc", config_);
  EXPECT_EQ(config_.device(), "a=b\nc");
}

TEST_F(ConfigTest, SetReplacesListsAndReachesElements) {
  ParseConfig(R"(shard: "a" shard: "b" curriculum { at: 0 } curriculum { at: 0.5 max_hops: 2 })", "text", config_);
  SetConfigField("shard=c", config_);
  EXPECT_THAT(config_.shard(), ElementsAre("c"));
  SetConfigField("shard=", config_);
  EXPECT_THAT(config_.shard(), ElementsAre());
  SetConfigField("curriculum.1.max_hops=3", config_);
  EXPECT_EQ(config_.curriculum_size(), 2);
  EXPECT_EQ(config_.curriculum(1).max_hops(), 3u);
  EXPECT_EQ(config_.curriculum(1).at(), 0.5f);
  SetConfigField("curriculum=at: 0.25", config_);
  ASSERT_EQ(config_.curriculum_size(), 1);
  EXPECT_EQ(config_.curriculum(0).at(), 0.25f);
}

TEST_F(ConfigTest, SetSaysWhatIsWrong) {
  ParseConfig("curriculum { at: 0 }", "text", config_);
  auto set = [&](const char* assignment) { return [this, assignment] { SetConfigField(assignment, config_); }; };
  EXPECT_THAT(set("steps"), ThrowsCode(Code::kInvalidArgument, "path.to.field=value"));
  EXPECT_THAT(set("stepz=1"), ThrowsCode(Code::kInvalidArgument, "TrainConfig has no field 'stepz'; it has: model, "));
  EXPECT_THAT(set("steps.x=1"), ThrowsCode(Code::kInvalidArgument, "'steps' has no fields inside"));
  EXPECT_THAT(set("=1"), ThrowsCode(Code::kInvalidArgument, "no field ''"));
  EXPECT_THAT(set("steps=ten"), ThrowsCode(Code::kInvalidArgument, "--set steps=ten"));
  EXPECT_THAT(set("curriculum.1.at=1"), ThrowsCode(Code::kInvalidArgument, "'curriculum' has 1 elements"));
  EXPECT_THAT(set("curriculum.first.at=1"), ThrowsCode(Code::kInvalidArgument, "curriculum.INDEX.field=value"));
  EXPECT_THAT(set("curriculum.0=1"), ThrowsCode(Code::kInvalidArgument, "curriculum"));
}

TEST_F(ConfigTest, TextReadsBackToTheSameMessage) {
  SetConfigField("optimizer.muon.lr=0.1", config_);
  SetConfigField("tokenizer=naïve \"name\"", config_);
  ParseConfig("model { layer { attention { heads: 2 } } layer { repeat: 4 } }", "text", config_);
  TrainConfig again;
  ParseConfig(ConfigText(config_), "resolved", again);
  EXPECT_EQ(again.SerializeAsString(), config_.SerializeAsString());
}

TEST_F(ConfigTest, DescribeListsEveryPathWithTypeAndDefault) {
  const std::string text = DescribeConfig(*TrainConfig::descriptor());
  EXPECT_THAT(text, HasSubstr("steps  uint32 = 1000\n"));
  EXPECT_THAT(text, HasSubstr("model.layer[].attention.heads  uint32 = 4\n"));
  EXPECT_THAT(text, HasSubstr("model.reading  enum = WHOLE_FACTS\n"));
  EXPECT_THAT(text, HasSubstr("shard[]  string\n"));
  EXPECT_THAT(text, HasSubstr("device  string = \"cpu\"\n"));
  const std::vector<ConfigField> fields = ConfigFields(*TrainConfig::descriptor());
  const auto steps =
      std::find_if(fields.begin(), fields.end(), [](const ConfigField& field) { return field.path == "steps"; });
  ASSERT_NE(steps, fields.end());
  EXPECT_EQ(steps->type, "uint32");
  EXPECT_EQ(steps->default_value, "1000");
}

}  // namespace
}  // namespace lethe
