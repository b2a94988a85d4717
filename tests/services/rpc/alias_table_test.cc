#include "services/rpc/alias_table.h"

#include <gmock/gmock.h>

#include <atomic>
#include <chrono>
#include <future>
#include <thread>

#include "retriever/knowledge_base.h"
#include "services/rpc/client.h"
#include "services/rpc/store_server.h"
#include "tests/support/scripted_generator.h"
#include "tests/support/temp_dir.h"
#include "tests/support/throws_code.h"

namespace lethe {
namespace {

using testing::MakeFact;
using testing::ThrowsCode;

class AliasTableTest : public testing::TempDir {
 protected:
  // A store in which Ann Lee works at `employer`, of as many versions as `changes`.
  Path MakeStore(const std::string& name, const std::string& employer, int changes = 1) const {
    const auto base = KnowledgeBase::Open(dir() / name, {}, OpenMode::kCreate);
    base->PutBatch({MakeFact("", "Ann Lee", "employer", employer)});
    for (int i = 1; i < changes; ++i) base->PutBatch({MakeFact("", StrCat("Person ", i), "employer", employer)});
    return dir() / name;
  }
  std::string EmployerBy(const std::string& alias) const {
    const std::vector<v1::Fact> facts = aliases_.PinView(alias)->Lookup("Ann Lee", "employer");
    return facts.empty() ? "" : facts[0].object();
  }
  AliasTable aliases_{ReasonerLimits()};
};

TEST_F(AliasTableTest, SeveralAliasesChangeAtOnceOrNotAtAll) {
  const Path acme = MakeStore("acme", "Acme"), globex = MakeStore("globex", "Globex", 3);
  aliases_.SwapAll({{"a", acme}, {"b", globex}});
  EXPECT_EQ(EmployerBy("a") + EmployerBy("b"), "AcmeGlobex");
  EXPECT_THAT([&] { aliases_.SwapAll({{"a", globex}, {"b", dir() / "none"}}); }, ThrowsCode(Code::kNotFound, "none"));
  EXPECT_THAT([&] { aliases_.SwapAll({{"a", globex}, {"c", {}}}); }, ThrowsCode(Code::kNotFound, "\"c\""));
  EXPECT_EQ(EmployerBy("a") + EmployerBy("b"), "AcmeGlobex");
  const auto results = aliases_.SwapAll({{"a", globex}, {"b", {}}});
  ASSERT_EQ(results.size(), 2u);
  EXPECT_EQ(results[0].before.version(), 1u);
  EXPECT_EQ(results[0].after.version(), 3u);
  EXPECT_EQ(results[1].after.version(), 0u);
  EXPECT_EQ(EmployerBy("a"), "Globex");
  EXPECT_THAT([&] { EmployerBy("b"); }, ThrowsCode(Code::kNotFound, "\"b\""));
}

// Both aliases go to and fro together; a reader that sees them differ saw half a swap.
TEST_F(AliasTableTest, NobodySeesHalfASwap) {
  const Path acme = MakeStore("acme", "Acme"), globex = MakeStore("globex", "Globex");
  aliases_.Load(acme);
  aliases_.Load(globex);
  aliases_.SwapAll({{"a", acme}, {"b", acme}});
  std::atomic<bool> stop = false;
  std::atomic<int> halves = 0;
  std::thread reader([&] {
    while (!stop) {
      const std::vector<AliasTable::Entry> entries = aliases_.List();
      if (entries.size() != 2 || entries[0].path != entries[1].path) ++halves;
    }
  });
  for (int i = 0; i < 50; ++i) {
    const Path& next = i % 2 == 0 ? globex : acme;
    aliases_.SwapAll({{"a", next}, {"b", next}});
  }
  stop = true;
  reader.join();
  EXPECT_EQ(halves, 0);
}

TEST_F(AliasTableTest, ALoadedStoreIsServedAsItWasLoaded) {
  const Path store = MakeStore("acme", "Acme");
  EXPECT_EQ(aliases_.Load(store).version, 1u);
  KnowledgeBase::Open(store, {}, OpenMode::kWrite)->PutBatch({MakeFact("", "Bo Day", "employer", "Acme")});
  EXPECT_EQ(aliases_.Swap("a", store).after.version(), 1u);
  EXPECT_EQ(aliases_.Load(store).version, 2u);
  EXPECT_EQ(aliases_.Swap("a", store).after.version(), 2u);
  KnowledgeBase::Open(store, {}, OpenMode::kWrite)->PutBatch({MakeFact("", "Cy Fox", "employer", "Acme")});
  aliases_.UnloadStore(store);
  EXPECT_THAT([&] { aliases_.UnloadStore(store); }, ThrowsCode(Code::kNotFound, "was not loaded"));
  EXPECT_THAT([&] { aliases_.UnloadStore("postgres://me:secret@host/db"); },
              ThrowsCode(Code::kNotFound, "postgres://me:***@host/db: was not loaded"));
  EXPECT_EQ(aliases_.Swap("a", store).after.version(), 3u);
}

TEST_F(AliasTableTest, RollsBackStoreByStore) {
  const Path acme = MakeStore("acme", "Acme"), globex = MakeStore("globex", "Globex"),
             hooli = MakeStore("hooli", "Hooli");
  aliases_.Swap("a", acme);
  EXPECT_THAT([&] { aliases_.RollBack("a"); }, ThrowsCode(Code::kFailedPrecondition, "nothing to roll back to"));
  EXPECT_THAT([&] { aliases_.RollBack("nobody"); }, ThrowsCode(Code::kNotFound, "no alias \"nobody\""));
  aliases_.Swap("a", globex);
  aliases_.Swap("a", hooli);
  EXPECT_EQ(aliases_.RollBack("a").store, std::filesystem::weakly_canonical(globex));
  EXPECT_EQ(EmployerBy("a"), "Globex");
  aliases_.RollBack("a");
  EXPECT_EQ(EmployerBy("a"), "Acme");
  EXPECT_THAT([&] { aliases_.RollBack("a"); }, ThrowsCode(Code::kFailedPrecondition));
  std::filesystem::remove_all(acme);
  aliases_.Swap("a", hooli);
  EXPECT_THAT([&] { aliases_.RollBack("a"); }, ThrowsCode(Code::kNotFound, "acme"));
  EXPECT_EQ(EmployerBy("a"), "Hooli");
}

TEST_F(AliasTableTest, ARefreshIsNoStepOfTheHistory) {
  const Path acme = MakeStore("acme", "Acme"), globex = MakeStore("globex", "Globex");
  aliases_.Swap("a", acme);
  aliases_.Swap("a", globex);
  for (int i = 0; i < 20; ++i) aliases_.Swap("a", globex);
  EXPECT_EQ(aliases_.RollBack("a").store, std::filesystem::weakly_canonical(acme));
  EXPECT_THAT(
      [&] {
        aliases_.SwapAll({{"", acme}, {"default", globex}});
      },
      ThrowsCode(Code::kInvalidArgument, "\"default\" twice"));
}

TEST_F(AliasTableTest, NobodyWaitsForAChangeOfAnotherStore) {
  const Path acme = MakeStore("acme", "Acme"), globex = MakeStore("globex", "Globex");
  aliases_.Swap("slow", acme);
  std::promise<void> begun, end;
  std::thread changing([&] {
    aliases_.Change("slow", [&](KnowledgeBase&) {
      begun.set_value();
      end.get_future().wait();
    });
  });
  begun.get_future().wait();
  const AskControl soon{.deadline = std::chrono::system_clock::now() + std::chrono::seconds(20), .cancelled = {}};
  EXPECT_NO_THROW(aliases_.Swap("a", globex, soon));
  EXPECT_NO_THROW(aliases_.Change(
      "a", [](KnowledgeBase& base) { base.PutBatch({MakeFact("", "Bo Day", "employer", "Hooli")}); }, soon));
  EXPECT_NO_THROW(aliases_.Swap("slow", globex, soon));
  end.set_value();
  changing.join();
  EXPECT_EQ(EmployerBy("slow"), "Globex");
}

TEST_F(AliasTableTest, WhoHasGoneChangesNothing) {
  const Path acme = MakeStore("acme", "Acme"), globex = MakeStore("globex", "Globex");
  aliases_.Swap("a", acme);
  const AskControl late{.deadline = std::chrono::system_clock::now() - std::chrono::seconds(1), .cancelled = {}};
  EXPECT_THAT([&] { aliases_.Swap("a", globex, late); }, ThrowsCode(Code::kDeadlineExceeded));
  // Gone by the time the store is open.
  int looks = 0;
  const AskControl gone{.deadline = {}, .cancelled = [&looks] { return ++looks > 1; }};
  EXPECT_THAT([&] { aliases_.Swap("a", globex, gone); }, ThrowsCode(Code::kCancelled));
  EXPECT_EQ(EmployerBy("a"), "Acme");
  bool changed = false;
  EXPECT_THAT(
      [&] {
        aliases_.Change(
            "a", [&changed](KnowledgeBase&) { changed = true; }, late);
      },
      ThrowsCode(Code::kDeadlineExceeded));
  EXPECT_FALSE(changed);
}

// RocksDB lets a store be opened for writing once; a reader of the version before keeps it open.
TEST_F(AliasTableTest, AStoreThatSomebodyStillReadsTakesChangesWhenItIsServedAgain) {
  const Path acme = MakeStore("acme", "Acme"), globex = MakeStore("globex", "Globex");
  const auto put = [this](const std::string& subject) {
    aliases_.Change("a", [&](KnowledgeBase& base) { base.PutBatch({MakeFact("", subject, "employer", "Acme")}); });
  };
  aliases_.Swap("a", acme);
  put("Bo Day");
  const auto reader = aliases_.PinView("a");
  aliases_.Swap("a", globex);
  aliases_.RollBack("a");
  put("Cy Fox");
  EXPECT_EQ(aliases_.PinView("a")->facts(), 3u);
  EXPECT_EQ(reader->facts(), 2u);
}

TEST_F(AliasTableTest, AStoreThatNobodyReadsIsFreedForOthers) {
  const Path acme = MakeStore("acme", "Acme"), globex = MakeStore("globex", "Globex");
  for (int i = 0; i < 3; ++i) {
    aliases_.Swap("a", acme);
    aliases_.Change("a", [&](KnowledgeBase& base) { base.PutBatch({MakeFact("", "Bo Day", "employer", StrCat(i))}); });
    aliases_.Swap("a", globex);
  }
  std::shared_ptr<KnowledgeBase> other;
  for (int tries = 0; tries < 1000 && other == nullptr; ++tries) {  // it is closed in the background
    try {
      other = KnowledgeBase::Open(acme, {}, OpenMode::kWrite);
    } catch (const Error&) {
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
  }
  ASSERT_NE(other, nullptr);
  EXPECT_EQ(other->Pin()->facts(), 4u);
}

TEST_F(AliasTableTest, AnAddressThatIsNoneIsNamed) {
  for (const char* listen : {"nowhere", "127.0.0.1:"})
    EXPECT_THAT([&] { StoreServer(listen, aliases_); }, ThrowsCode(Code::kInvalidArgument, "HOST:PORT"));
  const StoreServer first("127.0.0.1:0", aliases_);
  EXPECT_THAT([&] { StoreServer(first.address(), aliases_); }, ThrowsCode(Code::kUnavailable, "in use"));
}

TEST_F(AliasTableTest, AClientDoesAllOfThisOverTheNetwork) {
  const Path acme = MakeStore("acme", "Acme"), globex = MakeStore("globex", "Globex", 2);
  const StoreServer server("127.0.0.1:0", aliases_);
  const Client client(server.address(), 20);
  EXPECT_EQ(client.Load(acme.string()).facts(), 1u);
  const v1::SwapResponse swapped = client.Swap({{"default", acme.string()}, {"b", globex.string()}});
  ASSERT_EQ(swapped.after_size(), 2);
  EXPECT_EQ(swapped.after(1).version(), 2u);
  v1::SearchRequest request;
  request.set_text("Who is the employer of Ann Lee?");
  v1::SearchResponse response = client.Search(request);
  ASSERT_GT(response.hits_size(), 0);
  EXPECT_EQ(response.hits(0).fact().object(), "Acme");
  EXPECT_EQ(response.store().version(), 1u);
  client.SwapAlias("default", globex.string());
  EXPECT_EQ(client.Search(request).hits(0).fact().object(), "Globex");
  const v1::RollbackResponse back = client.Rollback("");
  EXPECT_EQ(back.after().alias(), "default");
  EXPECT_EQ(client.Search(request).hits(0).fact().object(), "Acme");
  client.UnloadStore(acme.string());
  EXPECT_THAT([&] { client.UnloadStore(acme.string()); }, ThrowsCode(Code::kNotFound, "was not loaded"));
  EXPECT_THAT([&] { client.Swap({}); }, ThrowsCode(Code::kInvalidArgument, "changes"));
  EXPECT_THAT([&] { client.Unload(""); }, ThrowsCode(Code::kInvalidArgument, "name an alias"));
  client.Unload("default");
  EXPECT_THAT([&] { client.Search(request); }, ThrowsCode(Code::kNotFound, "served are: b"));
}

TEST_F(AliasTableTest, APortInUseIsSaid) {
  const StoreServer server("127.0.0.1:0", aliases_);
  EXPECT_THAT([&] { StoreServer(server.address(), aliases_); }, ThrowsCode(Code::kUnavailable, "in use"));
  EXPECT_THAT([&] { StoreServer("nowhere", aliases_); }, ThrowsCode(Code::kInvalidArgument, "HOST:PORT"));
}

}  // namespace
}  // namespace lethe
