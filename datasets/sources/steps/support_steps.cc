#include <algorithm>

#include "base/text.h"
#include "datasets/derivation_check.h"
#include "datasets/sources/passage_facts.h"
#include "datasets/sources/steps/record_steps.h"

namespace lethe {
namespace {

// The sentences that the source marks and that do not hold the answer, in the order of its marks.
std::vector<size_t> LeadingSentences(const Record& record, const PassageFacts& facts, size_t answer_sentence) {
  std::vector<size_t> leading;
  for (const Support& support : record.support) {
    for (size_t i = 0; i < facts.sentences().size(); ++i) {
      const PassageFacts::Sentence& sentence = facts.sentences()[i];
      const bool meant = sentence.marked && record.passages[sentence.passage].title == support.title;
      const bool first_time = std::find(leading.begin(), leading.end(), i) == leading.end();
      if (meant && first_time && i != answer_sentence) leading.push_back(i);
    }
  }
  return leading;
}

}  // namespace

std::string MakeSupportSteps(const Record& record, size_t, const StepOptions& options, v1::Example& example) {
  const std::string answer(Trim(record.answers[0]));
  if (record.support.empty()) return "no evidence";
  if (record.type == "comparison" || answer == "yes" || answer == "no") return "compares, and nothing tells how";
  PassageFacts facts(record);
  const auto holds = [&](const std::string& text) {
    return text.find(answer) != std::string::npos && HoldsWords(text, answer);
  };
  const auto gold = facts.Find(holds);
  if (!gold || !facts.sentences()[*gold].marked) return "no marked sentence holds the answer";
  for (const size_t sentence : LeadingSentences(record, facts, *gold))
    facts.AddQuote(sentence, facts.sentences()[sentence].text, example);
  facts.AddQuote(*gold, answer, example);
  facts.AddTo(example, options.distractors);
  example.set_question(record.question);
  example.set_answer(answer);
  for (size_t i = 1; i < record.answers.size(); ++i) example.add_aliases(record.answers[i]);
  example.set_answerable(true);
  example.set_hops(static_cast<uint32_t>(example.derivation_size()));
  (*example.mutable_checks())["derivable"] = "steps";
  return "";
}

}  // namespace lethe
