#include "datasets/solvers/babi/whereabouts.h"

#include <algorithm>

namespace lethe::babi {
namespace {

auto Same(const std::string& place) {
  return [key = Key(place)](const std::string& other) { return Key(other) == key; };
}

}  // namespace

void Whereabouts::Learn(const Event& event) {
  if (event.time < time_) return;
  time_ = event.time;
  if (event.kind == Event::Kind::kIsNotIn) {
    RuleOut(event.places.front());
    return;
  }
  positive_ = true;
  certain_ = event.kind != Event::Kind::kIsEither;
  places_ = event.places;
}

void Whereabouts::RuleOut(const std::string& place) {
  if (!positive_) {
    places_.push_back(place);
    return;
  }
  const size_t removed = std::erase_if(places_, Same(place));
  if (!places_.empty()) {
    // Of "either here or there" the other one is left.
    certain_ = certain_ || (removed > 0 && places_.size() == 1);
    return;
  }
  positive_ = certain_ = false;
  places_ = {place};
}

std::optional<std::string> Whereabouts::Place() const {
  return certain_ ? std::optional(places_.front()) : std::nullopt;
}

std::string Whereabouts::IsIn(const std::string& place) const {
  const bool named = std::any_of(places_.begin(), places_.end(), Same(place));
  if (!positive_) return named ? "no" : "maybe";
  if (!named) return "no";
  return certain_ ? "yes" : "maybe";
}

}  // namespace lethe::babi
