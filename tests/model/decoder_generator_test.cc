#include <gtest/gtest.h>
#include <torch/torch.h>

#include <cmath>

#include "model/checkpoint.h"
#include "model/generator.h"
#include "tests/support/small_model.h"
#include "tests/support/temp_dir.h"
#include "tests/support/throws_code.h"

namespace lethe {
namespace {

class DecoderGeneratorTest : public testing::TempDir {
 protected:
  DecoderGeneratorTest() : model_(testing::SmallModel()) {
    testing::RandomiseParameters(model_, 9);
    SaveCheckpoint(dir() / "model", model_, WeightType::kFloat32);
    generator_ = Generator::Load(dir() / "model");
  }

  // Plays a document through a session and calls `at` before each derivation token.
  void Play(const Sequence& document, const std::function<void(size_t, std::span<const float>)>& at) {
    session_ = generator_->NewSession();
    std::vector<NumberedFact> facts;
    std::vector<int32_t> text, question;
    bool derived = false;
    for (size_t i = 1; i < document.tokens.size(); ++i) {
      switch (document.kinds[i]) {
        case TokenKind::kFact:
          text.push_back(document.tokens[i]);
          break;
        case TokenKind::kNumber:
          session_->LoadFacts(std::vector<NumberedFact>{{SpecialTokens::NumberOf(document.tokens[i]), text}});
          text.clear();
          break;
        case TokenKind::kQuestion:
          question.push_back(document.tokens[i]);
          break;
        default:
          if (!question.empty()) session_->ReadQuestion(question);
          question.clear();
          if (derived && document.loss_weight[i] > 0) at(i, session_->Probabilities());
          session_->Append(document.tokens[i]);
          derived = true;
      }
    }
  }

  void ExpectDecodingEqualsTheFullForwardPass() {
    Random random(4);
    for (int facts = 0; facts < 5; ++facts) {
      const Sequence document = testing::RandomDocument(random, facts);
      const std::vector<TokenDocument> packed = {View(document)};
      torch::NoGradGuard no_grad;
      const torch::Tensor full = model_->TargetLogProbabilities(PackDocuments(packed, model_->options, torch::kCPU));
      int64_t row = 0;
      Play(document, [&](size_t i, std::span<const float> probabilities) {
        EXPECT_NEAR(std::log(probabilities[document.tokens[i]]), full[row++].item<double>(), 1e-3) << "token " << i;
      });
      EXPECT_EQ(row, full.size(0));
      EXPECT_EQ(session_->length(), static_cast<int64_t>(document.tokens.size()));
    }
  }

  Decoder model_;
  std::unique_ptr<Generator> generator_;
  std::unique_ptr<DecodeSession> session_;
};

TEST_F(DecoderGeneratorTest, CachedDecodingEqualsTheFullForwardPass) {
  ExpectDecodingEqualsTheFullForwardPass();
}

TEST_F(DecoderGeneratorTest, CachedDecodingEqualsTheFullForwardPassWithALexicon) {
  for (const WeightType type : {WeightType::kFloat32, WeightType::kInt8, WeightType::kInt4}) {
    Decoder whole(testing::SmallLexiconModel());
    testing::RandomiseParameters(whole, 9);
    testing::SetSmallLexicon(whole, 3);
    SaveCheckpoint(dir() / "lexicon", whole, type);
    model_ = LoadCheckpoint(dir() / "lexicon");
    generator_ = Generator::Load(dir() / "lexicon");
    ExpectDecodingEqualsTheFullForwardPass();
  }
}

class SmallWeightsTest : public DecoderGeneratorTest, public ::testing::WithParamInterface<WeightType> {};

TEST_P(SmallWeightsTest, DecodingFromBytesEqualsTheFullForwardPassOfTheSameNumbers) {
  ModelConfig config = testing::SmallModel();
  config.set_dim(kByteBlock);  // but its swiglu has 24, which is no whole block
  for (const bool tied : {true, false}) {
    config.set_tied_output(tied);
    Decoder whole(config);
    testing::RandomiseParameters(whole, 9);
    SaveCheckpoint(dir() / "small", whole, GetParam());
    model_ = LoadCheckpoint(dir() / "small");
    generator_ = Generator::Load(dir() / "small");
    ExpectDecodingEqualsTheFullForwardPass();
  }
}

INSTANTIATE_TEST_SUITE_P(Types, SmallWeightsTest, ::testing::Values(WeightType::kInt8, WeightType::kInt4));

constexpr int32_t kFirstText = 112, kVocabulary = 150;  // of testing::RandomDocument

int32_t BestText(std::span<const float> scores) {
  const auto best = std::max_element(scores.begin() + kFirstText, scores.end());
  return static_cast<int32_t>(best - scores.begin());
}

struct Prompt {
  std::vector<NumberedFact> facts;
  std::vector<int32_t> question;
};

Prompt RandomPrompt(Random& random, int facts) {
  const auto words = [&](int count) {
    std::vector<int32_t> tokens(count);
    for (int32_t& token : tokens) token = static_cast<int32_t>(kFirstText + random.Below(kVocabulary - kFirstText));
    return tokens;
  };
  Prompt prompt;
  for (int n = 1; n <= facts; ++n) prompt.facts.push_back({n, words(3)});
  prompt.question = words(5);
  prompt.question[0] = SpecialTokens::kQuestion;
  return prompt;
}

// Greedy tokens after <derive>, one at a time over the cache.
std::vector<int32_t> GreedyCached(const Generator& generator, const Prompt& prompt, int count) {
  const auto session = generator.NewSession();
  session->LoadFacts(prompt.facts);
  session->ReadQuestion(prompt.question);
  session->Append(SpecialTokens::kDerive);
  std::vector<int32_t> tokens;
  for (; count > 0; --count) {
    tokens.push_back(BestText(session->Probabilities()));
    session->Append(tokens.back());
  }
  return tokens;
}

// A fork says what its origin says, and neither hears what the other writes from there on.
TEST_F(DecoderGeneratorTest, AForkGoesItsOwnWay) {
  Random random(12);
  const Prompt prompt = RandomPrompt(random, 3);
  const auto begin = [&] {
    auto session = generator_->NewSession();
    session->LoadFacts(prompt.facts);
    session->ReadQuestion(prompt.question);
    session->Append(SpecialTokens::kDerive);
    return session;
  };
  const auto said = [](const DecodeSession& session) {
    return std::vector<float>(session.Probabilities().begin(), session.Probabilities().end());
  };
  const auto alone = [&](const std::vector<int32_t>& tokens) {
    const auto session = begin();
    for (const int32_t token : tokens) session->Append(token);
    return said(*session);
  };
  const std::vector<int32_t> one = {kFirstText, kFirstText + 1, kFirstText + 2};
  const std::vector<int32_t> other = {kFirstText + 7, kFirstText + 3, kFirstText + 9};
  const auto origin = begin();
  const auto fork = origin->Fork();
  EXPECT_EQ(said(*fork), said(*origin));
  // By turns, so that what one writes would stand where the other reads if they shared anything.
  for (size_t i = 0; i < one.size(); ++i) {
    fork->Append(one[i]);
    origin->Append(other[i]);
  }
  EXPECT_EQ(said(*fork), alone(one));
  EXPECT_EQ(said(*origin), alone(other));
  EXPECT_EQ(fork->length(), origin->length());
}

// The same by a full forward pass for each token: the sequence once per token that might follow.
std::vector<int32_t> GreedyWhole(Decoder& model, const Prompt& prompt, int count) {
  Sequence sequence;
  sequence.Add(SpecialTokens::kStart, TokenKind::kStart);
  for (const NumberedFact& fact : prompt.facts) {
    for (const int32_t token : fact.tokens) sequence.Add(token, TokenKind::kFact);
    sequence.Add(SpecialTokens::Number(fact.number), TokenKind::kNumber);
  }
  for (const int32_t token : prompt.question) sequence.Add(token, TokenKind::kQuestion);
  sequence.Add(SpecialTokens::kDerive, TokenKind::kDerivation);
  std::vector<int32_t> tokens;
  torch::NoGradGuard no_grad;
  for (; count > 0; --count) {
    sequence.Add(0, TokenKind::kDerivation);
    sequence.loss_weight.back() = 1;
    std::vector<float> scores(kVocabulary, -1e9f);
    for (int32_t next = kFirstText; next < kVocabulary; ++next) {
      sequence.tokens.back() = next;
      const std::vector<TokenDocument> packed = {View(sequence)};
      scores[next] = model->TargetLogProbabilities(PackDocuments(packed, model->options, torch::kCPU)).item<float>();
    }
    tokens.push_back(BestText(scores));
    sequence.tokens.back() = tokens.back();
    sequence.loss_weight.back() = 0;
  }
  return tokens;
}

TEST_F(DecoderGeneratorTest, GreedyDecodingEqualsFullPassesTokenForTokenInAnyOrderOfFacts) {
  Random random(8);
  for (int facts = 1; facts <= 6; ++facts) {
    Prompt prompt = RandomPrompt(random, facts);
    const std::vector<int32_t> whole = GreedyWhole(model_, prompt, 10);
    EXPECT_EQ(GreedyCached(*generator_, prompt, 10), whole) << facts << " facts";
    random.Shuffle(prompt.facts);
    EXPECT_EQ(GreedyCached(*generator_, prompt, 10), whole) << facts << " facts, shuffled";
  }
}

TEST_F(DecoderGeneratorTest, ProbabilitiesSumToOne) {
  Random random(6);
  Play(testing::RandomDocument(random, 2),
       [](size_t, std::span<const float> p) { EXPECT_NEAR(std::accumulate(p.begin(), p.end(), 0.0), 1.0, 1e-4); });
}

TEST_F(DecoderGeneratorTest, RefusesANumberThatAnotherFactHas) {
  const auto session = generator_->NewSession();
  const auto load = [](DecodeSession& to, const std::vector<int>& numbers) {
    std::vector<NumberedFact> facts;
    for (const int number : numbers) facts.push_back({number, {120, 121}});
    to.LoadFacts(facts);
  };
  const auto taken = testing::ThrowsCode(Code::kInvalidArgument, "number 2 is that of another fact");
  EXPECT_THAT([&] { load(*session, {2, 3, 2}); }, taken);
  EXPECT_EQ(session->length(), 1);  // nothing was read
  load(*session, {2, 3});
  EXPECT_THAT([&] { load(*session, {4, 2}); }, taken);
  const auto fork = session->Fork();
  EXPECT_THAT([&] { load(*fork, {2}); }, taken);
  load(*fork, {4});
  load(*session, {4});  // what the fork has is its own
}

TEST_F(DecoderGeneratorTest, RefusesAFactLongerThanTheModelReads) {
  auto session = generator_->NewSession();
  const std::vector<NumberedFact> facts = {{1, std::vector<int32_t>(40, 120)}};
  EXPECT_THAT([&] { session->LoadFacts(facts); }, testing::ThrowsCode(Code::kInvalidArgument, "too long"));
}

}  // namespace
}  // namespace lethe
