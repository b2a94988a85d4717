#include "retriever/importers/beir_reader.h"

#include <gmock/gmock.h>

#include "tests/support/temp_dir.h"
#include "tests/support/throws_code.h"

namespace lethe {
namespace {

using testing::ThrowsCode;

class BeirReaderTest : public testing::TempDir {
 protected:
  v1::Fact Read(const std::string& line) const {
    BeirFactReader reader(WriteTemp("corpus.jsonl", line), "corpus.jsonl");
    v1::Fact fact;
    EXPECT_TRUE(reader.Next(fact));
    return fact;
  }
};

TEST_F(BeirReaderTest, KeepsTheIdAndPutsTheTitleFirst) {
  const v1::Fact fact =
      Read(R"({"_id": "d7", "title": "Slender wings", "text": "They are thin.", "metadata": {"x": 1}})");
  EXPECT_EQ(fact.id(), "d7");
  EXPECT_EQ(fact.text(), "Slender wings. They are thin.");
  EXPECT_EQ(fact.subject(), "");
}

TEST_F(BeirReaderTest, TitlesMayEndASentenceOrBeAbsent) {
  EXPECT_EQ(Read(R"({"_id": 7, "title": "Why?", "text": "Because."})").text(), "Why? Because.");
  EXPECT_EQ(Read(R"({"_id": 7, "title": "Why?", "text": "Because."})").id(), "7");
  EXPECT_EQ(Read(R"({"_id": "a", "text": "Because."})").text(), "Because.");
  EXPECT_EQ(Read(R"({"_id": "a", "title": "Only this", "text": null})").text(), "Only this");
}

TEST_F(BeirReaderTest, RefusesWhatIsNoDocument) {
  EXPECT_THAT([&] { Read(R"({"text": "no id"})"); }, ThrowsCode(Code::kInvalidArgument, "_id: is missing"));
  EXPECT_THAT([&] { Read(R"({"_id": "a", "title": " ", "text": ""})"); }, ThrowsCode(Code::kInvalidArgument, "text"));
  EXPECT_THAT([&] { Read(R"({"_id": "a", "text": ["b"]})"); }, ThrowsCode(Code::kInvalidArgument, "must be text"));
  EXPECT_THAT([&] { Read("[1]"); }, ThrowsCode(Code::kInvalidArgument, "JSON object"));
  EXPECT_THAT([&] { Read("{\"_id\": \"a\", \"text\": \"\xFF\"}"); }, ThrowsCode(Code::kInvalidArgument, "UTF-8"));
}

TEST_F(BeirReaderTest, TellsDocumentsFromFacts) {
  EXPECT_TRUE(LooksLikeBeir(R"({"_id": "a", "text": "b"})"));
  EXPECT_FALSE(LooksLikeBeir(R"({"id": "a", "text": "b"})"));
  EXPECT_FALSE(LooksLikeBeir(R"({"_id": "a", "subject": "b"})"));
  EXPECT_FALSE(LooksLikeBeir("nonsense"));
}

}  // namespace
}  // namespace lethe
