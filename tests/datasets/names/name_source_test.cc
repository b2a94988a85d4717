#include "datasets/names/name_source.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "base/text.h"

namespace lethe {
namespace {

Wordings OneRelation() {
  Wordings wordings;
  Relation relation;
  relation.name = "ward";
  relation.subject = "person";
  relation.object = "ward";
  relation.values = {"Ward 1", "Maple Wing", "Ward 3B"};
  wordings.relations.push_back(relation);
  relation.name = "located in";
  relation.object = "place";
  relation.values.clear();
  wordings.relations.push_back(relation);
  wordings.types.Add("city", "place");
  return wordings;
}

class NameSourceTest : public ::testing::Test {
 protected:
  NameSourceTest() {
    lists_.Add("person", {"Ann Lee", "Bo Berg", "Çelik Öz", "Dana Moor"});
    lists_.Add("city", {"Oslo", "Rome", "Lima"});
  }
  NameSource Source(double invented) const {
    return NameSource(lists_, wordings_, {"key", "lamp", "door"}, {"blue", "old"}, invented);
  }

  Wordings wordings_ = OneRelation();
  EntityLists lists_;
  Random random_{9};
};

TEST_F(NameSourceTest, WithoutInventionKnownTypesComeFromTheirLists) {
  const EntityLists none;
  EntityLists large;
  std::vector<std::string> names;
  for (int i = 0; i < 500; ++i) names.push_back("Town " + std::to_string(i));
  large.Add("city", names);
  const NameSource source(large, wordings_, {"key"}, {"blue"}, 0);
  const std::set<std::string> known(names.begin(), names.end());
  for (int i = 0; i < 200; ++i) {
    EXPECT_TRUE(known.count(source.Draw("city", random_)));
    EXPECT_TRUE(known.count(source.Draw("city", random_)));
  }
}

TEST_F(NameSourceTest, ATypeNobodyListedGetsInventedNames) {
  const NameSource source = Source(0.3);
  std::set<std::string> names;
  for (int i = 0; i < 200; ++i) names.insert(source.Draw("contraption", random_));
  EXPECT_GT(names.size(), 60u);
}

TEST_F(NameSourceTest, KnowsTypesOfListsValuesKindsAndGenerators) {
  const NameSource source = Source(0);
  for (const char* type : {"person", "ward", "place", "date", "text"}) EXPECT_TRUE(source.Knows(type)) << type;
  for (const char* type : {"persn", "ship"}) EXPECT_FALSE(source.Knows(type)) << type;
}

TEST_F(NameSourceTest, AParentTypeDrawsFromItsKinds) {
  const NameSource source = Source(0);
  std::set<std::string> names;
  for (int i = 0; i < 300; ++i) names.insert(source.Draw("place", random_));
  EXPECT_TRUE(names.count("Oslo"));
}

TEST_F(NameSourceTest, FewExampleValuesAreRecombined) {
  const NameSource source = Source(0.35);
  std::set<std::string> names;
  for (int i = 0; i < 400; ++i) names.insert(source.DrawObject(wordings_.relations[0], random_));
  EXPECT_GT(names.size(), 40u);
  EXPECT_TRUE(names.count("Maple Wing"));
}

TEST_F(NameSourceTest, NearNamesDifferAndShareAPart) {
  const NameSource source = Source(0.3);
  for (int i = 0; i < 200; ++i) {
    const std::string near = source.Near("Ann Lee", "person", random_);
    EXPECT_TRUE(near.starts_with("Ann") || near.ends_with("Lee")) << near;
    const std::string code = source.Near("AB-1234", "code", random_);
    EXPECT_NE(code, "AB-1234");
    EXPECT_TRUE(IsValidUtf8(source.Near("Çelik", "person", random_)));
  }
}

TEST_F(NameSourceTest, InventedNamesAreCleanForEveryType) {
  const NameSource source = Source(1);
  for (const char* type :
       {"person", "city", "building", "company", "school", "team", "book", "product", "text", "ward", "thing"}) {
    for (int i = 0; i < 300; ++i) {
      const std::string name = source.Invent(type, random_);
      ASSERT_FALSE(name.empty()) << type;
      ASSERT_TRUE(IsValidUtf8(name)) << type << " " << name;
      ASSERT_EQ(name.find('|'), std::string::npos);
      ASSERT_EQ(Trim(name), name) << type;
    }
  }
}

TEST_F(NameSourceTest, NumbersAreNoEntities) {
  EXPECT_FALSE(NameSource::IsEntity("date"));
  EXPECT_TRUE(NameSource::IsEntity("room"));
  EXPECT_TRUE(NameSource::IsEntity("person"));
}

}  // namespace
}  // namespace lethe
