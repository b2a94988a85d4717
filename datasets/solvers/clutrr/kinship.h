// Kinds of kin and how they compose: my mother's sister is my aunt.
//
// The rules are general knowledge of families, told for relatives without their gender; the gender of the relative
// gives the word. They are as coarse as the words are: a child's grandparent counts as one's parent and a child's uncle
// as one's brother, although they may be those of the child's other parent.
// Threads: pure functions.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace lethe::clutrr {

// In the order of preference where several hold: by blood before by marriage.
enum class Kin {
  kParent,
  kChild,
  kSibling,
  kGrandparent,
  kGrandchild,
  kUncleOrAunt,
  kNephewOrNiece,
  kSpouse,
  kParentInLaw,
  kChildInLaw,
};

enum class Gender { kMale, kFemale };

struct Relative {
  Kin kin;
  Gender gender;  // of the relative: an aunt is female
};

// "mother-in-law" -> {kParentInLaw, kFemale}; nullopt for a word that names no relative.
std::optional<Relative> ParseRelative(std::string_view word);
std::string RelativeWord(Kin kin, Gender gender);

// What the second kin of my first kin is to me: Compose(kParent, kSibling) = kUncleOrAunt. nullopt when no word says
// it.
std::optional<Kin> Compose(Kin first, Kin second);
// What I am to my kin: Inverse(kParent) = kChild.
Kin Inverse(Kin kin);

}  // namespace lethe::clutrr
