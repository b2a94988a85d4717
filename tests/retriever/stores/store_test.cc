// The contract of every store: what retriever/stores/store.h promises, tried on each backend.
#include "retriever/stores/store.h"

#include <gmock/gmock.h>

#include <atomic>
#include <map>
#include <thread>

#include "base/log.h"
#include "base/random.h"
#include "retriever/fact.h"
#include "retriever/knowledge_base.h"
#include "retriever/stores/open_store.h"
#include "tests/retriever/fact_samples.h"
#include "tests/retriever/found_through.h"
#include "tests/retriever/store_places.h"
#include "tests/support/temp_dir.h"
#include "tests/support/throws_code.h"

namespace lethe {
namespace {

using ::testing::ElementsAre;
using testing::FoundThrough;
using ::testing::IsEmpty;
using testing::kEverywhere;
using testing::NumberedFact;
using testing::NumberedFacts;
using testing::Only;
using testing::TextFact;
using testing::ThrowsCode;
using testing::Triple;

using Contents = std::map<std::string, std::string>;

class StoreContractTest : public testing::TempDir, public ::testing::WithParamInterface<const char*> {
 protected:
  void SetUp() override {
    SetLogLevel(LogLevel::kError);
    if (GetParam() == std::string("rocksdb")) {
      place_ = dir() / "store";
      return;
    }
    std::string why;
    schema_ = std::make_unique<testing::PostgresPlace>(why);
    if (!why.empty()) GTEST_SKIP() << why;
    place_ = schema_->url();
  }
  void TearDown() override { SetLogLevel(LogLevel::kInfo); }

  std::unique_ptr<KnowledgeBase> Open(OpenMode mode = OpenMode::kCreate, const StoreConfig& config = {}) const {
    return KnowledgeBase::Open(place_, config, mode);
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
  Path place_;

 private:
  std::unique_ptr<testing::PostgresPlace> schema_;
};

INSTANTIATE_TEST_SUITE_P(Stores, StoreContractTest, ::testing::Values("rocksdb", "postgres"),
                         [](const auto& backend) { return std::string(backend.param); });

TEST_P(StoreContractTest, WhatIsPutIsFoundAtOnceThroughEveryChannel) {
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

TEST_P(StoreContractTest, PuttingTwiceChangesNothing) {
  const auto base = Open();
  base->PutBatch(NumberedFacts(0, 10));
  const uint64_t version = base->Pin()->version();
  const PutResult again = base->PutBatch(NumberedFacts(0, 10));
  EXPECT_EQ(again.outcome.unchanged, 10u);
  EXPECT_EQ(again.outcome.added, 0u);
  EXPECT_EQ(base->Pin()->version(), version);
  EXPECT_EQ(base->Pin()->Stats().facts, 10u);
}

TEST_P(StoreContractTest, AnIdWithAnotherContentIsAnUpdate) {
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

TEST_P(StoreContractTest, OfOneFactThatIsTwiceInABatchTheLaterCounts) {
  const auto base = Open();
  const v1::Fact first = TextFact("Oslo lies in Norway.");
  v1::Fact second = first;
  second.add_tags("checked");
  const PutResult result = base->PutBatch({first, second, second});
  ASSERT_EQ(base->Pin()->Get(result.ids[0])->tags_size(), 1);
  EXPECT_EQ(base->Pin()->Stats().facts, 1u);
  EXPECT_TRUE(base->Pin()->Verify().ok());
}

TEST_P(StoreContractTest, OneIdForTwoFactsRefusesTheBatch) {
  const auto base = Open();
  v1::Fact first = TextFact("Oslo lies in Norway."), second = TextFact("Bergen lies in Norway.");
  first.set_id("x");
  second.set_id("x");
  EXPECT_THAT([&] { base->PutBatch({first, second}); }, ThrowsCode(Code::kInvalidArgument, "id: \"x\""));
  EXPECT_EQ(base->Pin()->Stats().facts, 0u);
}

TEST_P(StoreContractTest, ARefusedFactRefusesItsBatch) {
  const auto base = Open();
  EXPECT_THAT(
      [&] {
        base->PutBatch({NumberedFact(1), v1::Fact()});
      },
      ThrowsCode(Code::kInvalidArgument, "fact 2 of 2"));
  EXPECT_EQ(base->Pin()->Stats().facts, 0u);
}

TEST_P(StoreContractTest, WhatIsDeletedIsGoneAndStaysGone) {
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

TEST_P(StoreContractTest, DeletesBySubjectAndSource) {
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

TEST_P(StoreContractTest, LookUpSeesThroughSpellingAndAliases) {
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

TEST_P(StoreContractTest, ExportsInTheOrderOfPutting) {
  const auto base = Open();
  base->PutBatch(NumberedFacts(5, 8));
  base->PutBatch(NumberedFacts(0, 2));
  std::vector<std::string> objects, expected;
  base->Pin()->ForEach([&objects](const v1::Fact& fact) { objects.push_back(fact.object()); });
  for (const uint64_t i : {5, 6, 7, 0, 1}) expected.push_back(NumberedFact(i).object());
  EXPECT_EQ(objects, expected);
}

TEST_P(StoreContractTest, AViewOutlivesItsKnowledgeBase) {
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
TEST_P(StoreContractTest, ReadersSeeWholeBatchesOnly) {
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

TEST_P(StoreContractTest, ReadersInOtherProcessesOpenItBesideTheWriter) {
  const auto writer = Open();
  writer->PutBatch(NumberedFacts(0, 8));
  const auto reader = Open(OpenMode::kRead);
  EXPECT_EQ(reader->Pin()->Stats().facts, 8u);
  const v1::Fact fact = NumberedFact(5);
  EXPECT_EQ(FoundThrough(*reader->Pin(), fact, ContentId(fact)), kEverywhere);
  EXPECT_THAT([&] { reader->PutBatch({fact}); }, ThrowsCode(Code::kFailedPrecondition, "reading only"));
  EXPECT_THAT([&] { reader->Delete({"x"}); }, ThrowsCode(Code::kFailedPrecondition, "reading only"));
}

TEST_P(StoreContractTest, AnotherEmbedderIsRefused) {
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

// ---- versions and the way back ----

TEST_P(StoreContractTest, ListsWhatEachVersionDid) {
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
TEST_P(StoreContractTest, EveryVersionComesBack) {
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

TEST_P(StoreContractTest, ARollBackIsAVersionItself) {
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

// Elsewhere than in a folder, others may write while a roll-back is planned.
TEST_P(StoreContractTest, APlanIsOnlyAppliedToTheVersionItWasMadeFor) {
  Open()->PutBatch(NumberedFacts(0, 10));
  Open()->PutBatch(NumberedFacts(10, 15));
  const auto config = ReadStoreConfig(place_);
  ASSERT_TRUE(config);
  const auto embedder = MakeEmbedder(config->embedder());
  const auto store = OpenFactStore(place_, *config, *embedder, OpenMode::kWrite);
  const UndoPlan plan = store->Undo(1);
  EXPECT_EQ(plan.from, 2u);
  EXPECT_EQ(plan.erase.size(), 5u);
  store->Erase(std::vector<std::string>{plan.erase[0]});
  EXPECT_THAT([&] { store->Apply({}, plan.erase, "roll back to 1", plan.from); },
              ThrowsCode(Code::kAborted, "planned on version 2, the newest is 3"));
  EXPECT_EQ(store->Pin()->version(), 3u);
  EXPECT_EQ(store->Pin()->facts(), 14u);
  const UndoPlan again = store->Undo(1);
  EXPECT_EQ(store->Apply({}, again.erase, "roll back to 1", again.from).version, 4u);
  EXPECT_EQ(store->Pin()->facts(), 10u);
}

TEST_P(StoreContractTest, VersionsThatNeverWereOrAreForgottenAreSaid) {
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

TEST_P(StoreContractTest, WhatWasPurgedStaysGone) {
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

// ---- compaction ----

TEST_P(StoreContractTest, ACompactionChangesNothingThatIsRead) {
  const auto base = Open();
  base->PutBatch(NumberedFacts(0, 300));
  const auto before = base->Pin();
  base->Delete(std::vector<std::string>{ContentId(NumberedFact(7)), ContentId(NumberedFact(8))});
  for (uint64_t i = 300; i < 320; ++i) base->PutBatch({NumberedFact(i)});
  const Contents contents = ContentsOf(*base);
  const CompactReport report = base->Compact(base->DefaultCompaction());
  EXPECT_EQ(ContentsOf(*base), contents);
  EXPECT_EQ(report.version, base->Pin()->version());
  EXPECT_TRUE(base->Pin()->Verify().ok());
  EXPECT_EQ(FoundThrough(*base->Pin(), NumberedFact(7), ContentId(NumberedFact(7))), "");
  EXPECT_EQ(FoundThrough(*base->Pin(), NumberedFact(9), ContentId(NumberedFact(9))), kEverywhere);
  EXPECT_EQ(FoundThrough(*before, NumberedFact(7), ContentId(NumberedFact(7))), kEverywhere);
}

TEST_P(StoreContractTest, WhatWasPinnedBeforeACompactionIsSweptByTheNext) {
  const auto base = Open();
  base->PutBatch(NumberedFacts(0, 50));
  base->Delete(std::vector<std::string>{ContentId(NumberedFact(7))});
  EXPECT_EQ(base->Pin()->Stats().tombstones, 1u);
  base->Compact(base->DefaultCompaction());
  EXPECT_EQ(base->Pin()->Stats().tombstones, 0u);
  EXPECT_TRUE(base->Pin()->Verify().ok());
  base->RollBack(1);  // what was swept comes back from what undo keeps
  EXPECT_EQ(FoundThrough(*base->Pin(), NumberedFact(7), ContentId(NumberedFact(7))), kEverywhere);
  EXPECT_TRUE(base->Pin()->Verify().ok());
}

// ---- below the search ----

TEST_P(StoreContractTest, SubjectsAliasesAndSourcesAreReadInOrder) {
  const auto base = Open();
  v1::Fact first = Triple("Ann Lee", "employer", "Acme"), second = Triple("Ann Lee", "child", "Bo");
  first.add_aliases("A. Lee");
  first.set_source("hr");
  second.set_source("hr");
  v1::Fact other = Triple("Abe Lee", "employer", "Acme");
  other.add_aliases("a. LEE");
  base->PutBatch({first, second, other, Triple("Ann Lee", "employer", "Globex")});
  const auto view = base->Pin();
  const StoreSnapshot& store = view->snapshot();
  const std::vector<std::string> keys = {"lee", "ann lee", "a lee", "ann lee"};
  const auto facts = store.FactsOfSubjects(keys, 10);
  ASSERT_EQ(facts.size(), 4u);
  EXPECT_THAT(facts[0], IsEmpty());
  EXPECT_THAT(facts[2], IsEmpty());
  EXPECT_EQ(facts[3].size(), 3u);
  const std::vector<SubjectEntry>& entries = facts[1];
  ASSERT_EQ(entries.size(), 3u);
  EXPECT_EQ(entries[0].relation_key, "child");
  EXPECT_EQ(entries[1].relation_key, "employer");
  EXPECT_LT(entries[1].doc, entries[2].doc);
  EXPECT_EQ(store.FactsOfSubjects(keys, 2)[1].size(), 2u);
  EXPECT_THAT(store.SubjectsNamed(keys), ElementsAre(IsEmpty(), ElementsAre("ann lee"),
                                                     ElementsAre("abe lee", "ann lee"), ElementsAre("ann lee")));
  EXPECT_EQ(store.DocsOfSource("hr").size(), 2u);
  EXPECT_THAT(store.DocsOfSource(""), IsEmpty());
  const std::vector<StatementKey> statements = {
      {"ann lee", "employer"}, {"ann lee", "spouse"}, {"abe lee", "employer"}};
  const auto docs = store.FactsOfKeys(statements, 10);
  ASSERT_EQ(docs.size(), 3u);
  EXPECT_THAT(docs[0], ElementsAre(entries[1].doc, entries[2].doc));
  EXPECT_THAT(docs[1], IsEmpty());
  EXPECT_EQ(docs[2].size(), 1u);
  EXPECT_EQ(store.FactsOfKeys(statements, 1)[0].size(), 1u);
  EXPECT_THAT(store.SubjectsNamed({}), IsEmpty());
  EXPECT_THAT(store.FactsOfSubjects({}, 10), IsEmpty());
  EXPECT_THAT(store.FactsOfKeys({}, 10), IsEmpty());
  EXPECT_EQ(store.First(2).size(), 2u);
  size_t shared = 0;
  store.ForEachSharedKey([&shared](const std::vector<v1::Fact>& facts) { shared += facts.size(); });
  EXPECT_EQ(shared, 2u);
}

// A subject that is another's alias too is named first; what is gone names nothing.
TEST_P(StoreContractTest, ANameStandsForItsOwnSubjectFirst) {
  const auto base = Open();
  v1::Fact other = Triple("Aaron Lee", "employer", "Acme");
  other.add_aliases("Bo");
  const PutResult put = base->PutBatch({other, Triple("Bo", "employer", "Acme")});
  const std::vector<std::string> keys = {"bo"};
  EXPECT_THAT(base->Pin()->snapshot().SubjectsNamed(keys), ElementsAre(ElementsAre("bo", "aaron lee")));
  const auto before = base->Pin();
  base->Delete(std::vector<std::string>{put.ids[1]});
  EXPECT_THAT(base->Pin()->snapshot().SubjectsNamed(keys), ElementsAre(ElementsAre("aaron lee")));
  base->Delete(std::vector<std::string>{put.ids[0]});
  EXPECT_THAT(base->Pin()->snapshot().SubjectsNamed(keys), ElementsAre(IsEmpty()));
  EXPECT_THAT(before->snapshot().SubjectsNamed(keys), ElementsAre(ElementsAre("bo", "aaron lee")));
}

// What one store ranks, every store ranks so.
TEST_P(StoreContractTest, RanksAsTheOtherStoresDo) {
  const auto base = Open();
  const auto reference = KnowledgeBase::Open(dir() / "reference", {}, OpenMode::kCreate);
  Random random(7);
  for (int step = 0; step < 12; ++step) {
    const uint64_t first = random.Below(400);
    for (const auto& store : {base.get(), reference.get()}) {
      store->PutBatch(NumberedFacts(first, first + 40));
      store->Delete(std::vector<std::string>{ContentId(NumberedFact(first + 3)), ContentId(NumberedFact(first / 2))});
    }
  }
  base->Compact(base->DefaultCompaction());
  const auto ours = base->Pin(), theirs = reference->Pin();
  ASSERT_EQ(ours->facts(), theirs->facts());
  for (uint64_t i = 0; i < 400; i += 13) {
    const std::string text = SearchableText(NumberedFact(i));
    for (const SearchOptions& options : {Only(false, true, false), Only(false, false, true), Only(true, true, true)}) {
      const std::vector<Hit> a = ours->Search(text, options), b = theirs->Search(text, options);
      ASSERT_EQ(a.size(), b.size());
      for (size_t k = 0; k < a.size(); ++k) EXPECT_NEAR(a[k].score, b[k].score, 1e-6) << text;
      ASSERT_FALSE(a.empty());
      EXPECT_EQ(a[0].fact.id(), b[0].fact.id());
    }
  }
}

}  // namespace
}  // namespace lethe
