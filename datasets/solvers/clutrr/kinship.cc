#include "datasets/solvers/clutrr/kinship.h"

#include <array>
#include <utility>

namespace lethe::clutrr {
namespace {

struct Words {
  Kin kin;
  std::string_view male, female;
};
constexpr std::array kWords = {
    Words{Kin::kParent, "father", "mother"},
    Words{Kin::kChild, "son", "daughter"},
    Words{Kin::kSibling, "brother", "sister"},
    Words{Kin::kGrandparent, "grandfather", "grandmother"},
    Words{Kin::kGrandchild, "grandson", "granddaughter"},
    Words{Kin::kUncleOrAunt, "uncle", "aunt"},
    Words{Kin::kNephewOrNiece, "nephew", "niece"},
    Words{Kin::kSpouse, "husband", "wife"},
    Words{Kin::kParentInLaw, "father-in-law", "mother-in-law"},
    Words{Kin::kChildInLaw, "son-in-law", "daughter-in-law"},
};

struct Rule {
  Kin first, second, both;
};
constexpr std::array kRules = {
    // Up the family.
    Rule{Kin::kParent, Kin::kParent, Kin::kGrandparent},
    Rule{Kin::kSibling, Kin::kParent, Kin::kParent},
    Rule{Kin::kSibling, Kin::kGrandparent, Kin::kGrandparent},
    Rule{Kin::kSpouse, Kin::kParent, Kin::kParentInLaw},
    Rule{Kin::kChild, Kin::kGrandparent, Kin::kParent},
    // Beside it.
    Rule{Kin::kParent, Kin::kChild, Kin::kSibling},
    Rule{Kin::kSibling, Kin::kSibling, Kin::kSibling},
    Rule{Kin::kChild, Kin::kUncleOrAunt, Kin::kSibling},
    Rule{Kin::kParent, Kin::kSibling, Kin::kUncleOrAunt},
    // Down.
    Rule{Kin::kChild, Kin::kSibling, Kin::kChild},
    Rule{Kin::kSpouse, Kin::kChild, Kin::kChild},
    Rule{Kin::kChild, Kin::kSpouse, Kin::kChildInLaw},
    Rule{Kin::kSibling, Kin::kChild, Kin::kNephewOrNiece},
    Rule{Kin::kChild, Kin::kChild, Kin::kGrandchild},
    Rule{Kin::kGrandchild, Kin::kSibling, Kin::kGrandchild},
    Rule{Kin::kSpouse, Kin::kGrandchild, Kin::kGrandchild},
};

}  // namespace

std::optional<Relative> ParseRelative(std::string_view word) {
  for (const Words& words : kWords) {
    if (word == words.male) return Relative{words.kin, Gender::kMale};
    if (word == words.female) return Relative{words.kin, Gender::kFemale};
  }
  return std::nullopt;
}

std::string RelativeWord(Kin kin, Gender gender) {
  const Words& words = kWords[static_cast<size_t>(kin)];
  return std::string(gender == Gender::kMale ? words.male : words.female);
}

std::optional<Kin> Compose(Kin first, Kin second) {
  for (const Rule& rule : kRules) {
    if (rule.first == first && rule.second == second) return rule.both;
  }
  return std::nullopt;
}

Kin Inverse(Kin kin) {
  constexpr std::array kPairs = {
      std::pair{Kin::kParent, Kin::kChild},
      std::pair{Kin::kGrandparent, Kin::kGrandchild},
      std::pair{Kin::kUncleOrAunt, Kin::kNephewOrNiece},
      std::pair{Kin::kParentInLaw, Kin::kChildInLaw},
  };
  for (const auto& [up, down] : kPairs) {
    if (kin == up) return down;
    if (kin == down) return up;
  }
  return kin;  // siblings and spouses are to each other what the other is
}

}  // namespace lethe::clutrr
