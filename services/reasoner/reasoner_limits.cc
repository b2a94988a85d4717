#include "services/reasoner/reasoner_limits.h"

#include <cmath>

#include "base/error.h"

namespace lethe {
namespace {

void CheckOdds(const char* field, float odds) {
  if (std::isfinite(odds) && odds > 0) return;
  throw Error(Code::kInvalidArgument, StrCat(field, " is ", odds, "; set a number above 0"));
}

void CheckAtLeastOne(const char* field, uint32_t value) {
  if (value < 1) throw Error(Code::kInvalidArgument, StrCat(field, " is 0; set 1 or more"));
}

}  // namespace

ReasonerLimits LimitsOf(const ServeConfig& config) {
  ReasonerLimits limits;
  limits.max_facts = config.max_facts();
  limits.max_recalls = config.max_recalls();
  limits.max_tokens = config.max_tokens();
  limits.max_concurrent = config.max_concurrent();
  limits.max_queued = config.max_queued();
  limits.max_question_bytes = config.max_question_bytes();
  limits.recall_threshold = config.recall_threshold();
  limits.recall_odds = config.recall_odds();
  limits.later_recall_odds = config.later_recall_odds();
  limits.key_beam = config.key_beam();
  CheckOdds("recall_odds", limits.recall_odds);
  CheckOdds("later_recall_odds", limits.later_recall_odds);
  CheckAtLeastOne("max_tokens", limits.max_tokens);
  CheckAtLeastOne("max_concurrent", limits.max_concurrent);
  CheckAtLeastOne("max_question_bytes", limits.max_question_bytes);
  if (limits.max_facts < 1 || limits.max_facts > kMaxFrontFacts)
    throw Error(Code::kInvalidArgument, StrCat("max_facts is ", limits.max_facts, "; set 1 to ", kMaxFrontFacts));
  if (!(limits.recall_threshold >= 0 && limits.recall_threshold <= 1))
    throw Error(Code::kInvalidArgument, StrCat("recall_threshold is ", limits.recall_threshold, "; set 0 to 1"));
  if (limits.key_beam < 1 || limits.key_beam > kMaxKeyBeam) {
    throw Error(Code::kInvalidArgument, StrCat("key_beam is ", limits.key_beam, "; set 1 to ", kMaxKeyBeam));
  }
  return limits;
}

}  // namespace lethe
