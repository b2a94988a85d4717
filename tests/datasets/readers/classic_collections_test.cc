#include "datasets/readers/classic_collections.h"

#include <gmock/gmock.h>

#include <algorithm>

#include "tests/support/source_tree.h"
#include "tests/support/temp_dir.h"
#include "tests/support/throws_code.h"

namespace lethe {
namespace {

using testing::ThrowsCode;

class ClassicCollectionsTest : public testing::TempDir {
 protected:
  std::string Written(const char* file) const { return ReadFile(dir() / "out" / file); }
};

TEST_F(ClassicCollectionsTest, ReadsCranfield) {
  WriteTemp(
      "in/cran.all.1400.xml",
      "<doc>\n<docno>1</docno>\n<title>wing &amp;\nslipstream .</title>\n<author>x</author>\n<text>a  study\n.</text>\n"
      "</doc>\n<doc>\n<docno>2</docno>\n<title></title>\n<text>\n</text>\n</doc>\n");
  WriteTemp("in/cran.qry.xml",
            "<top><num> 1</num><title>\nwhat law</title></top>\n<top><num> 7</num><title>\nhow</title></top>");
  WriteTemp("in/cranqrel.txt", "1 0 1 1\n2 0 2 0\n");
  ASSERT_TRUE(IsClassicCollection(dir() / "in"));
  WriteBeirLayout(dir() / "in", dir() / "out");
  EXPECT_EQ(Written("corpus.jsonl"), "{\"_id\":\"1\",\"title\":\"wing & slipstream .\",\"text\":\"a study .\"}\n");
  EXPECT_EQ(Written("queries.jsonl"), "{\"_id\":\"1\",\"text\":\"what law\"}\n{\"_id\":\"2\",\"text\":\"how\"}\n");
  EXPECT_EQ(Written("qrels/test.tsv"), "query-id\tcorpus-id\tscore\n1\t1\t1\n2\t2\t0\n");
}

TEST_F(ClassicCollectionsTest, ReadsCisi) {
  WriteTemp(
      "in/CISI.ALL",
      ".I 1\n.T \nEighteen\nEditions\n.A\nSomeone\n.W\nA caf\xE9.\n.Xylem is no mark\n.X\n1\t5\t1\n.I 2\n.T\nB\n");
  WriteTemp("in/CISI.QRY", ".I 1\n.W\nWhat is it?\n.I 2\n.T\nTitle\n.W\nMore\n");
  WriteTemp("in/CISI.REL", "     1     28\t0\t0.000000\n");
  WriteBeirLayout(dir() / "in", dir() / "out");
  EXPECT_EQ(Written("corpus.jsonl"),
            "{\"_id\":\"1\",\"title\":\"Eighteen Editions\",\"text\":\"A café. .Xylem is no mark\"}\n"
            "{\"_id\":\"2\",\"title\":\"B\",\"text\":\"\"}\n");
  EXPECT_EQ(Written("queries.jsonl"),
            "{\"_id\":\"1\",\"text\":\"What is it?\"}\n{\"_id\":\"2\",\"text\":\"Title More\"}\n");
  EXPECT_EQ(Written("qrels/test.tsv"), "query-id\tcorpus-id\tscore\n1\t28\t1\n");
}

TEST_F(ClassicCollectionsTest, SaysWhatIsMissing) {
  EXPECT_FALSE(IsClassicCollection(dir()));
  EXPECT_THAT([&] { WriteBeirLayout(dir(), dir() / "out"); }, ThrowsCode(Code::kNotFound, "neither Cranfield"));
  WriteTemp("in/CISI.ALL", "no record\n");
  EXPECT_THAT([&] { WriteBeirLayout(dir() / "in", dir() / "out"); }, ThrowsCode(Code::kInvalidArgument, "CISI.ALL:1"));
}

TEST_F(ClassicCollectionsTest, ReadsTheRealOnes) {
  const auto cranfield = testing::SharedData("cranfield");
  const auto cisi = testing::SharedData("cisi");
  if (!cranfield || !cisi) GTEST_SKIP() << "needs ../shared/data/cranfield and cisi";
  const auto lines = [](const std::string& text) { return std::count(text.begin(), text.end(), '\n'); };
  WriteBeirLayout(*cranfield, dir() / "out");
  EXPECT_GE(lines(Written("corpus.jsonl")), 1398);
  EXPECT_EQ(lines(Written("queries.jsonl")), 225);
  EXPECT_EQ(lines(Written("qrels/test.tsv")), 972);
  WriteBeirLayout(*cisi, dir() / "out");
  EXPECT_EQ(lines(Written("corpus.jsonl")), 1460);
  EXPECT_EQ(lines(Written("queries.jsonl")), 112);
}

}  // namespace
}  // namespace lethe
