// Coarse parallel work (dataset building, batched look-ups) on short-lived threads. Tensor kernels use LibTorch's own.
//
// Promise: ParallelFor returns when every index ran, or, after a task threw, when the tasks under way have ended; the
// first exception is then rethrown in the caller. Threads: may be called from any thread.
#pragma once

#include <cstddef>
#include <functional>

namespace lethe {

// Number of usable cores, at least 1.
size_t HardwareThreads();

// Runs task(i) for every i in [0, count) on at most `threads` threads, the caller's among them, in no particular order.
void ParallelFor(size_t count, size_t threads, const std::function<void(size_t)>& task);

}  // namespace lethe
