#include "retriever/importers/sentence_reader.h"

#include <gmock/gmock.h>

#include "tests/support/temp_dir.h"

namespace lethe {
namespace {

using ::testing::ElementsAre;

class SentenceReaderTest : public testing::TempDir {
 protected:
  // "line: sentence"
  std::vector<std::string> Read(const std::string& text) const {
    SentenceFactReader reader(WriteTemp("t.txt", text), "t.txt");
    std::vector<std::string> sentences;
    for (v1::Fact fact; reader.Next(fact);) sentences.push_back(reader.Where().substr(6) + ": " + fact.text());
    return sentences;
  }
};

TEST_F(SentenceReaderTest, CutsHardWrappedParagraphs) {
  EXPECT_THAT(Read("Oslo lies\nin Norway. It is\nold.\n\n\nA heading\n\nDid it rain? It did!\n"),
              ElementsAre("1: Oslo lies in Norway.", "2: It is old.", "6: A heading", "8: Did it rain?", "8: It did!"));
}

TEST_F(SentenceReaderTest, AbbreviationsEndNoSentence) {
  EXPECT_THAT(Read("Dr. Lee met Mr. Kay at noon. They left."),
              ElementsAre("1: Dr. Lee met Mr. Kay at noon.", "1: They left."));
}

TEST_F(SentenceReaderTest, DropsWhatHasNoWord) {
  EXPECT_THAT(Read("* * *\n\n----\n\nOne. ...\n"), ElementsAre("5: One. ..."));
}

TEST_F(SentenceReaderTest, KnowsOtherScripts) {
  EXPECT_THAT(Read("東京は日本にある。大阪も。"), ElementsAre("1: 東京は日本にある。", "1: 大阪も。"));
}

TEST_F(SentenceReaderTest, AParagraphWithoutEndIsCutBetweenSentences) {
  std::string text;
  constexpr size_t kSentences = 5000;
  for (size_t i = 0; i < kSentences; ++i) text += "Sentence number " + std::to_string(i) + " is here.\n";
  const std::vector<std::string> sentences = Read(text);
  ASSERT_EQ(sentences.size(), kSentences);
  for (size_t i = 0; i < kSentences; ++i)
    ASSERT_EQ(sentences[i], std::to_string(i + 1) + ": Sentence number " + std::to_string(i) + " is here.");
}

TEST_F(SentenceReaderTest, AnEmptyFileHasNone) {
  EXPECT_TRUE(Read("").empty());
  EXPECT_TRUE(Read("\n \n").empty());
}

}  // namespace
}  // namespace lethe
