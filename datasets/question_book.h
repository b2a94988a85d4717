// Wordings of the questions beside the chain: datasets/wordings/questions.txtpb, of one part, checked strictly.
//
// Promise: every wording holds the placeholders of its list and no others. Errors: kInvalidArgument naming file, list,
// number of the entry and cure. Threads: values; const use from any thread.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/file.h"
#include "datasets/wordings.h"

namespace lethe {

// A placeholder and what stands for it: {"who", "which film"}.
using Slot = std::pair<std::string_view, std::string_view>;
// Replaces {name} by its value, for each name that the slots have.
std::string FillSlots(std::string_view wording, std::span<const Slot> slots);

// Every brace of `text` belongs to one of `required`, each of which stands there, or of `optional`.
// Errors: kInvalidArgument that begins with `place`.
void CheckSlots(const std::string& place, const std::string& text, std::span<const std::string_view> required,
                std::span<const std::string_view> optional);

// The words by which one relation's values are compared; {r} is still in them.
struct MeasureWords {
  std::vector<std::string> nouns, more, less, most, least, events;
};

struct QuestionWordings {
  std::vector<std::string> inverse, inverse_noun, compare, compare_check, superlative, superlative_open, count,
      intersect, years_between, days_after, days_before, year_of_age, age_in_year, anniversary, confirm, confirm_noun,
      deny, take;
  std::unordered_map<std::string, MeasureWords> of_relation;             // by the relation's name
  std::vector<std::pair<std::string, MeasureWords>> of_value;            // by the type of an invented relation's values
  std::unordered_map<std::string, std::vector<std::string>> countables;  // by the relation's name

  static QuestionWordings Load(const Path& file, WorldConfig::WordingPart part);
  std::string TypeOne(const std::string& type) const;   // "bus route"
  std::string TypeMany(const std::string& type) const;  // "bus routes"

 private:
  std::unordered_map<std::string, std::pair<std::string, std::string>> type_nouns_;
};

}  // namespace lethe
