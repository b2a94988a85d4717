#include "model/train/trainer.h"

#include <gtest/gtest.h>
#include <torch/torch.h>

#include <limits>

#include "model/checkpoint.h"
#include "model/data/token_source.h"
#include "model/layers/byte_product.h"
#include "model/train/rounded_weights.h"
#include "tests/support/small_model.h"
#include "tests/support/temp_dir.h"
#include "tests/support/throws_code.h"
#include "tests/support/vector_files.h"

namespace lethe {
namespace {

class TrainerTest : public testing::TempDir {
 protected:
  TrainerTest() {
    TokenShardWriter writer(dir() / "shards", {});
    Random random(1);
    for (int i = 0; i < 60; ++i) {
      const int facts = 1 + static_cast<int>(random.Below(4));
      writer.Add(testing::RandomDocument(random, facts), facts, 1);
    }
    writer.Finish();
    *config_.mutable_model() = testing::SmallModel();
    config_.add_shard((dir() / "shards").string());
    config_.set_tokens_per_step(200);
    config_.set_steps(12);
    config_.set_checkpoint_every(5);
    config_.set_log_every(1);
    config_.set_threads(2);
    config_.mutable_schedule()->set_warmup_steps(2);
    config_.mutable_optimizer()->mutable_muon();
  }

  std::map<std::string, torch::Tensor> Weights(const char* run) {
    return LoadTensors(dir() / run / "last" / "model.safetensors");
  }

  // Runs it, and again with a stop behind step 7.
  void ExpectResumedEqualsUninterrupted(const std::vector<std::string>& files = {"model.safetensors"}) {
    Train(config_, dir() / "whole", false, nullptr);
    Train(config_, dir() / "parts", false, [](const TrainProgress& at) { return at.step == 7; });
    EXPECT_EQ(std::filesystem::read_symlink(dir() / "parts" / "last"), "step-7");
    Train(config_, dir() / "parts", true, nullptr);
    for (const std::string& file : files) {
      const auto whole = LoadTensors(dir() / "whole/last" / file), parts = LoadTensors(dir() / "parts/last" / file);
      ASSERT_EQ(whole.size(), parts.size());
      for (const auto& [name, tensor] : whole) EXPECT_TRUE(torch::equal(tensor, parts.at(name))) << name;
    }
  }

  // Of each step.
  std::vector<double> Losses(const char* run) {
    std::vector<double> found;
    Train(config_, dir() / run, false, [&](const TrainProgress& at) {
      found.push_back(at.loss);
      return false;
    });
    return found;
  }

  void ExpectLossFalls() {
    const std::vector<double> losses = Losses("run");
    EXPECT_LT(losses.back(), 0.8 * losses.front());
  }

  double EvalLoss(const Path& run) {
    const std::string metrics = ReadFile(dir() / run / "metrics.jsonl"), name = "\"eval/loss\":";
    const size_t at = metrics.find(name);
    if (at == std::string::npos) throw std::runtime_error("no eval/loss in " + metrics);
    return std::stod(metrics.substr(at + name.size()));
  }

  TrainConfig config_;
};

class EveryOptimizer : public TrainerTest, public ::testing::WithParamInterface<const char*> {};

TEST_P(EveryOptimizer, ResumedRunEqualsTheUninterruptedOneToTheLastBit) {
  ParseConfig(GetParam(), "optimizer", config_);
  ExpectResumedEqualsUninterrupted();
}

INSTANTIATE_TEST_SUITE_P(Optimizers, EveryOptimizer,
                         ::testing::Values("optimizer { muon {} }", "optimizer { adamw {} }"));

class VectorTrainerTest : public TrainerTest {
 protected:
  // Words at the first layer, texts at the second, both also drawn.
  VectorTrainerTest() {
    const Path words = dir() / "words.safetensors", texts = dir() / "texts.safetensors";
    testing::WriteWordTable(words, {{{115}, {4, 1}}, {{120}, {1, 5}}, {{130}, {-2, 0}}}, {});
    testing::WriteTextTable(texts, {{{115, 120}, {4, 1, 0}},
                                    {{120}, {1, 5, 2}},
                                    {{SpecialTokens::kQuestion, 130}, {0, 0, 1}},
                                    {{SpecialTokens::kQuestion, 131, 132}, {0, 3, 1}}});
    ParseConfig("vectors { file: \"" + words.string() + "\" layer: 1 drawn_per_step: 30 weight: 1 } " +
                    "vectors { file: \"" + texts.string() + "\" layer: 2 drawn_per_step: 10 weight: 1 }",
                "vectors", config_);
  }
};

TEST_F(VectorTrainerTest, ResumedRunEqualsTheUninterruptedOneToTheLastBit) {
  ExpectResumedEqualsUninterrupted({"model.safetensors", "vector_heads.safetensors"});
}

TEST_F(VectorTrainerTest, PartsOfAStepDrawAllOfItsWords) {
  config_.set_accumulate(4);
  config_.set_steps(1);
  const int64_t with = Train(config_, dir() / "with", false, nullptr).tokens;
  config_.mutable_vectors()->RemoveLast();
  config_.mutable_vectors(0)->set_drawn_per_step(0);
  const int64_t without = Train(config_, dir() / "without", false, nullptr).tokens;
  // 30 words, and for each part <s> and the number of its one fact.
  config_.mutable_vectors(0)->set_drawn_per_step(30);
  EXPECT_EQ(Train(config_, dir() / "words", false, nullptr).tokens, without + 30 + 4 * 2);
  EXPECT_GT(with, without + 30 + 4 * 2 + 10);
}

TEST_F(VectorTrainerTest, NamesAnEntryThatCannotBeTaken) {
  config_.mutable_vectors(1)->set_weight(-1);
  EXPECT_THAT([&] { Train(config_, dir() / "run", false, nullptr); },
              testing::ThrowsCode(Code::kInvalidArgument, "vectors.1.weight"));
  config_.mutable_vectors(1)->clear_file();
  EXPECT_THAT([&] { Train(config_, dir() / "run", false, nullptr); },
              testing::ThrowsCode(Code::kInvalidArgument, "vectors.1.file"));
}

TEST_F(VectorTrainerTest, VectorsAreLearntBesideTheDocuments) {
  config_.set_steps(60);
  Train(config_, dir() / "run", false, nullptr);
  const std::string metrics = ReadFile(dir() / "run/metrics.jsonl");
  for (const std::string name : {"\"train/vector_loss_0\":", "\"train/vector_loss_1\":"}) {
    ASSERT_NE(metrics.find(name), std::string::npos) << metrics;
    const auto at = [&](size_t place) { return std::stod(metrics.substr(place + name.size())); };
    EXPECT_LT(at(metrics.rfind(name)), 0.5 * at(metrics.find(name))) << name;
  }
}

class LexiconTrainerTest : public TrainerTest {
 protected:
  LexiconTrainerTest() {
    testing::WriteWordTable(dir() / "words.safetensors", testing::RandomWords(36, 32, 1), {});
    ParseConfig("lexicon { file: \"" + (dir() / "words.safetensors").string() + "\" dim: 32 hide: 0.3 rare: 5 }",
                "lexicon", config_);
  }
};

TEST_F(LexiconTrainerTest, ResumedRunEqualsTheUninterruptedOneToTheLastBit) {
  ExpectResumedEqualsUninterrupted();
}

TEST_F(LexiconTrainerTest, IsNotTakenInWhereARunGoesOn) {
  const LexiconSource source = config_.lexicon();
  config_.clear_lexicon();
  Train(config_, dir() / "run", false, [](const TrainProgress& at) { return at.step == 7; });
  *config_.mutable_lexicon() = source;
  EXPECT_THAT([&] { Train(config_, dir() / "run", true, nullptr); },
              testing::ThrowsCode(Code::kFailedPrecondition, "without the lexicon"));
}

TEST_F(LexiconTrainerTest, HidesWordsAnewInEachStep) {
  TokenShardWriter writer(dir() / "one", {});
  Random random(2);
  writer.Add(testing::RandomDocument(random, 6), 6, 1);
  writer.Finish();
  ParseConfig("steps: 2 tokens_per_step: 1 optimizer { muon { lr: 0 other { lr: 0 weight_decay: 0 } } }", "still",
              config_);
  config_.clear_shard();
  config_.add_shard((dir() / "one").string());
  config_.mutable_lexicon()->clear_rare();
  const std::vector<double> hidden = Losses("hidden");
  EXPECT_NE(hidden[0], hidden[1]);  // of the same document
  EXPECT_EQ(Losses("same"), hidden);
  config_.mutable_lexicon()->set_hide(0);
  const std::vector<double> open = Losses("open");
  EXPECT_EQ(open[0], open[1]);
  EXPECT_NE(open[0], hidden[0]);
}

TEST_F(LexiconTrainerTest, LearnsHowTheWordsEnterAndLeavesThemAsTheyAre) {
  config_.mutable_lexicon()->set_rare(1 << 30);
  config_.set_steps(1);
  Train(config_, dir() / "run", false, nullptr);
  config_.clear_model();
  config_.set_init_from((dir() / "run/last").string());
  config_.set_steps(3);
  Train(config_, dir() / "on", false, nullptr);
  const Decoder one = LoadCheckpoint(dir() / "run/last"), on = LoadCheckpoint(dir() / "on/last");
  const std::vector<uint8_t>& hidden = one->lexicon->hidden();
  EXPECT_EQ(std::count(hidden.begin(), hidden.end(), 1), 36);  // all words
  EXPECT_TRUE(on->lexicon->HasWordsOf(*one->lexicon));
  EXPECT_GT(one->lexicon->proj->weight.abs().max().item<double>(), 0);
  EXPECT_FALSE(torch::equal(on->lexicon->proj->weight, one->lexicon->proj->weight));
}

class Int4TrainerTest : public TrainerTest {
 protected:
  Int4TrainerTest() {
    config_.mutable_model()->set_dim(kByteBlock);
    config_.set_int4_from(0.25);
  }
};

TEST_F(Int4TrainerTest, ResumedRunEqualsTheUninterruptedOneToTheLastBit) {
  ExpectResumedEqualsUninterrupted();
}

TEST_F(Int4TrainerTest, TheLossIsOfRoundedWeightsFromThereOn) {
  const std::vector<double> with = Losses("with");
  config_.clear_int4_from();
  const std::vector<double> without = Losses("without");
  for (size_t i = 0; i < with.size(); ++i) EXPECT_EQ(with[i] == without[i], i < 3) << "step " << i + 1;
}

TEST_F(Int4TrainerTest, WhereNamesAreGivenTheLossIsOfThoseRounded) {
  config_.set_steps(1);
  const std::vector<double> never = Losses("never");
  config_.set_int4_from(0);
  const std::vector<double> all = Losses("all");
  config_.add_int4_of("embed_tokens");
  const std::vector<double> some = Losses("some");
  EXPECT_NE(some, all);
  EXPECT_NE(some, never);
}

TEST_F(Int4TrainerTest, WhatIsKeptIsNotRounded) {
  config_.clear_optimizer();
  ParseConfig("int4_from: 0 steps: 2 optimizer { adamw { lr: 0 } }", "still", config_);
  Train(config_, dir() / "with", false, nullptr);
  config_.clear_int4_from();
  Train(config_, dir() / "without", false, nullptr);
  const auto with = Weights("with");
  for (const auto& [name, tensor] : Weights("without")) EXPECT_TRUE(torch::equal(tensor, with.at(name))) << name;
}

TEST_F(Int4TrainerTest, EvalLossIsOfRoundedWeightsOnlyWhereTheyAreWanted) {
  config_.clear_optimizer();
  ParseConfig("steps: 1 eval_every: 1 optimizer { adamw { lr: 0 } }", "still", config_);
  config_.add_eval_shard((dir() / "shards").string());
  for (const float from : {0.0F, 1.0F}) {
    const std::string run = "from" + std::to_string(from);
    config_.set_int4_from(from);
    Train(config_, dir() / run, false, nullptr);
    Decoder model = LoadCheckpoint(dir() / run / "last");
    const TokenSource source({(dir() / "shards").string()}, 1);
    torch::NoGradGuard no_grad;
    const PackedBatch all = PackDocuments(source.First(config_.eval_tokens()), model->options, torch::kCPU);
    const double unrounded = model->Loss(all).item<double>();
    const RoundedWeights rounding(model, 1);
    const double rounded = model->Loss(all).item<double>();
    ASSERT_GT(std::abs(rounded - unrounded), 1e-5);
    EXPECT_NEAR(EvalLoss(run), from == 0 ? rounded : unrounded, 3e-6) << from;
  }
}

TEST_F(Int4TrainerTest, LossFallsOnDataThatCanBeLearned) {
  config_.set_int4_from(0);
  config_.set_steps(60);
  ExpectLossFalls();
}

class NonFiniteTrainerTest : public TrainerTest {
 protected:
  // Checkpoints come between two log lines.
  NonFiniteTrainerTest() { config_.set_log_every(100); }

  // Training begins from a model that has no numbers in the row of a token that no document has. A tied output reads it
  // nevertheless.
  void Spoil(bool tied_output) {
    constexpr int64_t kUnused = 100;
    config_.mutable_model()->set_tied_output(tied_output);
    Decoder start(config_.model());
    {
      torch::NoGradGuard no_grad;
      start->embed_tokens->weight[kUnused].fill_(std::numeric_limits<float>::quiet_NaN());
    }
    SaveCheckpoint(dir() / "start", start, WeightType::kFloat32);
    config_.clear_model();
    config_.set_init_from((dir() / "start").string());
  }
  void ExpectThrows(const std::string& message) {
    EXPECT_THAT([&] { Train(config_, dir() / "run", false, nullptr); }, testing::ThrowsCode(Code::kInternal, message));
    EXPECT_FALSE(std::filesystem::is_symlink(dir() / "run/last"));
  }
};

TEST_F(NonFiniteTrainerTest, GradientsDoNotReachTheOptimizer) {
  Spoil(/*tied_output=*/true);
  ExpectThrows("norm of the gradients is not finite at step 1");
  config_.set_clip_norm(0);
  ExpectThrows("norm of the gradients is not finite at step 1");
}

TEST_F(NonFiniteTrainerTest, WeightsDoNotReachACheckpoint) {
  Spoil(/*tied_output=*/false);
  ExpectThrows("weight embed_tokens.weight is not finite at step 5");
}

TEST_F(TrainerTest, WithoutClippingTheNormIsKnownAndNothingIsClipped) {
  ParseConfig("steps: 1 clip_norm: 1e9", "clipping", config_);
  Train(config_, dir() / "high", false, nullptr);
  config_.set_clip_norm(0);
  Train(config_, dir() / "none", false, nullptr);
  const auto none = Weights("none");
  for (const auto& [name, tensor] : Weights("high")) EXPECT_TRUE(torch::equal(tensor, none.at(name))) << name;
  EXPECT_EQ(ReadFile(dir() / "none/metrics.jsonl").find("\"train/gradient_norm\":0,"), std::string::npos);
}

TEST_F(TrainerTest, ShardsOfAnotherTokenizerOrVocabularyAreRefused) {
  const auto write = [&](const char* name, const std::map<std::string, std::string>& metadata) {
    TokenShardWriter writer(dir() / name, metadata);
    Random random(3);
    writer.Add(testing::RandomDocument(random, 2), 2, 1);
    writer.Finish();
    return (dir() / name).string();
  };
  const auto refuses = [&](const std::string& message) {
    EXPECT_THAT([&] { Train(config_, dir() / "run", false, nullptr); },
                testing::ThrowsCode(Code::kFailedPrecondition, message));
  };
  const Path tokenizer = WriteTemp("tokenizer.model", "pieces");
  config_.set_tokenizer(tokenizer.string());
  config_.set_steps(1);
  config_.add_shard(write("foreign", {{"tokenizer_hash", "0000000000000000"}}));
  refuses("than that of " + tokenizer.string());
  config_.set_shard(1, write("own", {{"tokenizer_hash", TokenizerHash(tokenizer)}}));
  config_.add_eval_shard(config_.shard(0));
  config_.add_eval_shard((dir() / "foreign").string());
  refuses("than that of " + tokenizer.string());
  config_.clear_tokenizer();
  refuses("than that of " + config_.shard(1));  // of the training shards that say theirs
  config_.set_eval_shard(1, write("larger", {{"vocab_size", "151"}}));
  refuses("was encoded with 151 tokens");
  config_.mutable_eval_shard()->RemoveLast();
  EXPECT_NO_THROW(Train(config_, dir() / "run", false, nullptr));
}

TEST_F(TrainerTest, LimitsArePlottedWhereACurriculumSetsThem) {
  config_.set_steps(1);
  Train(config_, dir() / "without", false, nullptr);
  EXPECT_EQ(ReadFile(dir() / "without/metrics.jsonl").find("curriculum/"), std::string::npos);
  ParseConfig("curriculum { max_facts: 3 max_hops: 2 }", "curriculum", config_);
  Train(config_, dir() / "with", false, nullptr);
  EXPECT_NE(ReadFile(dir() / "with/metrics.jsonl").find("\"curriculum/max_facts\":3,\"curriculum/max_hops\":2"),
            std::string::npos);
}

TEST_F(TrainerTest, ARunIsNotWrittenOver) {
  config_.set_steps(2);
  Train(config_, dir() / "run", false, nullptr);
  EXPECT_THAT([&] { Train(config_, dir() / "run", false, nullptr); },
              testing::ThrowsCode(Code::kFailedPrecondition, "holds a run already"));
  Train(config_, dir() / "run", true, nullptr);
}

TEST_F(TrainerTest, LossFallsOnDataThatCanBeLearned) {
  config_.set_steps(60);
  ExpectLossFalls();
}

TEST_F(TrainerTest, WritesCurvesConfigAndCheckpoints) {
  Train(config_, dir() / "run", false, nullptr);
  const std::string metrics = ReadFile(dir() / "run/metrics.jsonl");
  EXPECT_EQ(std::count(metrics.begin(), metrics.end(), '\n'), 12);
  EXPECT_NE(metrics.find("\"train/loss\":"), std::string::npos);
  TrainConfig stored;
  LoadConfig(dir() / "run/config.txtpb", stored);
  EXPECT_EQ(stored.SerializeAsString(), config_.SerializeAsString());
  for (const char* step : {"step-5", "step-10", "step-12"})
    EXPECT_TRUE(std::filesystem::exists(dir() / "run" / step / "model.safetensors"));
}

TEST_F(TrainerTest, EvalLossIsTheMeanOverAllDocumentsOnAnyThreads) {
  config_.clear_optimizer();
  ParseConfig("steps: 1 eval_every: 1 optimizer { adamw { lr: 0 } }", "still", config_);
  config_.add_eval_shard((dir() / "shards").string());
  for (const uint32_t threads : {1, 3}) {
    config_.set_threads(threads);
    const Path run = dir() / ("run" + std::to_string(threads));
    Train(config_, run, false, nullptr);
    Decoder model = LoadCheckpoint(run / "last");
    const TokenSource source({(dir() / "shards").string()}, 1);
    torch::NoGradGuard no_grad;
    const PackedBatch all = PackDocuments(source.First(config_.eval_tokens()), model->options, torch::kCPU);
    EXPECT_NEAR(EvalLoss(run), model->Loss(all).item<double>(), 1e-4) << threads;
  }
}

TEST_F(TrainerTest, AccumulatedPartsDrawTheSameNumberOfTokens) {
  config_.set_accumulate(2);
  const TrainResult result = Train(config_, dir() / "run", false, nullptr);
  EXPECT_GE(result.tokens, 12 * 200);
}

TEST_F(TrainerTest, RefusesAnOptimizerThatIsNotSet) {
  config_.clear_optimizer();
  EXPECT_THAT([&] { Train(config_, dir() / "run", false, nullptr); },
              testing::ThrowsCode(Code::kInvalidArgument, "optimizer"));
}

TEST_F(TrainerTest, RefusesToResumeWhereNothingIs) {
  EXPECT_THAT([&] { Train(config_, dir() / "nowhere", true, nullptr); }, testing::ThrowsCode(Code::kNotFound, "last"));
}

TEST_F(TrainerTest, SaysWhenTheCurriculumShutsEverythingOut) {
  ParseConfig("curriculum { max_facts: 0 max_hops: 1 }", "curriculum", config_);
  EXPECT_THAT([&] { Train(config_, dir() / "run", false, nullptr); },
              testing::ThrowsCode(Code::kInvalidArgument, "curriculum"));
}

}  // namespace
}  // namespace lethe
