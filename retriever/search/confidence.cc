#include "retriever/search/confidence.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "base/error.h"

namespace lethe {
namespace {

constexpr size_t kWeights = 4;
constexpr int kNewtonSteps = 50;
constexpr double kRidge = 1e-4;  // keeps the weights finite where the samples can be parted without an error

using Vector = std::array<double, kWeights>;
using Matrix = std::array<Vector, kWeights>;

Vector InputOf(const Evidence& evidence) {
  return {1.0, evidence.exact, evidence.lexical, evidence.dense};
}

double Probability(const Vector& weights, const Vector& input) {
  double sum = 0;
  for (size_t i = 0; i < kWeights; ++i) sum += weights[i] * input[i];
  return 1 / (1 + std::exp(-sum));
}

// Solves matrix * x = right; the ridge makes the matrix positive definite, so no pivoting is needed.
Vector Solve(Matrix matrix, Vector right) {
  for (size_t column = 0; column < kWeights; ++column) {
    for (size_t row = column + 1; row < kWeights; ++row) {
      const double factor = matrix[row][column] / matrix[column][column];
      for (size_t i = column; i < kWeights; ++i) matrix[row][i] -= factor * matrix[column][i];
      right[row] -= factor * right[column];
    }
  }
  Vector x{};
  for (size_t row = kWeights; row-- > 0;) {
    double sum = right[row];
    for (size_t i = row + 1; i < kWeights; ++i) sum -= matrix[row][i] * x[i];
    x[row] = sum / matrix[row][row];
  }
  return x;
}

Vector NewtonStep(const std::vector<EvidenceSample>& samples, const Vector& weights) {
  Matrix hessian{};
  Vector gradient{};
  const double scale = 1.0 / static_cast<double>(samples.size());
  for (const EvidenceSample& sample : samples) {
    const Vector input = InputOf(sample.evidence);
    const double p = Probability(weights, input);
    for (size_t i = 0; i < kWeights; ++i) {
      gradient[i] += scale * (p - (sample.right ? 1.0 : 0.0)) * input[i];
      for (size_t j = 0; j < kWeights; ++j) hessian[i][j] += scale * p * (1 - p) * input[i] * input[j];
    }
  }
  for (size_t i = 0; i < kWeights; ++i) {
    gradient[i] += kRidge * weights[i];
    hessian[i][i] += kRidge;
  }
  return Solve(hessian, gradient);
}

double Loss(const std::vector<EvidenceSample>& samples, const Vector& weights) {
  double loss = 0;
  for (const EvidenceSample& sample : samples) {
    const double p = Probability(weights, InputOf(sample.evidence));
    loss -= std::log(std::max(sample.right ? p : 1 - p, 1e-12)) / static_cast<double>(samples.size());
  }
  for (const double weight : weights) loss += kRidge / 2 * weight * weight;
  return loss;
}

Vector FitWeights(const std::vector<EvidenceSample>& samples) {
  Vector weights{};
  double loss = Loss(samples, weights);
  for (int step = 0; step < kNewtonSteps; ++step) {
    Vector move = NewtonStep(samples, weights);
    Vector next = weights;
    // A whole step can overshoot where the samples are nearly parted.
    for (int halving = 0; halving < 20; ++halving) {
      for (size_t i = 0; i < kWeights; ++i) next[i] = weights[i] - move[i];
      if (Loss(samples, next) <= loss) break;
      for (double& part : move) part /= 2;
    }
    const double lower = Loss(samples, next);
    if (lower >= loss) break;
    weights = next;
    loss = lower;
  }
  return weights;
}

// The threshold lies halfway between two samples, so that neither sits on it.
void ChooseThreshold(const std::vector<EvidenceSample>& samples, ConfidenceFit& fit) {
  std::vector<std::pair<double, bool>> scored;
  for (const EvidenceSample& sample : samples)
    scored.emplace_back(ConfidenceIn(sample.evidence, fit.config), sample.right);
  std::sort(scored.begin(), scored.end());
  const auto is_right = [](const auto& sample) { return sample.second; };
  const auto all_right = static_cast<double>(std::count_if(scored.begin(), scored.end(), is_right));
  const double all_wrong = static_cast<double>(scored.size()) - all_right;
  double right_below = 0, wrong_below = 0, best = -1;
  for (size_t i = 0; i <= scored.size(); ++i) {
    const bool between_equals = i > 0 && i < scored.size() && scored[i].first == scored[i - 1].first;
    const double balanced = (all_right - right_below) / all_right + wrong_below / all_wrong;
    if (!between_equals && balanced > best) {
      best = balanced;
      const double below = i == 0 ? 0 : scored[i - 1].first;
      const double above = i == scored.size() ? 1 : scored[i].first;
      fit.config.set_threshold(static_cast<float>((below + above) / 2));
      fit.kept = (all_right - right_below) / all_right;
      fit.refused = wrong_below / all_wrong;
    }
    if (i < scored.size()) (scored[i].second ? right_below : wrong_below) += 1;
  }
}

}  // namespace

double ConfidenceIn(const Evidence& evidence, const NothingFoundConfig& config) {
  return Probability({config.bias(), config.exact(), config.lexical(), config.dense()}, InputOf(evidence));
}

ConfidenceFit FitConfidence(const std::vector<EvidenceSample>& samples) {
  const auto right = std::count_if(samples.begin(), samples.end(), [](const auto& sample) { return sample.right; });
  if (right == 0 || static_cast<size_t>(right) == samples.size()) {
    throw Error(Code::kInvalidArgument,
                StrCat("cannot fit when to say \"nothing found\": of ", samples.size(), " samples ", right,
                       " are right; questions with right and with wrong best hits are needed"));
  }
  const Vector weights = FitWeights(samples);
  ConfidenceFit fit;
  fit.config.set_bias(static_cast<float>(weights[0]));
  fit.config.set_exact(static_cast<float>(weights[1]));
  fit.config.set_lexical(static_cast<float>(weights[2]));
  fit.config.set_dense(static_cast<float>(weights[3]));
  ChooseThreshold(samples, fit);
  return fit;
}

}  // namespace lethe
