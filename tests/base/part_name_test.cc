#include "base/part_name.h"

#include <gmock/gmock.h>

#include "tests/support/throws_code.h"

namespace lethe {
namespace {

using ::testing::ElementsAre;

TEST(PartNameTest, ANameSaysWhichPartOfWhatItIs) {
  const PartName part = ParsePartName(StrCat("train", PartSuffix(3, 16)));
  EXPECT_EQ(part.of, "train");
  EXPECT_EQ(part.number, 3u);
  EXPECT_EQ(part.parts, 16u);
  for (const char* whole : {"train", "-of-00002", "train-of-00002", "train-x-of-00002", "train-00001-of-", "a-1"}) {
    EXPECT_EQ(ParsePartName(whole).of, whole);
    EXPECT_EQ(ParsePartName(whole).parts, 0u);
  }
}

TEST(PartNameTest, SetsAreThereInOneCut) {
  const auto names = [](const std::vector<std::string>& all) {
    std::vector<PartName> parsed;
    for (const std::string& name : all) parsed.push_back(ParsePartName(name));
    return parsed;
  };
  const auto sets = GroupParts("data", names({"a-00002-of-00003", "b", "a-00000-of-00003"}));
  EXPECT_EQ(sets.at("a").parts, 3u);
  EXPECT_THAT(sets.at("a").there, ElementsAre(0, 2));
  EXPECT_EQ(sets.at("b").parts, 0u);
  for (const char* other : {"a", "a-00001-of-00002"}) {
    EXPECT_THAT(
        [&] {
          GroupParts("data", names({"a-00000-of-00003", other}));
        },
        testing::ThrowsCode(Code::kFailedPrecondition, "data holds \"a\" twice"));
  }
}

TEST(PartNameTest, PartsCountFromZero) {
  EXPECT_NO_THROW(CheckPart("shard", 1, 2));
  EXPECT_THAT([] { CheckPart("shard", 2, 2); }, testing::ThrowsCode(Code::kInvalidArgument, "shard 2/2"));
}

}  // namespace
}  // namespace lethe
