#include "model/model_config.h"

#include <gtest/gtest.h>

#include "base/text.h"
#include "model/generator.h"
#include "tests/support/small_model.h"
#include "tests/support/source_tree.h"
#include "tests/support/temp_dir.h"
#include "tests/support/throws_code.h"

namespace lethe {
namespace {

using testing::ThrowsCode;

ModelConfig Changed(const std::vector<std::string>& assignments) {
  ModelConfig config = testing::SmallLexiconModel();
  for (const std::string& assignment : assignments) SetConfigField(assignment, config);
  return config;
}

TEST(ModelConfigCheck, DefaultsPassWithLayers) {
  const std::pair<const char*, const char*> cases[] = {
      {"", "model.layer: the model has no layers"},
      {"layer { attention {} }", "model.layer.0: each layer needs"},
      {"layer { repeat: 4000 attention {} swiglu {} } layer { repeat: 4000 attention {} swiglu {} }",
       "model.layer: layers in all: is 8000"},
  };
  for (const auto& [text, message] : cases) {
    ModelConfig config;
    ParseConfig(text, "test", config);
    EXPECT_THAT([&] { CheckModelConfig(config); }, ThrowsCode(Code::kInvalidArgument, message));
  }
  ModelConfig config;
  ParseConfig("layer { attention {} swiglu {} }", "test", config);
  EXPECT_NO_THROW(CheckModelConfig(config));
  EXPECT_NO_THROW(CheckModelConfig(testing::SmallLexiconModel()));
}

TEST(ModelConfigCheck, NamesTheFieldOfASizeThatNoModelCanHave) {
  for (const char* field :
       {"vocab_size", "dim", "layer.0.repeat", "layer.0.attention.heads", "layer.0.attention.kv_heads",
        "layer.0.attention.head_dim", "layer.0.swiglu.hidden", "copy_head.dim", "lexicon.words", "lexicon.dim"}) {
    for (const char* size : {"0", "4294967295"}) {
      const ModelConfig config = Changed({StrCat(field, "=", size)});
      EXPECT_THAT([&] { Decoder model(config); }, ThrowsCode(Code::kInvalidArgument, StrCat("model.", field, ": is ")));
    }
  }
}

TEST(ModelConfigCheck, NamesWhatDoesNotGoTogether) {
  const std::vector<std::pair<std::vector<std::string>, std::string>> cases = {
      {{"layer.0.attention.heads=65536", "layer.0.attention.kv_heads=65536", "layer.0.attention.head_dim=65536"},
       "model.layer.0.attention: heads * head_dim: is 4294967296"},
      {{"layer.0.attention.kv_heads=3"}, "must be a multiple of kv_heads"},
      {{"layer.0.attention.head_dim=3"}, "head_dim (3) even"},
      {{"question_offset=1"}, "model.question_offset: is 1"},
      {{"question_offset=128"}, "below max_positions (128)"},
      {{"max_positions=4294967295"}, "model.max_positions"},
  };
  for (const auto& [assignments, message] : cases) {
    const ModelConfig config = Changed(assignments);
    EXPECT_THAT([&] { CheckModelConfig(config); }, ThrowsCode(Code::kInvalidArgument, message));
  }
  EXPECT_NO_THROW(CheckModelConfig(Changed({"copy_head.enabled=false", "copy_head.dim=0"})));
  const ModelConfig least = Changed({"question_offset=2"});
  EXPECT_NO_THROW(CheckModelConfig(least));
  EXPECT_EQ(MaxFactTokens(least), 0u);
}

class ConfigJsonTest : public testing::TempDir {
 protected:
  // The config of a small model with one piece of its text exchanged.
  Path Exchanged(std::string_view from, std::string_view to) {
    const std::string json = ConfigJson(config_);
    EXPECT_NE(json.find(from), std::string::npos) << json;
    return WriteTemp("config.json", ReplaceAll(json, from, to));
  }

  const ModelConfig config_ = testing::SmallLexiconModel();
};

TEST_F(ConfigJsonTest, RoundTripsAndKeepsTheBytesOfTheBundledModelsFile) {
  EXPECT_EQ(ReadConfigJson(WriteTemp("config.json", ConfigJson(config_))).SerializeAsString(),
            config_.SerializeAsString());
  const Path bundled = testing::SourceTree() / "deploy/bundle/model/config.json";
  EXPECT_EQ(ConfigJson(ReadConfigJson(bundled)), ReadFile(bundled));
}

TEST_F(ConfigJsonTest, RefusesAKeyThatSaysSomethingElse) {
  const std::pair<const char*, const char*> cases[] = {
      {"\"hidden_size\": 16", "\"hidden_size\": 999"},
      {"\"vocab_size\": 150", "\"vocab_size\": \"150\""},
      {"\"num_hidden_layers\": 2", "\"num_hidden_layers\": 2.5"},
      {"\"rms_norm_eps\": 1e-05", "\"rms_norm_eps\": 1e-06"},
      {"\"rope_theta\": 10000", "\"rope_theta\": 500000"},
      {"\"tie_word_embeddings\": true", "\"tie_word_embeddings\": false"},
  };
  for (const auto& [from, to] : cases) {
    const std::string key(from, std::string_view(from).find(':'));
    EXPECT_THAT([&] { ReadConfigJson(Exchanged(from, to)); }, ThrowsCode(Code::kInvalidArgument, key + " is ")) << to;
  }
  EXPECT_THAT([&] { ReadConfigJson(Exchanged("\"hidden_size\": 16", "\"hidden_size\": 999")); },
              ThrowsCode(Code::kInvalidArgument, "config.json: \"hidden_size\" is 999, and 16 by"));
}

TEST_F(ConfigJsonTest, TakesKeysThatAreMissingUnknownOrWrittenOtherwise) {
  const std::pair<const char*, const char*> cases[] = {
      {"  \"hidden_size\": 16,\n", ""},
      {"\"head_dim\": 4", "\"head_dim\": null"},
      {"\"rms_norm_eps\": 1e-05", "\"rms_norm_eps\": 9.999999747378752e-06"},
      {"\"rope_theta\": 10000", "\"rope_theta\": 1.0e4"},
      {"\"model_type\"", "\"torch_dtype\": \"float16\", \"model_type\""},
  };
  for (const auto& [from, to] : cases) {
    EXPECT_EQ(ReadConfigJson(Exchanged(from, to)).SerializeAsString(), config_.SerializeAsString()) << to;
  }
}

TEST_F(ConfigJsonTest, NamesTheFileOfASizeThatNoModelCanHave) {
  EXPECT_THAT([&] { ReadConfigJson(Exchanged("\"dim\":16,", "\"dim\":0,")); },
              ThrowsCode(Code::kInvalidArgument, "config.json: model.dim: is 0"));
}

TEST_F(ConfigJsonTest, RefusesWhatIsNoConfigOfThisHouse) {
  EXPECT_THAT([&] { ReadConfigJson(dir() / "none"); }, ThrowsCode(Code::kNotFound, "none"));
  EXPECT_THAT([&] { ReadConfigJson(WriteTemp("a", "{\"lethe\": ")); }, ThrowsCode(Code::kDataLoss, "not JSON"));
  EXPECT_THAT([&] { ReadConfigJson(WriteTemp("b", "{}")); }, ThrowsCode(Code::kUnimplemented, "no \"lethe\""));
  EXPECT_THAT([&] { ReadConfigJson(WriteTemp("c", R"({"lethe": {"dimm": 3}})")); },
              ThrowsCode(Code::kInvalidArgument, "dimm"));
}

}  // namespace
}  // namespace lethe
