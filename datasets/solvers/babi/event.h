// One thing that happens in a story, or that is said of where somebody is, read from a sentence.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "datasets/solvers/babi/sentence.h"

namespace lethe::babi {

struct Event {
  enum class Kind { kMove, kIsIn, kIsNotIn, kIsEither, kTake, kDrop, kGive };
  // In the order of the day; a sentence that names no time is about now.
  enum Time { kYesterday, kMorning, kAfternoon, kEvening, kNow };

  Kind kind = Kind::kMove;
  std::vector<std::string> who;     // names or one pronoun, as written
  std::string thing;                // kTake, kDrop, kGive
  std::string receiver;             // kGive
  std::vector<std::string> places;  // two for kIsEither, none for kTake, kDrop and kGive
  Time time = kNow;
};

// nullopt when the sentence tells no such thing.
std::optional<Event> ParseEvent(const Sentence& sentence);

}  // namespace lethe::babi
