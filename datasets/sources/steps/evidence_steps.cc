#include <algorithm>
#include <optional>

#include "base/error.h"
#include "base/text.h"
#include "datasets/derivation_check.h"
#include "datasets/solvers/calendar.h"
#include "datasets/sources/passage_facts.h"
#include "datasets/sources/steps/record_steps.h"

namespace lethe {
namespace {

enum class Order { kNone, kFirst, kLast };

// Which of two dates a question asks for.
Order AskedOrder(const std::string& raw_question) {
  const std::string question = AsciiLower(raw_question);
  const auto any = [&](std::initializer_list<std::string_view> words) {
    return std::any_of(words.begin(), words.end(),
                       [&](std::string_view word) { return question.find(word) != std::string::npos; });
  };
  const bool first = any({"first", "earlier", "older", "oldest"});
  const bool last = any({"later", "younger", "youngest", "more recent", "last"});
  return first == last ? Order::kNone : (first ? Order::kFirst : Order::kLast);
}

// The order of two dates; nothing where one is no date. Unordered where the finer one lies in the other.
std::optional<std::partial_ordering> OrderOfDates(const std::string& a, const std::string& b) {
  const auto first = ParsePartialDate(a), second = ParsePartialDate(b);
  if (!first || !second) return std::nullopt;
  return CompareDates(*first, *second);
}

class EvidenceExample {
 public:
  EvidenceExample(const Record& record, v1::Example& example) : record_(record), example_(example), facts_(record) {}

  std::string Run(size_t distractors) {
    if (record_.triples.empty()) return "no evidence";
    for (const Triple& triple : record_.triples) {
      if (!AddLookup(triple)) return "no sentence states the triple";
    }
    facts_.AddTo(example_, distractors);
    const std::string& last = example_.derivation(example_.derivation_size() - 1).object();
    const bool is_chain = SameAnswer(last);
    if (is_chain) {
      example_.set_answer(last);
    } else if (const std::string problem = AddComparison(); !problem.empty()) {
      return problem;
    }
    AddAliases();
    return "";
  }

 private:
  bool SameAnswer(const std::string& value) const {
    const std::vector<std::string> spellings = DateSpellings(record_.answers[0]);
    return std::find(spellings.begin(), spellings.end(), value) != spellings.end();
  }

  // The sentence that states the triple, marked ones first, and the spelling of the value in it.
  bool AddLookup(const Triple& triple) {
    const auto sentence = facts_.Find([&](const std::string& text) { return ValueIn(text, triple).has_value(); });
    if (!sentence) return false;
    const std::string value = *ValueIn(facts_.sentences()[*sentence].text, triple);
    facts_.AddLookup(*sentence, triple.subject, AsciiLower(triple.relation), value, example_);
    return true;
  }

  static std::optional<std::string> ValueIn(const std::string& text, const Triple& triple) {
    for (const std::string& spelling : DateSpellings(triple.object)) {
      if (StatesFact(text, triple.subject, spelling)) return spelling;
    }
    return std::nullopt;
  }

  // The last two look-ups are compared: dates by order, everything else by whether it is the same.
  std::string AddComparison() {
    const int steps = example_.derivation_size();
    if (steps < 2) return "the answer is not the value of the last triple";
    const v1::DerivationStep& a = example_.derivation(steps - 2);
    const v1::DerivationStep& b = example_.derivation(steps - 1);
    if (a.relation() != b.relation()) return "compares different relations";
    const std::string& gold = record_.answers[0];
    std::string text;
    const std::string problem =
        gold == "yes" || gold == "no" ? CompareForSame(a, b, gold, text) : CompareForOrder(a, b, text);
    if (!problem.empty()) return problem;
    v1::DerivationStep& step = *example_.add_derivation();
    step.set_text(text);
    step.add_uses(StrCat("s", steps - 1));
    step.add_uses(StrCat("s", steps));
    return "";
  }

  std::string CompareForSame(const v1::DerivationStep& a, const v1::DerivationStep& b, const std::string& gold,
                             std::string& text) {
    const auto dates = OrderOfDates(a.object(), b.object());
    if (dates == std::partial_ordering::unordered) return "compares dates of which one says less";
    const bool same = AsciiLower(a.object()) == AsciiLower(b.object()) || dates == std::partial_ordering::equivalent;
    if (same != (gold == "yes")) return "a comparison that its values do not bear out";
    text = StrCat(a.object(), same ? " is the same as " : " is not the same as ", b.object());
    example_.set_answer(gold);
    return "";
  }

  std::string CompareForOrder(const v1::DerivationStep& a, const v1::DerivationStep& b, std::string& text) {
    const auto order = OrderOfDates(a.object(), b.object());
    const Order asked = AskedOrder(example_.question());
    if (!order || asked == Order::kNone) return "compares what is no pair of dates";
    if (*order == std::partial_ordering::unordered) return "compares dates of which one says less";
    if (*order == std::partial_ordering::equivalent) return "compares dates that are the same";
    const bool a_first = *order == std::partial_ordering::less;
    const v1::DerivationStep& chosen = a_first == (asked == Order::kFirst) ? a : b;
    const std::string answer = RootOf(chosen.subject());
    if (answer != record_.answers[0]) return "a comparison that its values do not bear out";
    const v1::DerivationStep& early = a_first ? a : b;
    const v1::DerivationStep& late = a_first ? b : a;
    text = asked == Order::kFirst ? StrCat(early.object(), " is before ", late.object())
                                  : StrCat(late.object(), " is after ", early.object());
    example_.set_answer(answer);
    return "";
  }

  // Who was asked about, where the compared value belongs to what an earlier step found.
  std::string RootOf(const std::string& subject) const {
    for (const v1::DerivationStep& step : example_.derivation()) {
      if (step.object() == subject) return step.subject();
    }
    return subject;
  }

  void AddAliases() {
    for (const std::string& answer : record_.answers) {
      if (answer != example_.answer()) example_.add_aliases(answer);
    }
  }

  const Record& record_;
  v1::Example& example_;
  PassageFacts facts_;
};

}  // namespace

std::string MakeEvidenceSteps(const Record& record, size_t, const StepOptions& options, v1::Example& example) {
  example.set_question(record.question);
  example.set_answerable(true);
  example.set_hops(static_cast<uint32_t>(record.triples.size()));
  (*example.mutable_checks())["derivable"] = "steps";
  return EvidenceExample(record, example).Run(options.distractors);
}

std::string MakeMultiHopSteps(const Record& record, size_t index, const StepOptions& options, v1::Example& example) {
  if (!record.answerable) return "has no answer";
  if (!record.triples.empty()) return MakeEvidenceSteps(record, index, options, example);
  if (!record.steps.empty()) return MakeDecompositionSteps(record, index, options, example);
  return MakeSupportSteps(record, index, options, example);
}

}  // namespace lethe
