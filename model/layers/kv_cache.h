// Keys and values of one layer of one sequence, growing by appending.
//
// Shapes: keys and values [length, Hkv, D] f32.
// Threads: belongs to one session.
#pragma once

#include <torch/types.h>

namespace lethe {

class KvCache {
 public:
  // Appends rows and returns views of all keys and values so far, valid until the next call.
  std::pair<torch::Tensor, torch::Tensor> Append(const torch::Tensor& keys, const torch::Tensor& values);
  // Shares nothing with this one.
  KvCache Clone() const;
  int64_t length() const { return length_; }

 private:
  void Reserve(const torch::Tensor& like, int64_t rows);

  torch::Tensor keys_, values_;  // [capacity, Hkv, D]
  int64_t length_ = 0;
};

}  // namespace lethe
