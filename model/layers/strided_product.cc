#include "model/layers/strided_product.h"

// The Fortran interface, which every BLAS has; CBLAS is a header of its own in some and missing in others.
extern "C" void sgemm_(const char* transpose_a, const char* transpose_b, const int* m, const int* n, const int* k,
                       const float* alpha, const float* a, const int* lda, const float* b, const int* ldb,
                       const float* beta, float* c, const int* ldc);

namespace lethe {
namespace {

// A row-major matrix is a column-major one transposed, so c^T = b^T a^T is asked for.
void Multiply(char of_b, char of_a, MatrixView a, MatrixView b, MutableMatrixView c, const ProductShape& shape,
              float alpha, float beta) {
  const int m = static_cast<int>(shape.columns), n = static_cast<int>(shape.rows), k = static_cast<int>(shape.inner);
  const int lda = static_cast<int>(b.stride), ldb = static_cast<int>(a.stride), ldc = static_cast<int>(c.stride);
  sgemm_(&of_b, &of_a, &m, &n, &k, &alpha, b.data, &lda, a.data, &ldb, &beta, c.data, &ldc);
}

}  // namespace

void ProductTransposed(MatrixView a, MatrixView b, MutableMatrixView c, const ProductShape& shape, float scale) {
  Multiply('T', 'N', a, b, c, shape, scale, 0.0f);
}

void AddProduct(MatrixView a, MatrixView b, MutableMatrixView c, const ProductShape& shape) {
  Multiply('N', 'N', a, b, c, shape, 1.0f, 1.0f);
}

void AddTransposedProduct(MatrixView a, MatrixView b, MutableMatrixView c, const ProductShape& shape) {
  Multiply('N', 'T', a, b, c, shape, 1.0f, 1.0f);
}

}  // namespace lethe
