// The table and the real files: counts are those that the data's own READMEs state.
#include "datasets/readers/reader.h"

#include <gmock/gmock.h>

#include <set>

#include "tests/support/source_tree.h"
#include "tests/support/temp_dir.h"
#include "tests/support/throws_code.h"

namespace lethe {
namespace {

using testing::SharedData;
using testing::ThrowsCode;

TEST(ReaderTableTest, NamesAreOnceAndUnknownOnesAreListed) {
  std::set<std::string_view> names;
  for (const Format& format : ReaderFormats()) EXPECT_TRUE(names.insert(format.name).second) << format.name;
  EXPECT_THAT([] { FindFormat("parquet"); }, ThrowsCode(Code::kNotFound, "tinystories"));
}

class ReaderTest : public testing::TempDir {};

TEST_F(ReaderTest, FilesOfOtherKindsAreNamedNotDropped) {
  WriteTemp("in/b.jsonl", "{\"text\": \"B.\"}\n");
  WriteTemp("in/deep/a.json", "{\"text\": \"A.\"}\n");
  WriteTemp("in/notes.pdf", "x");
  WriteTemp("in/attributes/a.jsonl", "{}");
  WriteTemp("in/README.md", "about");
  Reader reader("dolma", dir() / "in", {});
  std::vector<std::string> texts;
  for (Record record; reader.Next(record);) texts.push_back(record.text);
  EXPECT_THAT(texts, ::testing::ElementsAre("B.", "A."));
  EXPECT_THAT(reader.stats().left_out, ::testing::ElementsAre("README.md", "attributes/a.jsonl", "notes.pdf"));
}

TEST_F(ReaderTest, OneBadRecordTooManyIsAnErrorThatSaysHowManyWere) {
  const Path file = WriteTemp("x.jsonl", "{\"text\": \"A.\"}\n{\"txt\": 1}\n{\"text\": 2}\nnone\n{\"text\": \"B.\"}\n");
  const auto read = [&](uint64_t skip_bad) {
    ReadOptions options;
    options.skip_bad = skip_bad;
    Reader reader("dolma", file, options);
    for (Record record; reader.Next(record);) {
    }
    return reader.stats();
  };
  EXPECT_THAT([&] { read(0); }, ThrowsCode(Code::kInvalidArgument, "x.jsonl:2: field \"text\" is missing"));
  EXPECT_THAT([&] { read(1); }, ThrowsCode(Code::kInvalidArgument, "x.jsonl:3: field \"text\" must be a string"));
  EXPECT_THAT([&] { read(2); }, ThrowsCode(Code::kInvalidArgument, "(2 bad records were left out before)"));
  const ReadStats stats = read(3);
  EXPECT_EQ(stats.records, 2u);
  EXPECT_EQ(stats.skipped, 3u);
  EXPECT_THAT(stats.reasons, ::testing::Contains(::testing::HasSubstr("x.jsonl:4: not valid JSON")));
}

TEST_F(ReaderTest, PositionsThatFitNothingAreRefused) {
  const Path file = WriteTemp("x.jsonl", "{\"text\": \"A.\"}\n");
  const auto begin = [&](const char* token) {
    return [&file, token] {
      ReadOptions options;
      options.start = token;
      Reader reader("dolma", file, options);
    };
  };
  EXPECT_THAT(begin("x"), ThrowsCode(Code::kInvalidArgument, "is no position"));
  EXPECT_THAT(begin("0:1:z:x.jsonl"), ThrowsCode(Code::kInvalidArgument, "is no position"));
  EXPECT_THAT(begin("0:1:0:y.jsonl"), ThrowsCode(Code::kNotFound, "not in"));
}

struct Expected {
  const char* format;
  const char* path;
  uint64_t records;
};
constexpr Expected kExpected[] = {
    {"squad", "squad/dev-v2.0.half1.json.zst", 5303},
    {"squad", "squad/dev-v1.1.half1.json.zst", 5665},
    {"multihop", "multihop/2wiki_train500.jsonl.zst", 500},
    {"multihop", "multihop/hotpotqa_train100.jsonl.zst", 100},
    {"multihop", "multihop/musique_train100.jsonl.zst", 100},
    {"multihop", "multihop/hotpotqa_dev_qa_only.half1.jsonl.zst", 3788},
    {"clutrr", "clutrr/train23/test_len04.csv.zst", 190},
    {"entailmentbank", "entailmentbank/task_2/dev.jsonl.zst", 187},
    {"entailmentbank", "entailmentbank/public_dataset_task_1_dev.jsonl.zst", 187},
    {"strategyqa", "strategyqa/train.json.zst", 2061},
    {"lmlm", "lmlm_annotated/squad-eval100.jsonl.zst", 45},
    {"trex", "trex_lama/facts.part1.jsonl.zst", 23584},
    {"tinystories", "text_tinystories/tinystories_v2_gpt4.train.txt.zst", 1555},
    {"dolma", "text_dolma_c4/c4_sample.train.jsonl.zst", 900},
    {"openwebtext", "text_openwebtext/openwebtext.train.jsonl.zst", 1714},
    {"openwebtext", "text_wikipedia/wikipedia_articles.jsonl.zst", 2349},
    {"babi", "babi/valid/qa8_lists-sets_valid.txt.zst", 100},
};

class RealFilesTest : public ::testing::TestWithParam<Expected> {};

TEST_P(RealFilesTest, HoldWhatTheirReadmeSays) {
  const auto file = SharedData(GetParam().path);
  if (!file) GTEST_SKIP() << "needs ../shared/data/" << GetParam().path;
  Reader reader(GetParam().format, *file, {});
  for (Record record; reader.Next(record);) {
  }
  EXPECT_EQ(reader.stats().records, GetParam().records);
}
INSTANTIATE_TEST_SUITE_P(Shared, RealFilesTest, ::testing::ValuesIn(kExpected));

}  // namespace
}  // namespace lethe
