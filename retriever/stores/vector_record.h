// A vector as bytes of the vectors family.
//
// Vectors of hashed n-grams are mostly zeros: such a vector is a bitmap of its numbers that are not zero, followed by
// these; any other is all its numbers. The two differ in length, which also tells them apart.
// Promise: bit for bit what was encoded.
// Errors: kDataLoss for bytes that no encoder wrote, naming the fact.
// Threads: pure functions.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace lethe {

// Appends to `bytes`.
void EncodeVector(std::span<const float> row, std::string& bytes);
// `row` has the store's dimension.
void DecodeVector(std::string_view bytes, uint64_t doc, std::span<float> row);

}  // namespace lethe
