// What is known of where somebody is: a place, one of several, or only where they are not.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "datasets/solvers/babi/event.h"

namespace lethe::babi {

class Whereabouts {
 public:
  // Takes in a kMove, kIsIn, kIsNotIn or kIsEither. What is told of an earlier time than the latest changes nothing.
  void Learn(const Event& event);

  // The place as written, when it is certain.
  std::optional<std::string> Place() const;
  // "yes", "no" or "maybe".
  std::string IsIn(const std::string& place) const;

 private:
  void RuleOut(const std::string& place);

  bool positive_ = false;            // they are in one of places_, else they are in none of them
  bool certain_ = false;             // positive_ and told without an "or"
  std::vector<std::string> places_;  // as written
  Event::Time time_ = Event::kYesterday;
};

}  // namespace lethe::babi
