#include "datasets/comparison_reader.h"

#include <algorithm>

#include "base/error.h"
#include "base/text.h"
#include "datasets/ascii_case.h"
#include "datasets/derivation_check.h"
#include "datasets/question_book.h"
#include "datasets/solvers/fact_chain.h"
#include "datasets/whole_words.h"

namespace lethe {
namespace {

constexpr std::string_view kThan = " than ";

// Step "s2" of the derivation, which must be a look-up.
const v1::DerivationStep* LookupNamed(const v1::Example& example, std::string_view name) {
  const int number = name.starts_with('s') ? ParseNumber<int>(name.substr(1)).value_or(0) : 0;
  if (number < 1 || number > example.derivation_size()) return nullptr;
  const v1::DerivationStep& step = example.derivation(number - 1);
  return IsLookup(step) ? &step : nullptr;
}

// Where the question speaks of what the look-up is about: its subject, or what an earlier look-up came from that found
// the subject.
size_t PlaceOf(const v1::Example& example, const v1::DerivationStep& step, int depth = 0) {
  const std::string_view question = example.question();
  for (size_t at = FindButForCase(question, step.subject()); at != std::string_view::npos;
       at = FindButForCase(question, step.subject(), at + 1)) {
    if (StandsAlone(question, at, step.subject().size())) return at;
  }
  for (const v1::DerivationStep& other : example.derivation()) {
    if (depth < example.derivation_size() && &other != &step && IsLookup(other) &&
        SameButForCase(other.object(), step.subject()))
      return PlaceOf(example, other, depth + 1);
  }
  return std::string_view::npos;
}

}  // namespace

ComparisonReader::ComparisonReader(const Path& book) {
  const QuestionWordings words = QuestionWordings::Load(book, WorldConfig::ALL);
  const auto add = [&](const std::string& relation, const MeasureWords& measure) {
    for (const bool more : {false, true}) {
      for (const std::string& text : more ? measure.more : measure.less) {
        Phrase phrase{relation, text, "", false, more};
        if (const size_t hole = text.find("{r}"); hole != std::string::npos) {
          phrase.names_relation = true;
          phrase.before = text.substr(0, hole);
          phrase.behind = text.substr(hole + 3);
        }
        phrases_.push_back(std::move(phrase));
      }
    }
  };
  for (const auto& [relation, measure] : words.of_relation) add(relation, measure);
  for (const auto& [type, measure] : words.of_value) add("", measure);
}

// The words of the relation itself, where the book has it; else whatever the words say of any relation.
std::optional<ComparisonReader::Claim> ComparisonReader::ReadClaim(const std::string& question,
                                                                   const std::string& relation) const {
  std::optional<Claim> found;
  bool of_relation = false, ambiguous = false;
  for (const Phrase& phrase : phrases_) {
    const bool own = !phrase.relation.empty() && SameButForCase(phrase.relation, relation);
    if (of_relation && !own) continue;
    const std::string ending = phrase.behind + std::string(kThan);
    const std::string start = " " + phrase.before;
    const size_t begin = FindButForCase(question, phrase.names_relation ? start : start + std::string(kThan));
    if (begin == std::string_view::npos) continue;
    const size_t at = begin + start.size();
    const size_t end = phrase.names_relation ? FindButForCase(question, ending, at) : at;
    if (end == std::string_view::npos) continue;
    const bool first_of_kind = !found || of_relation != own;
    ambiguous = !first_of_kind && (ambiguous || found->more != phrase.more);
    found = Claim{begin, end + ending.size(), phrase.more};
    of_relation |= own;
  }
  return ambiguous ? std::nullopt : found;
}

std::string ComparisonReader::Check(const v1::Example& example) const {
  if (example.derivation_size() < 3 || (example.answer() != "yes" && example.answer() != "no")) return "";
  const v1::DerivationStep& last = example.derivation(example.derivation_size() - 1);
  if (IsLookup(last) || last.uses_size() != 2) return "";
  const v1::DerivationStep* const first = LookupNamed(example, last.uses(0));
  const v1::DerivationStep* const second = LookupNamed(example, last.uses(1));
  if (first == nullptr || second == nullptr) return "";
  const std::partial_ordering order = CompareValues(first->object(), second->object());
  const auto claim = ReadClaim(example.question(), ReplaceAll(first->relation(), "_", " "));
  if (!claim || (order != std::partial_ordering::less && order != std::partial_ordering::greater)) return "";
  const size_t a = PlaceOf(example, *first), b = PlaceOf(example, *second);
  if (a == std::string::npos || b == std::string::npos || (a < claim->begin) == (b < claim->begin)) return "";
  const bool first_is_greater = order == std::partial_ordering::greater;
  const bool left_is_greater = (a < claim->begin) == first_is_greater;
  const char* const ours = left_is_greater == claim->more ? "yes" : "no";
  return example.answer() == ours ? "" : StrCat("the order of the values answers the question by ", ours);
}

}  // namespace lethe
