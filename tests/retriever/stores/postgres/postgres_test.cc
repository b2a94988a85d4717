// What a store in PostgreSQL promises beside the contract of every store: several writing processes, connections that
// are lost and found, a server that is killed, vectors found by pgvector.
#include <gmock/gmock.h>

#include <algorithm>
#include <atomic>
#include <bit>
#include <cstdlib>
#include <cstring>
#include <mutex>
#include <nlohmann/json.hpp>
#include <set>
#include <thread>

#include "base/log.h"
#include "base/random.h"
#include "base/stopwatch.h"
#include "retriever/fact.h"
#include "retriever/knowledge_base.h"
#include "retriever/receipts/deletion_receipt.h"
#include "retriever/stores/postgres/pg_compact.h"
#include "retriever/stores/postgres/pg_store.h"
#include "retriever/stores/store_life.h"
#include "tests/retriever/fact_samples.h"
#include "tests/retriever/found_through.h"
#include "tests/retriever/store_places.h"
#include "tests/support/temp_dir.h"
#include "tests/support/throws_code.h"

namespace lethe {
namespace {

using testing::FoundThrough;
using testing::kEverywhere;
using testing::NumberedFact;
using testing::NumberedFacts;
using testing::PrivatePostgres;
using testing::ThrowsCode;
using testing::Triple;

std::string IdOf(uint64_t number) {
  return ContentId(NumberedFact(number));
}

class PostgresTest : public testing::TempDir {
 protected:
  void SetUp() override {
    SetLogLevel(LogLevel::kError);
    std::string why;
    place_ = std::make_unique<testing::PostgresPlace>(why);
    if (!why.empty()) GTEST_SKIP() << why;
  }
  void TearDown() override { SetLogLevel(LogLevel::kInfo); }

  // Each with connections of its own, as another process has them.
  std::unique_ptr<KnowledgeBase> Open(OpenMode mode = OpenMode::kCreate, const std::string& more = "") const {
    return KnowledgeBase::Open(place_->url() + more, {}, mode);
  }
  const std::string& url() const { return place_->url(); }

 private:
  std::unique_ptr<testing::PostgresPlace> place_;
};

TEST_F(PostgresTest, ProcessesWriteBesideEachOtherAndReadersSeeThemAll) {
  constexpr uint64_t kWriters = 3, kBatches = 8, kBatchFacts = 20;
  Open();
  std::atomic<bool> done = false;
  std::atomic<int> torn = 0;
  std::thread reader([&] {
    const auto base = Open(OpenMode::kRead);
    while (!done) {
      const auto view = base->Pin();
      size_t facts = 0;
      view->ForEach([&facts](const v1::Fact&) { ++facts; });
      if (facts != view->facts() || facts % kBatchFacts != 0) ++torn;
    }
  });
  std::vector<std::thread> writers;
  for (uint64_t w = 0; w < kWriters; ++w) {
    writers.emplace_back([&, w] {
      const auto base = Open(OpenMode::kWrite);
      for (uint64_t b = 0; b < kBatches; ++b) {
        const uint64_t first = (w * kBatches + b) * kBatchFacts;
        base->PutBatch(NumberedFacts(first, first + kBatchFacts));
      }
    });
  }
  for (std::thread& writer : writers) writer.join();
  done = true;
  reader.join();
  EXPECT_EQ(torn, 0);
  const auto base = Open(OpenMode::kRead);
  EXPECT_EQ(base->Pin()->facts(), kWriters * kBatches * kBatchFacts);
  EXPECT_EQ(base->Pin()->version(), kWriters * kBatches);
  EXPECT_TRUE(base->Pin()->Verify().ok());
}

TEST_F(PostgresTest, AnOpenReaderSeesWhatAnotherProcessWrites) {
  const auto writer = Open();
  const auto reader = Open(OpenMode::kRead);
  writer->PutBatch(NumberedFacts(0, 10));
  EXPECT_EQ(FoundThrough(*reader->Pin(), NumberedFact(3), IdOf(3)), kEverywhere);
  writer->Delete(std::vector<std::string>{IdOf(3)});
  EXPECT_EQ(FoundThrough(*reader->Pin(), NumberedFact(3), IdOf(3)), "");
}

TEST_F(PostgresTest, ACompactionSparesWhatAnotherProcessReads) {
  const auto writer = Open();
  writer->PutBatch(NumberedFacts(0, 20));
  const auto reader = Open(OpenMode::kRead);
  auto pinned = reader->Pin();
  writer->Delete(std::vector<std::string>{IdOf(3)});
  CompactOptions options = writer->DefaultCompaction();
  options.keep_versions = 0;
  EXPECT_EQ(writer->Compact(options).dropped_tombstones, 0u);
  EXPECT_EQ(FoundThrough(*pinned, NumberedFact(3), IdOf(3)), kEverywhere);
  EXPECT_THAT([&] { writer->PurgeUndo(IdOf(3)); }, ThrowsCode(Code::kUnavailable, "still being read"));
  pinned = reader->Pin();
  EXPECT_EQ(writer->Compact(options).dropped_tombstones, 1u);
  EXPECT_EQ(FoundThrough(*pinned, NumberedFact(3), IdOf(3)), "");
  EXPECT_TRUE(pinned->Verify().ok());
}

// A reader with rows in memory that slept through a death and the compaction that swept it must not find the dead.
TEST_F(PostgresTest, AReaderThatSleptThroughACompactionReadsAnew) {
  const auto writer = Open();
  writer->PutBatch(NumberedFacts(0, 20));
  const auto reader = Open(OpenMode::kRead);
  EXPECT_EQ(FoundThrough(*reader->Pin(), NumberedFact(3), IdOf(3)), kEverywhere);
  writer->Delete(std::vector<std::string>{IdOf(3)});
  CompactOptions options = writer->DefaultCompaction();
  options.keep_versions = 0;
  ASSERT_EQ(writer->Compact(options).dropped_tombstones, 1u);
  EXPECT_EQ(FoundThrough(*reader->Pin(), NumberedFact(3), IdOf(3)), "");
  EXPECT_EQ(FoundThrough(*reader->Pin(), NumberedFact(4), IdOf(4)), kEverywhere);
}

TEST_F(PostgresTest, OneConnectionIsEnough) {
  const auto base = Open(OpenMode::kCreate, "&pool_size=1");
  base->PutBatch(NumberedFacts(0, 30));
  const auto view = base->Pin();
  size_t loaded = 0;
  view->ForEach([&](const v1::Fact& fact) { loaded += view->Get(fact.id()).has_value(); });
  EXPECT_EQ(loaded, 30u);
  base->Delete(std::vector<std::string>{IdOf(1)});
  base->Compact(base->DefaultCompaction());
  EXPECT_EQ(FoundThrough(*base->Pin(), NumberedFact(2), IdOf(2)), kEverywhere);
}

TEST_F(PostgresTest, APoolWithoutAFreeConnectionSaysSo) {
  PgPool pool(ParsePostgresUrl(url() + "&pool_size=2&pool_wait=0.2"), false);
  const auto work = [&pool](auto inner) {
    pool.Run([&](PgConnection&) { pool.Run([&](PgConnection&) { inner(); }); });
  };
  EXPECT_THAT([&] { work([&] { pool.Run([](PgConnection&) {}); }); },
              ThrowsCode(Code::kResourceExhausted, "all 2 connections were busy"));
  int done = 0;
  work([&done] { ++done; });  // they came back
  EXPECT_EQ(done, 1);
  EXPECT_EQ(pool.open(), 2u);
}

TEST_F(PostgresTest, WaitsForAConnectionThatComesFree) {
  PgPool pool(ParsePostgresUrl(url() + "&pool_size=1&pool_wait=20"), false);
  std::atomic<int> done = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 6; ++i) {
    threads.emplace_back([&] {
      pool.Run([&](PgConnection& connection) {
        connection.Execute("SELECT pg_sleep(0.01)");
        ++done;
      });
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(done, 6);
  EXPECT_EQ(pool.open(), 1u);
}

TEST_F(PostgresTest, LostConnectionsAreReplacedAndPinsHeldAnew) {
  const std::string name = StrCat("victim_", ::getpid());
  const auto base = Open(OpenMode::kCreate, "&application_name=" + name);
  base->PutBatch(NumberedFacts(0, 10));
  const auto pinned = base->Pin();
  PgConnection killer(ParsePostgresUrl(url()), false);
  const auto kill_all = [&killer, &name] {
    killer.Execute(
        StrCat("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = '", name, "'"));
  };
  kill_all();
  EXPECT_TRUE(pinned->Get(IdOf(3)).has_value());
  kill_all();
  EXPECT_EQ(base->PutBatch(NumberedFacts(10, 12)).outcome.added, 2u);
  kill_all();
  EXPECT_EQ(base->Delete(std::vector<std::string>{IdOf(3)}), 1u);
  EXPECT_EQ(base->Pin()->facts(), 11u);
  EXPECT_TRUE(pinned->Get(IdOf(3)).has_value());
  EXPECT_TRUE(base->Pin()->Verify().ok());
}

// The session ends before the commit is answered: whether it counts is looked up before anything is done again.
TEST_F(PostgresTest, ACommitOfUnknownEndIsLookedUp) {
  PgPool pool(ParsePostgresUrl(url()), false);
  PgConnection killer(ParsePostgresUrl(url()), false);
  for (const bool counts : {true, false}) {
    int tries = 0, looked = 0;
    pool.Transact(
        [&](PgConnection& connection) {
          if (++tries > 1) return;
          killer.Execute(StrCat("SELECT pg_terminate_backend(", connection.process_id(), ", 5000)"));
        },
        [&](PgConnection&) { return ++looked, counts; });
    EXPECT_EQ(looked, 1);
    EXPECT_EQ(tries, counts ? 1 : 2);
  }
}

TEST_F(PostgresTest, RacesThatAreLostAreRunAgain) {
  PgPool pool(ParsePostgresUrl(url()), false);
  int tries = 0;
  pool.Transact([&](PgConnection& connection) {
    if (++tries < 3) connection.Execute("DO $$ BEGIN RAISE EXCEPTION 'lost' USING ERRCODE = '40001'; END $$");
  });
  EXPECT_EQ(tries, 3);
  tries = 0;
  EXPECT_THAT([&] { pool.Run([&](PgConnection& connection) { ++tries, connection.Execute("SELECT nonsense"); }); },
              ThrowsCode(Code::kDataLoss, "nonsense"));
  EXPECT_EQ(tries, 1);
}

TEST_F(PostgresTest, WrongAddressesAreToldAtOnceAndWithoutThePassword) {
  const auto open = [](const std::string& place) { KnowledgeBase::Open(place, {}, OpenMode::kRead); };
  EXPECT_THAT([&] { open("postgres://me:secret@127.0.0.1:1/facts"); },
              ThrowsCode(Code::kUnavailable, "postgres://me:***@127.0.0.1:1/facts"));
  std::string other = url();
  other.replace(other.find("/postgres?"), 10, "/nowhere?");
  EXPECT_THAT([&] { open(other); }, ThrowsCode(Code::kNotFound, "createdb"));
  EXPECT_THAT([&] { open(url()); }, ThrowsCode(Code::kNotFound, "lethe store import"));
  EXPECT_THAT([&] { open(url() + "&pool_size=none"); }, ThrowsCode(Code::kInvalidArgument, "pool_size=none"));
}

TEST_F(PostgresTest, SchemasOfOtherTablesAreLeftAlone) {
  PgConnection connection(ParsePostgresUrl(url()), false);
  const std::string schema = ParsePostgresUrl(url()).schema;
  connection.Execute(StrCat("CREATE SCHEMA ", schema, "; CREATE TABLE ", schema, ".facts (mine int)"));
  EXPECT_THAT([&] { Open(); }, ThrowsCode(Code::kFailedPrecondition, "name another one with ?schema=NAME"));
}

TEST_F(PostgresTest, WhatNeedsAFolderSaysWhatToDoInstead) {
  const auto base = Open();
  base->PutBatch(NumberedFacts(0, 3));
  EXPECT_THAT([&] { base->Snapshot(dir() / "monday"); }, ThrowsCode(Code::kUnimplemented, "pg_dump"));
  EXPECT_THAT([&] { RestoreStore(url(), dir() / "monday"); }, ThrowsCode(Code::kUnimplemented, "pg_restore"));
  EXPECT_THAT([&] { ReembedStore(url(), EmbedderConfig()); }, ThrowsCode(Code::kUnimplemented, "new schema"));
  EXPECT_THAT([&] { MakeReceipt({url(), IdOf(1), {}, {}}); }, ThrowsCode(Code::kUnimplemented, "receipts"));
  v1::Fact fact = NumberedFact(1);
  fact.set_id(std::string("a\0b", 3));
  EXPECT_THAT([&] { base->PutBatch({fact}); }, ThrowsCode(Code::kInvalidArgument, "zero byte"));
}

TEST_F(PostgresTest, ConfigsAndCalibrationAreRemembered) {
  StoreConfig config;
  config.set_bm25_b(0.75f);
  KnowledgeBase::Open(url(), config, OpenMode::kCreate)->PutBatch(NumberedFacts(0, 3));
  NothingFoundConfig nothing;
  nothing.set_threshold(0.5f);
  KnowledgeBase::Calibrate(url(), nothing);
  IndexConfig index;
  index.set_factory("HNSW24");
  Open()->ChooseIndex(index);
  const auto base = Open(OpenMode::kRead);
  EXPECT_FLOAT_EQ(base->config().bm25_b(), 0.75f);
  EXPECT_FLOAT_EQ(base->config().nothing_found().threshold(), 0.5f);
  EXPECT_EQ(base->config().index().factory(), "HNSW24");
}

// One table at a time, as a bug or a hand in psql could leave it.
TEST_F(PostgresTest, VerifySeesEveryTableThatDoesNotAgree) {
  Open()->PutBatch(NumberedFacts(0, 5));
  PgConnection hand(ParsePostgresUrl(url()), false);
  for (const char* damage : {
           "UPDATE facts SET subject_hash = 7 WHERE doc = 2",
           "UPDATE facts SET relation_key = 'other' WHERE doc = 2",
           "UPDATE facts SET source = 'other' WHERE doc = 2",
           "UPDATE facts SET terms = terms + 1 WHERE doc = 2",
           "UPDATE facts SET fact = '\\x00' WHERE doc = 2",
           "DELETE FROM vectors WHERE doc = 2",
           "UPDATE vectors SET vector = (SELECT vector FROM vectors WHERE doc = 1) WHERE doc = 2",
           "DELETE FROM postings WHERE term = (SELECT min(term) FROM postings)",
           "INSERT INTO aliases VALUES (2, 1, 'x')",
           "DELETE FROM facts WHERE doc = 2",
       }) {
    hand.Execute(
        "CREATE TABLE kept_facts AS TABLE facts; CREATE TABLE kept_vectors AS TABLE vectors; "
        "CREATE TABLE kept_postings AS TABLE postings");
    hand.Execute(damage);
    EXPECT_FALSE(Open(OpenMode::kRead)->Pin()->Verify().ok()) << damage;
    hand.Execute(
        "TRUNCATE facts, vectors, postings, aliases; INSERT INTO facts TABLE kept_facts; INSERT INTO vectors "
        "TABLE kept_vectors; INSERT INTO postings TABLE kept_postings; "
        "DROP TABLE kept_facts, kept_vectors, kept_postings");
    const VerifyReport whole = Open(OpenMode::kRead)->Pin()->Verify();
    EXPECT_TRUE(whole.ok()) << damage << ::testing::PrintToString(whole.problems);
  }
}

// ---- kill -9 ----

TEST(PostgresCrashTest, AKilledServerLosesNothingAcknowledged) {
  if (const std::string why = PrivatePostgres::Missing(); !why.empty()) GTEST_SKIP() << why;
  SetLogLevel(LogLevel::kError);
  PrivatePostgres server;
  const auto base = KnowledgeBase::Open(server.Url("crash", "&retry=60"), {}, OpenMode::kCreate);
  std::mutex mutex;
  std::set<uint64_t> put, deleted;
  std::atomic<bool> done = false;
  // Goes on through the kills: what is under way is tried again.
  std::thread writer([&] {
    Random random(3);
    for (uint64_t next = 0; !done; next += 10) {
      base->PutBatch(NumberedFacts(next, next + 10));
      const uint64_t gone = next + random.Below(10);
      base->Delete(std::vector<std::string>{IdOf(gone)});
      const std::lock_guard lock(mutex);
      for (uint64_t i = next; i < next + 10; ++i) put.insert(i);
      deleted.insert(gone);
    }
  });
  Random random(5);
  for (int kill = 0; kill < 5; ++kill) {
    std::this_thread::sleep_for(std::chrono::milliseconds(200 + random.Below(300)));
    server.Kill();
    server.Start();
  }
  done = true;
  writer.join();
  const auto view = base->Pin();
  EXPECT_GT(put.size(), 50u);
  EXPECT_EQ(view->facts(), put.size() - deleted.size());
  for (const uint64_t number : put) EXPECT_EQ(view->Get(IdOf(number)).has_value(), !deleted.contains(number)) << number;
  const VerifyReport report = view->Verify();
  EXPECT_TRUE(report.ok()) << ::testing::PrintToString(report.problems);
  EXPECT_EQ(base->Versions().size(), view->version());  // no change counted twice
  SetLogLevel(LogLevel::kInfo);
}

TEST(PostgresCrashTest, AServerThatStaysAwayIsToldAfterTheTimeForTrying) {
  if (const std::string why = PrivatePostgres::Missing(); !why.empty()) GTEST_SKIP() << why;
  PrivatePostgres server;
  const auto base = KnowledgeBase::Open(server.Url("away", "&retry=0.5"), {}, OpenMode::kCreate);
  base->PutBatch(NumberedFacts(0, 3));
  const auto view = base->Pin();
  server.Stop();
  const Stopwatch watch;
  EXPECT_THAT([&] { view->Get(IdOf(1)); }, ThrowsCode(Code::kUnavailable));
  EXPECT_LT(watch.Seconds(), 10);
  server.Start();
  EXPECT_TRUE(view->Get(IdOf(1)).has_value());
}

// ---- pgvector ----

TEST(PgvectorTest, FindsThroughTheIndexWhatExactSearchFinds) {
  std::string why;
  const testing::PostgresPlace place(why, true);
  if (!why.empty()) GTEST_SKIP() << why;
  SetLogLevel(LogLevel::kError);
  StoreConfig config;
  config.mutable_index()->set_exact_rows(200);
  const auto base = KnowledgeBase::Open(place.url(), config, OpenMode::kCreate);
  constexpr uint64_t kFacts = 600;
  base->PutBatch(NumberedFacts(0, kFacts));
  EXPECT_TRUE(base->WantsCompaction());
  const auto nearest = [&](const StoreView& view) {
    std::vector<std::vector<std::string>> found;
    for (uint64_t i = 0; i < kFacts; i += 40) {
      std::vector<std::string>& ids = found.emplace_back();
      for (const Hit& hit : view.Search(SearchableText(NumberedFact(i)), testing::Only(false, false, true)))
        ids.push_back(hit.fact.id());
    }
    return found;
  };
  const auto exact = nearest(*base->Pin());
  const auto before = base->Pin();
  base->Compact(base->DefaultCompaction());
  EXPECT_EQ(base->Pin()->Stats().index, "HNSW (pgvector)");
  EXPECT_FALSE(base->WantsCompaction());
  const auto indexed = nearest(*base->Pin());
  size_t same = 0, all = 0;
  for (size_t i = 0; i < exact.size(); ++i) {
    EXPECT_EQ(exact[i].at(0), indexed[i].at(0));
    for (const std::string& id : exact[i]) same += std::count(indexed[i].begin(), indexed[i].end(), id);
    all += exact[i].size();
  }
  EXPECT_GE(static_cast<double>(same), 0.95 * static_cast<double>(all));
  base->Delete(std::vector<std::string>{IdOf(40)});
  EXPECT_EQ(FoundThrough(*base->Pin(), NumberedFact(40), IdOf(40)), "");
  EXPECT_EQ(FoundThrough(*before, NumberedFact(40), IdOf(40)), kEverywhere);
  const VerifyReport report = base->Pin()->Verify();
  EXPECT_TRUE(report.ok()) << ::testing::PrintToString(report.problems);
  base->RollBack(1);
  EXPECT_EQ(FoundThrough(*base->Pin(), NumberedFact(40), IdOf(40)), kEverywhere);
  SetLogLevel(LogLevel::kInfo);
}

TEST(PgIndexTest, IsChosenBySizeOrByName) {
  IndexConfig config;
  EXPECT_EQ(PgIndexLinks(config, 1000), 0u);
  EXPECT_EQ(PgIndexLinks(config, 1'000'000), 16u);
  config.set_factory("HNSW32");
  EXPECT_EQ(PgIndexLinks(config, 10), 32u);
  config.set_factory("Flat");
  EXPECT_EQ(PgIndexLinks(config, 1'000'000), 0u);
  config.set_factory("IVF1024,SQ8");
  EXPECT_THAT([&] { PgIndexLinks(config, 10); }, ThrowsCode(Code::kInvalidArgument, "IVF1024,SQ8"));
}

TEST(PgValuesTest, VectorsComeBackBitForBit) {
  Random random(1);
  std::vector<float> row(64), read(64);
  for (float& number : row) number = static_cast<float>(random.Below(1'000'000)) * 1e-9f - 3e-4f;
  row[0] = -0.0f;
  std::string sent = {0, 64, 0, 0};
  for (const float number : row) {
    const uint32_t bits = std::bit_cast<uint32_t>(number);
    for (int shift = 24; shift >= 0; shift -= 8) sent += static_cast<char>(bits >> shift);
  }
  ASSERT_TRUE(DecodeSentVector(sent, read));
  EXPECT_EQ(std::memcmp(row.data(), read.data(), row.size() * sizeof(float)), 0);
  EXPECT_FALSE(DecodeSentVector(sent.substr(1), read));
  const std::string text = VectorText(row);
  size_t begin = 1;
  for (const float number : row) {
    EXPECT_EQ(std::bit_cast<uint32_t>(std::strtof(text.c_str() + begin, nullptr)), std::bit_cast<uint32_t>(number));
    begin = text.find(',', begin) + 1;
  }
}

}  // namespace
}  // namespace lethe
