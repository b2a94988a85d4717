#include "model/layers/byte_product.h"

#include <benchmark/benchmark.h>
#include <torch/torch.h>

#include "model/generator.h"

namespace lethe {
namespace {

// As many matrices as a model has, so that they come from memory and not from a cache, as in decoding.
constexpr int64_t kOut = 1152, kIn = 480, kMatrices = 50;

void Report(benchmark::State& state) {
  state.SetItemsProcessed(state.iterations() * kMatrices * kOut * kIn);  // weights
}

void BM_OneRowByTorch(benchmark::State& state) {
  const torch::NoGradGuard no_grad;
  SetComputeThreads(1);
  const torch::Tensor weights = torch::randn({kMatrices, kOut, kIn}), x = torch::randn({kIn});
  for (auto _ : state) {
    for (int64_t i = 0; i < kMatrices; ++i) benchmark::DoNotOptimize(torch::mv(weights[i], x));
  }
  Report(state);
}
BENCHMARK(BM_OneRowByTorch);

void BM_OneRowByBytes(benchmark::State& state) {
  const torch::NoGradGuard no_grad;
  SetComputeThreads(1);
  const torch::Tensor x = torch::randn({1, kIn});
  std::vector<ByteMatrix> matrices;
  for (int64_t i = 0; i < kMatrices; ++i)
    matrices.push_back({torch::randint(-8, 8, {kOut, kIn}, torch::kInt8), torch::randn({kOut, kIn / kByteBlock})});
  for (auto _ : state) {
    for (const ByteMatrix& matrix : matrices) benchmark::DoNotOptimize(OneRowProduct(x, matrix));
  }
  Report(state);
}
BENCHMARK(BM_OneRowByBytes);

}  // namespace
}  // namespace lethe
