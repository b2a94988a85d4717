// Versions of a store and the way back to them.
#include "retriever/stores/rocks_history.h"

#include <gmock/gmock.h>

#include <map>

#include "base/random.h"
#include "retriever/fact.h"
#include "retriever/knowledge_base.h"
#include "tests/retriever/fact_samples.h"
#include "tests/support/temp_dir.h"
#include "tests/support/throws_code.h"

namespace lethe {
namespace {

using testing::NumberedFact;
using testing::NumberedFacts;
using testing::ThrowsCode;
using testing::Triple;

using Contents = std::map<std::string, std::string>;

class RocksHistoryTest : public testing::TempDir {
 protected:
  std::unique_ptr<KnowledgeBase> Open(OpenMode mode = OpenMode::kCreate) const {
    return KnowledgeBase::Open(dir() / "store", {}, mode);
  }
  static Contents ContentsOf(const KnowledgeBase& base) {
    Contents contents;
    base.Pin()->ForEach([&contents](const v1::Fact& fact) { contents[fact.id()] = fact.SerializeAsString(); });
    return contents;
  }
  static v1::Fact Named(const std::string& id, const std::string& object) {
    v1::Fact fact = Triple("Ann Lee", "employer", object);
    fact.set_id(id);
    return fact;
  }
};

TEST_F(RocksHistoryTest, ListsWhatEachVersionDid) {
  const auto base = Open();
  base->PutBatch({Named("a", "Acme"), Named("b", "Globex")});
  base->PutBatch({Named("a", "Initech"), Named("c", "Hooli")});
  base->Delete(std::vector<std::string>{"b"});
  const std::vector<StoreVersion> versions = base->Versions();
  ASSERT_EQ(versions.size(), 3u);
  EXPECT_EQ(versions[0].added, 2u);
  EXPECT_EQ(versions[1].added, 1u);
  EXPECT_EQ(versions[1].updated, 1u);
  EXPECT_EQ(versions[1].removed, 0u);
  EXPECT_EQ(versions[2].removed, 1u);
  EXPECT_EQ(versions[2].note, "delete by id");
  EXPECT_EQ(versions[2].facts, 2u);
  EXPECT_TRUE(versions[0].can_return && versions[1].can_return);
  EXPECT_FALSE(versions[2].can_return);  // it is the current one
  EXPECT_GT(versions[0].time_ms, 1'600'000'000'000u);
}

// Random puts, updates and deletes; then back to every version, in random order, also across roll-backs and reopening.
TEST_F(RocksHistoryTest, EveryVersionComesBack) {
  auto base = Open();
  Random random(42);
  std::map<uint64_t, Contents> of_version;
  of_version[0] = {};
  for (int step = 0; step < 40; ++step) {
    const std::string id = StrCat("id", random.Below(12));
    switch (random.Below(4)) {
      case 0:
        base->PutBatch(NumberedFacts(random.Below(30), 30));
        break;
      case 1:
        base->Delete(std::vector<std::string>{id, ContentId(NumberedFact(random.Below(30)))});
        break;
      default:
        base->PutBatch({Named(id, StrCat("Employer ", random.Below(5)))});
    }
    of_version[base->Pin()->version()] = ContentsOf(*base);
  }
  for (int i = 0; i < 12; ++i) {
    auto wanted = of_version.begin();
    std::advance(wanted, static_cast<std::ptrdiff_t>(random.Below(of_version.size())));
    const Contents expected = wanted->second;
    const RollBackReport report = base->RollBack(wanted->first);
    EXPECT_EQ(report.purged, 0u);
    EXPECT_EQ(ContentsOf(*base), expected) << "version " << wanted->first;
    const VerifyReport verified = base->Pin()->Verify();
    EXPECT_TRUE(verified.ok()) << ::testing::PrintToString(verified.problems);
    of_version[base->Pin()->version()] = expected;
    if (i == 5) {
      base.reset();
      base = Open(OpenMode::kWrite);
    }
  }
}

TEST_F(RocksHistoryTest, ARollBackIsAVersionItself) {
  const auto base = Open();
  base->PutBatch({Named("a", "Acme")});
  base->PutBatch({Named("a", "Initech")});
  const RollBackReport report = base->RollBack(1);
  EXPECT_EQ(report.version, 3u);
  EXPECT_EQ(report.restored, 1u);
  EXPECT_EQ(base->Pin()->Get("a")->object(), "Acme");
  EXPECT_EQ(base->Versions().back().note, "roll back to 1");
  base->RollBack(2);
  EXPECT_EQ(base->Pin()->Get("a")->object(), "Initech");
}

TEST_F(RocksHistoryTest, VersionsThatNeverWereOrAreForgottenAreSaid) {
  const auto base = Open();
  for (uint64_t i = 0; i < 6; ++i) base->PutBatch({Named("a", StrCat("Employer ", i))});
  EXPECT_THAT([&] { base->RollBack(7); }, ThrowsCode(Code::kNotFound, "newest is 6"));
  CompactOptions options = base->DefaultCompaction();
  options.keep_versions = 2;
  base->Compact(options);
  EXPECT_THAT([&] { base->RollBack(3); }, ThrowsCode(Code::kFailedPrecondition, "oldest that can is 4"));
  EXPECT_EQ(base->Versions().size(), 6u);
  EXPECT_FALSE(base->Versions()[2].can_return);
  base->RollBack(4);
  EXPECT_EQ(base->Pin()->Get("a")->object(), "Employer 3");
}

TEST_F(RocksHistoryTest, WhatWasPurgedStaysGone) {
  const auto base = Open();
  base->PutBatch({Named("secret", "Acme"), Named("other", "Globex")});
  base->PutBatch({Named("later", "Hooli")});
  base->Delete(std::vector<std::string>{"secret", "other"});
  ASSERT_EQ(base->Deletions("secret").size(), 1u);
  EXPECT_FALSE(base->Deletions("secret")[0].bytes.empty());
  base->PurgeUndo("secret");
  EXPECT_TRUE(base->Deletions("secret")[0].bytes.empty());
  const RollBackReport report = base->RollBack(1);
  EXPECT_EQ(report.purged, 1u);
  EXPECT_EQ(base->Pin()->Get("secret"), std::nullopt);
  EXPECT_EQ(base->Pin()->Get("other")->object(), "Globex");
  EXPECT_EQ(base->Pin()->Get("later"), std::nullopt);
  EXPECT_TRUE(base->Deletions("never there").empty());
}

}  // namespace
}  // namespace lethe
