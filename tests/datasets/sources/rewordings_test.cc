#include "datasets/sources/rewordings.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "datasets/derivation_check.h"
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

TEST_F(RewordingsTest, HalfHaveAWordInTheQuestionsAndItsLikeInTheFacts) {
  const Rewordings rewordings(wordings_, invented_);
  Random random(2);
  size_t made = 0, alike = 0;
  for (size_t i = 0; i < wordings_.relations.size(); ++i) {
    const auto reworded = rewordings.Make(i, random);
    if (reworded == nullptr) continue;
    ++made;
    const std::string& stated = reworded->aliases.empty() ? reworded->name : reworded->aliases.back();
    const auto group = std::find_if(invented_.alike().begin(), invented_.alike().end(), [&](const WordGroup& words) {
      return std::any_of(words.word().begin(), words.word().end(),
                         [&](const std::string& word) { return HoldsWords(stated, word); }) &&
             std::all_of(words.word().begin(), words.word().end(),
                         [&](const std::string& word) { return reworded->all_names.contains(word); });
    });
    if (group == invented_.alike().end()) continue;
    ++alike;
    const auto held = [&](const std::string& text) {
      std::set<std::string> words;
      for (const std::string& word : group->word()) {
        if (HoldsWords(text, word)) words.insert(word);
      }
      return words;
    };
    for (const std::string& text : reworded->state) EXPECT_EQ(held(text), held(stated)) << text;
    for (const std::string& text : reworded->ask) EXPECT_NE(held(text), held(stated)) << text;
  }
  EXPECT_NEAR(static_cast<double>(alike) / static_cast<double>(made), 0.5, 0.1);
}

}  // namespace
}  // namespace lethe
