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

TEST_F(ReaderTest, LicencesAndWhatIsNoTaskFileAreLeftAside) {
  const std::string story = "1 Ann went home.\n2 Where is Ann?\thome\t1\n";
  WriteTemp("babi/en/train/qa1_train.txt", story);
  WriteTemp("babi/qa2_train.txt", story);
  WriteTemp("babi/LICENSE.txt", "CC BY 3.0\n");
  WriteTemp("babi/notes.txt", "These are the tasks.\n");
  Reader reader("babi", dir() / "babi", {});
  for (Record record; reader.Next(record);) {
  }
  EXPECT_EQ(reader.stats().records, 2u);
  EXPECT_THAT(reader.stats().left_out, ::testing::ElementsAre("LICENSE.txt", "notes.txt"));
  EXPECT_THAT([&] { Reader("text", WriteTemp("only/LICENSE.txt", "x").parent_path(), {}); },
              ThrowsCode(Code::kNotFound, "holds no file"));
}

TEST_F(ReaderTest, LeavingOutEveryRecordIsAnError) {
  const Path file = WriteTemp("x.jsonl", "{\"txt\": 1}\n{\"text\": 2}\n");
  ReadOptions options;
  options.skip_bad = 9;
  Reader reader("dolma", file, options);
  Record record;
  EXPECT_THAT([&] { reader.Next(record); },
              ThrowsCode(Code::kInvalidArgument, "all 2 were left out, the first: " + file.string() + ":1: field"));
}

TEST_F(ReaderTest, PositionsBehindWhatTheyNameAreRefused) {
  const Path lines = WriteTemp("x.jsonl", "{\"text\": \"A.\"}\n{\"text\": \"B.\"}\n");
  const Path list =
      WriteTemp("l.json", R"([{"context": "A is b.", "questions": [{"text": "A is b.", "label": true}, {"text": 7}]},)"
                          R"({"context": "C is d.", "questions": [{"text": "C is d.", "label": true}]}])");
  const Path stories = WriteTemp("qa1.txt",
                                 "1 Ann went home.\n2 Where is Ann?\thome\t1\n"
                                 "1 Bo went home.\n2 Where is Bo?\thome\t1\n");
  const auto given = [](const char* format, const Path& file, const std::string& place) {
    ReadOptions options;
    options.skip_bad = 1;
    options.start = StrCat(place, ":", file.filename().string());
    Reader reader(format, file, options);
    for (Record record; reader.Next(record);) {
    }
    return reader.stats().records;
  };
  EXPECT_EQ(given("dolma", lines, "0:1:1"), 1u);
  EXPECT_THAT([&] { given("dolma", lines, "0:1:2"); }, ThrowsCode(Code::kOutOfRange, "which has fewer"));
  EXPECT_THAT([&] { given("dolma", lines, "32:3:1"); }, ThrowsCode(Code::kOutOfRange, "which has fewer"));
  EXPECT_EQ(given("logic", list, "0:1:1"), 1u);
  EXPECT_EQ(given("logic", list, "0:1:2"), 1u);  // the second of the first theory was left out before
  EXPECT_THAT([&] { given("logic", list, "0:1:3"); }, ThrowsCode(Code::kOutOfRange, "behind record 3"));
  EXPECT_EQ(given("babi", stories, "0:1:1"), 1u);
  EXPECT_THAT([&] { given("babi", stories, "0:1:2"); }, ThrowsCode(Code::kOutOfRange, "behind question 2"));
  EXPECT_THAT([&] { given("babi", stories, "40:3:9"); }, ThrowsCode(Code::kOutOfRange, "behind question 9"));
}

TEST_F(ReaderTest, ErrorsInAListOfOneLineNameThePlaceAndTheIdAlsoWhenBegunInTheMiddle) {
  const auto item = [](const std::string& id, const std::string& more) {
    return R"({"_id": ")" + id + R"(", "question": "Q?", "answer": "A")" + more + "}";
  };
  const Path file = WriteTemp("x.json", "[" + item("a", "") + ", " + item("b", R"(, "context": [["T"]])") + ", " +
                                            item("c", "") + ", 7, " + item("\xFF", "") + "]");
  ReadOptions options;
  options.skip_bad = 9;
  const auto reasons = [&] {
    Reader reader("multihop", file, options);
    for (Record record; reader.Next(record);) {
    }
    return reader.stats().reasons;
  };
  const std::string where = file.string() + ":1: ";
  const std::vector<std::string> all = {
      where + R"(field "[1].context[0]" must be a title and a list of sentences (id "b"))",
      where + "[3]: the record must be an object", where + "[4]: the record holds bytes that are no UTF-8"};
  EXPECT_EQ(reasons(), all);
  Reader first("multihop", file, {});
  Record record;
  first.Next(record);
  options.start = first.position();
  EXPECT_EQ(reasons(), all);
}

// A byte-order mark or white space before the list is no reason to look for a comma there.
TEST_F(ReaderTest, BeginsAgainInTheFirstRecordOfAListBehindAByteOrderMark) {
  const Path file = WriteTemp("x.json", "\xEF\xBB\xBF\n [{\"question\": \"Q?\", \"answer\": \"A\"}]");
  Reader reader("multihop", file, {});
  Record record;
  ASSERT_TRUE(reader.Next(record));
  ReadOptions options;
  options.start = reader.position();
  EXPECT_FALSE(Reader("multihop", file, options).Next(record));
}

class SupportTest : public ReaderTest {
 protected:
  Record Read(const char* format, const std::string& fields) const {
    const Path file = WriteTemp("s.jsonl", "{" + fields + "}\n");
    Reader reader(format, file, {});
    Record record;
    reader.Next(record);
    EXPECT_EQ(reader.stats().flawed, record.flaws.empty() ? 0u : 1u);
    return record;
  }
  Record Hops(const std::string& fields) const {
    return Read("multihop", R"("question": "Q?", "answer": "A", )" + fields);
  }
  Record Proof(const std::string& proof) const {
    return Read("entailmentbank", R"("id": "e", "context": "sent1: A. sent2: B.", "question": "Q?", "answer": "A",)"
                                  R"("hypothesis": "C.", "proof": ")" +
                                      proof + "\"");
  }
};

TEST_F(SupportTest, NamesWhatIsThere) {
  const std::string context = R"("context": [["T", ["One.", "Two."]], ["U", []]], )";
  EXPECT_EQ(Hops(context + R"("supporting_facts": [["T", 1]])").flaws.size(), 0u);
  EXPECT_THAT([&] { Hops(context + R"("supporting_facts": [["T", 0], ["X", 0]])"); },
              ThrowsCode(Code::kInvalidArgument, "\"supporting_facts[1]\" must be the title"));
  // So it is in published data: kept and marked.
  EXPECT_THAT(Hops(context + R"("supporting_facts": [["T", 0], ["T", 2]])").flaws,
              ::testing::ElementsAre("supporting_facts[1]: sentence 2 of \"T\", which has 2"));
  EXPECT_EQ(Hops(R"("supporting_facts": [["T", 0]])").support.size(), 1u);  // without any passages
}

TEST_F(SupportTest, AQuestionWithAnEmptyStoryIsMalformed) {
  for (const char* fields : {R"("context": [])", R"("context": [["T", []]])", R"("paragraphs": [])"})
    EXPECT_THAT([&] { Hops(fields); }, ThrowsCode(Code::kInvalidArgument, "must be a list with a pa")) << fields;
}

TEST_F(SupportTest, ADecompositionNamesAParagraphThatIsThere) {
  const auto read = [&](const char* index) {
    return Hops(StrCat(R"("paragraphs": [{"title": "T", "paragraph_text": "One."}],)"
                       R"("question_decomposition": [{"question": "Who?", "paragraph_support_idx": )",
                       index, "}]"));
  };
  EXPECT_EQ(read("0").steps[0].uses.size(), 1u);
  EXPECT_TRUE(read("null").steps[0].uses.empty());
  EXPECT_THAT([&] { read("1"); },
              ThrowsCode(Code::kInvalidArgument, "\"question_decomposition[0].paragraph_support_idx\""));
}

TEST_F(SupportTest, AProofCitesSentencesAndStepsThatAreThere) {
  EXPECT_EQ(Proof("sent1 & sent2 -> int1: D.; int1 -> hypothesis; ").steps.size(), 2u);
  EXPECT_THAT([&] { Proof("sent1 & sent3 -> hypothesis; "); },
              ThrowsCode(Code::kInvalidArgument, "s.jsonl:1: field \"proof\" must be a proof from the 2 sentences"));
  EXPECT_THAT([&] { Proof("sent0 -> hypothesis; "); }, ThrowsCode(Code::kInvalidArgument, "\"sent0\" is neither"));
  EXPECT_THAT([&] { Proof("int1 -> hypothesis; sent1 -> int1: D.; "); },
              ThrowsCode(Code::kInvalidArgument, "\"int1\" is neither"));
}

TEST_F(ReaderTest, FactsAreReadFromLinesAndTables) {
  const auto read = [](const Path& file) {
    Reader reader("facts", file, {});
    std::vector<std::string> facts;
    for (Record record; reader.Next(record);) {
      const Triple& fact = record.triples.at(0);
      facts.push_back(StrCat(record.id, "|", fact.subject, "|", fact.relation, "|", fact.object, "|", record.type));
      for (const std::string& alias : record.aliases) facts.back() += "|" + alias;
    }
    return facts;
  };
  EXPECT_THAT(
      read(WriteTemp("f.jsonl", R"({"subject": "Ann", "relation": "home", "object": "Oslo", "aliases": ["A"]})")),
      ::testing::ElementsAre("f.jsonl:1|Ann|home|Oslo||A"));
  EXPECT_THAT(read(WriteTemp("f.csv", "object,subject,relation,aliases\n\"Oslo, Norway\",Ann,home,A; An\n")),
              ::testing::ElementsAre("f.csv:2|Ann|home|Oslo, Norway||A|An"));
  const Path tab = WriteTemp("f.tsv", "id\tsubject\trelation\tobject\tsource\n7\tBo\thome\tRome, Italy\tx.org\n");
  EXPECT_THAT(read(tab), ::testing::ElementsAre("7|Bo|home|Rome, Italy|x.org"));
  EXPECT_THAT([&] { read(WriteTemp("g.tsv", "subject\trelation\nBo\thome\n")); },
              ThrowsCode(Code::kInvalidArgument, "g.tsv:1: the header has no column \"object\""));
  EXPECT_THAT([&] { read(WriteTemp("h.tsv", "subject\trelation\tobject\nBo\thome\t \n")); },
              ThrowsCode(Code::kInvalidArgument, "h.tsv:2: column \"object\" is empty"));
  EXPECT_THAT([&] { read(WriteTemp("i.tsv", "subject\trelation\tobject\nBo\thome\n")); },
              ThrowsCode(Code::kInvalidArgument, "i.tsv:2: the row has 2 columns"));
}

TEST_F(ReaderTest, ATableOfFactsGoesOnBehindBadRowsAndInTheMiddle) {
  const Path file = WriteTemp("f.tsv", "subject\trelation\tobject\nA\tr\t1\nB\tr\nC\tr\t3\nD\tr\t4\n");
  ReadOptions options;
  options.skip_bad = 1;
  Reader reader("facts", file, options);
  Record record;
  reader.Next(record);
  reader.Next(record);
  EXPECT_EQ(record.triples[0].subject, "C");
  EXPECT_EQ(reader.stats().skipped, 1u);
  options.start = reader.position();
  Reader rest("facts", file, options);
  ASSERT_TRUE(rest.Next(record));
  EXPECT_EQ(record.triples[0].subject, "D");
  EXPECT_FALSE(rest.Next(record));
}

struct Expected {
  const char* format;
  const char* path;
  uint64_t records;
  uint64_t flawed = 0;
};
constexpr Expected kExpected[] = {
    {"squad", "squad/dev-v2.0.half1.json.zst", 5303},
    {"squad", "squad/dev-v1.1.half1.json.zst", 5665},
    {"multihop", "multihop/2wiki_train500.jsonl.zst", 500, 6},
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
    {"popqa", "popqa/popqa_qa.half1.jsonl.zst", 984},
    {"popqa", "popqa/popqa_with_passages.half1.jsonl.zst", 487},
    {"entityquestions", "entityquestions", 198001},
};

class RealFilesTest : public ::testing::TestWithParam<Expected> {};

TEST_P(RealFilesTest, HoldWhatTheirReadmeSays) {
  const auto file = SharedData(GetParam().path);
  if (!file) GTEST_SKIP() << "needs ../shared/data/" << GetParam().path;
  Reader reader(GetParam().format, *file, {});
  for (Record record; reader.Next(record);) {
  }
  EXPECT_EQ(reader.stats().records, GetParam().records);
  EXPECT_EQ(reader.stats().flawed, GetParam().flawed);
}
INSTANTIATE_TEST_SUITE_P(Shared, RealFilesTest, ::testing::ValuesIn(kExpected));

}  // namespace
}  // namespace lethe
