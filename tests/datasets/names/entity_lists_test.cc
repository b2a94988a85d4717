#include "datasets/names/entity_lists.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/temp_dir.h"
#include "tests/support/throws_code.h"

namespace lethe {
namespace {

using testing::ThrowsCode;

class EntityListsTest : public testing::TempDir {};

TEST_F(EntityListsTest, TypesAreFileNamesAndNamesComeOnce) {
  WriteTemp("a/city.txt", "# towns\nOslo\n\n Rome \nOslo\n");
  WriteTemp("b/city.txt", "Rome\nLima\n");
  WriteTemp("a/notes.md", "no list");
  const EntityLists lists({dir() / "a", dir() / "b"});
  EXPECT_THAT(lists.Names("city"), ::testing::ElementsAre("Oslo", "Rome", "Lima"));
  EXPECT_TRUE(lists.Names("person").empty());
}

TEST_F(EntityListsTest, ErrorsNameFileAndLine) {
  EXPECT_THAT([&] { EntityLists({dir()}); }, ThrowsCode(Code::kNotFound, "no *.txt"));
  EXPECT_THAT([&] { EntityLists({WriteTemp("city.txt", "Oslo\nA | B\n")}); },
              ThrowsCode(Code::kInvalidArgument, "city.txt:2"));
  EXPECT_THAT([&] { EntityLists({WriteTemp("town.txt", "\xff\n")}); }, ThrowsCode(Code::kInvalidArgument, "UTF-8"));
}

}  // namespace
}  // namespace lethe
