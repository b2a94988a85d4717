#include "datasets/readers/text_documents.h"

#include <gmock/gmock.h>

#include "tests/support/temp_dir.h"

namespace lethe {
namespace {

using ::testing::ElementsAre;

class TextDocumentsTest : public testing::TempDir {
 protected:
  std::vector<Record> Read(std::string_view format, const std::string& text, size_t part_bytes = 1000) const {
    ReadOptions options;
    options.part_bytes = part_bytes;
    Reader reader(format, WriteTemp("The_Book.txt", text), options);
    std::vector<Record> records;
    for (Record record; reader.Next(record);) records.push_back(record);
    return records;
  }
  std::vector<std::string> Texts(std::string_view format, const std::string& text, size_t part_bytes = 1000) const {
    std::vector<std::string> texts;
    for (const Record& record : Read(format, text, part_bytes)) texts.push_back(record.text);
    return texts;
  }
};

TEST_F(TextDocumentsTest, StoriesEndAtTheirMark) {
  EXPECT_THAT(Texts("tinystories", "One.\nTwo.\n\nThree.\n<|endoftext|>\n<|endoftext|>\nFour.\n"),
              ElementsAre("One.\nTwo.\n\nThree.", "Four."));
}

// The first edition of TinyStories has no marks: a story's paragraphs have empty lines between them.
TEST_F(TextDocumentsTest, StoriesWithoutMarksEndWhereNoEmptyLineIs) {
  EXPECT_THAT(Texts("tinystories", "One.\n\nTwo.\nThree.\n\nFour.\nFive."),
              ElementsAre("One.\n\nTwo.", "Three.\n\nFour.", "Five."));
}

TEST_F(TextDocumentsTest, ArticlesBeginWithTheirHeading) {
  const auto articles = Read("wikitext",
                             " \n = Robert Boulter = \n \n He is an actor . \n \n = = Career = = \n \n In 2000 . \n = "
                             "Du Fu = \n \n Poet . \n");
  ASSERT_EQ(articles.size(), 2u);
  EXPECT_EQ(articles[0].title, "Robert Boulter");
  EXPECT_THAT(articles[0].text, ::testing::HasSubstr(" = = Career = = "));
  EXPECT_EQ(articles[1].title, "Du Fu");
  EXPECT_EQ(articles[1].where.substr(articles[1].where.rfind(':')), ":11");
}

TEST_F(TextDocumentsTest, BooksLoseWhatProjectGutenbergAdds) {
  const std::string body = "CHAPTER I\n\nIt was a dark night.\n";
  const auto parts = Read("books",
                          "The Project Gutenberg eBook of Night\n\nTitle: Dark Night\n\n"
                          "*** START OF THE PROJECT GUTENBERG EBOOK DARK NIGHT ***\n\n" +
                              body + "\n*** END OF THE PROJECT GUTENBERG EBOOK DARK NIGHT ***\nLicence.\n");
  ASSERT_EQ(parts.size(), 1u);
  EXPECT_EQ(parts[0].text, body.substr(0, body.size() - 1));
  EXPECT_EQ(parts[0].title, "Dark Night");
  EXPECT_THAT(Texts("books", body), ElementsAre(body.substr(0, body.size() - 1)));
}

TEST_F(TextDocumentsTest, LongTextsAreCutBetweenParagraphs) {
  std::string text;
  for (int i = 0; i < 40; ++i) text += "Paragraph " + std::to_string(i) + " of a text without any end.\n\n";
  const auto parts = Read("text", text, 400);
  ASSERT_GT(parts.size(), 3u);
  std::string joined;
  for (const Record& part : parts) {
    EXPECT_THAT(part.text, ::testing::StartsWith("Paragraph "));
    EXPECT_LT(part.text.size(), 600u);
    joined += part.text + "\n\n";
  }
  EXPECT_EQ(joined, text);
  EXPECT_EQ(parts[1].id, "The_Book#2");
}

TEST_F(TextDocumentsTest, ATextWithoutParagraphsIsCutAtALine) {
  std::string text;
  for (int i = 0; i < 1000; ++i) text += "line " + std::to_string(i) + "\n";
  for (const std::string& part : Texts("text", text, 100)) EXPECT_LT(part.size(), 500u);
}

}  // namespace
}  // namespace lethe
