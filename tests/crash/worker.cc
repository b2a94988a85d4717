#include "tests/crash/worker.h"

#include <fstream>
#include <iostream>
#include <map>
#include <thread>

#include "base/error.h"
#include "base/log.h"
#include "base/random.h"
#include "retriever/fact_json.h"
#include "retriever/importer.h"
#include "retriever/knowledge_base.h"
#include "services/rpc/alias_table.h"
#include "tests/crash/crash_facts.h"

namespace lethe::crash {
namespace {

constexpr uint64_t kMostPut = 150;
constexpr uint64_t kMostDeleted = 20;
constexpr uint64_t kMostImported = 900;
constexpr size_t kImportBatch = 64;

// One write a line, so that a kill leaves whole lines and at most one that is cut off.
void Say(const std::string& line) {
  std::cout << line + "\n" << std::flush;
}

StoreConfig Config() {
  StoreConfig config;
  config.mutable_embedder()->mutable_hashed_ngrams()->set_dimension(32);
  config.mutable_index()->set_exact_rows(1500);
  return config;
}

class Worker {
 public:
  Worker(const Path& folder, uint64_t seed) : folder_(folder), random_(seed) {}

  void Import() {
    for (uint64_t round = 0;; ++round) ImportInto(random_.Below(2) == 0 ? "a" : "b");
  }

  void Delete() {
    const auto base = Open("a");
    Say("open");
    for (;;) {
      Put("a", *base);
      for (uint64_t i = random_.Below(6); i > 0; --i) Erase("a", *base);
    }
  }

  // One thread compacts without a pause, the other changes the store.
  void Compact() {
    const auto base = Open("a");
    Say("open");
    std::thread compacting([&base] {
      for (uint64_t round = 0;; ++round) {
        CompactOptions options = base->DefaultCompaction();
        options.rewrite_files = round % 2 == 1;
        options.keep_versions = 5;
        base->Compact(options);
      }
    });
    for (;;) ChangeOnce("a", *base);
  }

  void Swap() {
    for (const char* name : {"a", "b"}) Open(name);
    AliasTable table{ReasonerLimits()};
    Say("open");
    std::string served = "a";
    table.Swap("default", folder_ / served);
    for (;;) {
      const uint64_t dice = random_.Below(8);
      if (dice < 3) {
        table.Change("default", [&](KnowledgeBase& base) { ChangeOnce(served, base); });
      } else if (dice == 3) {
        table.Load(folder_ / (served == "a" ? "b" : "a"));
      } else {
        served = served == "a" ? "b" : "a";
        table.SwapAll({{"default", folder_ / served}, {"other", folder_ / "a"}});
      }
    }
  }

 private:
  std::unique_ptr<KnowledgeBase> Open(const std::string& store) const {
    return KnowledgeBase::Open(folder_ / store, Config(), OpenMode::kCreate);
  }

  void ChangeOnce(const std::string& store, KnowledgeBase& base) {
    if (random_.Below(3) == 0) {
      Put(store, base);
    } else {
      Erase(store, base);
    }
  }

  void Put(const std::string& store, KnowledgeBase& base) {
    const uint64_t first = random_.Below(kNumbers - kMostPut), end = first + 1 + random_.Below(kMostPut);
    std::vector<v1::Fact> facts;
    for (uint64_t i = first; i < end; ++i) facts.push_back(FactOf(World::kPut, i));
    Say(StrCat(store, " put ", first, " ", end));
    base.PutBatch(std::move(facts));
    Say(StrCat(store, " ok"));
  }

  void Erase(const std::string& store, KnowledgeBase& base) {
    std::vector<std::string> ids;
    std::string line = StrCat(store, " del");
    for (uint64_t i = 1 + random_.Below(kMostDeleted); i > 0; --i) {
      const uint64_t number = random_.Below(kNumbers);
      ids.push_back(IdOf(World::kPut, number));
      line += StrCat(" ", number);
    }
    Say(line);
    base.Delete(ids);
    Say(StrCat(store, " ok"));
  }

  void ImportInto(const std::string& store) {
    const uint64_t first = random_.Below(kNumbers - kMostImported), end = first + 1 + random_.Below(kMostImported);
    std::map<std::string, uint64_t> number_of;
    const Path file = folder_ / "facts.jsonl";
    {
      std::ofstream out(file);
      for (uint64_t i = first; i < end; ++i) {
        out << FactToJsonLine(FactOf(World::kImported, i)) << "\n";
        number_of[IdOf(World::kImported, i)] = i;
      }
    }
    ImportOptions options;
    options.source = kImportSource;
    options.batch_facts = kImportBatch;
    options.acknowledged = [&](const std::vector<std::string>& ids) {
      std::string line = StrCat(store, " there");
      for (const std::string& id : ids) line += StrCat(" ", number_of.at(id));
      Say(line);
    };
    if (!said_open_) Say("open");
    said_open_ = true;
    Say(StrCat(store, " import ", first, " ", end));
    ImportFacts(file, options, folder_ / store, Config());
    Say(StrCat(store, " ok"));
  }

  Path folder_;
  Random random_;
  bool said_open_ = false;
};

}  // namespace

void Work(const std::string& deed, const Path& folder, uint64_t seed) {
  SetLogLevel(LogLevel::kError);
  Worker worker(folder, seed);
  if (deed == "import") worker.Import();
  if (deed == "delete") worker.Delete();
  if (deed == "compact") worker.Compact();
  if (deed == "swap") worker.Swap();
  throw Error(Code::kInvalidArgument, StrCat("there is nothing called ", deed, " to do"));
}

}  // namespace lethe::crash
