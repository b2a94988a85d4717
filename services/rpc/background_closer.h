// Lets go of things on a thread of its own, one after the other, where letting go may take long: a store that is being
// compacted ends with its compaction.
//
// Promise: what was handed over is gone when the closer is. Threads: any.
#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

namespace lethe {

class BackgroundCloser {
 public:
  BackgroundCloser();
  // Waits for all that was handed over.
  ~BackgroundCloser();
  BackgroundCloser(const BackgroundCloser&) = delete;
  BackgroundCloser& operator=(const BackgroundCloser&) = delete;

  // A pointer whose last holder hands the thing over here instead of destroying it. May not outlive the closer.
  template <typename T>
  std::shared_ptr<T> Share(std::unique_ptr<T> thing) {
    return {thing.release(), [this](T* last) { Close(std::shared_ptr<T>(last)); }};
  }

 private:
  void Close(std::shared_ptr<const void> thing);
  void Run();

  std::mutex mutex_;
  std::condition_variable changed_;
  bool stopping_ = false;
  std::vector<std::shared_ptr<const void>> waiting_;
  std::thread thread_;  // last: it uses the others
};

}  // namespace lethe
