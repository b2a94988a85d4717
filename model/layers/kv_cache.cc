#include "model/layers/kv_cache.h"

#include <torch/torch.h>

#include <algorithm>

namespace lethe {

void KvCache::Reserve(const torch::Tensor& like, int64_t rows) {
  const int64_t capacity = keys_.defined() ? keys_.size(0) : 0;
  if (rows <= capacity) return;
  const int64_t grown = std::max<int64_t>({256, rows, capacity * 2});
  auto grow = [&](torch::Tensor& buffer) {
    torch::Tensor larger = torch::empty({grown, like.size(1), like.size(2)}, like.options());
    if (length_ > 0) larger.narrow(0, 0, length_).copy_(buffer.narrow(0, 0, length_));
    buffer = larger;
  };
  grow(keys_);
  grow(values_);
}

KvCache KvCache::Clone() const {
  KvCache copy;
  if (!keys_.defined()) return copy;
  // A little room, for what is about to be appended.
  copy.Reserve(keys_, length_ + 64);
  copy.Append(keys_.narrow(0, 0, length_), values_.narrow(0, 0, length_));
  return copy;
}

std::pair<torch::Tensor, torch::Tensor> KvCache::Append(const torch::Tensor& keys, const torch::Tensor& values) {
  const int64_t added = keys.size(0);
  Reserve(keys, length_ + added);
  keys_.narrow(0, length_, added).copy_(keys);
  values_.narrow(0, length_, added).copy_(values);
  length_ += added;
  return {keys_.narrow(0, 0, length_), values_.narrow(0, 0, length_)};
}

}  // namespace lethe
