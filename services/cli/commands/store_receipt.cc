#include "services/cli/commands/store_receipt.h"

#include <iostream>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "base/text.h"
#include "retriever/receipts/deletion_receipt.h"
#include "services/cli/commands/store_options.h"
#include "services/cli/output_file.h"

namespace lethe {
namespace {

struct ReceiptCommand : StoreOptions {
  std::string id;
  std::string out;
  std::string key;
  std::string verify;
  std::string public_key;
};

// Before the store is compacted for a receipt that nobody could keep.
void CheckOut(const std::string& out) {
  if (out.empty()) return;
  try {
    CheckOutputFile(out);
  } catch (const Error& error) {
    throw Error(error.code(), StrCat("--out ", out, ": ", error.what()));
  }
}

void Make(const ReceiptCommand& command) {
  CheckOut(command.out);
  const nlohmann::json receipt = MakeReceipt({command.store, command.id, command.key, command.out});
  if (command.out.empty()) {
    std::cout << receipt.dump(2) << "\n";
    return;
  }
  const nlohmann::json& body = receipt.at("receipt");
  const nlohmann::json& held = body.at("still_held_by_snapshots");
  const nlohmann::json& processes = body.at("checks").at("processes").at("holding");
  if (command.json) {
    std::cout << DumpJson({{"status", body.at("status")},
                           {"fact_id", command.id},
                           {"out", command.out},
                           {"sha256", receipt.at("sha256")},
                           {"public_key", receipt.at("signature").at("public_key")},
                           {"still_held_by_snapshots", held},
                           {"store_open_in", processes}})
              << "\n";
    return;
  }
  const bool deleted = body.at("status") == "deleted";
  std::cout << command.id << (deleted ? ": deleted, nothing of it is left in the store" : ": was never in this store")
            << "; receipt " << command.out << "\n";
  for (const auto& path : held) std::cout << "still held by the snapshot " << path.get<std::string>() << "\n";
  for (const auto& process : processes) {
    std::cout << "process " << process.at("pid") << " (" << process.at("name").get<std::string>()
              << ") opened the store before and may still answer from what it read\n";
  }
}

void Check(const ReceiptCommand& command) {
  const ReceiptCheck check = CheckReceipt(command.verify, command.public_key, command.store);
  if (command.json) {
    std::cout << DumpJson({{"valid", check.ok()},
                           {"status", check.status},
                           {"fact_id", check.fact_id},
                           {"public_key", check.public_key},
                           {"signature_valid", check.signature_valid},
                           {"hash_valid", check.hash_valid},
                           {"in_chain", check.in_chain},
                           {"still_held_by_snapshots", check.held_by},
                           {"problems", check.problems}})
              << "\n";
  } else if (check.ok()) {
    std::cout << "valid: fact " << check.fact_id << " " << check.status << ", signed by " << check.public_key << "\n";
    for (const std::string& path : check.held_by)
      std::cout << "at that time still held by the snapshot " << path << "\n";
  }
  if (!check.ok()) throw Error(Code::kDataLoss, StrCat(command.verify, ": not valid: ", Join(check.problems, "; ")));
}

}  // namespace

void AddStoreReceipt(CLI::App& group) {
  auto command = std::make_shared<ReceiptCommand>();
  CLI::App* app =
      group.add_subcommand("receipt", "Prove with a signature that a fact is gone, or check such a receipt");
  CLI::Option* store = app->add_option("--store", command->store, "Folder of the store");
  CLI::Option* id = app->add_option("--id", command->id, "Id of the fact that was deleted");
  app->add_option("--out", command->out, "File for the receipt; standard output where not given");
  app->add_option(
      "--key", command->key,
      "File with the signing key, 64 hexadecimal digits; the store's own, made at first use, where not given");
  CLI::Option* verify = app->add_option("--verify", command->verify, "Receipt to check, for whoever received it");
  app->add_option("--public-key", command->public_key, "With --verify: who must have signed")->needs(verify);
  app->add_flag("--json", command->json, "Print one JSON object");
  verify->excludes(id);
  app->footer(
      "Example: lethe store receipt --store my-store --id 9f86d081884c7d659a2feaa0c55ad015 --out receipt.json\n"
      "         lethe store receipt --verify receipt.json\n"
      "With --verify, --store also holds the receipt against that store's chain.");
  app->callback([command, store, id, verify] {
    if (verify->count() > 0) return Check(*command);
    if (store->count() == 0 || id->count() == 0) {
      throw CLI::RequiredError("--store and --id (to make a receipt), or --verify (to check one)");
    }
    Make(*command);
  });
}

}  // namespace lethe
