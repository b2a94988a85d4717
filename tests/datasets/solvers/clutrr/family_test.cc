#include "datasets/solvers/clutrr/family.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace lethe::clutrr {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(FamilyTest, ChainsComposeInAnyOrder) {
  // My father's brother's daughter's brother: a nephew's sister is told last to first.
  Family family;
  family.Tell(2, Kin::kChild, 3);   // my brother's son
  family.Tell(0, Kin::kParent, 1);  // my father
  family.Tell(1, Kin::kChild, 2);   // his son
  EXPECT_THAT(family.Relations(0, 2), ElementsAre(Kin::kSibling));
  EXPECT_THAT(family.Relations(0, 3), ElementsAre(Kin::kNephewOrNiece));
  EXPECT_THAT(family.Relations(1, 3), ElementsAre(Kin::kGrandchild));
  EXPECT_THAT(family.Relations(3, 0), IsEmpty());
}

TEST(FamilyTest, ALongChain) {
  // son, sister, sister, mother's mother: that is my mother.
  Family family;
  family.Tell(0, Kin::kChild, 1);
  family.Tell(1, Kin::kSibling, 2);
  family.Tell(2, Kin::kSibling, 3);
  family.Tell(3, Kin::kGrandparent, 4);
  EXPECT_THAT(family.Relations(0, 4), ElementsAre(Kin::kParent));
}

TEST(FamilyTest, BothReadingsOfAChildsGrandparentAreGiven) {
  Family family;
  family.Tell(0, Kin::kSpouse, 1);
  family.Tell(1, Kin::kChild, 2);
  family.Tell(2, Kin::kGrandparent, 3);
  EXPECT_THAT(family.Relations(0, 3), ElementsAre(Kin::kParent, Kin::kParentInLaw));  // by blood first
}

TEST(FamilyTest, NobodyIsTheirOwnRelative) {
  Family family;
  family.Tell(0, Kin::kChild, 1);
  family.Tell(1, Kin::kParent, 0);
  family.Tell(1, Kin::kSibling, 2);
  family.Tell(2, Kin::kSibling, 1);
  EXPECT_THAT(family.Relations(0, 0), IsEmpty());
  EXPECT_THAT(family.Relations(1, 1), IsEmpty());
  EXPECT_THAT(family.Relations(0, 2), ElementsAre(Kin::kChild));
}

TEST(FamilyTest, InversesReadEdgesBackwards) {
  Family family;
  family.Tell(1, Kin::kChild, 0);
  family.Tell(1, Kin::kParent, 2);
  EXPECT_THAT(family.Relations(0, 2), IsEmpty());
  EXPECT_THAT(family.WithInverses().Relations(0, 2), ElementsAre(Kin::kGrandparent));
}

}  // namespace
}  // namespace lethe::clutrr
