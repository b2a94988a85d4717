// Muon: momentum of a matrix, made orthogonal by a Newton-Schulz iteration, as its update.
//
//   b = mu b + g;  u = orthogonalise(g + mu b);  W -= rate sqrt(max(1, rows / columns)) u
//
// Only the layers' matrices; embeddings, heads, gains and biases go to AdamW.
// Source: Jordan et al. 2024, https://kellerjordan.github.io/posts/muon/
#pragma once

#include "model/train/optimizers/adamw.h"

namespace lethe {

// The nearest matrix with orthonormal rows or columns, roughly: singular values end within about 0.7 to 1.2.
// Shapes: [rows, columns] f32. BFLOAT16 rounds throughout, which the iteration forgives: its authors run it so.
torch::Tensor Orthogonalise(const torch::Tensor& matrix, int64_t steps, Precision precision = FLOAT32);

class Muon : public Optimizer {
 public:
  Muon(const MuonConfig& config, std::vector<NamedParameter> parameters, size_t threads, Precision precision);
  void Step(double rate_scale) override;
  NamedTensors State() const override;
  void LoadState(const std::map<std::string, torch::Tensor>& state) override;

 private:
  void UpdateMatrix(size_t i, double rate);

  MuonConfig config_;
  size_t threads_;
  Precision precision_;
  std::vector<NamedParameter> matrices_;
  std::vector<torch::Tensor> momentum_;
  std::unique_ptr<AdamW> other_;
};

}  // namespace lethe
