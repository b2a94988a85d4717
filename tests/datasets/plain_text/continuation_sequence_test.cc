#include "datasets/plain_text/continuation_sequence.h"

#include <gmock/gmock.h>

#include "tests/support/byte_tokenizer.h"

namespace lethe {
namespace {

class ContinuationSequenceTest : public ::testing::Test {
 protected:
  ContinuationSequenceTest() {
    v1::ContextFact& first = *example_.add_context();
    first.set_id("d0/0");
    first.set_text("Ann sat.");
    v1::ContextFact& second = *example_.add_context();
    second.set_id("d0/1");
    second.set_text("Bo ate it.");
    example_.set_question("Cy ran.");
    example_.set_answer("Di hid.");
    example_.set_answerable(true);
  }
  testing::ByteTokenizer tokenizer_;
  v1::Example example_;
};

TEST_F(ContinuationSequenceTest, FollowsTheGrammar) {
  const auto open = EncodeContinuation(tokenizer_, example_, true);
  EXPECT_EQ(testing::Show(open.sequence.tokens),
            "<s>Ann sat.<[1]>Bo ate it.<[2]><question>Cy ran.<derive><answer>Di hid.<end>");
  EXPECT_EQ(tokenizer_.Decode(open.continuation()), "Di hid.");
  EXPECT_EQ(open.longest_passage, 11u);
  EXPECT_EQ(open.sequence.tokens[open.question], SpecialTokens::kQuestion);
}

TEST_F(ContinuationSequenceTest, ClosedBookLeavesThePassagesOutAndNothingElse) {
  const auto open = EncodeContinuation(tokenizer_, example_, true);
  const auto closed = EncodeContinuation(tokenizer_, example_, false);
  EXPECT_EQ(testing::Show(closed.sequence.tokens), "<s><question>Cy ran.<derive><answer>Di hid.<end>");
  EXPECT_TRUE(std::ranges::equal(open.continuation(), closed.continuation()));
}

TEST_F(ContinuationSequenceTest, LossFallsOnTheContinuationAlone) {
  for (const bool open_book : {true, false}) {
    const auto one = EncodeContinuation(tokenizer_, example_, open_book);
    for (size_t i = 0; i < one.sequence.tokens.size(); ++i)
      EXPECT_EQ(one.sequence.loss_weight[i], i >= one.begin && i < one.end ? 1.0f : 0.0f) << i;
  }
}

TEST_F(ContinuationSequenceTest, TakesAWeightForEachToken) {
  auto one = EncodeContinuation(tokenizer_, example_, true);
  std::vector<float> weights(one.end - one.begin);
  for (size_t i = 0; i < weights.size(); ++i) weights[i] = 0.1f * static_cast<float>(i);
  SetWeights(weights, one);
  for (size_t i = 0; i < weights.size(); ++i) EXPECT_EQ(one.sequence.loss_weight[one.begin + i], weights[i]);
  EXPECT_EQ(one.sequence.loss_weight[one.end], 0.0f);
}

}  // namespace
}  // namespace lethe
