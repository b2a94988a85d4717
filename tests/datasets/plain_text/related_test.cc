#include "datasets/plain_text/related.h"

#include <gmock/gmock.h>

#include "tests/support/temp_dir.h"
#include "tests/support/throws_code.h"

namespace lethe {
namespace {

using ::testing::Each;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class RelatedTest : public testing::TempDir {
 protected:
  RelatedTest() { config_.set_search("bm25"); }

  std::unique_ptr<RelatedPassages> Made() {
    auto store = std::make_unique<RelatedPassages>(dir() / "store", config_);
    store->Add({0, 0, "a", {"The dragon guards gold.", "The dragon sleeps.", "The dragon wakes up angry."}});
    store->Add({1, 0, "b", {"A dragon flew over Oslo.", "Nobody likes rain."}});
    store->Add({2, 0, "c", {"One day the dragon wakes up angry."}});
    store->Finish();
    return store;
  }
  static std::vector<std::string> Ids(const std::vector<RelatedPassage>& passages) {
    std::vector<std::string> ids;
    for (const RelatedPassage& passage : passages) ids.push_back(passage.id);
    return ids;
  }

  PlainTextConfig config_;
};

TEST_F(RelatedTest, FindsOtherDocumentsPassagesWithTheirText) {
  const auto store = Made();
  EXPECT_EQ(store->size(), 6u);
  const auto found = store->Find({"The dragon sleeps.", 0, 2, 0, "The dragon wakes up angry."});
  ASSERT_THAT(found, SizeIs(1));
  EXPECT_EQ(found[0].id, "d1/0");
  EXPECT_EQ(found[0].text, "A dragon flew over Oslo.");
}

TEST_F(RelatedTest, NeitherTheContinuationNorWhatIsShownNorACopyIsFound) {
  const auto store = Made();
  // d0/2 is the continuation, d0/0 and d0/1 are shown, d2/0 has its wording.
  const auto ids = Ids(store->Find({"dragon wakes angry gold", 0, 2, 0, "The dragon wakes up angry."}));
  EXPECT_THAT(ids, Each(::testing::StartsWith("d1/")));
}

TEST_F(RelatedTest, EarlierPassagesThatAreNotShownMayBeFound) {
  const auto store = Made();
  EXPECT_THAT(Ids(store->Find({"gold", 0, 2, 1, "Something else."})), ::testing::ElementsAre("d0/0"));
}

TEST_F(RelatedTest, WhatFollowsInTheDocumentIsNeverFound) {
  const auto store = Made();
  const auto ids = Ids(store->Find({"dragon", 0, 1, 0, "Unlike anything at all here."}));
  EXPECT_THAT(ids, SizeIs(2));
  EXPECT_THAT(ids, Each(::testing::Not(::testing::StartsWith("d0/"))));
}

TEST_F(RelatedTest, GivesNoMoreThanTheConfigSays) {
  config_.set_related_passages(1);
  EXPECT_THAT(Made()->Find({"dragon", 9, 0, 0, "x"}), SizeIs(1));
}

TEST_F(RelatedTest, NoneAreFoundWhereNoneAreWanted) {
  config_.set_related_passages(0);
  const auto store = Made();
  EXPECT_THAT(store->Find({"dragon", 9, 0, 0, "x"}), IsEmpty());
  EXPECT_FALSE(std::filesystem::exists(dir() / "store"));
}

TEST_F(RelatedTest, AnUnknownSearchIsNamed) {
  for (const char* mode : {"exact", "nearest"}) {
    config_.set_search(mode);
    EXPECT_THAT([&] { Made(); }, testing::ThrowsCode(Code::kInvalidArgument, mode));
  }
}

}  // namespace
}  // namespace lethe
