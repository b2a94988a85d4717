#include "datasets/solvers/clutrr/kinship.h"

#include <gtest/gtest.h>

namespace lethe::clutrr {
namespace {

constexpr Kin kAll[] = {Kin::kParent,      Kin::kChild,         Kin::kSibling, Kin::kGrandparent, Kin::kGrandchild,
                        Kin::kUncleOrAunt, Kin::kNephewOrNiece, Kin::kSpouse,  Kin::kParentInLaw, Kin::kChildInLaw};

TEST(KinshipTest, WordsAndKinsAreOneToOne) {
  for (const Kin kin : kAll) {
    for (const Gender gender : {Gender::kMale, Gender::kFemale}) {
      const auto relative = ParseRelative(RelativeWord(kin, gender));
      ASSERT_TRUE(relative.has_value());
      EXPECT_EQ(relative->kin, kin);
      EXPECT_EQ(relative->gender, gender);
    }
  }
  EXPECT_EQ(RelativeWord(Kin::kUncleOrAunt, Gender::kFemale), "aunt");
  EXPECT_EQ(RelativeWord(Kin::kChildInLaw, Gender::kMale), "son-in-law");
  EXPECT_FALSE(ParseRelative("cousin").has_value());
}

TEST(KinshipTest, RelativesOfRelatives) {
  EXPECT_EQ(Compose(Kin::kParent, Kin::kSibling), Kin::kUncleOrAunt);
  EXPECT_EQ(Compose(Kin::kSibling, Kin::kChild), Kin::kNephewOrNiece);
  EXPECT_EQ(Compose(Kin::kSpouse, Kin::kParent), Kin::kParentInLaw);
  EXPECT_EQ(Compose(Kin::kChild, Kin::kSpouse), Kin::kChildInLaw);
  EXPECT_EQ(Compose(Kin::kParent, Kin::kParent), Kin::kGrandparent);
  EXPECT_EQ(Compose(Kin::kUncleOrAunt, Kin::kChild), std::nullopt);  // a cousin, for whom there is no word here
}

TEST(KinshipTest, InversesUndoThemselves) {
  for (const Kin kin : kAll) EXPECT_EQ(Inverse(Inverse(kin)), kin);
  EXPECT_EQ(Inverse(Kin::kUncleOrAunt), Kin::kNephewOrNiece);
  EXPECT_EQ(Inverse(Kin::kChildInLaw), Kin::kParentInLaw);
  EXPECT_EQ(Inverse(Kin::kSpouse), Kin::kSpouse);
}

}  // namespace
}  // namespace lethe::clutrr
