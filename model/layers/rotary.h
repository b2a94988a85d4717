// Rotary positions: pairs (x[d], x[d + D/2]) are turned by the angle position * base^(-2d/D).
//
// Shapes: x [N, H, D] f32; cosine and sine [N, D/2] f32; out as x.
// Source: Su et al. 2021, https://arxiv.org/abs/2104.09864; the half-split layout is the one of Hugging Face's Llama.
#pragma once

#include <torch/types.h>

namespace lethe {

struct RotaryAngles {
  torch::Tensor cosine, sine;  // [N, D/2]
};

// positions: [N] i32 or i64.
RotaryAngles MakeRotaryAngles(const torch::Tensor& positions, int64_t head_dim, double base);

torch::Tensor ApplyRotary(const torch::Tensor& x, const RotaryAngles& angles);

}  // namespace lethe
