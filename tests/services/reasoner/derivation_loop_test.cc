#include "services/reasoner/derivation_loop.h"

#include <gtest/gtest.h>

#include "services/reasoner/reasoner.h"
#include "tests/support/scripted_generator.h"

namespace lethe {
namespace {

using S = SpecialTokens;
using testing::ByteTokenizer;
using testing::MakeFact;
using testing::ScriptWriter;

using Weights = std::map<int32_t, float>;

// Writes the key "Ann Lee | home", is then of several minds, and finishes with what follows from its choice.
class UndecidedSession : public DecodeSession {
 public:
  explicit UndecidedSession(Weights weights) : weights_(std::move(weights)) {
    key_ = ScriptWriter().Key("Ann Lee", "home").Done();
  }
  void LoadFacts(std::span<const NumberedFact>) override {}
  void ReadQuestion(std::span<const int32_t>) override {}
  void Append(int32_t token) override {
    written_.push_back(token);
    std::fill(probabilities_.begin(), probabilities_.end(), 0.0f);
    const size_t at = written_.size() - 1;  // after <derive>
    if (at < key_.size()) {
      probabilities_[key_[at]] = 1;
    } else if (at == key_.size()) {
      for (const auto& [choice, weight] : weights_) probabilities_[choice] = weight;
    } else {
      Finish(token);
    }
  }
  std::span<const float> Probabilities() const override { return probabilities_; }
  std::unique_ptr<DecodeSession> Fork() const override { return std::make_unique<UndecidedSession>(*this); }
  int64_t length() const override { return static_cast<int64_t>(written_.size()); }

 private:
  // After a recall: unknown. After a value of one letter: its citation, an answer, the end.
  void Finish(int32_t token) {
    if (token == S::kLoaded) {
      probabilities_[S::kUnknown] = 1;
    } else if (token == S::kUnknown || S::NumberOf(token) > 0) {
      probabilities_[answered_ ? S::kEnd : S::kAnswer] = 1;
    } else if (token == S::kAnswer) {
      answered_ = true;
      probabilities_[S::kUnknown] = 0.4f;
      probabilities_[Letter('A')] = 0.6f;
    } else {
      probabilities_[answered_ ? S::kEnd : S::Number(token == Letter('A') ? 1 : 2)] = 1;
    }
  }

 public:
  static int32_t Letter(char letter) { return ByteTokenizer::kFirstByte + letter; }

 private:
  Weights weights_;
  std::vector<int32_t> key_, written_;
  std::vector<float> probabilities_ = std::vector<float>(ByteTokenizer().vocab_size(), 0.0f);
  bool answered_ = false;
};

v1::Step FirstStep(const Weights& weights, float odds = 1) {
  const ByteTokenizer tokenizer;
  UndecidedSession session(weights);
  FactTable facts(tokenizer, 1000);
  std::vector<FoundFact> given;
  given.push_back({MakeFact("f1", "Ann Lee", "house", "A"), 1.0});
  given.push_back({MakeFact("f2", "Ann Lee", "town", "B"), 1.0});
  facts.Add(std::move(given), 1, /*recalled=*/false, /*cut=*/false);
  ReasonerLimits limits;
  limits.recall_odds = odds;
  const AskControl control;
  const AskEventSink sink;
  DerivationLoop loop(tokenizer, session, facts, nullptr, limits, control, sink);
  loop.Run();
  v1::Answer answer;
  loop.Report(answer);
  return answer.steps(0);
}

TEST(DerivationLoop, RecallIsWeighedAgainstAllValuesTogether) {
  const int32_t a = UndecidedSession::Letter('A'), b = UndecidedSession::Letter('B');
  const v1::Step value = FirstStep({{S::kRecall, 0.4f}, {a, 0.35f}, {b, 0.25f}});
  EXPECT_EQ(value.text(), "Ann Lee | home | A");
  const v1::Step recall = FirstStep({{S::kRecall, 0.65f}, {a, 0.2f}, {b, 0.15f}});
  EXPECT_TRUE(recall.recalled());
}

TEST(DerivationLoop, WeightOfValuesThatNoFactGivesDoesNotCount) {
  const int32_t a = UndecidedSession::Letter('A'), z = UndecidedSession::Letter('Z');
  EXPECT_TRUE(FirstStep({{S::kRecall, 0.4f}, {a, 0.25f}, {z, 0.35f}}).recalled());
}

TEST(DerivationLoop, OddsMoveTheChoice) {
  const int32_t a = UndecidedSession::Letter('A');
  const Weights weights = {{S::kRecall, 0.6f}, {a, 0.4f}};
  EXPECT_TRUE(FirstStep(weights, 1).recalled());
  EXPECT_FALSE(FirstStep(weights, 2).recalled());
}

// Words a relation by one letter: "x" most probably, then "y" and "z". Under "x" it finds nothing; under the others the
// value that is theirs. Cites what it found and finishes.
class WaveringSession : public DecodeSession {
 public:
  WaveringSession() : begin_(ScriptWriter().Text("Ann Lee").Token(S::kSeparator).Done()) {}
  void LoadFacts(std::span<const NumberedFact>) override {}
  void ReadQuestion(std::span<const int32_t>) override {}
  void Append(int32_t token) override {
    written_.push_back(token);
    const size_t at = written_.size() - 1;  // after <derive>
    std::fill(probabilities_.begin(), probabilities_.end(), 0.0f);
    if (at < begin_.size()) {
      probabilities_[begin_[at]] = 1;
    } else if (at == begin_.size()) {
      probabilities_[Letter('x')] = 0.4f;
      probabilities_[Letter('y')] = 0.35f;
      probabilities_[Letter('z')] = 0.25f;
    } else if (at == begin_.size() + 1) {
      probabilities_[S::kSeparator] = 1;
    } else if (at == begin_.size() + 2) {
      const int32_t relation = written_[begin_.size() + 1];
      const bool lost = relation == Letter('x');
      probabilities_[S::kRecall] = lost ? 0.9f : 0.1f;
      probabilities_[Letter('A')] = lost ? 0.1f : 0.9f;
    } else {
      Finish(token);
    }
  }
  std::span<const float> Probabilities() const override { return probabilities_; }
  std::unique_ptr<DecodeSession> Fork() const override { return std::make_unique<WaveringSession>(*this); }
  int64_t length() const override { return static_cast<int64_t>(written_.size()); }

 private:
  static int32_t Letter(char letter) { return UndecidedSession::Letter(letter); }

  void Finish(int32_t token) {
    int32_t next = S::kAnswer;
    if (token == S::kLoaded || token == S::kAnswer) next = S::kUnknown;
    if (token == Letter('A')) next = S::Number(1);
    if (token == S::kUnknown && answered_) next = S::kEnd;
    answered_ = answered_ || token == S::kAnswer;
    probabilities_[next] = 1;
  }

  std::vector<int32_t> begin_, written_;
  std::vector<float> probabilities_ = std::vector<float>(ByteTokenizer().vocab_size(), 0.0f);
  bool answered_ = false;
};

v1::Answer AskWavering(uint32_t key_wordings) {
  const ByteTokenizer tokenizer;
  WaveringSession session;
  FactTable facts(tokenizer, 1000);
  std::vector<FoundFact> given;
  given.push_back({MakeFact("f1", "Ann Lee", "house", "A"), 1.0});
  facts.Add(std::move(given), 1, /*recalled=*/false, /*cut=*/false);
  ReasonerLimits limits;
  limits.recall_odds = 1;
  limits.key_wordings = key_wordings;
  const AskControl control;
  const AskEventSink sink;
  DerivationLoop loop(tokenizer, session, facts, nullptr, limits, control, sink);
  loop.Run();
  v1::Answer answer;
  loop.Report(answer);
  return answer;
}

TEST(DerivationLoop, WordingsOfAKeyAreWeighedTogether) {
  const v1::Answer alone = AskWavering(1), together = AskWavering(3);
  EXPECT_EQ(alone.steps(0).text(), "Ann Lee | x | unknown");
  EXPECT_EQ(together.steps(0).text(), "Ann Lee | y | A");
  EXPECT_EQ(together.steps(0).uses(0), "f1");
  EXPECT_EQ(together.tokens(), alone.tokens() - 1);  // no <recall>; the wordings that were not taken do not count
}

TEST(DerivationLoop, ConfidenceIsTheShareOfWhatWasChosen) {
  EXPECT_NEAR(AskWavering(3).confidence(), 0.4 * 0.1 + 0.6 * 0.9, 1e-6);
  EXPECT_NEAR(AskWavering(1).confidence(), 0.9, 1e-6);
}

}  // namespace
}  // namespace lethe
