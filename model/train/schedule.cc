#include "model/train/schedule.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace lethe {

double RateScale(const ScheduleConfig& schedule, int64_t step, int64_t steps) {
  const double warmup = schedule.warmup_steps();
  if (static_cast<double>(step) < warmup) return (static_cast<double>(step) + 1.0) / warmup;
  const double begin = std::max(warmup, schedule.decay_from() * static_cast<double>(steps));
  if (static_cast<double>(step) <= begin) return 1.0;
  const double share =
      std::min(1.0, (static_cast<double>(step) - begin) / std::max(1.0, static_cast<double>(steps) - begin));
  return schedule.floor() + (1.0 - schedule.floor()) * 0.5 * (1.0 + std::cos(std::numbers::pi * share));
}

DrawLimits CurriculumLimits(const TrainConfig& config, int64_t step) {
  const auto questions = static_cast<int32_t>(config.questions_per_document());
  if (config.curriculum_size() == 0) return {1 << 30, 1 << 30, questions, config.key_noise(), config.decision_weight()};
  const double at = static_cast<double>(step) / std::max<double>(1.0, config.steps());
  int index = 0;
  while (index + 1 < config.curriculum_size() && config.curriculum(index + 1).at() <= at) ++index;
  const CurriculumStage& from = config.curriculum(index);
  const CurriculumStage& to = config.curriculum(std::min(index + 1, config.curriculum_size() - 1));
  const double length = to.at() - from.at();
  const double share = length > 0 ? std::clamp((at - from.at()) / length, 0.0, 1.0) : 0.0;
  auto between = [&](uint32_t a, uint32_t b) {
    return static_cast<int32_t>(std::floor(a + share * (static_cast<double>(b) - a)));
  };
  return {between(from.max_facts(), to.max_facts()), between(from.max_hops(), to.max_hops()), questions,
          config.key_noise(), config.decision_weight()};
}

}  // namespace lethe
