#include "retriever/indexes/inner_products.h"

#include <array>

namespace lethe {
namespace {

// A float that may lie anywhere.
using LooseFloat [[gnu::aligned(1), gnu::may_alias]] = float;

// Sums are kept in as many lanes as the widest registers hold twice over; the order of additions is fixed, so the
// compiler may use vector instructions without being allowed to reorder.
constexpr size_t kLanes = 32;

float InnerProduct(const float* a, const LooseFloat* b, size_t dimension) {
  std::array<float, kLanes> sums{};
  size_t i = 0;
  for (; i + kLanes <= dimension; i += kLanes) {
    for (size_t lane = 0; lane < kLanes; ++lane) sums[lane] += a[i + lane] * b[i + lane];
  }
  for (size_t lane = 0; i + lane < dimension; ++lane) sums[lane] += a[i + lane] * b[i + lane];
  float sum = 0;
  for (const float part : sums) sum += part;
  return sum;
}

}  // namespace

void InnerProducts(std::span<const float> query, const void* rows, std::span<float> products) {
  const auto* row = static_cast<const LooseFloat*>(rows);
  for (size_t i = 0; i < products.size(); ++i) {
    products[i] = InnerProduct(query.data(), row + i * query.size(), query.size());
  }
}

}  // namespace lethe
