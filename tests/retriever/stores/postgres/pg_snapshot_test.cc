// How often a search asks the server. Answers are the contract's matter (../store_test.cc).
#include "retriever/stores/postgres/pg_snapshot.h"

#include <gtest/gtest.h>

#include <functional>

#include "base/log.h"
#include "retriever/knowledge_base.h"
#include "tests/retriever/fact_samples.h"
#include "tests/support/private_postgres.h"

namespace lethe {
namespace {

using testing::NumberedFacts;
using testing::PrivatePostgres;
using testing::Triple;

constexpr const char* kShort = "Where was Ann Lee born?";
constexpr const char* kLong =
    "In which of the towns that lie at the sea, and have a harbour as well as a market that is open on Sundays, was "
    "Ann Lee of all people born, and what did Bob Kay, whom she married in Oslo in May of the year before, do there?";

// What is asked of the server, counted by the server.
class PgStatementsTest : public ::testing::Test {
 protected:
  void SetUp() override {
    if (const std::string why = PrivatePostgres::Missing(); !why.empty()) GTEST_SKIP() << why;
    SetLogLevel(LogLevel::kError);
    server_ = std::make_unique<PrivatePostgres>(std::vector<std::string>{"log_statement=all"});
    base_ = KnowledgeBase::Open(server_->Url("counted"), {}, OpenMode::kCreate);
    v1::Fact spouse = Triple("Ann Lee", "spouse", "Bob Kay");
    spouse.add_aliases("A. Lee");
    base_->PutBatch(NumberedFacts(0, 200));
    base_->PutBatch({spouse, Triple("Ann Lee", "place of birth", "Oslo"), Triple("Oslo", "country", "Norway"),
                     Triple("Bob Kay", "occupation", "nurse"), Triple("Bob Kay", "place of birth", "Rome")});
    pinned_ = base_->Pin();
    Statements([](const StoreView& view) { view.Search(kLong, 5); });  // opens a connection, reads the vectors
  }
  void TearDown() override { SetLogLevel(LogLevel::kInfo); }

  // Of one request, with the pin it begins with, as others hold the same version.
  size_t Statements(const std::function<void(const StoreView&)>& request) const {
    const size_t before = server_->Statements();
    request(*base_->Pin());
    return server_->Statements() - before;
  }

  std::shared_ptr<const StoreView> pinned_;

 private:
  std::unique_ptr<PrivatePostgres> server_;
  std::unique_ptr<KnowledgeBase> base_;
};

TEST_F(PgStatementsTest, APinAsksOnceOfAVersionThatIsHeldAndElseTwiceAndForItsEnd) {
  EXPECT_EQ(Statements([](const StoreView&) {}), 1u);
  pinned_ = nullptr;
  EXPECT_EQ(Statements([](const StoreView&) {}), 3u);
}

TEST_F(PgStatementsTest, AQuestionAsksAsOftenHoweverLongItIs) {
  // The pin, subjects, their facts, words, facts found; the vectors are in memory.
  for (const char* question : {kShort, kLong}) {
    std::vector<Hit> hits;
    EXPECT_EQ(Statements([&](const StoreView& view) { hits = view.Search(question, 5); }), 5u) << question;
    ASSERT_FALSE(hits.empty());
    EXPECT_EQ(hits[0].channel, "exact");
  }
}

TEST_F(PgStatementsTest, TheSecondHopAsksThreeTimesMore) {
  SearchOptions options;
  options.k = 1;
  options.hop_facts = 8;
  std::vector<Hit> hits;
  EXPECT_EQ(Statements([&](const StoreView& view) { hits = view.Search(kShort, options); }), 5 + 3u);
  EXPECT_GT(hits.size(), options.k);
}

TEST_F(PgStatementsTest, AFilterLoadsTheCandidatesOfEachPartAtOnce) {
  SearchOptions options;
  options.filter.set_valid_at("2024");
  EXPECT_LE(Statements([&](const StoreView& view) { view.Search(kLong, options); }), 8u);
}

TEST_F(PgStatementsTest, ALookUpAsksThreeTimesAndARecallOnceMoreForEachFallBack) {
  EXPECT_EQ(Statements([](const StoreView& view) { view.Lookup("A. Lee", "place of birth"); }), 1 + 3u);
  EXPECT_EQ(Statements([](const StoreView& view) { view.LookupOrSearch("Ann Lee", "place of birth", 3); }), 1 + 3u);
  EXPECT_EQ(Statements([](const StoreView& view) { view.LookupOrSearch("Ann Lee", "birthplace", 3); }), 1 + 4u);
  EXPECT_LE(Statements([](const StoreView& view) { view.LookupOrSearch("Anne Leigh", "birthplace", 3); }), 1 + 6u);
}

}  // namespace
}  // namespace lethe
