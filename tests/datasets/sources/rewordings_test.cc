#include "datasets/sources/rewordings.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "tests/support/source_tree.h"

namespace lethe {
namespace {

using testing::SourceTree;

TEST(ExchangeWord, ExchangesWholeWordsAndKeepsTheirCase) {
  EXPECT_EQ(ExchangeWord("At which berth is {s}? Berths are few.", "berth", "mana"),
            "At which mana is {s}? Berths are few.");
  EXPECT_EQ(ExchangeWord("Berth of {s}, a berth by the sea", "berth", "copper lid"),
            "Copper lid of {s}, a copper lid by the sea");
  EXPECT_EQ(ExchangeWord("{s} has rebirth", "birth", "mana"), "");
}

TEST(ExchangeWord, MendsTheArticle) {
  EXPECT_EQ(ExchangeWord("A berth is what {s} has", "berth", "axle"), "An axle is what {s} has");
  EXPECT_EQ(ExchangeWord("{s} has an engine, Ana engine", "engine", "berth"), "{s} has a berth, Ana berth");
  EXPECT_EQ(ExchangeWord("an engine of an engine", "engine", "axle"), "an axle of an axle");
}

class RewordingsTest : public ::testing::Test {
 protected:
  RewordingsTest() {
    wordings_ = Wordings::Load(
        {SourceTree() / "datasets/wordings/real.txtpb", SourceTree() / "datasets/wordings/everyday.txtpb"},
        WorldConfig::TRAIN, WorldConfig::TRAIN, {});
  }
  Wordings wordings_;
  InventedRelations invented_{LoadInventedBook(SourceTree() / "datasets/wordings/invented.txtpb"), WorldConfig::TRAIN};
};

TEST_F(RewordingsTest, ChangeOneWordInAllWordingsThatAreKept) {
  const Rewordings rewordings(wordings_, invented_);
  Random random(1);
  size_t made = 0;
  for (size_t i = 0; i < wordings_.relations.size(); ++i) {
    const auto reworded = rewordings.Make(i, random);
    if (reworded == nullptr) continue;
    ++made;
    const Relation& old = wordings_.relations[i];
    EXPECT_GE(reworded->ask.size(), 2u);
    EXPECT_GE(reworded->state.size(), 2u);
    EXPECT_LE(reworded->state.size(), old.state.size());
    EXPECT_EQ(reworded->object, old.object);
    for (const std::string& text : reworded->state) {
      EXPECT_EQ(std::count(old.state.begin(), old.state.end(), text), 0) << text;
      EXPECT_NE(text.find("{s}"), std::string::npos);
      EXPECT_NE(text.find("{o}"), std::string::npos);
    }
    EXPECT_FALSE(reworded->noun.empty());
    EXPECT_FALSE(Confusable(*reworded, old)) << reworded->name;
  }
  EXPECT_GT(made, wordings_.relations.size() / 2);
}

}  // namespace
}  // namespace lethe
