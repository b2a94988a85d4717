#include "datasets/plain_text/gain_map.h"

#include <gmock/gmock.h>

#include "base/text.h"
#include "datasets/example_json.h"
#include "tests/support/temp_dir.h"
#include "tests/support/throws_code.h"

namespace lethe {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using testing::ThrowsCode;

class GainMapTest : public testing::TempDir {
 protected:
  void SetUp() override {
    std::string examples, gains;
    for (const char* id : {"d1/1", "d1/2", "d12/1"}) {
      v1::Example example;
      example.set_id(id);
      v1::ContextFact& fact = *example.add_context();
      fact.set_id("d1/0");
      fact.set_text("A <b>cat</b> & a dog.");
      example.set_question("It sat.");
      example.set_answer("Z\u00fc \"ran\".");
      example.set_answerable(true);
      AppendExampleJson(example, examples);
      // The second character comes in two tokens.
      AppendGainRecord({id,
                        {1, 2, 3, 9, 10},
                        {WordKind::kName, WordKind::kName, WordKind::kName, WordKind::kOther, WordKind::kPunctuation},
                        {1, 1, 1, 4, 2},
                        {4, 2, 2, 1, 2},
                        {1, 0.5f, 0.5f, 0, 0}},
                       gains);
    }
    WriteTemp("train.jsonl", examples);
    WriteTemp("scores/gain.jsonl", gains);
  }
};

TEST_F(GainMapTest, FindsAnExampleOrAllOfADocument) {
  EXPECT_EQ(LoadScored(dir(), "d1/2").size(), 1u);
  EXPECT_EQ(LoadScored(dir(), "d1").size(), 2u);
  EXPECT_EQ(LoadScored(dir(), "d12").size(), 1u);
  EXPECT_THAT([&] { LoadScored(dir(), "d2"); }, ThrowsCode(Code::kNotFound, "\"d2\""));
  EXPECT_THAT([&] { LoadScored(dir() / "other", "d1"); }, ThrowsCode(Code::kNotFound, "gain.jsonl"));
}

TEST_F(GainMapTest, HtmlColoursTokensAndEscapesText) {
  const std::string html = GainMapHtml(LoadScored(dir(), "d1/1"));
  EXPECT_THAT(html, HasSubstr("A &lt;b>cat&lt;/b> &amp; a dog."));
  EXPECT_THAT(html,
              HasSubstr("rgba(46,160,67,1.000)\" title=\"name: gain 3.000, loss 4.000 to 1.000, weight 1.000\">Z<"));
  EXPECT_THAT(html, HasSubstr("rgba(218,54,51,1.000)"));
  EXPECT_THAT(html, HasSubstr(" &quot;ran&quot;</span>"));
  EXPECT_THAT(html, Not(HasSubstr("http")));
  EXPECT_TRUE(IsValidUtf8(html));
}

TEST_F(GainMapTest, TsvHasARowATokenAndWholeCharacters) {
  const std::string tsv = GainMapTsv(LoadScored(dir(), "d1/1"));
  EXPECT_TRUE(IsValidUtf8(tsv));
  EXPECT_THAT(tsv, HasSubstr("d1/1\t\"Z\"\tname\t4.000\t1.000\t3.000\t1.000\n"));
  EXPECT_THAT(tsv, HasSubstr("d1/1\t\"\u00fc\"\tname\t2.000\t1.000\t1.000\t0.500\n"));
  EXPECT_THAT(tsv, HasSubstr("d1/1\t\" \\\"ran\\\"\"\tother\t1.000\t4.000\t-3.000\t0.000\n"));
  EXPECT_EQ(std::count(tsv.begin(), tsv.end(), '\n'), 5);
}

}  // namespace
}  // namespace lethe
