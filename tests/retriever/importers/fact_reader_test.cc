#include "retriever/importers/fact_reader.h"

#include <gmock/gmock.h>

#include "tests/support/temp_dir.h"

namespace lethe {
namespace {

// The least that a format of lines has to do.
class WordReader : public LineFactReader {
 public:
  using LineFactReader::LineFactReader;
  bool Next(v1::Fact& fact) override {
    std::string_view line;
    if (!NextLine(line)) return false;
    fact.set_text(std::string(line));
    PassedOver("colour");
    return true;
  }
};

using FactReaderTest = testing::TempDir;

TEST_F(FactReaderTest, KnowsWhereItIsAndHowFar) {
  WordReader reader(WriteTemp("f.txt", "one\n\n \t\nfour\n"), "f.txt");
  v1::Fact fact;
  ASSERT_TRUE(reader.Next(fact));
  EXPECT_EQ(reader.Where(), "f.txt:1");
  ASSERT_TRUE(reader.Next(fact));
  EXPECT_EQ(fact.text(), "four");
  EXPECT_EQ(reader.Where(), "f.txt:4");
  EXPECT_FALSE(reader.Next(fact));
  EXPECT_EQ(reader.bytes_read(), reader.bytes_total());
  EXPECT_EQ(reader.bytes_total(), 13u);
}

TEST_F(FactReaderTest, TellsAFieldThatIsPassedOverOnce) {
  WordReader reader(WriteTemp("f.txt", "one\ntwo\n"), "f.txt");
  for (v1::Fact fact; reader.Next(fact);) {
  }
  EXPECT_THAT(reader.unknown_fields(), ::testing::ElementsAre("colour"));
}

}  // namespace
}  // namespace lethe
