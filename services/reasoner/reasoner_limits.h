// How a reasoner decides and where it stops.
#pragma once

#include <cstdint>

#include "proto/serving.pb.h"

namespace lethe {

// Facts in front of a question: numbers remain for recalled facts and derived steps.
inline constexpr uint32_t kMaxFrontFacts = 80;
// Each key of a beam has a copy of all keys and values while it is written.
inline constexpr uint32_t kMaxKeyBeam = 16;

struct ReasonerLimits {
  uint32_t max_facts = 12;    // retrieved facts in front of a question, where the request names none
  uint32_t max_recalls = 6;   // look-ups in the middle of one derivation; later ones find nothing
  uint32_t max_tokens = 160;  // decoded for one answer; a derivation that is not finished by then is no answer
  uint32_t max_concurrent = 2;
  uint32_t max_queued = 64;
  uint32_t max_question_bytes = 4096;
  float recall_threshold = 0.5f;  // a recall without an exact key takes facts found with this score at least, in [0, 1]
  // A value is recalled (or unknown) when that is so many times as probable as all in sight together; later: in
  // look-ups behind the first step. There the model has found its way to a name and is too ready to give up.
  float recall_odds = 3, later_recall_odds = 8;
  uint32_t key_beam = 4;          // keys of a look-up that are weighed together (value_choice.h), at most kMaxKeyBeam
  bool check_values = true;       // values of look-ups are kept to facts about their subject (value_guide.h)
  bool refuse_unverified = true;  // see Promise; off, the answer stands and only the step is marked
};

// Throws kInvalidArgument for a value out of its range.
ReasonerLimits LimitsOf(const ServeConfig& config);

}  // namespace lethe
