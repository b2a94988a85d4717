#include "retriever/importers/column_map.h"

#include <gmock/gmock.h>

#include "retriever/fact.h"
#include "tests/support/throws_code.h"

namespace lethe {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::ThrowsCode;

std::vector<std::string> WordsOf(const std::vector<v1::Fact>& facts) {
  std::vector<std::string> words;
  for (const v1::Fact& fact : facts) words.push_back(FactWords(fact));
  return words;
}

TEST(ColumnMapTest, TakesNamesNumbersAndConstants) {
  const ColumnMap map({"subject=city", "relation==mayor of", "object=Name"});
  const RowReader rows(map, {"city", "name", "since"});
  EXPECT_THAT(WordsOf(rows.Facts({" Oslo ", "Ann Lee", "2015"})), ElementsAre("Oslo | mayor of | Ann Lee"));
  EXPECT_THAT(rows.unused(), ElementsAre("since"));
  EXPECT_FALSE(map.by_number());
  EXPECT_TRUE(ColumnMap({"subject=1", "relation==x", "object=3"}).by_number());
}

TEST(ColumnMapTest, WithoutMapTheHeaderNamesTheFields) {
  const RowReader rows({}, {"Subject", "relation", "object", "aliases", "note"});
  const std::vector<v1::Fact> facts = rows.Facts({"Oslo", "country", "Norway", "Christiania; Kristiania", "x"});
  ASSERT_EQ(facts.size(), 1u);
  EXPECT_EQ(FactWords(facts[0]), "Oslo | country | Norway");
  EXPECT_THAT(facts[0].aliases(), ElementsAre("Christiania", "Kristiania"));
  EXPECT_THAT(rows.unused(), ElementsAre("note"));
}

TEST(ColumnMapTest, AWideTableGivesAFactACell) {
  const RowReader rows(ColumnMap({"subject=name", "source==atlas"}), {"name", "capital", "population"});
  const std::vector<v1::Fact> facts = rows.Facts({"Norway", "Oslo", "5,000,000"});
  EXPECT_THAT(WordsOf(facts), ElementsAre("Norway | capital | Oslo", "Norway | population | 5,000,000"));
  EXPECT_EQ(facts[1].source(), "atlas");
  EXPECT_THAT(WordsOf(rows.Facts({"Mars", "", "0"})), ElementsAre("Mars | population | 0"));
  EXPECT_THAT(rows.Facts({"", " ", ""}), IsEmpty());
}

TEST(ColumnMapTest, SaysWhatIsWrong) {
  EXPECT_THAT([] { ColumnMap map({"subject"}); }, ThrowsCode(Code::kInvalidArgument, "not field=column"));
  EXPECT_THAT([] { ColumnMap map({"color=x"}); }, ThrowsCode(Code::kInvalidArgument, "no field \"color\""));
  EXPECT_THAT([] { ColumnMap map({"text=a", "text=b"}); }, ThrowsCode(Code::kInvalidArgument, "mapped twice"));
  EXPECT_THAT(
      [] {
        RowReader rows(ColumnMap({"subject=town"}), {"city", "name"});
      },
      ThrowsCode(Code::kInvalidArgument, "no column \"town\"; the columns are city, name"));
  EXPECT_THAT([] { RowReader rows({}, {"a", "b"}); }, ThrowsCode(Code::kInvalidArgument, "--map subject=COL"));
  const RowReader rows({}, {"text"});
  EXPECT_THAT([&] { rows.Facts({"a", "b"}); }, ThrowsCode(Code::kInvalidArgument, "has 2 cells"));
}

TEST(ColumnMapTest, SetsFieldsByName) {
  v1::Fact fact;
  EXPECT_TRUE(SetFactField("valid_from", " 2024 ", fact));
  EXPECT_TRUE(SetFactField("tags", "a;;b", fact));
  EXPECT_FALSE(SetFactField("nothing", "x", fact));
  EXPECT_EQ(fact.valid_from(), "2024");
  EXPECT_THAT(fact.tags(), ElementsAre("a", "b"));
}

}  // namespace
}  // namespace lethe
