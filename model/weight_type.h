// What the weights of a checkpoint are stored as; see model/checkpoint.h.
#pragma once

namespace lethe {

enum class WeightType { kFloat32, kFloat16, kInt8, kInt4 };

}  // namespace lethe
