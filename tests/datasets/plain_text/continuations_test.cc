#include "datasets/plain_text/continuations.h"

#include <gmock/gmock.h>

#include "tests/support/temp_dir.h"

namespace lethe {
namespace {

using ::testing::ElementsAre;

class ContinuationsTest : public testing::TempDir {
 protected:
  std::vector<ContinuationDraft> Make(const std::vector<CorpusPart>& parts) {
    std::vector<ContinuationDraft> drafts;
    ContinuationMaker maker(config_, [&](ContinuationDraft&& draft) { drafts.push_back(std::move(draft)); });
    for (const CorpusPart& part : parts) maker.Add(part);
    return drafts;
  }
  static std::vector<std::string> Context(const ContinuationDraft& draft) {
    std::vector<std::string> context;
    for (const v1::ContextFact& fact : draft.example.context()) context.push_back(fact.id() + ": " + fact.text());
    return context;
  }

  PlainTextConfig config_;
  const CorpusPart story_{0, 0, "s#1", {"Ann sat. Bo ate.", "Cy ran. Di hid.", "Ed won."}};
};

TEST_F(ContinuationsTest, EveryPassageButTheFirstIsContinuedTo) {
  const auto drafts = Make({story_});
  ASSERT_EQ(drafts.size(), 2u);
  const ContinuationDraft& last = drafts[1];
  EXPECT_EQ(last.example.id(), "d0/2");
  EXPECT_EQ(last.example.task(), "text/continuation");
  EXPECT_EQ(last.example.source(), "s#1");
  EXPECT_THAT(Context(last), ElementsAre("d0/0: Ann sat. Bo ate.", "d0/1: Cy ran."));
  EXPECT_EQ(last.example.question(), "Di hid.");
  EXPECT_EQ(last.example.answer(), "Ed won.");
  EXPECT_TRUE(last.example.answerable());
  EXPECT_EQ(last.words_before, 8u);
  EXPECT_EQ(last.before, "Cy ran. Di hid.");
  EXPECT_EQ(last.first_shown, 0u);
}

TEST_F(ContinuationsTest, OnlyTheNearestPassagesAreShown) {
  config_.set_earlier_passages(1);
  const auto drafts = Make({story_});
  EXPECT_THAT(Context(drafts[1]), ElementsAre("d0/1: Cy ran."));
  EXPECT_EQ(drafts[1].first_shown, 1u);
}

TEST_F(ContinuationsTest, WithoutEarlierPassagesThePromptAloneIsLeft) {
  config_.set_earlier_passages(0);
  const auto drafts = Make({story_});
  EXPECT_THAT(Context(drafts[1]), ElementsAre());
  EXPECT_EQ(drafts[1].example.question(), "Di hid.");
  EXPECT_EQ(drafts[1].first_shown, 1u);
}

TEST_F(ContinuationsTest, WithoutAPromptTheWholePassageIsContext) {
  config_.set_prompt_sentences(0);
  const auto drafts = Make({story_});
  EXPECT_THAT(Context(drafts[0]), ElementsAre("d0/0: Ann sat. Bo ate."));
  EXPECT_EQ(drafts[0].example.question(), "Continue.");
}

TEST_F(ContinuationsTest, PartsOfOneDocumentGoOn) {
  const auto drafts = Make({{3, 0, "b#1", {"Ann sat.", "Bo ate."}}, {3, 2, "b#2", {"Cy ran."}}});
  ASSERT_EQ(drafts.size(), 2u);
  EXPECT_EQ(drafts[1].example.id(), "d3/2");
  EXPECT_EQ(drafts[1].words_before, 4u);
  EXPECT_THAT(Context(drafts[1]), ElementsAre("d3/0: Ann sat."));  // all of d3/1 is prompt
}

TEST_F(ContinuationsTest, ANewDocumentBeginsWithNothing) {
  const auto drafts = Make({story_, {1, 0, "s#2", {"Flo sang.", "Gus fell."}}});
  EXPECT_EQ(drafts.back().example.id(), "d1/1");
  EXPECT_EQ(drafts.back().words_before, 2u);
  EXPECT_THAT(Context(drafts.back()), ElementsAre());
}

TEST_F(ContinuationsTest, EveryDocumentIsEvenOrOdd) {
  const CorpusPart other{1, 0, "s#2", {"Flo sang.", "Gus fell."}};
  config_.set_documents(PlainTextConfig::EVEN);
  for (const auto& draft : Make({story_, other})) EXPECT_EQ(draft.document, 0u);
  config_.set_documents(PlainTextConfig::ODD);
  const auto odd = Make({story_, other});
  ASSERT_EQ(odd.size(), 1u);
  EXPECT_EQ(odd[0].document, 1u);
}

TEST_F(ContinuationsTest, RelatedPassagesComeBehindTheEarlierOnes) {
  RelatedPassages store(dir() / "store", config_);
  store.Add(story_);
  store.Add({1, 0, "s#2", {"Cy ran home again."}});
  store.Finish();
  auto drafts = Make({story_});
  EXPECT_EQ(FindRelated(store, drafts[1]), 1u);
  EXPECT_THAT(Context(drafts[1]), ElementsAre("d0/0: Ann sat. Bo ate.", "d0/1: Cy ran.", "d1/0: Cy ran home again."));
}

}  // namespace
}  // namespace lethe
