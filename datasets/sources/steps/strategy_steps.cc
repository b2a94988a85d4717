#include <algorithm>
#include <optional>
#include <set>
#include <vector>

#include "base/error.h"
#include "datasets/solvers/content_words.h"
#include "datasets/sources/steps/record_steps.h"

namespace lethe {
namespace {

size_t CountShared(const std::set<std::string>& a, const std::set<std::string>& b) {
  return static_cast<size_t>(
      std::count_if(a.begin(), a.end(), [&](const std::string& word) { return b.contains(word); }));
}

// The fact that shares most words with a sub-question; none where it shares nothing with any.
std::optional<size_t> FactFor(const std::string& question, const std::vector<std::set<std::string>>& facts) {
  const std::set<std::string> asked = ContentWords(question);
  std::optional<size_t> best;
  size_t most = 0;
  for (size_t i = 0; i < facts.size(); ++i) {
    const size_t shared = CountShared(asked, facts[i]);
    if (shared > most) best = i;
    most = std::max(most, shared);
  }
  return best;
}

}  // namespace

std::string MakeStrategySteps(const Record& record, size_t, const StepOptions&, v1::Example& example) {
  const std::vector<std::string>& sentences = record.passages[0].sentences;
  std::vector<std::set<std::string>> words;
  for (const std::string& sentence : sentences) words.push_back(ContentWords(sentence));
  std::vector<size_t> order;
  const auto quote = [&](size_t fact) {
    if (std::find(order.begin(), order.end(), fact) == order.end()) order.push_back(fact);
  };
  for (const RecordStep& step : record.steps) {
    const auto fact = FactFor(step.text, words);
    const bool works_on_earlier = step.text.find('#') != std::string::npos;
    if (!fact && !works_on_earlier) return "no fact speaks of a sub-question";
    if (fact) quote(*fact);
  }
  for (size_t i = 0; i < sentences.size(); ++i) quote(i);
  if (order.empty()) return "no facts";
  for (size_t i = 0; i < sentences.size(); ++i) {
    v1::ContextFact& fact = *example.add_context();
    fact.set_id(StrCat("f", i + 1));
    fact.set_text(sentences[i]);
  }
  for (const size_t i : order) {
    v1::DerivationStep& step = *example.add_derivation();
    step.set_text(sentences[i]);
    step.add_uses(StrCat("f", i + 1));
  }
  example.set_question(record.question);
  example.set_answer(record.answers[0]);
  example.set_answerable(true);
  example.set_hops(static_cast<uint32_t>(order.size()));
  (*example.mutable_checks())["derivable"] = "quotes";
  return "";
}

}  // namespace lethe
