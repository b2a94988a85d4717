#include "retriever/search/explain.h"

#include <gmock/gmock.h>

#include "retriever/knowledge_base.h"
#include "tests/retriever/fact_samples.h"
#include "tests/support/temp_dir.h"

namespace lethe {
namespace {

using testing::TextFact;

class ExplainTest : public testing::TempDir {
 protected:
  void SetUp() override {
    base_ = KnowledgeBase::Open(dir() / "store", {}, OpenMode::kCreate);
    base_->PutBatch({TextFact("The brewery closed on a Sunday."), TextFact("A brewery in Oslo, the old brewery."),
                     TextFact("Rain fell on Sunday."), testing::Triple("Ann Lee", "place of birth", "Oslo")});
  }
  std::vector<Hit> Explained(const std::string& question, const std::string& mode = "fused") const {
    SearchOptions options;
    options.explain = true;
    SetSearchMode(mode, options);
    return base_->Pin()->Search(question, options);
  }

  std::unique_ptr<KnowledgeBase> base_;
};

TEST_F(ExplainTest, TermsAddUpToTheScoreOfTheWords) {
  const std::vector<Hit> hits = Explained("brewery sunday sunday", "bm25");
  ASSERT_EQ(hits.size(), 3u);
  for (const Hit& hit : hits) {
    ASSERT_TRUE(hit.reason);
    double sum = 0;
    for (const v1::SearchTerm& term : hit.reason->terms()) sum += term.score();
    EXPECT_NEAR(sum, hit.reason->lexical_score(), 1e-9);
    EXPECT_EQ(hit.reason->dense_rank(), 0u);
  }
  EXPECT_EQ(hits[0].reason->lexical_rank(), 1u);
  EXPECT_EQ(hits[0].reason->terms_size(), 2);  // each once, as much as it adds in all
  EXPECT_THAT(hits[0].reason->formula(), ::testing::HasSubstr("words"));
}

TEST_F(ExplainTest, ExactFactsNameTheSubjectThatWasFound) {
  const std::vector<Hit> hits = Explained("Where was ANN LEE born?");
  ASSERT_FALSE(hits.empty());
  EXPECT_EQ(hits[0].reason->exact_rank(), 1u);
  EXPECT_EQ(hits[0].reason->subject(), "ann lee");
  EXPECT_GT(hits[0].reason->exact_score(), 1);
  EXPECT_GT(hits[0].reason->dense_score(), 0);
}

TEST_F(ExplainTest, WithoutTheOptionThereIsNoReason) {
  EXPECT_FALSE(base_->Pin()->Search("brewery", 3)[0].reason);
}

TEST_F(ExplainTest, TheShareCountsRareAndUnknownTermsMore) {
  SearchOptions options;
  options.evidence = true;
  const auto share = [&](const std::string& question) {
    return base_->Pin()->Search(question, options).front().evidence.lexical;
  };
  EXPECT_DOUBLE_EQ(share("closed brewery"), 1.0);
  EXPECT_LT(share("closed brewery quuxfrotz"), 0.75);
  EXPECT_GT(share("closed brewery quuxfrotz"), 0.25);
}

}  // namespace
}  // namespace lethe
