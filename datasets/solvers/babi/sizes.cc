#include "datasets/solvers/babi/sizes.h"

#include <vector>

namespace lethe::babi {

bool Sizes::Tell(const Sentence& sentence) {
  static const Pattern kFits = "the *small fits inside|in ?of the *big";
  static const Pattern kBigger = "the *big is bigger|larger than the *small";
  static const Pattern kSmaller = "the *small is smaller than the *big";
  if (const auto told = kBigger.Match(sentence)) {
    smaller_[Key((*told)[0])].insert(Key((*told)[1]));
    return true;
  }
  for (const Pattern* pattern : {&kFits, &kSmaller}) {
    const auto told = pattern->Match(sentence);
    if (!told) continue;
    smaller_[Key((*told)[1])].insert(Key((*told)[0]));
    return true;
  }
  return false;
}

std::optional<Answer> Sizes::Ask(const Sentence& question) const {
  static const Pattern kBigger = "is the *big bigger|larger than the *small";
  static const Pattern kFits = "does the *small fit inside|in ?of the *big";
  std::string big, small;
  if (const auto asked = kBigger.Match(question)) {
    big = Key((*asked)[0]);
    small = Key((*asked)[1]);
  } else if (const auto fits = kFits.Match(question)) {
    small = Key((*fits)[0]);
    big = Key((*fits)[1]);
  } else {
    return std::nullopt;
  }
  if (Bigger(big, small)) return Answer{"yes", {}};
  if (Bigger(small, big) || big == small) return Answer{"no", {}};
  return std::nullopt;
}

// Follows the chain of smaller things down from `one`.
bool Sizes::Bigger(const std::string& one, const std::string& other) const {
  std::set<std::string> seen = {one};
  std::vector<std::string> open = {one};
  while (!open.empty()) {
    const auto told = smaller_.find(open.back());
    open.pop_back();
    if (told == smaller_.end()) continue;
    if (told->second.contains(other)) return true;
    for (const std::string& thing : told->second) {
      if (seen.insert(thing).second) open.push_back(thing);
    }
  }
  return false;
}

}  // namespace lethe::babi
