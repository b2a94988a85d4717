// The chain of a store's receipts: DIR/receipts.chain, one JSON object a line.
//
// Each line has the SHA-256 of its receipt's body and of the line before, so that no receipt can be taken out, changed
// or slipped in without breaking all that follow. Of the fact it holds only a hash of the id.
// Errors: kDataLoss for a broken chain, naming file and line.
// Threads: one writer of a store at a time, who holds its DatabaseLock from ReadChain to AppendToChain.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/file.h"

namespace lethe {

inline constexpr const char* kNoLink = "0000000000000000000000000000000000000000000000000000000000000000";

struct ChainLink {
  uint64_t number = 0;   // from 1
  std::string previous;  // SHA-256 of the line before, 64 zeros for the first
  std::string receipt;   // SHA-256 of the receipt's body
  std::string id_hash;   // hexadecimal
  bool deleted = false;  // false for a receipt that says the fact was never there
  // Of the store when the receipt was made: it is about what was put up to then. Lines of older programs have none.
  std::optional<uint64_t> version;
  std::string hash;  // of the line as it stands in the file, set by ReadChain; what the next link names
};

Path ReceiptKeyFile(const Path& store);
Path ReceiptChainFile(const Path& store);

// Checks every link.
std::vector<ChainLink> ReadChain(const Path& store);
// `link` follows the last of ReadChain, whose hash it names (kNoLink where there is none).
void AppendToChain(const Path& store, const ChainLink& link);

// Hashes (HashOfId) of the facts that a receipt says are deleted, each with the newest version of which one says so: a
// fact of the id that was put later is another. Without a version it is about all of them, the largest number.
std::unordered_map<std::string, uint64_t> ReceiptedIds(const Path& store);

}  // namespace lethe
