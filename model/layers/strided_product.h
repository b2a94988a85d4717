// Small matrix products on views of larger arrays, by the BLAS that LibTorch itself uses.
//
// LibTorch's own operators cost microseconds a call, as long as the product of one head's block takes.
//
// Shapes: as given at each function, row-major f32; a view's stride counts floats from row to row.
// Threads: as the BLAS; inside a parallel region one thread.
#pragma once

#include <cstdint>

namespace lethe {

struct MatrixView {
  const float* data;
  int64_t stride;
};

struct MutableMatrixView {
  float* data;
  int64_t stride;
};

struct ProductShape {
  int64_t rows, columns, inner;  // of the result, and what is summed over
};

// c = scale a b^T: a [rows, inner], b [columns, inner].
void ProductTransposed(MatrixView a, MatrixView b, MutableMatrixView c, const ProductShape& shape, float scale);
// c += a b: a [rows, inner], b [inner, columns].
void AddProduct(MatrixView a, MatrixView b, MutableMatrixView c, const ProductShape& shape);
// c += a^T b: a [inner, rows], b [inner, columns].
void AddTransposedProduct(MatrixView a, MatrixView b, MutableMatrixView c, const ProductShape& shape);

}  // namespace lethe
