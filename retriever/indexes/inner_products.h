// The inner products of one query with many rows: exact search in a flat index or in one list of an inverted file.
//
// Debian's FAISS is built without vector instructions for this (its scalar loop takes 200 ns a row of 256 numbers);
// this kernel reads rows as fast as memory gives them.
// Shapes: query float32 [dimension], rows float32 [count, dimension] at any address (mapped files align nothing),
// products float32 [count].
// Promise: a row's product does not depend on the rows beside it.
// Threads: pure function.
// Cost: about 25 ns a row of 256 numbers from the caches, 4 bytes a number from memory.
#pragma once

#include <cstddef>
#include <span>

namespace lethe {

void InnerProducts(std::span<const float> query, const void* rows, std::span<float> products);

}  // namespace lethe
