#include "datasets/plain_text/passages.h"

#include <gmock/gmock.h>

#include "base/text.h"

namespace lethe {
namespace {

using ::testing::ElementsAre;

TEST(CutPassages, PutsWholeSentencesTogetherUpToTheSize) {
  EXPECT_THAT(CutPassages("Ann sat down. She ate. Bo came in late. He sang.", 24),
              ElementsAre("Ann sat down. She ate.", "Bo came in late.", "He sang."));
}

TEST(CutPassages, WhiteSpaceBecomesSingleSpaces) {
  EXPECT_THAT(CutPassages("  Ann sat\ndown.\n\n\tShe  ate. ", 100), ElementsAre("Ann sat down. She ate."));
}

TEST(CutPassages, NothingGivesNothing) {
  EXPECT_THAT(CutPassages(" \n ", 100), ElementsAre());
}

TEST(CutPassages, ALongSentenceIsCutBetweenWords) {
  EXPECT_THAT(CutPassages("one two three four five six seven", 16),
              ElementsAre("one two three", "four five six", "seven"));
}

TEST(CutPassages, ALongWordIsCutBetweenCharacters) {
  const std::string word = "\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9";  // 20 bytes
  const std::vector<std::string> passages = CutPassages("x" + word, 16);
  for (const std::string& passage : passages) {
    EXPECT_TRUE(IsValidUtf8(passage));
    EXPECT_LE(passage.size(), 16u);
  }
  EXPECT_EQ(Join(passages, ""), "x" + word);
}

TEST(CutPassages, JoinedBySpacesThePassagesAreTheText) {
  const std::string text = "It was late. \"Who is there?\" asked Dr. Lee. Nobody said 3.5 words! So she went on.";
  for (const size_t bytes : {16, 30, 55, 200}) EXPECT_EQ(Join(CutPassages(text, bytes), " "), text) << bytes;
}

TEST(BeginOfLastSentences, CountsFromTheEnd) {
  const std::string passage = "Ann sat. Bo ate. Cy ran.";
  EXPECT_EQ(passage.substr(BeginOfLastSentences(passage, 1)), "Cy ran.");
  EXPECT_EQ(passage.substr(BeginOfLastSentences(passage, 2)), "Bo ate. Cy ran.");
  EXPECT_EQ(BeginOfLastSentences(passage, 9), 0u);
  EXPECT_EQ(BeginOfLastSentences(passage, 0), passage.size());
}

}  // namespace
}  // namespace lethe
