// What the weights of a checkpoint are stored as; see model/checkpoint.h.
#pragma once

#include <string>

#include "base/error.h"

namespace lethe {

enum class WeightType { kFloat32, kFloat16, kInt8, kInt4 };

// The beginning of a name was asked for that no matrix has.
class NoSuchMatrix : public Error {
 public:
  explicit NoSuchMatrix(const std::string& message) : Error(Code::kInvalidArgument, message) {}
};

}  // namespace lethe
