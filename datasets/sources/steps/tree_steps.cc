#include <map>
#include <optional>

#include "base/error.h"
#include "base/text.h"
#include "datasets/conclusion_check.h"
#include "datasets/sources/passage_facts.h"
#include "datasets/sources/steps/record_steps.h"

namespace lethe {
namespace {

// "sent3" -> 2.
std::optional<size_t> SentenceIndex(const std::string& name) {
  if (!name.starts_with("sent")) return std::nullopt;
  const auto number = ParseNumber<size_t>(std::string_view(name).substr(4));
  return number && *number > 0 ? std::optional(*number - 1) : std::nullopt;
}

class TreeExample {
 public:
  TreeExample(const Record& record, v1::Example& example) : record_(record), example_(example) {
    cited_.resize(record.passages[0].sentences.size());
  }

  std::string Run(size_t distractors) {
    for (const RecordStep& step : record_.steps) {
      if (const std::string problem = Add(step); !problem.empty()) return problem;
    }
    const std::string& last = example_.derivation(example_.derivation_size() - 1).text();
    if (record_.steps.back().name != "hypothesis") return "the tree does not end in its hypothesis";
    if (!SupportedByWords(record_.answers[0], {last})) return "the hypothesis does not hold the words of the answer";
    AddFacts(distractors);
    return "";
  }

 private:
  std::string Add(const RecordStep& step) {
    v1::DerivationStep& out = *example_.add_derivation();
    out.set_text(step.text);
    std::vector<std::string> premises;
    for (const std::string& use : step.uses) {
      const auto sentence = SentenceIndex(use);
      const auto earlier = steps_.find(use);
      if (sentence && *sentence < cited_.size()) {
        cited_[*sentence] = true;
        out.add_uses(StrCat("f", *sentence + 1));
        premises.push_back(record_.passages[0].sentences[*sentence]);
      } else if (earlier != steps_.end()) {
        out.add_uses(StrCat("s", earlier->second + 1));
        premises.push_back(example_.derivation(earlier->second).text());
      } else {
        return "the tree uses what is not there";
      }
    }
    steps_[step.name] = example_.derivation_size() - 1;
    return SupportedByWords(step.text, premises) ? "" : "a conclusion has words of its own";
  }

  void AddFacts(size_t distractors) {
    for (size_t i = 0; i < cited_.size(); ++i) {
      if (!cited_[i] && distractors == 0) continue;
      if (!cited_[i]) --distractors;
      v1::ContextFact& fact = *example_.add_context();
      fact.set_id(StrCat("f", i + 1));
      fact.set_text(record_.passages[0].sentences[i]);
    }
  }

  const Record& record_;
  v1::Example& example_;
  std::vector<bool> cited_;
  std::map<std::string, int> steps_;
};

}  // namespace

std::string MakeTreeSteps(const Record& record, size_t, const StepOptions& options, v1::Example& example) {
  if (record.steps.empty()) return "no tree";
  example.set_question(record.question);
  example.set_answer(record.answers[0]);
  example.set_answerable(true);
  example.set_hops(static_cast<uint32_t>(record.steps.size()));
  (*example.mutable_checks())["derivable"] = "support";
  return TreeExample(record, example).Run(options.distractors);
}

}  // namespace lethe
