#include "services/rpc/background_closer.h"

#include <gtest/gtest.h>

#include <atomic>
#include <future>

namespace lethe {
namespace {

struct Slow {
  std::future<void> may_go;
  std::atomic<bool>* gone;
  ~Slow() {
    may_go.wait();
    *gone = true;
  }
};

TEST(BackgroundCloserTest, TheLastHolderDoesNotWait) {
  std::promise<void> go;
  std::atomic<bool> gone = false;
  {
    BackgroundCloser closer;
    std::shared_ptr<const Slow> first = closer.Share(std::unique_ptr<Slow>(new Slow{go.get_future(), &gone}));
    std::shared_ptr<const Slow> second = first;
    first.reset();
    second.reset();  // would wait for ever here
    EXPECT_FALSE(gone);
    go.set_value();
  }
  EXPECT_TRUE(gone);  // the closer has waited
}

}  // namespace
}  // namespace lethe
