#include "retriever/indexes/inner_products.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "base/random.h"

namespace lethe {
namespace {

TEST(InnerProductsTest, EqualsThePlainSumForEveryDimension) {
  Random random(2);
  for (const size_t dimension : {1, 8, 31, 32, 33, 100, 256}) {
    std::vector<float> query(dimension), rows(5 * dimension), products(5);
    for (float& x : query) x = static_cast<float>(random.Normal());
    for (float& x : rows) x = static_cast<float>(random.Normal());
    InnerProducts(query, rows.data(), products);
    for (size_t i = 0; i < products.size(); ++i) {
      double expected = 0, size = 0;
      for (size_t j = 0; j < dimension; ++j) {
        const double part = static_cast<double>(query[j]) * rows[i * dimension + j];
        expected += part;
        size += std::abs(part);
      }
      EXPECT_NEAR(products[i], expected, 1e-6 * size + 1e-12) << dimension;
    }
  }
}

}  // namespace
}  // namespace lethe
