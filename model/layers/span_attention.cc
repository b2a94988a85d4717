#include "model/layers/span_attention.h"

#include <ATen/Parallel.h>
#include <torch/torch.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/error.h"
#include "model/layers/strided_product.h"
#include "model/layers/vector_exp.h"

namespace lethe {
namespace {

// From so many rows and pairs on products of a BLAS are faster than the loops, which do not pack.
constexpr int64_t kLeastProductRows = 4;
constexpr int64_t kLeastProductPairs = 512;

// Flat views of the operands; rows are contiguous.
struct Operands {
  const float* q;
  const float* k;
  const float* v;
  int64_t heads, kv_heads, dim, queries;
  const AttentionSpan* spans;

  int64_t QueryStride() const { return heads * dim; }
  int64_t KeyStride() const { return kv_heads * dim; }
  const float* Query(int64_t i, int64_t h) const { return q + (i * heads + h) * dim; }
  const float* Key(int64_t j, int64_t g) const { return k + (j * kv_heads + g) * dim; }
  const float* Value(int64_t j, int64_t g) const { return v + (j * kv_heads + g) * dim; }
};

Operands MakeOperands(const torch::Tensor& q, const torch::Tensor& k, const torch::Tensor& v,
                      const torch::Tensor& spans) {
  static_assert(sizeof(AttentionSpan) == 4 * sizeof(int32_t));
  const Operands x{q.data_ptr<float>(), k.data_ptr<float>(),
                   v.data_ptr<float>(), q.size(1),
                   k.size(1),           q.size(2),
                   q.size(0),           reinterpret_cast<const AttentionSpan*>(spans.data_ptr<int32_t>())};
  const int64_t keys = k.size(0);
  for (int64_t i = 0; i < x.queries; ++i) {
    const AttentionSpan& span = x.spans[i];
    LETHE_CHECK(
        span.prefix_begin >= 0 && span.prefix_end <= keys && span.begin >= 0 && span.end <= keys && span.size() > 0,
        "span of query ", i, " leaves the ", keys, " keys");
  }
  return x;
}

// Queries one after another whose spans differ in nothing but an end that never falls: a fact, or a question with its
// derivation. Their probabilities are a matrix with a column for each key of the last; what a row may not see is 0.
struct Block {
  int64_t first, rows;
  AttentionSpan keys;  // of the last row
  int64_t offset;      // where the block's probabilities begin, per head
  bool by_products;    // large enough for matrix products

  int64_t columns() const { return keys.size(); }
  int64_t prefix() const { return keys.prefix_end - keys.prefix_begin; }
  int64_t own() const { return keys.end - keys.begin; }
};

struct Blocks {
  std::vector<Block> list;
  int64_t pairs = 0;  // probabilities a head
};

bool Continues(const AttentionSpan& last, const AttentionSpan& next) {
  return last.prefix_begin == next.prefix_begin && last.prefix_end == next.prefix_end && last.begin == next.begin &&
         last.end <= next.end;
}

Blocks FindBlocks(const Operands& x) {
  Blocks blocks;
  for (int64_t i = 0; i < x.queries;) {
    const int64_t first = i++;
    while (i < x.queries && Continues(x.spans[i - 1], x.spans[i])) ++i;
    Block block{first, i - first, x.spans[i - 1], blocks.pairs, false};
    block.by_products = block.rows >= kLeastProductRows && block.rows * block.columns() >= kLeastProductPairs;
    blocks.pairs += block.rows * block.columns();
    blocks.list.push_back(block);
  }
  return blocks;
}

// D is the head size where it is one of the usual ones, so that loops unroll, and 0 where it is known at run time only.
template <int64_t D>
inline float Dot(const float* __restrict a, const float* __restrict b, int64_t dim) {
  const int64_t n = D > 0 ? D : dim;
  float sum = 0;
#pragma omp simd reduction(+ : sum)
  for (int64_t d = 0; d < n; ++d) sum += a[d] * b[d];
  return sum;
}

template <int64_t D>
inline void AddScaled(float* __restrict out, const float* __restrict in, float scale, int64_t dim) {
  const int64_t n = D > 0 ? D : dim;
#pragma omp simd
  for (int64_t d = 0; d < n; ++d) out[d] += scale * in[d];
}

// Calls f with the head size as a compile-time constant.
template <typename F>
void WithHeadSize(int64_t dim, F f) {
  if (dim == 64) return f(std::integral_constant<int64_t, 64>());
  if (dim == 32) return f(std::integral_constant<int64_t, 32>());
  f(std::integral_constant<int64_t, 0>());
}

// Turns scores into probabilities in place.
void Softmax(float* __restrict scores, int64_t n) {
  float top = scores[0];
#pragma omp simd reduction(max : top)
  for (int64_t j = 1; j < n; ++j) top = scores[j] > top ? scores[j] : top;
  float sum = 0;
#pragma omp simd reduction(+ : sum)
  for (int64_t j = 0; j < n; ++j) {
    scores[j] = std::exp(scores[j] - top);
    sum += scores[j];
  }
  const float inverse = 1.0f / sum;
#pragma omp simd
  for (int64_t j = 0; j < n; ++j) scores[j] *= inverse;
}

// probabilities: room for the span's keys; out: [D] zeroed.
template <int64_t D>
void ForwardQuery(const Operands& x, int64_t i, int64_t h, float* probabilities, float* out) {
  const AttentionSpan& span = x.spans[i];
  const int64_t g = h / (x.heads / x.kv_heads);
  const float scale = 1.0f / std::sqrt(static_cast<float>(x.dim));
  const float* query = x.Query(i, h);
  ForEachKey(span, [&](int64_t j, int64_t n) { probabilities[n] = scale * Dot<D>(query, x.Key(j, g), x.dim); });
  Softmax(probabilities, span.size());
  ForEachKey(span, [&](int64_t j, int64_t n) { AddScaled<D>(out, x.Value(j, g), probabilities[n], x.dim); });
}

struct Gradients {
  float* q;
  float* k;
  float* v;
};

template <int64_t D>
void BackwardQuery(const Operands& x, int64_t i, int64_t h, const float* probabilities, const float* grad_out,
                   const Gradients& grads, std::vector<float>& scratch) {
  const AttentionSpan& span = x.spans[i];
  const int64_t g = h / (x.heads / x.kv_heads);
  const float scale = 1.0f / std::sqrt(static_cast<float>(x.dim));
  scratch.resize(span.size());
  float expected = 0;
  ForEachKey(span, [&](int64_t j, int64_t n) {
    scratch[n] = Dot<D>(grad_out, x.Value(j, g), x.dim);
    expected += scratch[n] * probabilities[n];
    AddScaled<D>(grads.v + (j * x.kv_heads + g) * x.dim, grad_out, probabilities[n], x.dim);
  });
  const float* query = x.Query(i, h);
  float* grad_query = grads.q + (i * x.heads + h) * x.dim;
  ForEachKey(span, [&](int64_t j, int64_t n) {
    const float grad_score = scale * probabilities[n] * (scratch[n] - expected);
    AddScaled<D>(grad_query, x.Key(j, g), grad_score, x.dim);
    AddScaled<D>(grads.k + (j * x.kv_heads + g) * x.dim, query, grad_score, x.dim);
  });
}

// Both ranges of a block's keys, as f(first key, keys, first column).
template <typename F>
void ForEachRange(const Block& block, F f) {
  if (block.prefix() > 0) f(block.keys.prefix_begin, block.prefix(), int64_t{0});
  if (block.own() > 0) f(block.keys.begin, block.own(), block.prefix());
}

// probabilities: [rows, columns]; out: the block's first row, zeroed.
void ForwardBlock(const Operands& x, const Block& block, int64_t h, float* probabilities, float* out) {
  const int64_t g = h / (x.heads / x.kv_heads), columns = block.columns();
  const float scale = 1.0f / std::sqrt(static_cast<float>(x.dim));
  ForEachRange(block, [&](int64_t key, int64_t keys, int64_t column) {
    ProductTransposed({x.Query(block.first, h), x.QueryStride()}, {x.Key(key, g), x.KeyStride()},
                      {probabilities + column, columns}, {block.rows, keys, x.dim}, scale);
  });
  for (int64_t r = 0; r < block.rows; ++r) {
    float* row = probabilities + r * columns;
    const int64_t seen = x.spans[block.first + r].size();
    Softmax(row, seen);
    std::fill(row + seen, row + columns, 0.0f);
  }
  ForEachRange(block, [&](int64_t key, int64_t keys, int64_t column) {
    AddProduct({probabilities + column, columns}, {x.Value(key, g), x.KeyStride()}, {out, x.QueryStride()},
               {block.rows, x.dim, keys});
  });
}

void BackwardBlock(const Operands& x, const Block& block, int64_t h, const float* probabilities, const float* grad_out,
                   const Gradients& grads, std::vector<float>& scratch) {
  const int64_t g = h / (x.heads / x.kv_heads), columns = block.columns();
  const float scale = 1.0f / std::sqrt(static_cast<float>(x.dim));
  scratch.resize(block.rows * columns);
  float* scores = scratch.data();
  auto key_row = [&](float* base, int64_t key) { return base + (key * x.kv_heads + g) * x.dim; };
  ForEachRange(block, [&](int64_t key, int64_t keys, int64_t column) {
    AddTransposedProduct({probabilities + column, columns}, {grad_out, x.QueryStride()},
                         {key_row(grads.v, key), x.KeyStride()}, {keys, x.dim, block.rows});
    ProductTransposed({grad_out, x.QueryStride()}, {x.Value(key, g), x.KeyStride()}, {scores + column, columns},
                      {block.rows, keys, x.dim}, 1.0f);
  });
  for (int64_t r = 0; r < block.rows; ++r) {
    float* row = scores + r * columns;
    const float* p = probabilities + r * columns;
    float expected = 0;
#pragma omp simd reduction(+ : expected)
    for (int64_t n = 0; n < columns; ++n) expected += row[n] * p[n];
#pragma omp simd
    for (int64_t n = 0; n < columns; ++n) row[n] = scale * p[n] * (row[n] - expected);
  }
  float* grad_query = grads.q + (block.first * x.heads + h) * x.dim;
  ForEachRange(block, [&](int64_t key, int64_t keys, int64_t column) {
    AddProduct({scores + column, columns}, {x.Key(key, g), x.KeyStride()}, {grad_query, x.QueryStride()},
               {block.rows, x.dim, keys});
    AddTransposedProduct({scores + column, columns}, {x.Query(block.first, h), x.QueryStride()},
                         {key_row(grads.k, key), x.KeyStride()}, {keys, x.dim, block.rows});
  });
}

// Returns [H, pairs] probabilities and fills out [Nq, H, D].
torch::Tensor Forward(const Operands& x, torch::Tensor& out) {
  const Blocks blocks = FindBlocks(x);
  torch::Tensor probabilities = torch::empty({x.heads, blocks.pairs}, out.options());
  float* p = probabilities.data_ptr<float>();
  float* o = out.data_ptr<float>();
  const auto count = static_cast<int64_t>(blocks.list.size());
  // Below this many pairs a second thread costs more than it brings.
  const int64_t grain = blocks.pairs * x.heads < 16384 ? x.heads * count : 1;
  WithHeadSize(x.dim, [&](auto size) {
    at::parallel_for(0, x.heads * count, grain, [&](int64_t begin, int64_t end) {
      for (int64_t n = begin; n < end; ++n) {
        const int64_t h = n / count;
        const Block& block = blocks.list[n % count];
        float* rows = p + h * blocks.pairs + block.offset;
        float* out_rows = o + (block.first * x.heads + h) * x.dim;
        if (block.by_products) {
          ForwardBlock(x, block, h, rows, out_rows);
          continue;
        }
        for (int64_t r = 0; r < block.rows; ++r) {
          ForwardQuery<size()>(x, block.first + r, h, rows + r * block.columns(), out_rows + r * x.QueryStride());
        }
      }
    });
  });
  return probabilities;
}

void Backward(const Operands& x, const float* probabilities, const float* grad_out, const Gradients& grads) {
  const Blocks blocks = FindBlocks(x);
  const int64_t group = x.heads / x.kv_heads;
  // A thread owns a key/value head, so nobody else writes its gradients and the sums have one order.
  WithHeadSize(x.dim, [&](auto size) {
    at::parallel_for(0, x.kv_heads, 1, [&](int64_t begin, int64_t end) {
      std::vector<float> scratch;
      for (int64_t h = begin * group; h < end * group; ++h) {
        for (const Block& block : blocks.list) {
          const float* rows = probabilities + h * blocks.pairs + block.offset;
          const float* grad_rows = grad_out + (block.first * x.heads + h) * x.dim;
          if (block.by_products) {
            BackwardBlock(x, block, h, rows, grad_rows, grads, scratch);
            continue;
          }
          for (int64_t r = 0; r < block.rows; ++r) {
            BackwardQuery<size()>(x, block.first + r, h, rows + r * block.columns(), grad_rows + r * x.QueryStride(),
                                  grads, scratch);
          }
        }
      }
    });
  });
}

struct SpanAttentionFunction : torch::autograd::Function<SpanAttentionFunction> {
  static torch::Tensor forward(torch::autograd::AutogradContext* context, const torch::Tensor& q,
                               const torch::Tensor& k, const torch::Tensor& v, const torch::Tensor& spans) {
    torch::Tensor out = torch::zeros_like(q);
    const torch::Tensor probabilities = Forward(MakeOperands(q, k, v, spans), out);
    context->save_for_backward({q, k, v, spans, probabilities});
    return out;
  }

  static torch::autograd::variable_list backward(torch::autograd::AutogradContext* context,
                                                 torch::autograd::variable_list grads) {
    const auto saved = context->get_saved_variables();
    const torch::Tensor grad_out = grads[0].contiguous();
    torch::Tensor gq = torch::zeros_like(saved[0]), gk = torch::zeros_like(saved[1]), gv = torch::zeros_like(saved[2]);
    Backward(MakeOperands(saved[0], saved[1], saved[2], saved[3]), saved[4].data_ptr<float>(),
             grad_out.data_ptr<float>(), {gq.data_ptr<float>(), gk.data_ptr<float>(), gv.data_ptr<float>()});
    return {gq, gk, gv, torch::Tensor()};
  }
};

}  // namespace

torch::Tensor SpanTensor(const std::vector<AttentionSpan>& spans) {
  torch::Tensor out = torch::empty({static_cast<int64_t>(spans.size()), 4}, torch::kInt32);
  std::copy(spans.begin(), spans.end(), reinterpret_cast<AttentionSpan*>(out.data_ptr<int32_t>()));
  return out;
}

torch::Tensor SpanMask(const torch::Tensor& spans, int64_t keys, torch::Device device) {
  const torch::Tensor on_device = spans.to(device);
  const torch::Tensor index = torch::arange(keys, on_device.options()).unsqueeze(0);  // [1, Nk]
  auto column = [&](int64_t c) { return on_device.select(1, c).unsqueeze(1); };       // [Nq, 1]
  return ((index >= column(0)) & (index < column(1))) | ((index >= column(2)) & (index < column(3)));
}

torch::Tensor DenseSpanAttention(const torch::Tensor& q, const torch::Tensor& k, const torch::Tensor& v,
                                 const torch::Tensor& spans) {
  const int64_t group = q.size(1) / k.size(1);
  const torch::Tensor keys = k.repeat_interleave(group, 1).transpose(0, 1);    // [H, Nk, D]
  const torch::Tensor values = v.repeat_interleave(group, 1).transpose(0, 1);  // [H, Nk, D]
  torch::Tensor scores =
      torch::matmul(q.transpose(0, 1), keys.transpose(1, 2)) / std::sqrt(static_cast<double>(q.size(2)));
  scores = scores.masked_fill(SpanMask(spans, k.size(0), q.device()).logical_not(), -INFINITY);  // [H, Nq, Nk]
  return torch::matmul(torch::softmax(scores, -1), values).transpose(0, 1);
}

torch::Tensor SpanAttention(const torch::Tensor& q, const torch::Tensor& k, const torch::Tensor& v,
                            const torch::Tensor& spans) {
  LETHE_CHECK(q.size(0) == spans.size(0), q.size(0), " queries, ", spans.size(0), " spans");
  if (!q.device().is_cpu() || q.scalar_type() != torch::kFloat32) return DenseSpanAttention(q, k, v, spans);
  return SpanAttentionFunction::apply(q.contiguous(), k.contiguous(), v.contiguous(), spans);
}

}  // namespace lethe
