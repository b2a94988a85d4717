// Places in token documents whose meaning is known as a vector, from a table of words or of texts.
//
// Errors: kNotFound; kDataLoss for a file that is no such table. Threads: const use from any thread.
#pragma once

#include <torch/types.h>

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/file.h"
#include "base/random.h"
#include "model/data/packing.h"

namespace lethe {

class VectorTable {
 public:
  // WordVectors or TextVectors, by what the file holds.
  static std::unique_ptr<VectorTable> Load(const Path& file);
  virtual ~VectorTable() = default;
  VectorTable(const VectorTable&) = delete;
  VectorTable& operator=(const VectorTable&) = delete;

  struct Place {
    int64_t token = 0;  // in the document; it has read all of the word or text
    int64_t row = 0;    // in vectors()
    bool operator==(const Place&) const = default;
  };
  // In order.
  virtual std::vector<Place> Find(const TokenDocument& document) const = 0;

  // `count` words or texts at random, in documents that Find finds them in, without loss on any token: what the
  // training documents lack is read as well.
  virtual std::vector<Sequence> Draw(size_t count, Random& random) const = 0;

  const torch::Tensor& vectors() const { return vectors_; }  // [W, D] f32, each of length 1

 protected:
  VectorTable() = default;

  torch::Tensor vectors_;
};

// Vectors made as unlike as they can be told apart by: their mean and the two directions in which all of them vary most
// (of words: how frequent they are) are taken off, then they have length 1.
// Source: Mu and Viswanath 2018, All-but-the-Top, https://arxiv.org/abs/1702.01417
torch::Tensor SpreadVectors(const torch::Tensor& vectors);

// The tensor of that name and so many dimensions; kDataLoss naming it where there is none.
const torch::Tensor& RequireTensor(const std::map<std::string, torch::Tensor>& tensors, const std::string& name,
                                   int64_t dimensions, const Path& file);

}  // namespace lethe
