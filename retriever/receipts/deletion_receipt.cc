#include "retriever/receipts/deletion_receipt.h"

#include <nlohmann/json.hpp>

#include "base/error.h"
#include "base/text.h"
#include "retriever/knowledge_base.h"
#include "retriever/receipts/open_processes.h"
#include "retriever/receipts/receipt_chain.h"
#include "retriever/receipts/receipt_key.h"
#include "retriever/receipts/store_absence.h"
#include "retriever/stores/open_store.h"
#include "retriever/stores/rocks_db.h"
#include "retriever/stores/rocks_records.h"
#include "retriever/stores/store_folder.h"

namespace lethe {
namespace {

using Json = nlohmann::json;

constexpr const char* kKind = "lethe deletion receipt";
constexpr const char* kDeleted = "deleted";
constexpr const char* kNeverPresent = "never_present";

// What the store was when the deletion had been made physical.
struct Cleaned {
  std::vector<DeletionTrace> traces;
  uint64_t version = 0;
  uint64_t facts = 0;
  std::string embedder;
};

Cleaned CleanStore(const ReceiptRequest& request) {
  const auto base = KnowledgeBase::Open(request.store, {}, OpenMode::kWrite);
  Cleaned cleaned;
  cleaned.version = base->Pin()->version();
  if (base->Pin()->Get(request.id)) {
    throw Error(Code::kFailedPrecondition,
                StrCat(request.store.string(), ": fact ", request.id, " is in the store (version ", cleaned.version,
                       "), there is no receipt for it; delete it first: lethe store delete --store ",
                       request.store.string(), " --id ", request.id));
  }
  cleaned.traces = base->Deletions(request.id);
  if (!cleaned.traces.empty()) {
    base->PurgeUndo(request.id);
    base->Compact(base->DefaultCompaction());
  }
  cleaned.facts = base->Pin()->facts();
  cleaned.embedder = base->embedder().name();
  return cleaned;
}

Json DeletionsJson(const std::vector<DeletionTrace>& traces) {
  Json list = Json::array();
  for (const DeletionTrace& trace : traces) {
    list.push_back({{"version", trace.version},
                    {"time", IsoTime(trace.time_ms)},
                    {"number", trace.doc},
                    {"content_blake2b", ToHex(trace.digest)}});
  }
  return list;
}

Json SnapshotsJson(const std::vector<SnapshotLook>& snapshots) {
  Json list = Json::array();
  for (const SnapshotLook& look : snapshots) {
    Json entry = {{"path", look.path},
                  {"version", look.version},
                  {"exists", look.exists},
                  {"holds", look.holds},
                  {"holds_undo", look.holds_undo}};
    if (!look.problem.empty()) entry["problem"] = look.problem;
    list.push_back(std::move(entry));
  }
  return list;
}

Json SegmentsJson(const std::vector<SegmentLook>& segments) {
  Json list = Json::array();
  for (const SegmentLook& look : segments) {
    list.push_back({{"file", look.file}, {"kind", look.kind}, {"rows", look.rows}, {"holds", look.holds}});
  }
  return list;
}

Json ProcessesJson(const OpenProcesses& processes) {
  Json list = Json::array();
  for (const OpenProcess& process : processes.holding) list.push_back({{"pid", process.pid}, {"name", process.name}});
  return {{"known", processes.known}, {"not_looked_into", processes.hidden}, {"holding", list}};
}

Json ChecksJson(const AbsenceReport& report, const Path& store) {
  Json checks;
  checks["rocksdb"] = {{"id_absent", report.id_absent},
                       {"records_compared", report.records},
                       {"tables_decompressed", report.scan.tables},
                       {"table_records", report.scan.records},
                       {"delete_marks_left", report.scan.delete_marks}};
  checks["raw_files"] = {{"files", report.scan.files},
                         {"bytes", report.scan.bytes},
                         {"looked_for", report.looked_for},
                         {"found", report.scan.found}};
  checks["postings"] = {{"lists", report.posting_lists}, {"holds", false}};
  checks["vector_segments"] = SegmentsJson(report.segments);
  checks["undo_records"] = {{"purged", true}};
  checks["snapshots"] = SnapshotsJson(report.snapshots);
  checks["same_content_under_other_ids"] = report.same_content;
  checks["caches"] =
      Json::array({{{"name", "RocksDB block cache"}, {"holds", false}, {"why", "made new with the reopening"}},
                   {{"name", "fact cache of models"},
                    {"holds", nullptr},
                    {"why", "in the processes listed; keyed by fact id, gone with the swap or the process"}}});
  checks["processes"] = ProcessesJson(ProcessesHolding(store));
  return checks;
}

Json BodyOf(const ReceiptRequest& request, const Cleaned& cleaned, const AbsenceReport& report) {
  Json body;
  body["kind"] = kKind;
  body["format"] = 1;
  body["status"] = cleaned.traces.empty() ? kNeverPresent : kDeleted;
  body["fact_id"] = request.id;
  body["issued"] = IsoTime(NowMs());
  body["absent"] = true;
  body["store"] = {{"path", std::filesystem::weakly_canonical(request.store).string()},
                   {"version", cleaned.version},
                   {"facts", cleaned.facts},
                   {"embedder", cleaned.embedder}};
  body["deletions"] = DeletionsJson(cleaned.traces);
  body["checks"] = ChecksJson(report, request.store);
  Json held = Json::array();
  for (const SnapshotLook& look : report.snapshots) {
    if (look.holds || look.holds_undo || !look.problem.empty()) held.push_back(look.path);
  }
  body["still_held_by_snapshots"] = std::move(held);
  return body;
}

// The file first: a link of the chain can never be taken out again.
void Keep(const Json& receipt, const ReceiptRequest& request, const ChainLink& link) {
  if (request.out.empty()) return AppendToChain(request.store, link);
  WriteFileAtomic(request.out, receipt.dump(2) + "\n");
  try {
    AppendToChain(request.store, link);
  } catch (...) {
    std::error_code ignored;
    std::filesystem::remove(request.out, ignored);
    throw;
  }
}

Json SignAndChain(const ReceiptRequest& request, Json body) {
  const ReceiptKey key = request.key.empty() ? ReceiptKey::OfStore(request.store) : ReceiptKey::FromFile(request.key);
  const DatabaseLock lock(StoreDatabase(request.store));  // two receipts at once would name the same link
  const std::vector<ChainLink> links = ReadChain(request.store);
  ChainLink link;
  link.number = links.size() + 1;
  link.previous = links.empty() ? kNoLink : links.back().hash;
  body["chain"] = {{"number", link.number}, {"previous", link.previous}};
  const std::string text = body.dump();
  link.receipt = Sha256Hex(text);
  link.id_hash = ToHex(HashOfId(request.id));
  link.deleted = body["status"] == kDeleted;
  link.version = body["store"]["version"].get<uint64_t>();
  Json receipt = {
      {"receipt", std::move(body)},
      {"sha256", link.receipt},
      {"signature", {{"algorithm", "Ed25519"}, {"public_key", key.public_key()}, {"signature", key.Sign(text)}}}};
  Keep(receipt, request, link);
  return receipt;
}

[[noreturn]] void StillThere(const ReceiptRequest& request, const AbsenceReport& report) {
  std::vector<std::string> left = report.left;
  left.resize(std::min<size_t>(left.size(), 10));
  throw Error(Code::kDataLoss, StrCat(request.store.string(), ": no receipt: fact ", request.id,
                                      " is deleted, but something of it is left in ", Join(left, "; "),
                                      "; `lethe store verify` tells whether the store is whole. A file of yours in the "
                                      "store's folder that names the fact counts too"));
}

// What the parts of the file say about themselves.
void CheckBody(const Json& file, const std::string& public_key, ReceiptCheck& check) {
  const Json& body = file.at("receipt");
  const std::string text = body.dump();
  check.status = body.at("status");
  check.fact_id = body.at("fact_id");
  check.public_key = file.at("signature").at("public_key");
  for (const Json& path : body.at("still_held_by_snapshots")) check.held_by.push_back(path);
  if (body.at("kind") != kKind || body.at("absent") != true) check.problems.push_back("it is no deletion receipt");
  check.hash_valid = file.at("sha256") == Sha256Hex(text);
  if (!check.hash_valid) check.problems.push_back("the SHA-256 is not that of the body: it was changed");
  check.signature_valid =
      VerifySignature(check.public_key, file.at("signature").at("signature").get<std::string>(), text);
  if (!check.signature_valid) check.problems.push_back("the signature does not fit the body");
  if (!public_key.empty() && public_key != check.public_key)
    check.problems.push_back(StrCat("signed by ", check.public_key, ", not by ", public_key));
}

void CheckChain(const Json& file, const Path& store, ReceiptCheck& check) {
  const std::vector<ChainLink> links = ReadChain(store);
  const Json& chain = file.at("receipt").at("chain");
  const uint64_t number = chain.at("number");
  check.in_chain = number >= 1 && number <= links.size() && links[number - 1].receipt == file.at("sha256") &&
                   links[number - 1].previous == chain.at("previous");
  if (!check.in_chain) check.problems.push_back(StrCat("the chain of ", store.string(), " does not have this receipt"));
}

}  // namespace

nlohmann::json MakeReceipt(const ReceiptRequest& request) {
  RequireFolder(request.store, "prove the absence of a fact",
                "its log, its replicas and its backups are outside of the store's sight: keep facts that need receipts "
                "in a folder");
  const Cleaned cleaned = CleanStore(request);
  std::vector<Path> except;
  if (!request.out.empty()) except.push_back(std::filesystem::absolute(request.out).lexically_normal());
  const AbsenceReport report = LookForFact(request.store, request.id, cleaned.traces, except);
  if (!report.left.empty()) StillThere(request, report);
  return SignAndChain(request, BodyOf(request, cleaned, report));
}

ReceiptCheck CheckReceipt(const Path& file, const std::string& public_key, const Path& store) {
  ReceiptCheck check;
  try {
    const Json json = Json::parse(ReadFile(file));
    CheckBody(json, public_key, check);
    if (!store.empty()) CheckChain(json, store, check);
  } catch (const nlohmann::json::exception& error) {
    throw Error(Code::kInvalidArgument, StrCat(file.string(), ": is no receipt: ", error.what()));
  }
  return check;
}

}  // namespace lethe
