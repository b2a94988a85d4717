// The signed report that a fact is gone from a store.
//
// Making one purges the fact from the undo records, compacts the store (segments, postings, RocksDB's files), opens it
// again so that RocksDB starts a new manifest, and then looks for the fact everywhere (receipts/store_absence.h). The
// receipt is JSON: {"receipt": BODY, "sha256": of BODY, "signature": {...}}; BODY names its predecessor in the store's
// chain, so that receipts cannot be taken out or changed afterwards.
// Promise: a receipt is only made when nothing was found. Snapshots that still hold the fact, and processes that have
// the store open, are listed: the receipt speaks of the store, and says what it does not cover. The chain has no link
// for a receipt that could not be written to `out`. Errors: kFailedPrecondition for a fact that is there; kUnavailable
// when the store is open for writing elsewhere; kDataLoss when something was found or a part is damaged. Threads: pure
// functions. Cost: rewrites and reads the store once. Source: Ed25519 (RFC 8032) and SHA-256, libsodium's.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "base/file.h"

namespace lethe {

struct ReceiptRequest {
  Path store;
  std::string id;
  Path key;  // file with the signing key; empty: the store's own, made at first use
  Path out;  // where the receipt is written; left out of the scan. Empty: nowhere
};

// For an id that was never put the receipt has the status "never_present".
nlohmann::json MakeReceipt(const ReceiptRequest& request);

struct ReceiptCheck {
  bool signature_valid = false;
  bool hash_valid = false;
  // Set only when a store was given: the chain has this receipt at its place, and is whole.
  bool in_chain = false;
  std::string status;  // "deleted" or "never_present"
  std::string fact_id;
  std::string public_key;
  std::vector<std::string> held_by;  // snapshots that held the fact when the receipt was made
  std::vector<std::string> problems;
  bool ok() const { return problems.empty(); }
};

// `public_key` (64 hexadecimal digits) is who should have signed; empty accepts the key that the receipt names. `store`
// may be empty.
ReceiptCheck CheckReceipt(const Path& file, const std::string& public_key, const Path& store);

}  // namespace lethe
