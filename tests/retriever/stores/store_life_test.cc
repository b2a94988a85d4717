#include "retriever/stores/store_life.h"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include "retriever/fact.h"
#include "retriever/knowledge_base.h"
#include "retriever/receipts/byte_scan.h"
#include "retriever/receipts/deletion_receipt.h"
#include "tests/retriever/fact_samples.h"
#include "tests/support/temp_dir.h"
#include "tests/support/throws_code.h"

namespace lethe {
namespace {

using testing::NumberedFact;
using testing::NumberedFacts;
using testing::ThrowsCode;

class StoreLifeTest : public testing::TempDir {
 protected:
  Path Store() const { return dir() / "store"; }
  std::unique_ptr<KnowledgeBase> Open(OpenMode mode = OpenMode::kCreate) const {
    return KnowledgeBase::Open(Store(), {}, mode);
  }
  static std::string IdOf(uint64_t number) { return ContentId(NumberedFact(number)); }
};

TEST_F(StoreLifeTest, RestoringBringsTheSnapshotBackUnderANewVersion) {
  uint64_t newest = 0;
  {
    const auto base = Open();
    base->PutBatch(NumberedFacts(0, 20));
    base->Snapshot(dir() / "monday");
    base->Delete(std::vector<std::string>{IdOf(3)});
    base->PutBatch(NumberedFacts(20, 25));
    newest = base->Pin()->version();
  }
  const RestoreReport report = RestoreStore(Store(), dir() / "monday");
  EXPECT_EQ(report.facts, 20u);
  EXPECT_EQ(report.version, newest + 1);
  const auto base = Open(OpenMode::kWrite);
  EXPECT_TRUE(base->Pin()->Get(IdOf(3)).has_value());
  EXPECT_FALSE(base->Pin()->Get(IdOf(21)).has_value());
  EXPECT_TRUE(base->Pin()->Verify().ok());
  EXPECT_EQ(base->Versions().back().note, StrCat("restore ", (dir() / "monday").string()));
  base->PutBatch(NumberedFacts(30, 31));
  base->RollBack(newest + 1);
  EXPECT_EQ(base->Pin()->Stats().facts, 20u);
  EXPECT_THAT([&] { base->RollBack(1); }, ThrowsCode(Code::kFailedPrecondition));
}

TEST_F(StoreLifeTest, ASnapshotBecomesAStoreElsewhere) {
  Open()->PutBatch(NumberedFacts(0, 5));
  const RestoreReport report = RestoreStore(dir() / "new", Store());
  EXPECT_EQ(report.facts, 5u);
  EXPECT_EQ(KnowledgeBase::Open(dir() / "new", {}, OpenMode::kRead)->Pin()->Stats().facts, 5u);
  EXPECT_EQ(Open(OpenMode::kRead)->Pin()->Stats().facts, 5u);
}

TEST_F(StoreLifeTest, WhatHasAReceiptStaysDeleted) {
  {
    const auto base = Open();
    base->PutBatch(NumberedFacts(0, 10));
    base->Snapshot(dir() / "monday");
    base->Delete(std::vector<std::string>{IdOf(3), IdOf(4)});
  }
  MakeReceipt({Store(), IdOf(3), {}, {}});
  EXPECT_EQ(RestoreStore(Store(), dir() / "monday").kept_deleted, 1u);
  const auto view = Open(OpenMode::kRead)->Pin();
  EXPECT_FALSE(view->Get(IdOf(3)).has_value());
  EXPECT_TRUE(view->Get(IdOf(4)).has_value());
  EXPECT_TRUE(view->Verify().ok());
  // The chain came along: the next receipt follows the first.
  const nlohmann::json next = MakeReceipt({Store(), "never there", {}, {}});
  EXPECT_EQ(next.at("receipt").at("chain").at("number"), 2);
}

TEST_F(StoreLifeTest, WhatWasPutAfterAReceiptIsAnotherFact) {
  const std::string id = "zoe-allergy";
  const auto allergy = [&id](const char* object) {
    v1::Fact fact = testing::Triple("Zoe", "allergy", object);
    fact.set_id(id);
    return fact;
  };
  const auto put_and_delete = [&](const char* object) {
    const auto base = Open();
    base->PutBatch({allergy(object)});
    base->Snapshot(dir() / object);
    base->Delete(std::vector<std::string>{id});
  };
  const auto restored = [&](const char* snapshot) {
    const RestoreReport report = RestoreStore(Store(), dir() / snapshot);
    const auto fact = Open(OpenMode::kRead)->Pin()->Get(id);
    EXPECT_EQ(report.kept_deleted, fact ? 0u : 1u);
    return fact ? fact->object() : "";
  };
  put_and_delete("cat");
  MakeReceipt({Store(), id, {}, {}});
  put_and_delete("dog");  // of that there is no receipt
  EXPECT_EQ(restored("dog"), "dog");
  EXPECT_EQ(restored("cat"), "");
  put_and_delete("cats");
  EXPECT_EQ(restored("cats"), "cats");
  Open()->Delete(std::vector<std::string>{id});
  MakeReceipt({Store(), id, {}, {}});
  for (const char* snapshot : {"cat", "dog", "cats"}) EXPECT_EQ(restored(snapshot), "") << snapshot;
}

TEST_F(StoreLifeTest, NoWordOfWhatHasAReceiptIsLeftOnTheDisk) {
  v1::Fact fact = testing::Triple("Zoe Quartz", "allergy", "horsehair");
  fact.set_id("zzz-zoe-allergy");  // the last of the ids: the manifest names the keys at the ends of tables
  const std::vector<Needle> needles = {{"id", fact.id()}, {"subject", "zoe quartz"}, {"object", fact.object()}};
  {
    const auto base = Open();
    base->PutBatch(NumberedFacts(0, 10));
    base->PutBatch({fact});
    base->Snapshot(dir() / "there");
    base->Delete(std::vector<std::string>{fact.id()});
    base->Snapshot(dir() / "undo");  // the fact is in its undo records
  }
  MakeReceipt({Store(), fact.id(), {}, {}});
  for (const char* snapshot : {"there", "undo"}) {
    EXPECT_FALSE(ScanFolder(dir() / snapshot, needles).found.empty()) << snapshot;
    RestoreStore(Store(), dir() / snapshot);
    EXPECT_THAT(ScanFolder(Store(), needles).found, ::testing::IsEmpty()) << snapshot;
    EXPECT_TRUE(Open(OpenMode::kRead)->Pin()->Verify().ok());
  }
}

TEST_F(StoreLifeTest, TheHistoryGoesOnBehindARestore) {
  {
    const auto base = Open();
    base->PutBatch(NumberedFacts(0, 10));
    base->Snapshot(dir() / "monday");
    base->PutBatch(NumberedFacts(10, 15));
    base->Delete(std::vector<std::string>{IdOf(3), IdOf(12)});
  }
  MakeReceipt({Store(), IdOf(3), {}, {}});
  EXPECT_EQ(RestoreStore(Store(), dir() / "monday").version, 4u);
  const auto base = Open(OpenMode::kWrite);
  std::vector<std::string> lines;
  for (const StoreVersion& v : base->Versions()) lines.push_back(StrCat(v.version, " ", v.note, " ", v.facts));
  const std::string restore = StrCat("4 restore ", (dir() / "monday").string(), " 9");
  EXPECT_THAT(lines, ::testing::ElementsAre("1 put 10", "2 put 15", "3 delete by id 13", restore));
  // What was deleted is still known to have been, and no number of a document is given twice.
  ASSERT_EQ(base->Deletions(IdOf(12)).size(), 1u);
  EXPECT_EQ(base->Deletions(IdOf(12))[0].version, 3u);
  base->PutBatch(NumberedFacts(20, 25));
  base->Delete(std::vector<std::string>{IdOf(22)});
  EXPECT_EQ(base->Deletions(IdOf(22)).at(0).doc, 17u);
  base->RollBack(4);
  EXPECT_EQ(base->Pin()->facts(), 9u);
  EXPECT_TRUE(base->Pin()->Verify().ok());
}

TEST_F(StoreLifeTest, RefusesWhatIsNoStoreAndAStoreInUse) {
  EXPECT_THAT([&] { RestoreStore(Store(), dir() / "nothing"); }, ThrowsCode(Code::kNotFound, "nothing"));
  const auto base = Open();
  base->PutBatch(NumberedFacts(0, 5));
  base->Snapshot(dir() / "monday");
  EXPECT_THAT([&] { RestoreStore(Store(), dir() / "monday"); }, ThrowsCode(Code::kUnavailable, "open for writing"));
  EXPECT_THAT([&] { ReembedStore(Store(), EmbedderConfig()); }, ThrowsCode(Code::kUnavailable, "open for writing"));
  EXPECT_EQ(base->Pin()->Stats().facts, 5u);
}

TEST_F(StoreLifeTest, ReembeddingChangesTheFingerprintAndNothingElse) {
  {
    const auto base = Open();
    base->PutBatch(NumberedFacts(0, 200));
    base->Delete(std::vector<std::string>{IdOf(7)});
    base->Compact(base->DefaultCompaction());
    base->PutBatch(NumberedFacts(200, 210));
  }
  const auto old_reader = Open(OpenMode::kRead);
  EmbedderConfig embedder;
  embedder.mutable_hashed_ngrams()->set_dimension(64);
  uint64_t told = 0;
  const ReembedReport report = ReembedStore(Store(), embedder, [&told](uint64_t done, uint64_t) { told = done; });
  EXPECT_EQ(report.facts, 209u);
  EXPECT_EQ(told, 209u);
  EXPECT_EQ(report.before, "hashed_ngrams/256/3-5");
  EXPECT_EQ(report.after, "hashed_ngrams/64/3-5");
  const auto base = Open(OpenMode::kWrite);
  EXPECT_EQ(base->embedder().dimension(), 64u);
  EXPECT_EQ(base->Pin()->Stats().facts, 209u);
  const VerifyReport verified = base->Pin()->Verify();
  EXPECT_TRUE(verified.ok()) << ::testing::PrintToString(verified.problems);
  const std::vector<Hit> hits = base->Pin()->Search(SearchableText(NumberedFact(9)), 1);
  ASSERT_EQ(hits.size(), 1u);
  EXPECT_EQ(hits[0].fact.id(), IdOf(9));
  EXPECT_TRUE(old_reader->Pin()->Get(IdOf(9)).has_value());  // what was open goes on
  StoreConfig as_before;
  as_before.mutable_embedder()->mutable_hashed_ngrams();
  EXPECT_THAT([&] { KnowledgeBase::Open(Store(), as_before, OpenMode::kRead); },
              ThrowsCode(Code::kFailedPrecondition, "hashed_ngrams/64/3-5"));
}

}  // namespace
}  // namespace lethe
