#include "datasets/sources/chain.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "datasets/names/name_source.h"
#include "datasets/sources/world_distractors.h"
#include "tests/support/source_tree.h"
#include "tests/support/throws_code.h"

namespace lethe {
namespace {

using testing::SourceTree;
using testing::ThrowsCode;

struct Parts {
  explicit Parts(double invented_share) {
    config.set_invented_relations(static_cast<float>(invented_share));
    wordings = Wordings::Load({SourceTree() / "datasets/wordings/real.txtpb"}, WorldConfig::ALL, WorldConfig::ALL, {});
  }
  WorldConfig config;
  Wordings wordings;
  InventedRelations invented{LoadInventedBook(SourceTree() / "datasets/wordings/invented.txtpb"), WorldConfig::ALL};
};

TEST(ChainPicker, EachRelationTakesWhatTheOneBeforeGives) {
  for (const double share : {0.0, 0.4}) {
    const Parts parts(share);
    const ChainPicker picker(parts.config, parts.wordings, parts.invented);
    Random random(1);
    for (int i = 0; i < 600; ++i) {
      const size_t hops = 1 + static_cast<size_t>(i) % 3;
      const std::vector<PlannedRelation> chain = picker.Pick(hops, random);
      ASSERT_EQ(chain.size(), hops);
      for (size_t hop = 0; hop + 1 < hops; ++hop) {
        EXPECT_TRUE(NameSource::IsEntity(chain[hop].object_type));
        EXPECT_TRUE(parts.wordings.types.IsA(chain[hop].object_type, chain[hop + 1].subject_type))
            << chain[hop].object_type << " -> " << chain[hop + 1].subject_type;
      }
      if (share == 0) {
        for (const PlannedRelation& relation : chain) EXPECT_NE(relation.known, nullptr);
      }
    }
  }
}

TEST(ChainPicker, ChainsWithinEndWithWhereACityLies) {
  Parts parts(0);
  parts.config.set_within_questions(1);
  const ChainPicker picker(parts.config, parts.wordings, parts.invented);
  Random random(4);
  std::set<std::string> last, first;
  for (int i = 0; i < 400; ++i) {
    const size_t hops = 2 + static_cast<size_t>(i) % 2;
    const std::vector<PlannedRelation> chain = picker.PickWithin(hops, random);
    if (chain.empty()) continue;  // rarely, of three hops
    ASSERT_EQ(chain.size(), hops);
    EXPECT_TRUE(chain.back().known->within);
    for (size_t hop = 0; hop + 1 < hops; ++hop)
      EXPECT_TRUE(parts.wordings.types.IsA(chain[hop].object_type, chain[hop + 1].subject_type));
    last.insert(chain.back().known->name);
    first.insert(chain.front().known->name);
  }
  EXPECT_THAT(last, ::testing::UnorderedElementsAre("country", "continent", "located in"));
  EXPECT_GT(first.size(), 10u);
  EXPECT_TRUE(picker.PickWithin(1, random).empty());
  EXPECT_TRUE(picker.PickWithin(4, random).empty());
}

TEST(ChainPicker, RelationsForATypeFitIt) {
  const Parts parts(0);
  const ChainPicker picker(parts.config, parts.wordings, parts.invented);
  Random random(2);
  const PlannedRelation like = picker.Pick(1, random)[0];
  for (int i = 0; i < 200; ++i) {
    const PlannedRelation relation = picker.PickFor("city", like, random);
    EXPECT_TRUE(relation.known == nullptr || parts.wordings.types.IsA("city", relation.known->subject));
  }
}

TEST(ChainPicker, HardNegativesHaveTheSameTypesAndAreNotTheRelationItself) {
  const Parts parts(0.3);
  const ChainPicker picker(parts.config, parts.wordings, parts.invented);
  Random random(3);
  size_t possible = 0, same_type = 0;
  for (int i = 0; i < 300; ++i) {
    const PlannedRelation like = picker.Pick(1, random)[0];
    const PlannedRelation negative = picker.PickHardNegative(like.subject_type, like, random);
    EXPECT_EQ(negative.triple_name.empty(), false);
    if (like.known == nullptr) {
      EXPECT_EQ(negative.object_type, like.object_type);
      EXPECT_NE(negative.invented.name, like.invented.name);
      continue;
    }
    EXPECT_TRUE(negative.known == nullptr || parts.wordings.types.IsA(like.subject_type, negative.known->subject));
    const bool has_one =
        std::any_of(parts.wordings.relations.begin(), parts.wordings.relations.end(), [&](const Relation& other) {
          return &other != like.known && other.object == like.object_type &&
                 parts.wordings.types.IsA(like.subject_type, other.subject);
        });
    possible += has_one;
    same_type += has_one && negative.object_type == like.object_type && negative.known != like.known;
  }
  EXPECT_GT(possible, 50u);
  EXPECT_GT(same_type, possible * 9 / 10);  // draws now and then miss the only one
}

// Of so many relations that are drawn those with a word exchanged; the others share no word of their own.
std::vector<PlannedRelation> RewordedAmong(int draws, const ChainPicker& picker, Random& random) {
  std::vector<PlannedRelation> reworded;
  for (int i = 0; i < draws; ++i) {
    PlannedRelation relation = picker.Pick(1, random)[0];
    if (relation.reworded != nullptr) reworded.push_back(std::move(relation));
  }
  return reworded;
}

TEST(ChainPicker, AHardNegativeOfARewordedRelationOftenHasTheSameSentencesUnderAnotherWord) {
  Parts parts(0);
  parts.config.set_reworded_relations(1);
  const ChainPicker picker(parts.config, parts.wordings, parts.invented);
  Random random(4);
  const std::vector<PlannedRelation> reworded = RewordedAmong(300, picker, random);
  size_t same = 0;
  for (const PlannedRelation& like : reworded) {
    PlannedRelation plain;
    plain.known = like.reworded_from;
    EXPECT_TRUE(Confusable(plain, like) && Confusable(like, plain)) << like.known->name;
    const PlannedRelation negative = picker.PickHardNegative(like.subject_type, like, random);
    EXPECT_NE(negative.known, like.reworded_from);
    if (negative.reworded_from != like.reworded_from) continue;
    ++same;
    EXPECT_FALSE(Confusable(negative, like)) << negative.known->name << " beside " << like.known->name;
  }
  EXPECT_GT(reworded.size(), 150u);
  EXPECT_GT(same, reworded.size() / 3);
}

// It would be Confusable, and the draw lost. What has no other of its type falls back to any relation, itself among
// them.
TEST(ChainPicker, AHardNegativeOfARewordedRelationIsSeldomThePlainOne) {
  Parts parts(0);
  parts.config.set_reworded_relations(0.7F);
  const ChainPicker picker(parts.config, parts.wordings, parts.invented);
  Random random(4);
  const std::vector<PlannedRelation> reworded = RewordedAmong(2000, picker, random);
  size_t itself = 0;
  for (const PlannedRelation& like : reworded)
    itself += picker.PickHardNegative(like.subject_type, like, random).known == like.reworded_from;
  EXPECT_LT(itself, reworded.size() / 50) << itself << " of " << reworded.size();
}

// "Which lid ...?" could mean either.
TEST(Confusable, ARewordedRelationBesideOneWhoseNameHoldsItsWord) {
  PlannedRelation lid, copper_lid, berth;
  const auto named = [](PlannedRelation& relation, const std::string& name) {
    auto reworded = std::make_shared<Relation>();
    reworded->name = name;
    reworded->all_names = {name};
    relation.known = reworded.get();
    relation.reworded = std::move(reworded);
  };
  named(lid, "lid");
  named(copper_lid, "copper lid");
  named(berth, "berth");
  EXPECT_TRUE(Confusable(lid, copper_lid) && Confusable(copper_lid, lid));
  EXPECT_FALSE(Confusable(lid, berth));
}

TEST(ChainPicker, ImpossibleChainsAreRefused) {
  Parts parts(0);
  std::erase_if(parts.wordings.relations, [](const Relation& relation) { return relation.object != "date"; });
  EXPECT_THAT([&] { ChainPicker(parts.config, parts.wordings, parts.invented); },
              ThrowsCode(Code::kInvalidArgument, "no chain of 2 hops"));
}

}  // namespace
}  // namespace lethe
