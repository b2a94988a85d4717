#include "services/cli/decision_options.h"

#include <CLI/CLI.hpp>

#include "services/cli/number_checks.h"

namespace lethe {

std::vector<CLI::Option*> AddDecisionOptions(CLI::App& command, ReasonerLimits& limits) {
  CLI::Option* odds = command.add_option("--recall-odds", limits.recall_odds,
                                         "A look-up is recalled or unknown when that is so many times as probable as "
                                         "all values in sight: above 1 it refuses less, below 1 more");
  odds->check(AboveZero)->capture_default_str();
  CLI::Option* later_odds = command.add_option("--later-recall-odds", limits.later_recall_odds,
                                               "The same for look-ups behind the first step of a derivation");
  later_odds->check(AboveZero)->capture_default_str();
  CLI::Option* beam = command.add_option("--key-beam", limits.key_beam,
                                         "Keys of a look-up that are weighed together where its value is chosen");
  beam->check(CLI::Range(uint32_t{1}, kMaxKeyBeam))->capture_default_str();
  return {odds, later_odds, beam};
}

}  // namespace lethe
