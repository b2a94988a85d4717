#include "model/data/packing.h"

#include <gtest/gtest.h>
#include <torch/torch.h>

#include "tests/support/small_model.h"

namespace lethe {
namespace {

class PackingTest : public ::testing::Test {
 protected:
  PackingTest() {
    for (int facts : {2, 1}) documents_.push_back(testing::RandomDocument(random_, facts));
    std::vector<TokenDocument> views;
    for (const Sequence& s : documents_) views.push_back(View(s));
    batch_ = PackDocuments(views, testing::SmallModel(), torch::kCPU);
  }
  Random random_{8};
  std::vector<Sequence> documents_;
  PackedBatch batch_;
};

TEST_F(PackingTest, PutsDocumentsEndToEnd) {
  std::vector<int64_t> expected;
  for (const Sequence& s : documents_) expected.insert(expected.end(), s.tokens.begin(), s.tokens.end());
  EXPECT_TRUE(torch::equal(batch_.tokens, torch::tensor(expected, torch::kInt64)));
  EXPECT_EQ(batch_.spans.sizes(), (std::vector<int64_t>{static_cast<int64_t>(expected.size()), 4}));
}

TEST_F(PackingTest, PredictsEachWeightedTokenFromTheOneBefore) {
  int64_t m = 0, offset = 0;
  for (const Sequence& s : documents_) {
    for (size_t i = 0; i < s.tokens.size(); ++i) {
      if (s.loss_weight[i] == 0) continue;
      EXPECT_EQ(batch_.target_rows[m].item<int64_t>(), offset + static_cast<int64_t>(i) - 1);
      EXPECT_EQ(batch_.targets[m].item<int64_t>(), s.tokens[i]);
      EXPECT_TRUE(torch::equal(batch_.target_spans[m], batch_.spans[batch_.target_rows[m].item<int64_t>()]));
      ++m;
    }
    offset += static_cast<int64_t>(s.tokens.size());
  }
  EXPECT_EQ(m, batch_.targets.size(0));
}

TEST_F(PackingTest, SpansOfTheSecondDocumentBeginBehindTheFirst) {
  const auto first = static_cast<int64_t>(documents_[0].tokens.size());
  EXPECT_GE(batch_.spans.slice(0, first).slice(1, 2, 3).min().item<int>(), first);
  EXPECT_GE(batch_.spans.slice(0, first + 1).select(1, 0).min().item<int>(), first);
}

}  // namespace
}  // namespace lethe
