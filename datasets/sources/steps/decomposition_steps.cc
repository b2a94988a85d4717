#include <algorithm>
#include <optional>

#include "base/error.h"
#include "base/text.h"
#include "datasets/derivation_check.h"
#include "datasets/sources/passage_facts.h"
#include "datasets/sources/steps/record_steps.h"

namespace lethe {
namespace {

// "#1 >> country" with what step 1 found in place of its number.
std::string Resolve(std::string question, const Record& record) {
  for (size_t i = record.steps.size(); i > 0; --i)
    question = ReplaceAll(std::move(question), StrCat("#", i), record.steps[i - 1].answer);
  return question;
}

std::string WithoutMark(std::string_view question) {
  std::string_view text = Trim(question);
  while (text.ends_with('?') || text.ends_with(' ')) text.remove_suffix(1);
  return ReplaceAll(std::string(text), "|", "/");
}

class DecompositionExample {
 public:
  DecompositionExample(const Record& record, v1::Example& example)
      : record_(record), example_(example), facts_(record) {}

  std::string Run(size_t distractors) {
    for (const RecordStep& step : record_.steps) {
      if (Trim(step.answer).empty()) return "a sub-question has no answer";
      if (!Add(step)) return "no sentence holds the answer of a sub-question";
    }
    facts_.AddTo(example_, distractors);
    const v1::DerivationStep& last = example_.derivation(example_.derivation_size() - 1);
    const std::string answer = last.object().empty() ? last.text() : last.object();
    const auto& answers = record_.answers;
    if (std::find(answers.begin(), answers.end(), answer) == answers.end())
      return "the last sub-question's answer is another";
    example_.set_answer(answer);
    for (const std::string& alias : answers) {
      if (alias != answer) example_.add_aliases(alias);
    }
    return "";
  }

 private:
  std::optional<size_t> PassageOf(const RecordStep& step) const {
    const auto index = step.uses.empty() ? std::nullopt : ParseNumber<size_t>(step.uses[0]);
    return index && *index < record_.passages.size() ? index : std::nullopt;
  }

  // Whom a look-up may be about: the question names it, or an earlier step found it.
  bool IsKnown(const std::string& subject) const {
    const auto& steps = example_.derivation();
    return HoldsWords(example_.question(), subject) ||
           std::any_of(steps.begin(), steps.end(), [&](const v1::DerivationStep& step) {
             return AsciiLower(step.object()) == AsciiLower(subject);
           });
  }

  bool AddLookup(const std::string& subject, const std::string& relation, const std::string& value,
                 std::optional<size_t> passage) {
    if (subject.empty() || relation.empty() || !IsKnown(subject)) return false;
    const auto sentence = facts_.Find(
        [&](const std::string& text) {
          return text.find(value) != std::string::npos && StatesFact(text, subject, value);
        },
        passage);
    if (!sentence) return false;
    facts_.AddLookup(*sentence, subject, relation, value, example_);
    return true;
  }

  bool Add(const RecordStep& step) {
    const std::string question = Resolve(step.text, record_), value(Trim(step.answer));
    const auto passage = PassageOf(step);
    const size_t arrows = question.find(" >> ");
    if (arrows != std::string::npos) {
      const std::string subject(Trim(question.substr(0, arrows)));
      if (AddLookup(subject, WithoutMark(question.substr(arrows + 4)), value, passage)) return true;
    } else if (passage) {
      const std::string title = WithoutRemark(record_.passages[*passage].title);
      if (AddLookup(title, WithoutMark(question), value, passage)) return true;
    }
    const auto sentence = facts_.Find(
        [&](const std::string& text) { return text.find(value) != std::string::npos && HoldsWords(text, value); },
        passage);
    if (!sentence) return false;
    // What a quote found may be the subject of a later look-up.
    facts_.AddQuote(*sentence, value, example_).set_object(value);
    return true;
  }

  const Record& record_;
  v1::Example& example_;
  PassageFacts facts_;
};

}  // namespace

std::string MakeDecompositionSteps(const Record& record, size_t, const StepOptions& options, v1::Example& example) {
  if (record.steps.empty()) return "no sub-questions";
  example.set_question(record.question);
  example.set_answerable(true);
  example.set_hops(static_cast<uint32_t>(record.steps.size()));
  (*example.mutable_checks())["derivable"] = "steps";
  return DecompositionExample(record, example).Run(options.distractors);
}

}  // namespace lethe
