#include "retriever/importers/table_reader.h"

#include <gmock/gmock.h>

#include "retriever/fact.h"
#include "tests/support/temp_dir.h"
#include "tests/support/throws_code.h"

namespace lethe {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::ThrowsCode;

class TableReaderTest : public testing::TempDir {
 protected:
  TableFactReader Open(const std::string& text, char separator = ',', const std::vector<std::string>& map = {}) const {
    return TableFactReader(WriteTemp("t.csv", text), "t.csv", separator, ColumnMap(map));
  }
  std::vector<std::string> Read(const std::string& text, char separator = ',',
                                const std::vector<std::string>& map = {}) const {
    TableFactReader reader = Open(text, separator, map);
    std::vector<std::string> facts;
    for (v1::Fact fact; reader.Next(fact);) facts.push_back(FactWords(fact));
    return facts;
  }
};

TEST_F(TableReaderTest, ReadsQuotedCellsAsRfc4180HasThem) {
  EXPECT_THAT(Read("subject,relation,object\r\n"
                   "\"Lee, Ann\",\"said\",\"\"\"no\"\"\nand left\"\r\n"
                   "Bo,,\r\n"
                   "Cy,age,\"\"\r\n"),
              ElementsAre("Lee, Ann | said | \"no\"\nand left", "", "Cy | age | "));
}

TEST_F(TableReaderTest, ReadsTabsAndColumnsByNumber) {
  EXPECT_THAT(Read("Oslo\tcountry\tNorway\nRome\tcountry\tItaly\n", '\t', {"subject=1", "relation=2", "object=3"}),
              ElementsAre("Oslo | country | Norway", "Rome | country | Italy"));
}

TEST_F(TableReaderTest, NamesTheLineWhereARowBegins) {
  TableFactReader reader = Open("text,source\n\"a\nb\",x\n\nc,y,z\nd,w\n");
  v1::Fact fact;
  ASSERT_TRUE(reader.Next(fact));
  EXPECT_EQ(fact.text(), "a\nb");
  EXPECT_EQ(reader.Where(), "t.csv:2");
  EXPECT_THAT([&] { reader.Next(fact); }, ThrowsCode(Code::kInvalidArgument, "3 cells"));
  EXPECT_EQ(reader.Where(), "t.csv:5");
  ASSERT_TRUE(reader.Next(fact));
  EXPECT_EQ(fact.text(), "d");
}

TEST_F(TableReaderTest, AWideRowGivesSeveralFacts) {
  EXPECT_THAT(Read("name,capital,area\nNorway,Oslo,385207\nMars,,144\n", ',', {"subject=name"}),
              ElementsAre("Norway | capital | Oslo", "Norway | area | 385207", "Mars | area | 144"));
}

TEST_F(TableReaderTest, RefusesBrokenQuotesAndUnknownColumns) {
  EXPECT_THAT([&] { Read("text\n\"a\" b\n"); }, ThrowsCode(Code::kInvalidArgument, "behind the closing quote"));
  EXPECT_THAT([&] { Read("text\n\"a\nb\n"); }, ThrowsCode(Code::kInvalidArgument, "never closed"));
  EXPECT_THAT([&] { Read("a,b\n1,2\n"); }, ThrowsCode(Code::kInvalidArgument, "t.csv:1: the columns are a, b"));
}

TEST_F(TableReaderTest, AnEmptyFileHasNoFacts) {
  EXPECT_THAT(Read(""), IsEmpty());
  EXPECT_THAT(Read("text\n"), IsEmpty());
}

}  // namespace
}  // namespace lethe
