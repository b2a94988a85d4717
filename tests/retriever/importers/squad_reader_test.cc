#include "retriever/importers/squad_reader.h"

#include <gmock/gmock.h>

#include "tests/support/source_tree.h"
#include "tests/support/temp_dir.h"
#include "tests/support/throws_code.h"

namespace lethe {
namespace {

using testing::ThrowsCode;

class SquadReaderTest : public testing::TempDir {
 protected:
  SquadFactReader Open(const std::string& text) const {
    return SquadFactReader(WriteTemp("dev.json", text), "dev.json");
  }
};

TEST_F(SquadReaderTest, GivesEachParagraphUnderItsTitle) {
  SquadFactReader reader = Open(R"({"version": "1.1", "data": [
    {"title": "Super_Bowl_50", "paragraphs": [
      {"context": " First. ", "qas": [{"id": "q", "question": "Who?", "answers": []}]}, {"context": "Second."}]},
    {"title": "Oslo", "paragraphs": [{"context": "Third."}]}]})");
  std::vector<std::string> found;
  v1::Fact fact;
  while (reader.Next(fact)) found.push_back(fact.subject() + ": " + fact.text());
  EXPECT_THAT(found, ::testing::ElementsAre("Super Bowl 50: First.", "Super Bowl 50: Second.", "Oslo: Third."));
  EXPECT_EQ(reader.Where(), "dev.json: data[1].paragraphs[0]");
  EXPECT_EQ(reader.bytes_read(), reader.bytes_total());
}

TEST_F(SquadReaderTest, GoesOnBehindAParagraphWithoutText) {
  SquadFactReader reader = Open(R"({"data": [{"paragraphs": [{"context": 7}, {"context": "Second."}]}]})");
  v1::Fact fact;
  EXPECT_THAT([&] { reader.Next(fact); }, ThrowsCode(Code::kInvalidArgument, "context"));
  EXPECT_EQ(reader.Where(), "dev.json: data[0].paragraphs[0]");
  ASSERT_TRUE(reader.Next(fact));
  EXPECT_EQ(fact.text(), "Second.");
}

TEST_F(SquadReaderTest, NamesTheLineOfMalformedJsonAndThePathOfWrongFields) {
  EXPECT_THAT([&] { Open("{\n\"data\": [\n"); }, ThrowsCode(Code::kInvalidArgument, "dev.json:3"));
  EXPECT_THAT([&] { Open("[]"); }, ThrowsCode(Code::kInvalidArgument, "must be an object"));
  EXPECT_THAT([&] { Open("{}"); }, ThrowsCode(Code::kInvalidArgument, "has no data"));
  // Facts in a file called .json: a line of them, several, a list.
  for (const char* facts :
       {"{\"text\": \"A is b.\"}", "{\"text\": \"A is b.\"}\n{\"text\": \"C is d.\"}\n", "[{\"text\": \"A is b.\"}]"}) {
    EXPECT_THAT([&] { Open(facts); }, ThrowsCode(Code::kInvalidArgument, "with --format jsonl")) << facts;
  }
  EXPECT_THAT([&] { Open(R"({"data": [{"title": "x"}]})"); }, ThrowsCode(Code::kInvalidArgument, "data[0]"));
}

TEST_F(SquadReaderTest, ReadsTheRealFile) {
  const auto file = testing::SharedData("squad/dev-v1.1.half1.json.zst");
  if (!file) GTEST_SKIP() << "needs ../shared/data/squad";
  SquadFactReader reader(*file, "dev");
  size_t paragraphs = 0;
  for (v1::Fact fact; reader.Next(fact); ++paragraphs) ASSERT_FALSE(fact.text().empty());
  EXPECT_GT(paragraphs, 900u);
}

}  // namespace
}  // namespace lethe
