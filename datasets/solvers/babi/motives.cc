#include "datasets/solvers/babi/motives.h"

#include <array>
#include <string_view>

namespace lethe::babi {
namespace {

// General knowledge: what a feeling makes people look for, and where it is found.
struct Want {
  std::string_view feeling, place, thing;
};
constexpr std::array kWants = {
    Want{"hungry", "kitchen", "apple"},
    Want{"thirsty", "kitchen", "milk"},
    Want{"tired", "bedroom", "pajamas"},
    Want{"bored", "garden", "football"},
};

const Want* FindWant(const std::string& feeling) {
  for (const Want& want : kWants) {
    if (want.feeling == feeling) return &want;
  }
  return nullptr;
}

}  // namespace

bool Motives::Tell(const Sentence& sentence) {
  static const Pattern kIs = "*who is *feeling";
  const auto told = kIs.Match(sentence);
  if (!told || FindWant(Key((*told)[1])) == nullptr) return false;
  feelings_.push_back({Key((*told)[0]), Key((*told)[1])});
  return true;
}

std::optional<Answer> Motives::Ask(const Sentence& question) const {
  static const Pattern kWhere = "where will *who go";
  static const Pattern kWhyGo = "why did *who go ?back to the *place";
  static const Pattern kWhyGet = "why did *who get|take|grab the *thing";
  if (const auto asked = kWhere.Match(question)) return Destination(Key((*asked)[0]));
  for (const Pattern* why : {&kWhyGo, &kWhyGet}) {
    if (const auto asked = why->Match(question)) return Reason(Key((*asked)[0]), Key((*asked)[1]));
  }
  return std::nullopt;
}

std::optional<Answer> Motives::Destination(const std::string& who) const {
  for (auto told = feelings_.rbegin(); told != feelings_.rend(); ++told) {
    if (told->who == who) return Answer{std::string(FindWant(told->feeling)->place), {}};
  }
  return std::nullopt;
}

std::optional<Answer> Motives::Reason(const std::string& who, const std::string& satisfied_by) const {
  for (auto told = feelings_.rbegin(); told != feelings_.rend(); ++told) {
    const Want& want = *FindWant(told->feeling);
    const bool explains = want.place == satisfied_by || want.thing == satisfied_by;
    if (told->who == who && explains) return Answer{told->feeling, {}};
  }
  return std::nullopt;
}

}  // namespace lethe::babi
