#include "services/bench/swap_bench.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <map>
#include <mutex>
#include <thread>

#include "base/error.h"
#include "base/file.h"
#include "base/random.h"
#include "base/stopwatch.h"
#include "services/bench/bench_facts.h"
#include "services/rpc/alias_table.h"
#include "services/rpc/client.h"
#include "services/rpc/store_server.h"

namespace lethe {
namespace {

constexpr double kCallTimeout = 30;

// What the clients saw.
struct Seen {
  std::mutex mutex;
  std::vector<double> request_us;
  std::atomic<uint64_t> requests = 0, failed = 0, mixed = 0;
};

class Bench {
 public:
  explicit Bench(const SwapBenchOptions& options) : options_(options), folder_(options.folder) {}

  SwapBenchResult Run() {
    MakeStore("a", 0);
    MakeStore("b", 1);
    AliasTable aliases{ReasonerLimits()};
    const StoreServer server("127.0.0.1:0", aliases);
    const Client admin(server.address(), kCallTimeout);
    result_.load_ms = admin.Load(Store("a").string()).milliseconds();
    admin.Load(Store("b").string());
    admin.SwapAlias("default", Store("a").string());
    std::vector<std::thread> clients;
    for (uint64_t i = 0; i < options_.clients; ++i) {
      clients.emplace_back([this, &server, i] { Ask(server.address(), i); });
    }
    SwapAll(admin);
    stop_ = true;
    for (std::thread& client : clients) client.join();
    Report();
    return result_;
  }

 private:
  Path Store(const std::string& name) const { return folder_.path() / name; }

  // Facts name the store they are of; one batch more gives the stores different versions.
  void MakeStore(const std::string& name, uint64_t more) {
    const auto base = KnowledgeBase::Open(Store(name), {}, OpenMode::kCreate);
    FillStore(*base, options_.facts, nullptr, [&name](v1::Fact& fact) { fact.set_source(name); });
    for (uint64_t i = 0; i < more; ++i) {
      v1::Fact fact = BenchFact(options_.facts + i);
      fact.set_source(name);
      base->PutBatch({fact});
    }
    source_of_version_[base->Pin()->version()] = name;
  }

  void Ask(const std::string& address, uint64_t number) {
    const Client client(address, kCallTimeout);
    Random random(number);
    std::vector<double> times;
    while (!stop_) {
      v1::SearchRequest request;
      request.set_text(BenchQuestion(random.Below(options_.facts)));
      const Stopwatch watch;
      try {
        Check(client.Search(request));
      } catch (const Error&) {
        ++seen_.failed;
      }
      times.push_back(watch.Microseconds());
      ++seen_.requests;
    }
    const std::lock_guard lock(seen_.mutex);
    seen_.request_us.insert(seen_.request_us.end(), times.begin(), times.end());
  }

  void Check(const v1::SearchResponse& response) {
    const auto source = source_of_version_.find(response.store().version());
    const bool known = source != source_of_version_.end() && response.hits_size() > 0;
    const bool whole = known && std::all_of(response.hits().begin(), response.hits().end(),
                                            [&](const auto& hit) { return hit.fact().source() == source->second; });
    if (!whole) ++seen_.mixed;
  }

  void SwapAll(const Client& admin) {
    const Stopwatch watch;
    const double pause_ms = 1000 * options_.seconds / static_cast<double>(options_.swaps + 1);
    for (uint64_t i = 0; i < options_.swaps; ++i) {
      const double due = pause_ms * static_cast<double>(i + 1);
      std::this_thread::sleep_for(std::chrono::duration<double, std::milli>(due - watch.Milliseconds()));
      const Stopwatch swap;
      admin.SwapAlias("default", Store(i % 2 == 0 ? "b" : "a").string());
      swap_ms_.push_back(swap.Milliseconds());
    }
    std::this_thread::sleep_for(std::chrono::duration<double, std::milli>(pause_ms));
  }

  void Report() {
    result_.swaps = swap_ms_.size();
    result_.requests = seen_.requests;
    result_.failed = seen_.failed;
    result_.mixed_version = seen_.mixed;
    result_.swap_p50_ms = Percentile(swap_ms_, 0.5);
    result_.swap_p99_ms = Percentile(swap_ms_, 0.99);
    result_.request_p50_us = Percentile(seen_.request_us, 0.5);
    result_.request_p99_us = Percentile(seen_.request_us, 0.99);
  }

  const SwapBenchOptions& options_;
  TemporaryFolder folder_;
  std::map<uint64_t, std::string> source_of_version_;
  std::atomic<bool> stop_ = false;
  Seen seen_;
  std::vector<double> swap_ms_;
  SwapBenchResult result_;
};

}  // namespace

SwapBenchResult RunSwapBench(const SwapBenchOptions& options) {
  if (options.facts == 0 || options.clients == 0 || options.swaps == 0 || options.seconds <= 0) {
    throw Error(Code::kInvalidArgument, "--facts, --clients, --swaps and --seconds must be above 0");
  }
  return Bench(options).Run();
}

}  // namespace lethe
