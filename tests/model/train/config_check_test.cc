#include "model/train/config_check.h"

#include <gtest/gtest.h>

#include "base/config.h"
#include "tests/support/throws_code.h"

namespace lethe {
namespace {

TrainConfig Parsed(const std::string& text) {
  TrainConfig config;
  ParseConfig(text, "test", config);
  return config;
}

TEST(TrainConfigCheck, DefaultsPass) {
  EXPECT_NO_THROW(CheckTrainConfig(TrainConfig()));
}

TEST(TrainConfigCheck, NamesTheFieldThatCannotBe) {
  const std::pair<const char*, const char*> cases[] = {
      {"model {}", "model.layer"},
      {"model { dim: 0 }", "model.dim"},
      {"steps: 0", "steps"},
      {"tokens_per_step: 0", "tokens_per_step"},
      {"questions_per_document: 0", "questions_per_document"},
      {"accumulate: 0", "accumulate"},
      {"accumulate: 9 tokens_per_step: 8", "accumulate"},
      {"log_every: 0", "log_every"},
      {"checkpoint_every: 0", "checkpoint_every"},
      {"int4_from: -0.1", "int4_from"},
      {"int4_from: 30", "int4_from"},
      {"int4_from: nan", "int4_from"},
      {"int4_of: \"embed_tokens\"", "int4_of"},
      {"lexicon {}", "lexicon.file"},
      {"lexicon { file: \"x\" hide: 1.5 }", "lexicon.hide"},
      {"device: \"gpu\"", "device"},
      {"device: \"meta\"", "device"},
  };
  for (const auto& [text, field] : cases) {
    try {
      CheckTrainConfig(Parsed(text));
      ADD_FAILURE() << text;
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), Code::kInvalidArgument) << text;
      EXPECT_EQ(std::string(error.what()).rfind(field, 0), 0u) << error.what();
    }
  }
}

TEST(TrainConfigCheck, MissingTokenizerIsSeenBeforeTheFirstStep) {
  EXPECT_THAT([] { CheckTrainConfig(Parsed("tokenizer: \"no/such/file\"")); }, testing::ThrowsCode(Code::kNotFound));
}

}  // namespace
}  // namespace lethe
