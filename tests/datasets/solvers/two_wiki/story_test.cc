#include "datasets/solvers/two_wiki/story.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/support/throws_code.h"

namespace lethe {
namespace {

using nlohmann::json;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::ThrowsCode;

TEST(TwoWikiStoryTest, ReadsTriplesAndParagraphs) {
  const TwoWikiStory story = ReadTwoWikiStory(
      json::parse(R"json({"evidences": [["A Film", "Director", "Bo Ek"], ["B Film", "director", "Cem Al"],
        ["A Film (film)", "director", "Dan Fo"]], "context": [["Life", ["Vida is", "a film."]], "odd", ["x"]]})json"),
      "f:1");
  EXPECT_TRUE(story.Has("director"));
  EXPECT_FALSE(story.Has("composer"));
  ASSERT_EQ(story.paragraphs.size(), 1u);
  EXPECT_THAT(story.ValuesOf("a film", "director"), ElementsAre("Bo Ek"));
  EXPECT_THAT(story.ValuesOf("Zed", "director"), IsEmpty());
}

TEST(TwoWikiStoryTest, AParagraphLinksAnOriginalTitle) {
  const TwoWikiStory story =
      ReadTwoWikiStory(json::parse(R"({"evidences": [["Helmiä ja sikoja", "director", "Perttu Leppä"]],
        "context": [["Pearls and Pigs", ["Helmiä ja sikoja is a 2003 film."]], ["Zed", ["Nothing."]]]})"),
                       "f:1");
  EXPECT_GT(story.Likeness("Pearls And Pigs", "Helmiä ja sikoja"), 0);
  EXPECT_EQ(story.Likeness("Zed", "Helmiä ja sikoja"), 0);
  EXPECT_LT(story.Likeness("Pearls And Pigs", "Helmiä ja sikoja"), story.Likeness("sikoja", "Helmiä ja sikoja"));
}

TEST(TwoWikiStoryTest, MalformedEvidenceIsNamed) {
  EXPECT_THAT([] { ReadTwoWikiStory(json::object(), "f:1"); }, ThrowsCode(Code::kInvalidArgument, "f:1"));
  EXPECT_THAT([] { ReadTwoWikiStory(json::parse(R"({"evidences": [["a", "b"]]})"), "f:1"); },
              ThrowsCode(Code::kInvalidArgument, "no triple"));
}

}  // namespace
}  // namespace lethe
