#include "retriever/receipts/receipt_chain.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "base/text.h"
#include "retriever/receipts/receipt_key.h"

namespace lethe {
namespace {

std::string LineOf(const ChainLink& link) {
  nlohmann::ordered_json json = {{"n", link.number},
                                 {"previous", link.previous},
                                 {"receipt", link.receipt},
                                 {"id_hash", link.id_hash},
                                 {"deleted", link.deleted}};
  if (link.version) json["version"] = *link.version;
  return json.dump();
}

ChainLink ParseLine(std::string_view line) {
  const auto json = nlohmann::json::parse(line);
  ChainLink link = {
      json.at("n"), json.at("previous"), json.at("receipt"), json.at("id_hash"), json.at("deleted"), {}, {}};
  if (json.contains("version")) link.version = json.at("version").get<uint64_t>();
  link.hash = Sha256Hex(line);
  return link;
}

std::string TextOf(const Path& store) {
  const Path file = ReceiptChainFile(store);
  return std::filesystem::exists(file) ? ReadFile(file) : std::string();
}

}  // namespace

Path ReceiptKeyFile(const Path& store) {
  return store / "receipt_key";
}
Path ReceiptChainFile(const Path& store) {
  return store / "receipts.chain";
}

std::vector<ChainLink> ReadChain(const Path& store) {
  const std::string text = TextOf(store);
  std::vector<ChainLink> links;
  std::string previous = kNoLink;
  for (const std::string_view line : Split(text, '\n')) {
    if (line.empty()) continue;
    const std::string where = StrCat(ReceiptChainFile(store).string(), ":", links.size() + 1);
    ChainLink link;
    try {
      link = ParseLine(line);
    } catch (const nlohmann::json::exception& error) {
      throw Error(Code::kDataLoss, StrCat(where, ": damaged chain of receipts: ", error.what()));
    }
    if (link.previous != previous || link.number != links.size() + 1) {
      throw Error(Code::kDataLoss, StrCat(where,
                                          ": broken chain of receipts: this line does not follow the one before; "
                                          "restore the file from a copy of the store"));
    }
    previous = link.hash;
    links.push_back(std::move(link));
  }
  return links;
}

void AppendToChain(const Path& store, const ChainLink& link) {
  WriteFileAtomic(ReceiptChainFile(store), TextOf(store) + LineOf(link) + "\n");
}

std::unordered_map<std::string, uint64_t> ReceiptedIds(const Path& store) {
  std::unordered_map<std::string, uint64_t> newest;
  for (const ChainLink& link : ReadChain(store)) {
    if (!link.deleted) continue;
    uint64_t& version = newest[FromHex(link.id_hash)];
    version = std::max(version, link.version.value_or(~uint64_t{0}));
  }
  return newest;
}

}  // namespace lethe
