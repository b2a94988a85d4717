#include "retriever/neural/bert_embedder.h"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "base/text.h"
#include "retriever/embedders/embedder_folder.h"
#include "tests/support/source_tree.h"
#include "tests/support/temp_dir.h"
#include "tests/support/throws_code.h"

namespace lethe {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using testing::ThrowsCode;

constexpr double kTolerance = 1e-5;

// tests/goldens/bert_golden.py made the folders and the numbers.
Path Data() {
  return testing::SourceTree() / "tests/retriever/data";
}

bool IsBlank(const std::string& text) {
  return SplitWords(text).empty();
}

class BertEmbedderTest : public testing::TempDir {
 protected:
  // A copy of the tiny folder that may be spoilt.
  BertConfig Copied() const {
    fs::copy(Data() / "bert_tiny", dir() / "bert", fs::copy_options::recursive);
    BertConfig config;
    config.set_folder((dir() / "bert").string());
    return config;
  }
  void Change(const std::string& file, const std::string& from, const std::string& to) const {
    const std::string text = ReadFile(dir() / "bert" / file);
    ASSERT_NE(text.find(from), std::string::npos) << file;
    WriteFileAtomic(dir() / "bert" / file, ReplaceAll(text, from, to));
  }
};

// The golden program knows no batches, no padding and no LibTorch.
TEST_F(BertEmbedderTest, GivesTheVectorsOfAnIndependentProgram) {
  const json golden = json::parse(ReadFile(Data() / "bert_golden.json"));
  for (const auto& [folder, set] : golden.items()) {
    BertConfig config;
    config.set_folder((Data() / folder).string());
    config.set_query_prefix(set["prefix"].get<std::string>());
    config.set_batch_tokens(100);
    const BertEmbedder embedder(config);
    std::vector<std::string> texts;
    for (const json& item : set["cases"]) texts.push_back(item["text"]);
    const std::vector<std::string_view> views(texts.begin(), texts.end());
    const size_t n = embedder.dimension();
    std::vector<float> rows(texts.size() * n);
    embedder.EmbedQueries(views, rows.data());
    double worst = 0;
    for (size_t i = 0; i < texts.size(); ++i) {
      const std::vector<float> alone = embedder.EmbedQuery(texts[i]);
      for (size_t c = 0; c < n; ++c) {
        const double expected = IsBlank(texts[i]) ? 0 : set["cases"][i]["vector"][c].get<double>();
        worst = std::max({worst, std::abs(rows[i * n + c] - expected), std::abs(alone[c] - expected)});
      }
    }
    EXPECT_LT(worst, kTolerance) << folder;
    EXPECT_GT(texts.size(), 10u);
  }
}

TEST_F(BertEmbedderTest, PrefixesTellQuestionsFromFacts) {
  BertConfig config = Copied();
  const BertEmbedder plain(config);
  EXPECT_EQ(plain.EmbedQuery("oslo"), plain.EmbedOne("oslo"));
  config.set_query_prefix("query: ");
  config.set_passage_prefix("passage: ");
  const BertEmbedder prefixed(config);
  EXPECT_NE(prefixed.EmbedQuery("oslo"), prefixed.EmbedOne("oslo"));
  EXPECT_EQ(prefixed.EmbedQuery("oslo"), plain.EmbedOne("query: oslo"));
  EXPECT_EQ(prefixed.EmbedOne("oslo"), plain.EmbedOne("passage: oslo"));
  EXPECT_NE(prefixed.name(), plain.name());
}

TEST_F(BertEmbedderTest, TakesThePromptsOfTheFolder) {
  BertConfig config = Copied();
  WriteTemp("bert/config_sentence_transformers.json", R"({"prompts": {"query": "query: ", "document": "river "}})");
  const BertEmbedder own(config);
  config.set_query_prefix("");
  config.set_passage_prefix("");
  const BertEmbedder plain(config);
  EXPECT_EQ(own.EmbedQuery("oslo"), plain.EmbedOne("query: oslo"));
  EXPECT_EQ(own.EmbedOne("oslo"), plain.EmbedOne("river oslo"));
}

TEST_F(BertEmbedderTest, CutsWhatIsTooLong) {
  BertConfig config = Copied();
  config.set_max_tokens(4);
  const BertEmbedder short_one(config);
  EXPECT_EQ(short_one.EmbedOne("the river of oslo"), short_one.EmbedOne("the river"));
  WriteTemp("bert/sentence_bert_config.json", R"({"max_seq_length": 3, "do_lower_case": false})");
  config.clear_max_tokens();
  const BertEmbedder own_limit(config);
  EXPECT_EQ(own_limit.EmbedOne("the river of oslo"), own_limit.EmbedOne("the"));
  config.set_max_tokens(2);
  EXPECT_THAT([&] { BertEmbedder{config}; }, ThrowsCode(Code::kInvalidArgument, "max_tokens: 2"));
}

TEST_F(BertEmbedderTest, TheNameFollowsEveryFileThatDecides) {
  const BertConfig config = Copied();
  std::vector<std::string> names = {BertEmbedder(config).name()};
  Change("tokenizer_config.json", "true", "false");
  names.push_back(BertEmbedder(config).name());
  Change("1_Pooling/config.json", R"(mean_tokens": true)", R"(mean_tokens": false)");
  Change("1_Pooling/config.json", R"(cls_token": false)", R"(cls_token": true)");
  names.push_back(BertEmbedder(config).name());
  Change("vocab.txt", "oslo\n", "olso\n");
  names.push_back(BertEmbedder(config).name());
  fs::copy_file(Data() / "bert_tiny_cls/model.safetensors", dir() / "bert/model.safetensors",
                fs::copy_options::overwrite_existing);
  names.push_back(BertEmbedder(config).name());
  for (size_t i = 0; i < names.size(); ++i) {
    for (size_t j = 0; j < i; ++j) EXPECT_NE(names[i], names[j]);
  }
}

TEST_F(BertEmbedderTest, RefusesWhatItCannotCompute) {
  const BertConfig config = Copied();
  const auto refused = [&](const std::string& message) {
    EXPECT_THAT([&] { BertEmbedder{config}; }, ThrowsCode(Code::kInvalidArgument, message));
  };
  Change("config.json", R"("model_type": "bert")", R"("model_type": "roberta")");
  refused("config.json: model_type: \"roberta\"");
  Change("config.json", R"("model_type": "roberta")", R"("model_type": "bert")");
  Change("config.json", R"("absolute")", R"("relative_key")");
  refused("config.json: position_embedding_type");
  Change("config.json", R"("relative_key")", R"("absolute")");
  Change("config.json", R"("gelu")", R"("swish")");
  refused("config.json: hidden_act: \"swish\"");
  Change("config.json", R"("swish")", R"("gelu")");
  Change("modules.json", ".Normalize", ".Dense");
  refused("modules.json: module sentence_transformers.models.Dense");
  Change("modules.json", ".Dense", ".Normalize");
  Change("1_Pooling/config.json", R"(max_tokens": false)", R"(max_tokens": true)");
  refused("1_Pooling/config.json: pooling: pooling_mode_max_tokens, pooling_mode_mean_tokens");
  Change("1_Pooling/config.json", R"(max_tokens": true)", R"(max_tokens": false)");
  WriteTemp("bert/tokenizer_config.json", R"({"do_lower_case": "yes"})");
  refused("tokenizer_config.json: ");
  WriteTemp("bert/tokenizer_config.json", "{}");
  WriteTemp("bert/modules.json", R"(["Normalize"])");
  refused("modules.json: ");
  WriteTemp("bert/modules.json", "[]");
  Change("vocab.txt", "oslo\n", "oslo\none\ntoo\nmany\n");
  refused("vocab.txt: has");
  Change("config.json", "{", "[");
  refused("config.json");
  EXPECT_THAT([&] { BertEmbedder{BertConfig()}; }, ThrowsCode(Code::kInvalidArgument, "embedder.bert.folder"));
}

TEST_F(BertEmbedderTest, IsMadeWhereTheProgramCan) {
  const EmbedderConfig config = NamedEmbedder((Data() / "bert_tiny").string());
  EnableBert(nullptr);
  EXPECT_THROW(MakeEmbedder(config), NeedsEngine);
  EnableBert(&BertEmbedder::Make);
  EXPECT_EQ(MakeEmbedder(config)->dimension(), 24u);
}

}  // namespace
}  // namespace lethe
