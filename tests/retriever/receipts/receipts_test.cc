// Receipts of deletions: made, checked, refused, forged.
#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include "base/text.h"
#include "retriever/fact.h"
#include "retriever/knowledge_base.h"
#include "retriever/receipts/byte_scan.h"
#include "retriever/receipts/deletion_receipt.h"
#include "retriever/receipts/open_processes.h"
#include "retriever/receipts/receipt_chain.h"
#include "retriever/receipts/receipt_key.h"
#include "retriever/receipts/store_absence.h"
#include "tests/retriever/fact_samples.h"
#include "tests/support/temp_dir.h"
#include "tests/support/throws_code.h"

namespace lethe {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::NumberedFact;
using testing::NumberedFacts;
using testing::ThrowsCode;
using testing::Triple;

class ReceiptsTest : public testing::TempDir {
 protected:
  Path Store() const { return dir() / "store"; }
  std::unique_ptr<KnowledgeBase> Open(OpenMode mode = OpenMode::kCreate) const {
    return KnowledgeBase::Open(Store(), {}, mode);
  }
  static std::string IdOf(uint64_t number) { return ContentId(NumberedFact(number)); }

  void PutAndDelete(const std::vector<uint64_t>& gone) const {
    const auto base = Open();
    base->PutBatch(NumberedFacts(0, 100));
    for (const uint64_t number : gone) base->Delete(std::vector<std::string>{IdOf(number)});
  }
  Path Written(const json& receipt, const std::string& name = "receipt.json") const {
    WriteFileAtomic(dir() / name, receipt.dump(2));
    return dir() / name;
  }
  json Make(const std::string& id) const { return MakeReceipt({Store(), id, {}, {}}); }
};

TEST_F(ReceiptsTest, NothingIsLeftOfADeletedFact) {
  PutAndDelete({7});
  const v1::Fact fact = NumberedFact(7);
  const std::vector<Needle> needles = {{"id", IdOf(7)}, {"object", fact.object()}};
  EXPECT_FALSE(ScanFolder(Store(), needles).found.empty());  // deleting alone leaves traces
  const json receipt = Make(IdOf(7));
  const json& body = receipt.at("receipt");
  EXPECT_EQ(body.at("status"), "deleted");
  EXPECT_EQ(body.at("fact_id"), IdOf(7));
  EXPECT_EQ(body.at("deletions").size(), 1u);
  EXPECT_GT(body.at("checks").at("rocksdb").at("table_records"), 100);
  EXPECT_EQ(body.at("checks").at("rocksdb").at("delete_marks_left"), 0);
  EXPECT_GT(body.at("checks").at("raw_files").at("bytes"), 1000);
  EXPECT_EQ(body.at("checks").at("raw_files").at("looked_for"), json::array({"id", "content"}));
  ASSERT_EQ(body.at("checks").at("vector_segments").size(), 1u);
  EXPECT_EQ(body.at("checks").at("vector_segments")[0].at("rows"), 99);
  // By a scan of our own, also for the object, which no other fact has.
  EXPECT_THAT(ScanFolder(Store(), needles).found, IsEmpty());
  const auto view = Open(OpenMode::kRead)->Pin();
  EXPECT_EQ(view->Stats().facts, 99u);
  EXPECT_TRUE(view->Verify().ok());
}

TEST_F(ReceiptsTest, WhoReceivesItCanCheckIt) {
  PutAndDelete({7});
  const Path file = Written(Make(IdOf(7)));
  const ReceiptCheck check = CheckReceipt(file, "", {});
  EXPECT_TRUE(check.ok()) << Join(check.problems, "; ");
  EXPECT_EQ(check.status, "deleted");
  EXPECT_TRUE(CheckReceipt(file, check.public_key, Store()).in_chain);
  EXPECT_FALSE(CheckReceipt(file, std::string(64, 'a'), {}).ok());
}

TEST_F(ReceiptsTest, EveryChangeIsSeen) {
  PutAndDelete({7});
  const json receipt = Make(IdOf(7));
  json other_id = receipt;
  other_id["receipt"]["fact_id"] = IdOf(8);
  EXPECT_FALSE(CheckReceipt(Written(other_id), "", {}).ok());
  json rehashed = other_id;
  rehashed["sha256"] = Sha256Hex(rehashed["receipt"].dump());
  const ReceiptCheck check = CheckReceipt(Written(rehashed), "", {});
  EXPECT_TRUE(check.hash_valid);
  EXPECT_FALSE(check.signature_valid);
  json resigned = rehashed;  // by somebody else's key
  WriteTemp("key", std::string(64, '1'));
  const ReceiptKey key = ReceiptKey::FromFile(dir() / "key");
  resigned["signature"]["public_key"] = key.public_key();
  resigned["signature"]["signature"] = key.Sign(resigned["receipt"].dump());
  EXPECT_TRUE(CheckReceipt(Written(resigned), "", {}).ok());
  EXPECT_FALSE(CheckReceipt(Written(resigned), "", Store()).ok());
  EXPECT_FALSE(CheckReceipt(Written(resigned), receipt["signature"]["public_key"].get<std::string>(), {}).ok());
  EXPECT_THAT([&] { CheckReceipt(WriteTemp("no.json", "{\"a\": 1}"), "", {}); },
              ThrowsCode(Code::kInvalidArgument, "no.json"));
}

TEST_F(ReceiptsTest, AFactThatIsThereGetsNone) {
  PutAndDelete({7});
  EXPECT_THAT([&] { Make(IdOf(8)); }, ThrowsCode(Code::kFailedPrecondition, "delete it first"));
  EXPECT_THAT(ReadChain(Store()), IsEmpty());
  Open()->PutBatch({NumberedFact(7)});  // it came back
  EXPECT_THAT([&] { Make(IdOf(7)); }, ThrowsCode(Code::kFailedPrecondition, IdOf(7)));
}

TEST_F(ReceiptsTest, AReceiptThatCannotBeWrittenHasNoLinkInTheChain) {
  PutAndDelete({7});
  EXPECT_THAT(
      [&] {
        MakeReceipt({Store(), IdOf(7), {}, dir() / "nowhere" / "r.json"});
      },
      ThrowsCode(Code::kNotFound, "nowhere/r.json"));
  EXPECT_THAT(ReadChain(Store()), IsEmpty());
  const json receipt = MakeReceipt({Store(), IdOf(7), {}, dir() / "r.json"});
  EXPECT_EQ(json::parse(ReadFile(dir() / "r.json")), receipt);
  EXPECT_TRUE(CheckReceipt(dir() / "r.json", "", Store()).in_chain);
  EXPECT_EQ(ReadChain(Store()).size(), 1u);
}

TEST_F(ReceiptsTest, AnIdThatNeverWasThereIsSaidToBeSo) {
  PutAndDelete({});
  const json receipt = Make("0123456789abcdef0123456789abcdef");
  EXPECT_EQ(receipt.at("receipt").at("status"), "never_present");
  EXPECT_TRUE(CheckReceipt(Written(receipt), "", Store()).ok());
}

TEST_F(ReceiptsTest, SnapshotsThatStillHoldItAreListed) {
  {
    const auto base = Open();
    base->PutBatch(NumberedFacts(0, 20));
    base->Snapshot(dir() / "with");
    base->Delete(std::vector<std::string>{IdOf(7)});
    base->Snapshot(dir() / "undo");  // holds it in its undo records
    base->Snapshot(dir() / "lost");
  }
  std::filesystem::remove_all(dir() / "lost");
  const json first = Make(IdOf(7));
  const json& body = first.at("receipt");
  EXPECT_EQ(body.at("still_held_by_snapshots"), json::array({(dir() / "with").string(), (dir() / "undo").string()}));
  const json& looks = body.at("checks").at("snapshots");
  ASSERT_EQ(looks.size(), 3u);
  EXPECT_TRUE(looks[0].at("holds"));
  EXPECT_FALSE(looks[1].at("holds"));
  EXPECT_TRUE(looks[1].at("holds_undo"));
  EXPECT_FALSE(looks[2].at("exists"));
  Open()->Snapshot(dir() / "clean");
  EXPECT_EQ(Make(IdOf(7)).at("receipt").at("still_held_by_snapshots").size(), 2u);
}

TEST_F(ReceiptsTest, NoReceiptWhileSomethingIsLeft) {
  PutAndDelete({7});
  WriteTemp("store/notes.txt", StrCat("about ", IdOf(7)));
  EXPECT_THAT([&] { Make(IdOf(7)); }, ThrowsCode(Code::kDataLoss, "notes.txt"));
  EXPECT_THAT(ReadChain(Store()), IsEmpty());
  std::filesystem::remove(Store() / "notes.txt");
  EXPECT_EQ(Make(IdOf(7)).at("receipt").at("status"), "deleted");
}

TEST_F(ReceiptsTest, TheSameContentUnderAnotherIdMayStay) {
  v1::Fact a = Triple("Ann Lee", "employer", "Acme Corporation"), b = a;
  a.set_id("first-identifier");
  b.set_id("second-identifier");
  {
    const auto base = Open();
    base->PutBatch({a, b});
    base->Delete(std::vector<std::string>{"first-identifier"});
  }
  const json receipt = Make("first-identifier");
  EXPECT_EQ(receipt.at("receipt").at("checks").at("same_content_under_other_ids"), json::array({"second-identifier"}));
}

TEST_F(ReceiptsTest, NoRollBackBringsItBack) {
  PutAndDelete({7, 9});
  Make(IdOf(7));
  const auto base = Open();
  const RollBackReport report = base->RollBack(1);
  EXPECT_EQ(report.purged, 1u);
  EXPECT_FALSE(base->Pin()->Get(IdOf(7)).has_value());
  EXPECT_TRUE(base->Pin()->Get(IdOf(9)).has_value());
}

TEST_F(ReceiptsTest, TheChainHoldsEveryReceiptInItsPlace) {
  PutAndDelete({1, 2, 3});
  std::vector<Path> files;
  for (const uint64_t number : {1, 2, 3}) files.push_back(Written(Make(IdOf(number)), StrCat(number, ".json")));
  for (const Path& file : files) EXPECT_TRUE(CheckReceipt(file, "", Store()).ok());
  EXPECT_EQ(ReadChain(Store()).size(), 3u);
  EXPECT_EQ(ReceiptedIds(Store()).at(FromHex(ReadChain(Store())[1].id_hash)), 4u);  // put and three deletions
  std::string chain = ReadFile(ReceiptChainFile(Store()));
  const std::string whole = chain;
  EXPECT_THAT(chain, ::testing::Not(HasSubstr(IdOf(1))));
  chain.erase(0, chain.find('\n') + 1);  // the first receipt taken out
  WriteFileAtomic(ReceiptChainFile(Store()), chain);
  EXPECT_THAT([&] { ReadChain(Store()); }, ThrowsCode(Code::kDataLoss, "receipts.chain:1"));
  WriteFileAtomic(ReceiptChainFile(Store()), ReplaceAll(whole, "\"n\":2", "\"n\":9"));
  EXPECT_THAT([&] { CheckReceipt(files[0], "", Store()); }, ThrowsCode(Code::kDataLoss, "receipts.chain:2"));
}

TEST_F(ReceiptsTest, OfSeveralReceiptsForAnIdTheNewestCounts) {
  CreateDirectories(Store());
  const auto append = [this](std::optional<uint64_t> version, bool deleted) {
    const std::vector<ChainLink> links = ReadChain(Store());
    const std::string previous = links.empty() ? kNoLink : links.back().hash;
    AppendToChain(Store(), {links.size() + 1, previous, "aa", "ff", deleted, version, {}});
    const auto receipted = ReceiptedIds(Store());
    const auto found = receipted.find("\xFF");
    return found == receipted.end() ? 0 : found->second;
  };
  EXPECT_EQ(append(3, false), 0u);
  EXPECT_EQ(append(5, true), 5u);
  EXPECT_EQ(append(9, true), 9u);
  EXPECT_EQ(append({}, true), ~uint64_t{0});  // a line of an older program: it may be about all of them
  EXPECT_FALSE(ReadChain(Store()).back().version);
  EXPECT_EQ(ReadChain(Store())[2].version, 9u);
}

TEST_F(ReceiptsTest, AStoreInUseIsSaid) {
  PutAndDelete({7});
  const auto writer = Open();
  EXPECT_THAT([&] { Make(IdOf(7)); }, ThrowsCode(Code::kUnavailable, "open for writing"));
}

// RFC 8032, section 7.1, test 1.
TEST_F(ReceiptsTest, SignsAsTheStandardSays) {
  const ReceiptKey key =
      ReceiptKey::FromFile(WriteTemp("rfc", "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60\n"));
  EXPECT_EQ(key.public_key(), "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
  EXPECT_EQ(
      key.Sign(""),
      "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe"
      "24655141438e7a100b");
  EXPECT_TRUE(VerifySignature(key.public_key(), key.Sign("x"), "x"));
  EXPECT_FALSE(VerifySignature(key.public_key(), key.Sign("x"), "y"));
  EXPECT_FALSE(VerifySignature("zz", key.Sign("x"), "x"));
  EXPECT_EQ(Sha256Hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST_F(ReceiptsTest, TheKeyIsMadeOnceAndForItsOwnerOnly) {
  CreateDirectories(Store());
  const std::string first = ReceiptKey::OfStore(Store()).public_key();
  EXPECT_EQ(ReceiptKey::OfStore(Store()).public_key(), first);
  const auto mode = std::filesystem::status(ReceiptKeyFile(Store())).permissions();
  EXPECT_EQ(mode & (std::filesystem::perms::group_all | std::filesystem::perms::others_all),
            std::filesystem::perms::none);
  WriteTemp("bad", "not hexadecimal");
  EXPECT_THAT([&] { ReceiptKey::FromFile(dir() / "bad"); }, ThrowsCode(Code::kInvalidArgument, "bad"));
}

TEST_F(ReceiptsTest, LooksIntoCompressedTables) {
  {
    const auto base = Open();
    v1::Fact fact =
        testing::TextFact("repeated " + std::string(4000, 'x') + " needle-in-the-hay " + std::string(4000, 'x'));
    base->PutBatch({fact});
    base->Compact(base->DefaultCompaction());
  }
  const ScanResult scan = ScanFolder(Store(), {{"needle", std::string(3000, 'x')}});
  EXPECT_GT(scan.tables, 0u);
  EXPECT_GT(scan.records, 0u);
  ASSERT_FALSE(scan.found.empty());  // raw, the run of x is packed to some bytes
  EXPECT_THAT(scan.found[0], HasSubstr("(value)"));
}

TEST_F(ReceiptsTest, ProcessesThatHoldTheStoreAreSeen) {
  PutAndDelete({});
  const auto base = Open(OpenMode::kRead);
  EXPECT_TRUE(ProcessesHolding(Store()).holding.empty());  // this process does not count
  EXPECT_TRUE(ProcessesHolding(Store()).known);
}

}  // namespace
}  // namespace lethe
