#include "retriever/importer.h"

#include <gmock/gmock.h>
#include <sys/stat.h>
#include <zlib.h>

#include <atomic>
#include <fstream>
#include <thread>

#include "base/log.h"
#include "retriever/fact.h"
#include "retriever/fact_json.h"
#include "retriever/knowledge_base.h"
#include "tests/retriever/fact_samples.h"
#include "tests/support/temp_dir.h"
#include "tests/support/throws_code.h"

namespace lethe {
namespace {

using testing::ThrowsCode;

std::string Lines(uint64_t begin, uint64_t end) {
  std::string text;
  for (uint64_t i = begin; i < end; ++i) text += FactToJsonLine(testing::NumberedFact(i)) + "\n";
  return text;
}

class ImporterTest : public testing::TempDir {
 protected:
  void SetUp() override { SetLogLevel(LogLevel::kError); }
  void TearDown() override { SetLogLevel(LogLevel::kInfo); }
  Path Store() const { return dir() / "store"; }
  ImportResult Import(const Path& file, const ImportOptions& options = {}) const {
    return ImportFacts(file, options, Store(), {});
  }
  ImportResult ImportText(const std::string& text, const ImportOptions& options = {}) const {
    return Import(WriteTemp("facts.jsonl", text), options);
  }
  uint64_t FactsInStore() const { return KnowledgeBase::Open(Store(), {}, OpenMode::kRead)->Pin()->Stats().facts; }
  // The import is refused with these words, and there is no store afterwards.
  void ExpectRefused(const std::string& text, Code code, const char* words) const {
    EXPECT_THAT([&] { ImportText(text); }, ThrowsCode(code, words)) << text.substr(0, 100);
    EXPECT_FALSE(std::filesystem::exists(Store())) << words;
  }
};

TEST_F(ImporterTest, CountsWhatIsNewChangedAndThere) {
  ImportResult result = ImportText(Lines(0, 20) + Lines(0, 1));
  EXPECT_EQ(result.facts, 21u);
  EXPECT_EQ(result.added, 20u);
  EXPECT_EQ(result.unchanged, 1u);
  EXPECT_EQ(result.version, 1u);
  result = ImportText(Lines(10, 30));
  EXPECT_EQ(result.added, 10u);
  EXPECT_EQ(result.unchanged, 10u);
  EXPECT_EQ(ImportText("{\"id\": \"x\", \"text\": \"one\"}").added, 1u);
  EXPECT_EQ(ImportText("{\"id\": \"x\", \"text\": \"two\"}").updated, 1u);
  EXPECT_EQ(FactsInStore(), 31u);
}

// Content ids know neither tags nor aliases.
TEST_F(ImporterTest, OfFactsThatDifferInTagsAloneTheLastCountsHoweverOftenTheFileIsImported) {
  const auto line = [](const char* tag) {
    v1::Fact fact = testing::NumberedFact(1);
    fact.add_tags(tag);
    return FactToJsonLine(fact) + "\n";
  };
  const std::string text = line("draft") + Lines(5, 8) + line("final") + line("draft") + line("final");
  for (const size_t batch_facts : {2, 100}) {
    ImportOptions options;
    options.batch_facts = batch_facts;
    const ImportResult first = ImportText(text, options);
    const std::string id = ContentId(testing::NumberedFact(1));
    for (int again = 0; again < 2; ++again) {
      const ImportResult result = ImportText(text, options);
      EXPECT_EQ(result.unchanged, 7u);
      EXPECT_EQ(result.version, first.version);
      const auto base = KnowledgeBase::Open(Store(), {}, OpenMode::kRead);
      EXPECT_THAT(base->Pin()->Get(id)->tags(), ::testing::ElementsAre("final"));
      EXPECT_EQ(CompareWithStore(WriteTemp("facts.jsonl", text), options, *base).same, 7u);
    }
    std::filesystem::remove_all(Store());
  }
}

TEST_F(ImporterTest, AFileIsComparedWithAStoreThatStaysAsItIs) {
  ImportOptions options;
  options.source = "hr";
  options.keep_vanished = true;
  ImportText(Lines(0, 20) + "{\"id\": \"x\", \"text\": \"one\"}\n", options);
  const auto base = KnowledgeBase::Open(Store(), {}, OpenMode::kRead);
  const auto compare = [&](const std::string& text) {
    const FileComparison found = CompareWithStore(WriteTemp("other.jsonl", text), options, *base);
    return std::vector<uint64_t>{found.same, found.changed, found.absent, found.others};
  };
  using ::testing::ElementsAre;
  EXPECT_THAT(compare(Lines(10, 25) + "{\"id\": \"x\", \"text\": \"two\"}\n"), ElementsAre(10, 1, 5, 10));
  EXPECT_THAT(compare(Lines(0, 20) + "{\"id\": \"x\", \"text\": \"one\"}\n"), ElementsAre(21, 0, 0, 0));
  options.source = "sales";  // content ids name the source too
  EXPECT_THAT(compare(Lines(0, 20) + "{\"id\": \"x\", \"text\": \"one\"}\n"), ElementsAre(0, 1, 20, 20));
  EXPECT_EQ(FactsInStore(), 21u);
}

TEST_F(ImporterTest, BatchesAreAcknowledgedOneByOne) {
  ImportOptions options;
  options.batch_facts = 8;
  std::vector<size_t> batches;
  options.acknowledged = [&batches](const std::vector<std::string>& ids) { batches.push_back(ids.size()); };
  ImportText(Lines(0, 20), options);
  EXPECT_THAT(batches, ::testing::ElementsAre(8, 8, 4));
}

TEST_F(ImporterTest, TheSourceIsForFactsWithoutOne) {
  ImportOptions options;
  options.source = "mine";
  ImportText("{\"id\": \"a\", \"text\": \"one\"}\n{\"id\": \"b\", \"text\": \"two\", \"source\": \"theirs\"}\n",
             options);
  const auto view = KnowledgeBase::Open(Store(), {}, OpenMode::kRead)->Pin();
  EXPECT_EQ(view->Get("a")->source(), "mine");
  EXPECT_EQ(view->Get("b")->source(), "theirs");
}

TEST_F(ImporterTest, ReadsGzip) {
  const Path file = dir() / "facts.jsonl.gz";
  const std::string text = Lines(0, 50);
  gzFile gz = gzopen(file.c_str(), "wb");
  gzwrite(gz, text.data(), static_cast<unsigned>(text.size()));
  gzclose(gz);
  EXPECT_EQ(Import(file).added, 50u);
}

TEST_F(ImporterTest, ReadsAPipeThatCanBeReadOnceOnly) {
  const Path pipe = dir() / "pipe";
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  std::thread writer([&pipe] { std::ofstream(pipe) << Lines(0, 50); });
  EXPECT_EQ(Import(pipe).added, 50u);
  writer.join();
}

TEST_F(ImporterTest, AWrongLineIsNamedAndLeavesNothing) {
  const std::string good = Lines(0, 3);
  ExpectRefused(good + "{\"subject\": \"Ann\"\n", Code::kInvalidArgument, "facts.jsonl:4: column");
  ExpectRefused(good + "{\"subject\": [1]}\n", Code::kInvalidArgument, "facts.jsonl:4: subject:");
  ExpectRefused(good + "{}\n", Code::kInvalidArgument, "facts.jsonl:4: fact is empty");
  ExpectRefused(good + "{\"text\": \"\xFF\"}\n", Code::kInvalidArgument, "facts.jsonl:4: line is not valid UTF-8");
  ExpectRefused(good + "{\"text\": \"" + std::string(10 << 20, 'x') + "\"}\n", Code::kResourceExhausted,
                "facts.jsonl:4: fact has");
  ExpectRefused("{\"id\": \"x\", \"text\": \"one\"}\n{\"id\": \"x\", \"text\": \"two\"}\n", Code::kAlreadyExists,
                "facts.jsonl:2: id:");
}

TEST_F(ImporterTest, AWrongLineLeavesAStoreAsItWas) {
  ImportText(Lines(0, 5));
  EXPECT_THAT([&] { ImportText(Lines(5, 10) + "{\n"); }, ThrowsCode(Code::kInvalidArgument, "facts.jsonl:6"));
  EXPECT_EQ(FactsInStore(), 5u);
}

TEST_F(ImporterTest, SkipBadPassesOverThatManyLines) {
  ImportOptions options;
  options.skip_bad = 2;
  const ImportResult result = ImportText("{\n" + Lines(0, 3) + "{\"text\": \"\"}\n", options);
  EXPECT_EQ(result.facts, 3u);
  EXPECT_EQ(result.skipped, 2u);
  EXPECT_THAT([&] { ImportText("{\n{\n{\n", options); }, ThrowsCode(Code::kInvalidArgument, "--skip-bad 2"));
}

TEST_F(ImporterTest, AbsentFilesFoldersAndCutOffStreamsAreErrors) {
  EXPECT_THAT([&] { Import(dir() / "no.jsonl"); }, ThrowsCode(Code::kNotFound, "no.jsonl"));
  EXPECT_THAT([&] { Import(dir()); }, ThrowsCode(Code::kInvalidArgument));
  const std::string gzip_start("\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03", 10);
  EXPECT_THAT([&] { ImportText(gzip_start); }, ThrowsCode(Code::kDataLoss, "facts.jsonl"));
  EXPECT_FALSE(std::filesystem::exists(Store()));
}

TEST_F(ImporterTest, AFolderThatIsNoStoreIsRefusedBeforeReading) {
  WriteTemp("store/letter.txt", "Dear Ann");
  EXPECT_THAT([&] { ImportText("{\n"); }, ThrowsCode(Code::kFailedPrecondition, "not a Lethe store"));
}

TEST_F(ImporterTest, AnEmptyFileMakesAnEmptyStore) {
  EXPECT_EQ(ImportText("").facts, 0u);
  EXPECT_EQ(FactsInStore(), 0u);
}

TEST_F(ImporterTest, ReadsEveryFormatByNameOrByOption) {
  const auto import = [this](const std::string& name, const std::string& text, const ImportOptions& options = {}) {
    return Import(WriteTemp(name, text), options).added;
  };
  EXPECT_EQ(import("a.csv", "subject,relation,object\nOslo,country,Norway\n"), 1u);
  EXPECT_EQ(import("b.tsv", "subject\trelation\tobject\nRome\tcountry\tItaly\n"), 1u);
  EXPECT_EQ(import("c.nt", "<http://x/Bern> <http://x/country> <http://x/Switzerland> .\n"), 1u);
  EXPECT_EQ(import("d.json", "{\"data\": [{\"title\": \"T\", \"paragraphs\": [{\"context\": \"A b c.\"}]}]}"), 1u);
  EXPECT_EQ(import("e.txt", "One sentence. And another.\n"), 2u);
  EXPECT_EQ(import("f.jsonl", "{\"_id\": \"d7\", \"title\": \"T\", \"text\": \"x\"}\n"), 1u);
  ImportOptions options;
  options.format = "csv";
  options.map = ColumnMap({"subject=1", "relation==capital", "object=2"});
  options.source = "table";
  EXPECT_EQ(import("g", "Chad,N'Djamena\nMali,Bamako\n", options), 2u);
  const auto view = KnowledgeBase::Open(Store(), {}, OpenMode::kRead)->Pin();
  EXPECT_EQ(view->Lookup("mali", "capital").at(0).source(), "table");
  EXPECT_EQ(view->Get("d7")->text(), "T. x");
  EXPECT_EQ(view->Lookup("Bern", "country").at(0).object(), "Switzerland");
}

TEST_F(ImporterTest, WrongRowsAreNamedByLineAndMayBeSkipped) {
  const Path file = WriteTemp("t.csv", "subject,relation,object\nOslo,country,Norway\nRome,country\nBern,country,\n");
  EXPECT_THAT([&] { Import(file); }, ThrowsCode(Code::kInvalidArgument, "t.csv:3: has 2 cells"));
  ImportOptions options;
  options.skip_bad = 2;
  const ImportResult result = Import(file, options);
  EXPECT_EQ(result.added, 1u);
  EXPECT_EQ(result.skipped, 2u);
}

TEST_F(ImporterTest, AnInterruptedImportGoesOnWhereItStopped) {
  const Path file = WriteTemp("facts.jsonl", Lines(0, 100));
  ImportOptions options;
  options.batch_facts = 10;
  std::atomic<size_t> durable = 0;
  options.acknowledged = [&durable](const std::vector<std::string>& ids) { durable += ids.size(); };
  options.interrupted = [&durable] { return durable >= 30; };
  std::string words;
  try {
    Import(file, options);
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), Code::kCancelled);
    words = error.what();
  }
  // What was handed over is still written: at most two batches more.
  const uint64_t there = FactsInStore();
  EXPECT_EQ(there, durable);
  EXPECT_GE(there, 30u);
  EXPECT_LT(there, 100u);
  EXPECT_THAT(words, ::testing::HasSubstr(StrCat("stopped: ", there, " facts of the file are in the store")));
  options.interrupted = nullptr;
  const ImportResult result = Import(file, options);
  EXPECT_EQ(result.unchanged, there);
  EXPECT_EQ(result.added, 100 - there);
  EXPECT_EQ(FactsInStore(), 100u);
}

TEST_F(ImporterTest, AnotherImportOfASourceRemovesWhatVanished) {
  ImportOptions options;
  options.source = "crm";
  const auto line = [](const char* subject, const char* object) {
    return FactToJsonLine(testing::Triple(subject, "employer", object)) + "\n";
  };
  ImportText(line("Ann", "Acme") + line("Bo", "Acme") + line("Cy", "Acme"), options);
  ImportText(line("Di", "Acme"));  // of no source, so it stays
  const ImportResult result = ImportText(line("Ann", "Acme") + line("Bo", "Globex") + line("Ed", "Acme"), options);
  EXPECT_EQ(result.unchanged, 1u);
  EXPECT_EQ(result.updated, 1u);
  EXPECT_EQ(result.added, 1u);
  EXPECT_EQ(result.removed, 1u);
  const auto view = KnowledgeBase::Open(Store(), {}, OpenMode::kRead)->Pin();
  EXPECT_TRUE(view->Lookup("Cy", "employer").empty());
  EXPECT_EQ(view->Lookup("Bo", "employer").at(0).object(), "Globex");
  EXPECT_EQ(view->Lookup("Di", "employer").size(), 1u);
  // Run again it finds everything there, says so of every fact, and makes no version.
  std::vector<std::string> acknowledged;
  options.acknowledged = [&](const auto& ids) { acknowledged.insert(acknowledged.end(), ids.begin(), ids.end()); };
  const ImportResult again = ImportText(line("Ann", "Acme") + line("Bo", "Globex") + line("Ed", "Acme"), options);
  EXPECT_EQ(again.unchanged, 3u);
  EXPECT_EQ(again.added + again.updated + again.removed, 0u);
  EXPECT_EQ(again.version, result.version);
  EXPECT_EQ(acknowledged.size(), 3u);
  options.keep_vanished = true;
  EXPECT_EQ(ImportText(line("Fay", "Acme"), options).removed, 0u);
  EXPECT_EQ(FactsInStore(), 5u);
}

}  // namespace
}  // namespace lethe
