// The contract of every store, and what RocksDB's store promises beside it: damage named, crashes survived.
#include <gmock/gmock.h>
#include <rocksdb/write_batch.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <iostream>
#include <set>
#include <sstream>
#include <thread>

#include "base/log.h"
#include "base/random.h"
#include "retriever/fact.h"
#include "retriever/indexes/vector_index.h"
#include "retriever/knowledge_base.h"
#include "retriever/stores/prepared_fact.h"
#include "retriever/stores/rocks_records.h"
#include "retriever/stores/store_folder.h"
#include "tests/retriever/fact_samples.h"
#include "tests/support/temp_dir.h"
#include "tests/support/throws_code.h"

namespace lethe {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::NumberedFact;
using testing::NumberedFacts;
using testing::TextFact;
using testing::ThrowsCode;
using testing::Triple;

bool Holds(const std::vector<Hit>& hits, const std::string& id) {
  return std::any_of(hits.begin(), hits.end(), [&id](const Hit& hit) { return hit.fact.id() == id; });
}

SearchOptions Only(bool exact, bool lexical, bool dense) {
  SearchOptions options;
  options.k = 10;
  options.exact = exact;
  options.lexical = lexical;
  options.dense = dense;
  return options;
}

// Through which of look-up, words and vectors the fact is found.
std::string FoundThrough(const StoreView& view, const v1::Fact& fact, const std::string& id) {
  std::string channels;
  const std::string text = SearchableText(fact);
  for (const v1::Fact& found : view.Lookup(fact.subject(), fact.relation())) channels += found.id() == id ? "key " : "";
  if (Holds(view.Search(text, Only(true, false, false)), id)) channels += "exact ";
  if (Holds(view.Search(text, Only(false, true, false)), id)) channels += "lexical ";
  if (Holds(view.Search(text, Only(false, false, true)), id)) channels += "dense ";
  return channels;
}

constexpr const char* kEverywhere = "key exact lexical dense ";

class StoreTest : public testing::TempDir {
 protected:
  void SetUp() override { SetLogLevel(LogLevel::kError); }
  void TearDown() override { SetLogLevel(LogLevel::kInfo); }
  Path Store() const { return dir() / "store"; }
  std::unique_ptr<KnowledgeBase> Open(OpenMode mode = OpenMode::kCreate, const StoreConfig& config = {}) const {
    return KnowledgeBase::Open(Store(), config, mode);
  }
};

TEST_F(StoreTest, WhatIsPutIsFoundAtOnceThroughEveryChannel) {
  const auto base = Open();
  const std::vector<v1::Fact> facts = NumberedFacts(0, 40);
  const PutResult result = base->PutBatch(facts);
  EXPECT_EQ(result.outcome.added, 40u);
  const auto view = base->Pin();
  for (size_t i = 0; i < facts.size(); ++i) EXPECT_EQ(FoundThrough(*view, facts[i], result.ids[i]), kEverywhere) << i;
  EXPECT_EQ(view->Get(result.ids[3])->object(), facts[3].object());
  EXPECT_EQ(view->Get("no such id"), std::nullopt);
  EXPECT_TRUE(view->Verify().ok());
}

TEST_F(StoreTest, PuttingTwiceChangesNothing) {
  const auto base = Open();
  base->PutBatch(NumberedFacts(0, 10));
  const uint64_t version = base->Pin()->version();
  const PutResult again = base->PutBatch(NumberedFacts(0, 10));
  EXPECT_EQ(again.outcome.unchanged, 10u);
  EXPECT_EQ(again.outcome.added, 0u);
  EXPECT_EQ(base->Pin()->version(), version);
  EXPECT_EQ(base->Pin()->Stats().facts, 10u);
}

TEST_F(StoreTest, AnIdWithAnotherContentIsAnUpdate) {
  const auto base = Open();
  v1::Fact fact = Triple("Ann Lee", "place of birth", "Oslo");
  fact.set_id("x");
  base->PutBatch({fact});
  const auto before = base->Pin();
  fact.set_object("Bergen");
  EXPECT_EQ(base->PutBatch({fact}).outcome.updated, 1u);
  const auto after = base->Pin();
  EXPECT_EQ(before->Get("x")->object(), "Oslo");
  EXPECT_EQ(after->Get("x")->object(), "Bergen");
  EXPECT_EQ(after->Lookup("Ann Lee", "place of birth").size(), 1u);
  EXPECT_THAT(after->Search("Oslo", Only(false, true, false)), IsEmpty());
  EXPECT_EQ(after->Stats().facts, 1u);
  EXPECT_TRUE(after->Verify().ok());
}

TEST_F(StoreTest, OfTwoFactsWithOneIdInABatchTheLaterCounts) {
  const auto base = Open();
  v1::Fact first = TextFact("Oslo lies in Norway."), second = TextFact("Bergen lies in Norway.");
  first.set_id("x");
  second.set_id("x");
  base->PutBatch({first, second, second});
  EXPECT_EQ(base->Pin()->Get("x")->text(), "Bergen lies in Norway.");
  EXPECT_EQ(base->Pin()->Stats().facts, 1u);
  EXPECT_TRUE(base->Pin()->Verify().ok());
}

TEST_F(StoreTest, ARefusedFactRefusesItsBatch) {
  const auto base = Open();
  EXPECT_THAT(
      [&] {
        base->PutBatch({NumberedFact(1), v1::Fact()});
      },
      ThrowsCode(Code::kInvalidArgument, "fact 2 of 2"));
  EXPECT_EQ(base->Pin()->Stats().facts, 0u);
}

TEST_F(StoreTest, WhatIsDeletedIsGoneAndStaysGone) {
  const std::vector<v1::Fact> facts = NumberedFacts(0, 12);
  std::vector<std::string> ids;
  {
    const auto base = Open();
    ids = base->PutBatch(facts).ids;
    const auto before = base->Pin();
    EXPECT_EQ(base->Delete({ids[0], ids[1], ids[0], "unknown"}), 2u);
    EXPECT_EQ(base->Delete({ids[0]}), 0u);
    EXPECT_EQ(FoundThrough(*base->Pin(), facts[0], ids[0]), "");
    EXPECT_EQ(FoundThrough(*before, facts[0], ids[0]), kEverywhere);
    EXPECT_TRUE(base->Pin()->Verify().ok());
  }
  const auto base = Open(OpenMode::kWrite);
  EXPECT_EQ(FoundThrough(*base->Pin(), facts[0], ids[0]), "");
  EXPECT_EQ(FoundThrough(*base->Pin(), facts[2], ids[2]), kEverywhere);
  EXPECT_EQ(base->Pin()->Stats().facts, 10u);
  EXPECT_TRUE(base->Pin()->Verify().ok());
}

TEST_F(StoreTest, DeletesBySubjectAndSource) {
  const auto base = Open();
  v1::Fact wiki = Triple("Bob", "occupation", "baker");
  wiki.set_source("wiki");
  base->PutBatch({Triple("Ann Lee", "place of birth", "Oslo"), Triple("ann  LEE", "occupation", "nurse"), wiki});
  EXPECT_EQ(base->DeleteSubject("The Ann Lee"), 2u);
  EXPECT_EQ(base->DeleteSource("wikipedia"), 0u);
  EXPECT_EQ(base->DeleteSource("wiki"), 1u);
  EXPECT_EQ(base->Pin()->Stats().facts, 0u);
  EXPECT_TRUE(base->Pin()->Verify().ok());
}

TEST_F(StoreTest, LookUpSeesThroughSpellingAndAliases) {
  const auto base = Open();
  v1::Fact fact = Triple("Åse Lykke", "Place of Birth", "Oslo");
  fact.add_aliases("A. Lykke");
  base->PutBatch({fact, Triple("Åse Lykke", "occupation", "nurse")});
  const auto view = base->Pin();
  for (const char* subject : {"Åse Lykke", "ASE LYKKE", "A\u030Ase  Lykke", "a. lykke", "A. Lykke"}) {
    EXPECT_EQ(view->Lookup(subject, "place of birth").size(), 1u) << subject;
    EXPECT_EQ(view->Lookup(subject, "occupation").size(), 1u) << subject;
  }
  EXPECT_THAT(view->Lookup("Lykke", "occupation"), IsEmpty());
  EXPECT_THAT(view->Lookup("Åse", "Lykke"), IsEmpty());
}

TEST_F(StoreTest, ExportsInTheOrderOfPutting) {
  const auto base = Open();
  base->PutBatch(NumberedFacts(5, 8));
  base->PutBatch(NumberedFacts(0, 2));
  std::vector<std::string> objects, expected;
  base->Pin()->ForEach([&objects](const v1::Fact& fact) { objects.push_back(fact.object()); });
  for (const uint64_t i : {5, 6, 7, 0, 1}) expected.push_back(NumberedFact(i).object());
  EXPECT_EQ(objects, expected);
}

TEST_F(StoreTest, AViewOutlivesItsKnowledgeBase) {
  std::shared_ptr<const StoreView> view;
  {
    const auto base = Open();
    base->PutBatch(NumberedFacts(0, 4));
    view = base->Pin();
  }
  EXPECT_EQ(view->Lookup(NumberedFact(1).subject(), NumberedFact(1).relation()).size(), 1u);
}

// Each batch holds the ten facts of one subject, so a reader that sees some of them sees all; a version that was pinned
// answers the same before and after.
TEST_F(StoreTest, ReadersSeeWholeBatchesOnly) {
  const auto base = Open();
  constexpr int kBatches = 60, kFactsOfBatch = 10;
  std::atomic<bool> done = false;
  std::atomic<int> torn = 0;
  std::vector<std::thread> readers;
  for (int r = 0; r < 2; ++r) {
    readers.emplace_back([&] {
      while (!done) {
        const auto view = base->Pin();
        const size_t facts = view->Stats().facts;
        const size_t found = view->Lookup("Ann Lee", "child").size();
        const size_t words = view->Search("child",
                                          [] {
                                            SearchOptions options = Only(false, true, false);
                                            options.k = 1000;
                                            return options;
                                          }())
                                 .size();
        if (facts % kFactsOfBatch != 0 || found != facts || words != facts) ++torn;
      }
    });
  }
  for (int batch = 0; batch < kBatches; ++batch) {
    std::vector<v1::Fact> facts;
    for (int i = 0; i < kFactsOfBatch; ++i) {
      facts.push_back(Triple("Ann Lee", "child", testing::NameOf(static_cast<uint64_t>(batch * kFactsOfBatch + i))));
    }
    base->PutBatch(facts);
  }
  done = true;
  for (std::thread& reader : readers) reader.join();
  EXPECT_EQ(torn, 0);
  EXPECT_EQ(base->Pin()->Stats().facts, static_cast<uint64_t>(kBatches * kFactsOfBatch));
}

TEST_F(StoreTest, ReadersInOtherProcessesOpenItBesideTheWriter) {
  const auto writer = Open();
  writer->PutBatch(NumberedFacts(0, 8));
  const auto reader = Open(OpenMode::kRead);
  EXPECT_EQ(reader->Pin()->Stats().facts, 8u);
  const v1::Fact fact = NumberedFact(5);
  EXPECT_EQ(FoundThrough(*reader->Pin(), fact, ContentId(fact)), kEverywhere);
  EXPECT_THAT([&] { reader->PutBatch({fact}); }, ThrowsCode(Code::kFailedPrecondition, "reading only"));
  EXPECT_THAT([&] { reader->Delete({"x"}); }, ThrowsCode(Code::kFailedPrecondition, "reading only"));
}

TEST_F(StoreTest, ASecondWriterIsRefused) {
  const auto writer = Open();
  EXPECT_THAT([&] { Open(OpenMode::kWrite); }, ThrowsCode(Code::kUnavailable, "open for writing"));
}

TEST_F(StoreTest, FoldersThatAreNoStoreAreRefusedAndLeftAlone) {
  EXPECT_THAT([&] { Open(OpenMode::kRead); }, ThrowsCode(Code::kNotFound, "lethe store import"));
  EXPECT_THAT([&] { Open(OpenMode::kWrite); }, ThrowsCode(Code::kNotFound, "lethe store import"));
  EXPECT_FALSE(std::filesystem::exists(Store()));
  WriteTemp("store/letter.txt", "Dear Ann");
  EXPECT_THAT([&] { Open(); }, ThrowsCode(Code::kFailedPrecondition, "not a Lethe store"));
  EXPECT_THAT([&] { KnowledgeBase::Open(Store() / "letter.txt", {}, OpenMode::kCreate); },
              ThrowsCode(Code::kFailedPrecondition, "is a file"));
}

TEST_F(StoreTest, AnotherEmbedderIsRefused) {
  StoreConfig small;
  small.mutable_embedder()->mutable_hashed_ngrams()->set_dimension(64);
  small.set_bm25_b(0.75f);
  Open(OpenMode::kCreate, small)->PutBatch({NumberedFact(1)});
  EXPECT_EQ(Open(OpenMode::kRead)->embedder().dimension(), 64u);
  EXPECT_FLOAT_EQ(Open(OpenMode::kRead)->config().bm25_b(), 0.75f);
  StoreConfig other;
  other.mutable_embedder()->mutable_hashed_ngrams()->set_dimension(128);
  EXPECT_THAT([&] { Open(OpenMode::kRead, other); }, ThrowsCode(Code::kFailedPrecondition, "hashed_ngrams/64/3-5"));
}

TEST_F(StoreTest, MissingAndDamagedPartsAreNamed) {
  Open()->PutBatch(NumberedFacts(0, 20));
  const Path marker = StoreMarker(Store());
  const std::string text = ReadFile(marker);
  WriteFileAtomic(marker, text.substr(0, 30));
  EXPECT_THAT([&] { Open(OpenMode::kRead); }, ThrowsCode(Code::kDataLoss, "lethe_store.json"));
  WriteFileAtomic(marker, text);
  std::filesystem::rename(StoreDatabase(Store()) / "CURRENT", dir() / "CURRENT");
  EXPECT_THAT([&] { Open(OpenMode::kWrite); }, ThrowsCode(Code::kDataLoss, "CURRENT"));
  WriteFileAtomic(StoreDatabase(Store()) / "CURRENT", "MANIFEST-999999\n");
  EXPECT_THAT([&] { Open(OpenMode::kWrite); }, ThrowsCode(Code::kDataLoss, "MANIFEST-999999"));
}

// A flipped bit in the middle of the log must not silently end the recovery there.
TEST_F(StoreTest, ADamagedLogIsNoShortStore) {
  {
    const auto base = Open();
    for (uint64_t i = 0; i < 20; ++i) base->PutBatch({NumberedFact(i)});
  }
  for (const auto& entry : std::filesystem::directory_iterator(StoreDatabase(Store()))) {
    if (entry.path().extension() != ".log" || entry.file_size() == 0) continue;
    std::string bytes = ReadFile(entry.path());
    bytes[bytes.size() / 2] ^= 4;
    WriteFileAtomic(entry.path(), bytes);
  }
  EXPECT_THAT([&] { Open(OpenMode::kWrite); }, ThrowsCode(Code::kDataLoss, "db"));
}

TEST_F(StoreTest, VectorSegmentsAreMadeAgainFromTheDatabase) {
  constexpr uint64_t kFacts = VectorIndex::kSegmentRows + 20;
  const v1::Fact early = NumberedFact(17);
  Open()->PutBatch(NumberedFacts(0, kFacts));
  std::vector<Path> files;
  for (const auto& entry : std::filesystem::directory_iterator(StoreSegments(Store()))) files.push_back(entry.path());
  ASSERT_EQ(files.size(), 1u);
  std::string damaged = ReadFile(files[0]);
  damaged[damaged.size() / 2] ^= 1;
  const auto expect_whole = [&](OpenMode mode) {
    const auto base = Open(mode);
    EXPECT_EQ(FoundThrough(*base->Pin(), early, ContentId(early)), kEverywhere);
    EXPECT_EQ(base->Pin()->Stats().segments, 1u);
    EXPECT_TRUE(base->Pin()->Verify().ok());
  };
  WriteFileAtomic(files[0], damaged);
  expect_whole(OpenMode::kRead);
  EXPECT_EQ(ReadFile(files[0]), damaged);
  expect_whole(OpenMode::kWrite);
  EXPECT_NE(ReadFile(files[0]), damaged);
  std::filesystem::remove(files[0]);
  WriteTemp("store/segments/stray.faiss", "left by a crash");
  expect_whole(OpenMode::kWrite);
  EXPECT_TRUE(std::filesystem::exists(files[0]));
  EXPECT_FALSE(std::filesystem::exists(StoreSegments(Store()) / "stray.faiss"));
}

// What a bug or a damaged file could leave behind, one record at a time.
TEST_F(StoreTest, VerifySeesEveryIndexThatDoesNotAgree) {
  const v1::Fact fact = NumberedFact(2);
  Open()->PutBatch(NumberedFacts(0, 5));
  const std::string number = DocKey(2);
  const FactKeys keys = KeysOf(fact);
  const std::string key = RelationPrefix(keys.subject, keys.relation) + number;
  const std::string term = TermPrefix(AnalyzeDocument(fact.object()).terms.at(0).text) + DocKey(0);
  for (const auto& [family, record] :
       {std::pair{Family::kKeys, key}, std::pair{Family::kPostings, term}, std::pair{Family::kVectors, number},
        std::pair{Family::kIds, ContentId(fact)}, std::pair{Family::kFacts, number}}) {
    const auto change = [&](auto apply) {
      const auto db = RocksDb::Open(StoreDatabase(Store()), OpenMode::kWrite);
      rocksdb::WriteBatch batch;
      apply(*db, batch);
      db->Write(batch);
    };
    std::string kept;
    change([&](RocksDb& db, rocksdb::WriteBatch& batch) {
      kept = db.Get(family, record, nullptr).value();
      batch.Delete(db.family(family), record);
    });
    EXPECT_FALSE(Open(OpenMode::kRead)->Pin()->Verify().ok()) << static_cast<int>(family);
    change([&](RocksDb& db, rocksdb::WriteBatch& batch) { batch.Put(db.family(family), record, kept); });
    EXPECT_TRUE(Open(OpenMode::kRead)->Pin()->Verify().ok()) << static_cast<int>(family);
  }
}

// ---- kill -9 ----

constexpr const char* kCrashStore = "LETHE_TEST_CRASH_STORE";
constexpr const char* kCrashFirst = "LETHE_TEST_CRASH_FIRST";
constexpr uint64_t kLargestCrashBatch = 300;

// Runs in a process of its own: puts batches without end, and says on stdout "p FIRST LAST" when one is acknowledged,
// then deletes one of its facts and says "d NUMBER".
TEST(StoreCrashTest, DISABLED_PutUntilKilled) {
  const auto base = KnowledgeBase::Open(std::getenv(kCrashStore), {}, OpenMode::kCreate);
  uint64_t next = std::stoull(std::getenv(kCrashFirst));
  Random random(next + 1);
  for (;;) {
    const uint64_t count = 1 + random.Below(kLargestCrashBatch);
    base->PutBatch(NumberedFacts(next, next + count));
    std::cout << "p " << next << " " << next + count << std::endl;
    const uint64_t gone = next + random.Below(count);
    base->Delete({ContentId(NumberedFact(gone))});
    std::cout << "d " << gone << " 0" << std::endl;
    next += count;
  }
}

// What the killed processes said.
struct Acknowledged {
  std::set<uint64_t> put;
  std::set<uint64_t> deleted;
  uint64_t last_first = 0;  // the last batch that was acknowledged
  uint64_t last_end = 0;

  void Read(const std::string& text) {
    std::istringstream lines(text.substr(0, text.rfind('\n') + 1));
    for (std::string line; std::getline(lines, line);) {
      std::istringstream words(line);
      std::string kind;
      uint64_t first = 0, end = 0;
      if (!(words >> kind >> first >> end) || (kind != "p" && kind != "d")) continue;
      if (kind == "d") {
        deleted.insert(first);
        continue;
      }
      for (uint64_t i = first; i < end; ++i) put.insert(i);
      last_first = first;
      last_end = end;
    }
  }
};

// Starts the process above, kills it after the time given and returns what it had said.
std::string PutAndKill(const Path& store, uint64_t first, std::chrono::milliseconds after) {
  int ends[2];
  LETHE_CHECK(::pipe(ends) == 0);
  const pid_t child = ::fork();
  LETHE_CHECK(child >= 0);
  if (child == 0) {
    ::dup2(ends[1], STDOUT_FILENO);
    ::setenv(kCrashStore, store.c_str(), 1);
    ::setenv(kCrashFirst, std::to_string(first).c_str(), 1);
    ::execl("/proc/self/exe", "crash", "--gtest_also_run_disabled_tests",
            "--gtest_filter=StoreCrashTest.DISABLED_PutUntilKilled", static_cast<char*>(nullptr));
    ::_exit(1);
  }
  ::close(ends[1]);
  std::string text;
  char buffer[4096];
  // The clock starts with the first acknowledgement, so that slow machines kill in the middle of the work too.
  ssize_t n = 0;
  while (text.find("\np ") == std::string::npos && (n = ::read(ends[0], buffer, sizeof buffer)) > 0)
    text.append(buffer, static_cast<size_t>(n));
  std::this_thread::sleep_for(after);
  ::kill(child, SIGKILL);
  ::waitpid(child, nullptr, 0);
  while ((n = ::read(ends[0], buffer, sizeof buffer)) > 0) text.append(buffer, static_cast<size_t>(n));
  ::close(ends[0]);
  return text;
}

TEST_F(StoreTest, NothingAcknowledgedIsLostToAKill) {
  Acknowledged acknowledged;
  Random random(20260705);
  for (int round = 0; round < 10; ++round) {
    // Behind everything that was tried: the batch under way may be there or not.
    const uint64_t first = acknowledged.last_end + kLargestCrashBatch;
    acknowledged.Read(PutAndKill(Store(), first, std::chrono::milliseconds(random.Below(300))));
    const auto view = Open(OpenMode::kWrite)->Pin();
    const VerifyReport report = view->Verify();
    EXPECT_TRUE(report.ok()) << "round " << round << ": " << ::testing::PrintToString(report.problems);
    std::vector<uint64_t> lost;
    for (const uint64_t number : acknowledged.put) {
      const bool there = view->Get(ContentId(NumberedFact(number))).has_value();
      EXPECT_FALSE(there && acknowledged.deleted.contains(number)) << "came back: " << number;
      if (!there && !acknowledged.deleted.contains(number)) lost.push_back(number);
    }
    // The last delete may be durable without having been acknowledged.
    ASSERT_LE(lost.size(), 1u) << "round " << round;
    if (!lost.empty()) {
      EXPECT_GE(lost[0], acknowledged.last_first) << "round " << round;
      acknowledged.deleted.insert(lost[0]);
    }
  }
  ASSERT_GT(acknowledged.put.size(), 1000u);
  const auto view = Open(OpenMode::kRead)->Pin();
  size_t i = 0;
  for (const uint64_t number : acknowledged.put) {
    if (++i % 50 != 0 && !acknowledged.deleted.contains(number)) continue;
    const v1::Fact fact = NumberedFact(number);
    EXPECT_EQ(FoundThrough(*view, fact, ContentId(fact)), acknowledged.deleted.contains(number) ? "" : kEverywhere)
        << number;
  }
}

}  // namespace
}  // namespace lethe
