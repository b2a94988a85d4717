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

v1::Answer Derive(DecodeSession& session, const std::vector<v1::Fact>& facts, const ReasonerLimits& limits) {
  const ByteTokenizer tokenizer;
  FactTable table(tokenizer, 1000);
  std::vector<FoundFact> given;
  for (const v1::Fact& fact : facts) given.push_back({fact, 1.0});
  table.Add(std::move(given), 1, /*recalled=*/false, /*cut=*/false);
  const AskControl control;
  const AskEventSink sink;
  DerivationLoop loop(tokenizer, session, table, nullptr, limits, control, sink);
  loop.Run();
  v1::Answer answer;
  loop.Report(answer);
  return answer;
}

v1::Step FirstStep(const Weights& weights, float odds = 1) {
  UndecidedSession session(weights);
  ReasonerLimits limits;
  limits.recall_odds = odds;
  return Derive(session, {MakeFact("f1", "Ann Lee", "house", "A"), MakeFact("f2", "Ann Lee", "town", "B")}, limits)
      .steps(0);
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

// Looks up one after the other: words each relation by one letter, "x" most probably, then "y" and "z" ("w" never ends
// where `endless`). Under "x" it finds nothing in sight, and would cite the second fact; under the others the value of
// the first.
class WaveringSession : public DecodeSession {
 public:
  WaveringSession(int lookups, bool endless) : lookups_(lookups), endless_(endless) {}
  void LoadFacts(std::span<const NumberedFact>) override {}
  void ReadQuestion(std::span<const int32_t>) override {}
  void Append(int32_t token) override {
    ++length_;
    std::fill(probabilities_.begin(), probabilities_.end(), 0.0f);
    if (token == S::kDerive || subject_left_ > 0) return WriteSubject(token);
    if (token == S::kSeparator) return relation_ == 0 ? WordRelation() : Value();
    if (relation_ == 0) relation_ = token;
    if (value_) return Finish(token);
    Next(endless_ && relation_ == Letter('w') ? Letter('w') : S::kSeparator);
  }
  std::span<const float> Probabilities() const override { return probabilities_; }
  std::unique_ptr<DecodeSession> Fork() const override { return std::make_unique<WaveringSession>(*this); }
  int64_t length() const override { return length_; }

 private:
  static int32_t Letter(char letter) { return UndecidedSession::Letter(letter); }
  void Next(int32_t token) { probabilities_[token] = 1; }

  void WriteSubject(int32_t token) {
    static const std::vector<int32_t> kSubject = ScriptWriter().Text("Ann Lee").Token(S::kSeparator).Done();
    if (token == S::kDerive || subject_left_ == 0) subject_left_ = kSubject.size() + 1;
    --subject_left_;
    if (subject_left_ == 0) return WordRelation();
    Next(kSubject[kSubject.size() - subject_left_]);
  }
  void WordRelation() {
    probabilities_[Letter('x')] = 0.4f;
    probabilities_[Letter('y')] = 0.25f;
    probabilities_[Letter('z')] = 0.2f;
    probabilities_[Letter('w')] = 0.15f;
  }
  void Value() {
    value_ = true;
    const bool lost = relation_ == Letter('x');
    probabilities_[S::kRecall] = lost ? 0.9f : 0.1f;
    probabilities_[Letter('A')] = lost ? 0.1f : 0.9f;
  }
  // After a value its citation, then the next look-up or the answer.
  void Finish(int32_t token) {
    if (token == S::kRecall) return;
    if (token == Letter('A')) return Next(S::Number(relation_ == Letter('x') ? 2 : 1));
    if (token == S::kLoaded) return Next(S::kUnknown);
    if (token == S::kAnswer) {
      answered_ = true;
      return Next(S::kUnknown);
    }
    if (answered_) return Next(S::kEnd);
    if (--lookups_ == 0) return Next(S::kAnswer);
    value_ = false;
    relation_ = 0;
    WriteSubject(token);
  }

  int lookups_;
  bool endless_;
  size_t subject_left_ = 0;
  int32_t relation_ = 0;
  bool value_ = false, answered_ = false;
  int64_t length_ = 0;
  std::vector<float> probabilities_ = std::vector<float>(ByteTokenizer().vocab_size(), 0.0f);
};

struct Wavering {
  uint32_t beam = 1;
  int lookups = 1;
  bool endless = false;
  uint32_t max_tokens = 160;
  float odds = 1, later_odds = 1;
};

v1::Answer AskWavering(const Wavering& wavering) {
  WaveringSession session(wavering.lookups, wavering.endless);
  ReasonerLimits limits;
  limits.recall_odds = wavering.odds;
  limits.later_recall_odds = wavering.later_odds;
  limits.key_beam = wavering.beam;
  limits.max_tokens = wavering.max_tokens;
  return Derive(session, {MakeFact("f1", "Ann Lee", "house", "A"), MakeFact("f2", "Ann Lee", "street", "A")}, limits);
}

TEST(DerivationLoop, KeysOfABeamAreWeighedTogether) {
  const v1::Answer alone = AskWavering({.beam = 1}), together = AskWavering({.beam = 3});
  EXPECT_EQ(alone.steps(0).text(), "Ann Lee | x | unknown");
  EXPECT_EQ(together.steps(0).text(), "Ann Lee | y | A");
  EXPECT_EQ(together.steps(0).uses(0), "f1");
  EXPECT_EQ(together.tokens(), alone.tokens() + 4);  // two more keys of a letter and a separator each
}

TEST(DerivationLoop, LaterLookUpsHaveOddsOfTheirOwn) {
  const v1::Answer strict = AskWavering({.lookups = 2, .odds = 10, .later_odds = 1});
  ASSERT_EQ(strict.steps_size(), 2);
  EXPECT_EQ(strict.steps(0).text(), "Ann Lee | x | A");
  EXPECT_EQ(strict.steps(1).text(), "Ann Lee | x | unknown");
  EXPECT_EQ(AskWavering({.lookups = 2, .odds = 10, .later_odds = 10}).steps(1).text(), "Ann Lee | x | A");
  EXPECT_EQ(AskWavering({.lookups = 2, .odds = 1, .later_odds = 10}).steps(0).text(), "Ann Lee | x | unknown");
}

// The second look-up forks from a fork.
TEST(DerivationLoop, ABeamGoesOnFromTheKeyThatWon) {
  const v1::Answer answer = AskWavering({.beam = 3, .lookups = 3});
  ASSERT_EQ(answer.steps_size(), 3);
  for (const v1::Step& step : answer.steps()) {
    EXPECT_EQ(step.text(), "Ann Lee | y | A");
    EXPECT_EQ(step.uses(0), "f1");
  }
}

TEST(DerivationLoop, AKeyThatDoesNotEndHasNoSay) {
  const v1::Answer answer = AskWavering({.beam = 4, .endless = true});
  EXPECT_EQ(answer.steps(0).text(), "Ann Lee | y | A");
}

TEST(DerivationLoop, KeysKeepToTheLimitOfTokens) {
  const v1::Answer whole = AskWavering({.beam = 1, .lookups = 2});
  for (uint32_t most = 1; most < whole.tokens(); ++most) {
    const v1::Answer cut = AskWavering({.beam = 1, .lookups = 2, .max_tokens = most});
    EXPECT_EQ(cut.tokens(), most);
    EXPECT_EQ(cut.confidence(), 0);
    const v1::Answer beam = AskWavering({.beam = 4, .lookups = 2, .endless = true, .max_tokens = most});
    EXPECT_LE(beam.tokens(), 4 * most);  // as if all four had been written from the start
  }
}

TEST(DerivationLoop, TheKeyThatWonCountsInTheLimitOfTokens) {
  const uint32_t needed = AskWavering({.beam = 1}).tokens();  // a value and its citation for <recall> and <unknown>
  EXPECT_GT(AskWavering({.beam = 3, .max_tokens = needed}).confidence(), 0);
  EXPECT_EQ(AskWavering({.beam = 3, .max_tokens = needed - 1}).confidence(), 0);
}

TEST(DerivationLoop, ConfidenceIsTheShareOfWhatWasChosen) {
  EXPECT_NEAR(AskWavering({.beam = 3}).confidence(), (0.4 * 0.1 + 0.45 * 0.9) / 0.85, 1e-6);
  EXPECT_NEAR(AskWavering({.beam = 1}).confidence(), 0.9, 1e-6);
  EXPECT_NEAR(AskWavering({.beam = 1, .lookups = 2}).confidence(), 0.9 * 0.9, 1e-6);
}

}  // namespace
}  // namespace lethe
