#include "model/layers/byte_product.h"

#include <ATen/Parallel.h>
#include <torch/torch.h>

#include <algorithm>
#include <numeric>

namespace lethe {
namespace {

constexpr int64_t kGrain = 1 << 17;  // weights a thread takes at once: some ten microseconds

// One sum for each place in a block, added up at the end, so that no block has to add across a vector's numbers.
float RowProduct(const int8_t* levels, const float* scale, const float* x, int64_t blocks) {
  float sums[kByteBlock] = {};
  for (int64_t b = 0; b < blocks; ++b) {
#pragma omp simd
    for (int64_t j = 0; j < kByteBlock; ++j)
      sums[j] += scale[b] * static_cast<float>(levels[b * kByteBlock + j]) * x[b * kByteBlock + j];
  }
  return std::accumulate(std::begin(sums), std::end(sums), 0.0F);
}

}  // namespace

torch::Tensor OneRowProduct(const torch::Tensor& x, const ByteMatrix& matrix) {
  const int64_t out = matrix.levels.size(0), in = matrix.levels.size(1), blocks = in / kByteBlock;
  const torch::Tensor row = x.contiguous();
  torch::Tensor y = torch::empty({1, out});
  const int8_t* levels = matrix.levels.data_ptr<int8_t>();
  const float *scale = matrix.scale.data_ptr<float>(), *values = row.data_ptr<float>();
  float* result = y.data_ptr<float>();
  at::parallel_for(0, out, std::max<int64_t>(1, kGrain / in), [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i) result[i] = RowProduct(levels + i * in, scale + i * blocks, values, blocks);
  });
  return y;
}

}  // namespace lethe
