#include "services/bench/rpc_bench.h"

#include <atomic>
#include <mutex>
#include <thread>

#include "base/error.h"
#include "base/file.h"
#include "base/random.h"
#include "base/stopwatch.h"
#include "services/bench/bench_facts.h"
#include "services/rpc/alias_table.h"
#include "services/rpc/client.h"
#include "services/rpc/echo_server.h"
#include "services/rpc/store_server.h"

namespace lethe {
namespace {

constexpr const char* kListen = "127.0.0.1:0";
constexpr double kCallTimeout = 30;
constexpr uint32_t kHits = 10;
constexpr uint64_t kWarmingQueries = 50;

v1::SearchRequest RequestOf(uint64_t fact) {
  v1::SearchRequest request;
  request.set_text(BenchQuestion(fact));
  request.set_k(kHits);
  return request;
}

class Bench {
 public:
  explicit Bench(const RpcBenchOptions& options) : options_(options), folder_(options.folder) {}

  RpcBenchResult Run() {
    {
      const auto base = KnowledgeBase::Open(store(), {}, OpenMode::kCreate);
      FillStore(*base, options_.facts);
    }
    AliasTable aliases{ReasonerLimits()};
    const StoreServer server(kListen, aliases);
    Client(server.address(), kCallTimeout).SwapAlias("default", store().string());
    TimeEach(server.address());
    TimeAllAtOnce(server.address());
    return result_;
  }

 private:
  Path store() const { return folder_.path() / "store"; }

  // The three take turns, so that a slow spell of the machine meets all of them.
  void TimeEach(const std::string& address) {
    const auto base = KnowledgeBase::Open(store(), {}, OpenMode::kRead);
    const auto view = base->Pin();
    const Client client(address, kCallTimeout);
    const EchoServer echo(kListen, client.Search(RequestOf(0)));
    const Client echo_client(echo.address(), kCallTimeout);
    Random random(1);
    std::vector<double> here, over_rpc, echoed;
    for (uint64_t i = 0; i < options_.queries + kWarmingQueries; ++i) {
      const v1::SearchRequest request = RequestOf(random.Below(options_.facts));
      const double search = Time([&] { view->Search(request.text(), kHits); });
      const double call = Time([&] { client.Search(request); });
      const double empty = Time([&] { echo_client.Search(request); });
      if (i < kWarmingQueries) continue;
      here.push_back(search);
      over_rpc.push_back(call);
      echoed.push_back(empty);
    }
    result_.search_p50_us = Percentile(here, 0.5);
    result_.search_p99_us = Percentile(here, 0.99);
    result_.rpc_p50_us = Percentile(over_rpc, 0.5);
    result_.rpc_p99_us = Percentile(over_rpc, 0.99);
    result_.echo_p50_us = Percentile(echoed, 0.5);
    result_.echo_p99_us = Percentile(echoed, 0.99);
  }

  template <typename Action>
  static double Time(const Action& action) {
    const Stopwatch watch;
    action();
    return watch.Microseconds();
  }

  void TimeAllAtOnce(const std::string& address) {
    const Stopwatch watch;
    std::vector<std::thread> callers;
    for (uint64_t i = 0; i < options_.clients; ++i) {
      callers.emplace_back([this, &address, &watch, i] { CallOnAndOn(address, watch, i); });
    }
    for (std::thread& caller : callers) caller.join();
    result_.requests = busy_us_.size();
    result_.failed = failed_;
    result_.requests_per_s = static_cast<double>(result_.requests) / watch.Seconds();
    result_.busy_p50_us = Percentile(busy_us_, 0.5);
    result_.busy_p99_us = Percentile(busy_us_, 0.99);
  }

  void CallOnAndOn(const std::string& address, const Stopwatch& watch, uint64_t number) {
    const Client client(address, kCallTimeout);
    Random random(number);
    std::vector<double> times;
    while (watch.Seconds() < options_.seconds) {
      const v1::SearchRequest request = RequestOf(random.Below(options_.facts));
      times.push_back(Time([&] { CountFailure([&] { return client.Search(request).hits_size() > 0; }); }));
    }
    const std::lock_guard lock(mutex_);
    busy_us_.insert(busy_us_.end(), times.begin(), times.end());
  }

  template <typename Call>
  void CountFailure(const Call& call) {
    try {
      if (call()) return;
    } catch (const Error&) {  // counted below
    }
    ++failed_;
  }

  const RpcBenchOptions& options_;
  TemporaryFolder folder_;
  std::mutex mutex_;
  std::vector<double> busy_us_;
  std::atomic<uint64_t> failed_ = 0;
  RpcBenchResult result_;
};

}  // namespace

RpcBenchResult RunRpcBench(const RpcBenchOptions& options) {
  if (options.facts == 0 || options.queries == 0 || options.clients == 0 || options.seconds <= 0) {
    throw Error(Code::kInvalidArgument, "--facts, --queries, --clients and --seconds must be above 0");
  }
  return Bench(options).Run();
}

}  // namespace lethe
