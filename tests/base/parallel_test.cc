#include "base/parallel.h"

#include <gtest/gtest.h>

#include <atomic>
#include <mutex>
#include <set>
#include <stdexcept>
#include <thread>
#include <vector>

namespace lethe {
namespace {

TEST(ParallelForTest, RunsEveryIndexOnce) {
  for (const size_t threads : {size_t{0}, size_t{1}, size_t{3}, size_t{64}}) {
    std::vector<std::atomic<int>> runs(1000);
    ParallelFor(runs.size(), threads, [&](size_t i) { ++runs[i]; });
    for (size_t i = 0; i < runs.size(); ++i) EXPECT_EQ(runs[i], 1) << "index " << i << ", threads " << threads;
  }
}

TEST(ParallelForTest, DoesNothingForNothing) {
  ParallelFor(0, 4, [](size_t) { FAIL() << "no index exists"; });
}

TEST(ParallelForTest, UsesNoMoreThreadsThanAsked) {
  std::mutex mutex;
  std::set<std::thread::id> seen;
  ParallelFor(200, 3, [&](size_t) {
    std::lock_guard lock(mutex);
    seen.insert(std::this_thread::get_id());
  });
  EXPECT_LE(seen.size(), 3u);
}

TEST(ParallelForTest, RunsTasksAtTheSameTime) {
  // Each of two tasks waits for the other: this ends only where both run at once.
  std::atomic<int> arrived{0};
  ParallelFor(2, 2, [&](size_t) {
    ++arrived;
    while (arrived < 2) std::this_thread::yield();
  });
  EXPECT_EQ(arrived, 2);
}

TEST(ParallelForTest, RethrowsAndStops) {
  std::atomic<int> runs{0};
  auto call = [&] {
    ParallelFor(1'000'000, 2, [&](size_t i) {
      ++runs;
      if (i == 10) throw std::runtime_error("task 10");
    });
  };
  EXPECT_THROW(call(), std::runtime_error);
  EXPECT_LT(runs, 1'000'000);
}

TEST(HardwareThreadsTest, IsAtLeastOne) {
  EXPECT_GE(HardwareThreads(), 1u);
}

}  // namespace
}  // namespace lethe
