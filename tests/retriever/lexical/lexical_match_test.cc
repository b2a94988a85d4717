#include "retriever/lexical/lexical_match.h"

#include <gmock/gmock.h>

#include "retriever/knowledge_base.h"
#include "retriever/lexical/analyzer.h"
#include "tests/retriever/fact_samples.h"
#include "tests/support/temp_dir.h"

namespace lethe {
namespace {

using ::testing::DoubleNear;
using ::testing::ElementsAre;

class LexicalMatchTest : public testing::TempDir {
 protected:
  void SetUp() override {
    base_ = KnowledgeBase::Open(dir() / "store", {}, OpenMode::kCreate);
    base_->PutBatch(testing::NumberedFacts(0, 60));
    base_->PutBatch({testing::TextFact("The brewery closed on a Sunday."),
                     testing::TextFact("A brewery in Oslo, the old brewery.")});
    base_->Delete(std::vector<std::string>{ContentIdOf(7)});
    view_ = base_->Pin();
  }
  static std::string ContentIdOf(uint64_t number) {
    PreparedFact fact = Prepare(testing::NumberedFact(number));
    return fact.id;
  }
  std::unique_ptr<KnowledgeBase> base_;
  std::shared_ptr<const StoreView> view_;
};

TEST_F(LexicalMatchTest, PostingsAndSearchesSayTheSame) {
  const std::vector<Term> terms = AnalyzeQuery("brewery lee lee spouse nowhere");
  const StoreSnapshot& store = view_->snapshot();
  const auto postings = store.Match(terms), searched = MatchBySearching(terms, store);
  const std::vector<ScoredDoc> best = postings->Best(20), expected = store.Lexical(terms, 20);
  ASSERT_EQ(best.size(), expected.size());
  std::vector<uint64_t> docs;
  for (size_t i = 0; i < best.size(); ++i) {
    EXPECT_EQ(best[i].doc, expected[i].doc);
    EXPECT_EQ(best[i].score, expected[i].score);
    docs.push_back(best[i].doc);
  }
  std::vector<double> sums(docs.size(), 0.0);
  for (size_t term = 0; term < terms.size(); ++term) {
    const LexicalMatch::Part ours = postings->PartOf(term, docs), theirs = searched->PartOf(term, docs);
    EXPECT_DOUBLE_EQ(ours.most, theirs.most) << terms[term].text;
    ASSERT_EQ(ours.of.size(), docs.size());
    for (size_t i = 0; i < docs.size(); ++i) {
      EXPECT_DOUBLE_EQ(ours.of[i], theirs.of[i]) << terms[term].text;
      sums[i] += ours.of[i];
    }
  }
  for (size_t i = 0; i < docs.size(); ++i) EXPECT_THAT(sums[i], DoubleNear(best[i].score, 1e-9));
}

TEST_F(LexicalMatchTest, ATermThatNobodyHoldsAddsNothing) {
  const auto match = view_->snapshot().Match({{"nowhere"}});
  EXPECT_TRUE(match->Best(5).empty());
  const std::vector<uint64_t> docs = {0, 1};
  EXPECT_EQ(match->PartOf(0, docs).most, 0);
  EXPECT_THAT(match->PartOf(0, docs).of, ElementsAre(0, 0));
}

}  // namespace
}  // namespace lethe
