#include <algorithm>
#include <map>
#include <optional>

#include "base/error.h"
#include "base/text.h"
#include "datasets/solvers/horn_rules.h"
#include "datasets/solvers/logic_text.h"
#include "datasets/sources/steps/record_steps.h"
#include "datasets/sources/steps/rule_words.h"
#include "model/grammar.h"

namespace lethe {
namespace {

// The sets tell by their ids how they read "not"; PARARULE's labels follow what is derived first.
Negation NegationOf(std::string_view id) {
  if (id.find("OWA") != std::string_view::npos || id.starts_with("ProntoQA")) return Negation::kExplicit;
  const bool pararule = id.starts_with("NegationRule") || id.starts_with("NonNegationRule");
  return pararule ? Negation::kInflationary : Negation::kStratified;
}

std::string NameOf(Truth truth) {
  return truth == Truth::kTrue ? "true" : truth == Truth::kFalse ? "false" : kUnknownAnswer;
}

class RuleExample {
 public:
  RuleExample(const Record& record, v1::Example& example)
      : record_(record), example_(example), negation_(NegationOf(record.id)) {}

  std::string Run() {
    if (!ReadStory()) return "a sentence that is not understood";
    const auto asked = ParseStatement(StatementOf(record_.question));
    if (!asked) return "a question that is not understood";
    conclusions_ = ForwardChain(theory_, negation_);
    const Truth truth = conclusions_.Ask(*asked);
    if (NameOf(truth) != record_.answers[0]) return "the solver answers otherwise";
    example_.set_question(record_.question);
    example_.set_answer(NameOf(truth));
    (*example_.mutable_checks())["derivable"] = "steps";
    if (truth == Truth::kUnknown) return GiveUp(*asked);
    const auto step = conclusions_.Find(truth == Truth::kTrue ? *asked : asked->Negated());
    if (!step) return "false because it does not follow, which no step can show";
    example_.set_answerable(true);
    if (const std::string problem = Conclude(*step); !problem.empty()) return problem;
    example_.set_hops(static_cast<uint32_t>(example_.derivation_size()));
    return "";
  }

 private:
  bool ReadStory() {
    for (const std::string& sentence : record_.passages[0].sentences) {
      const size_t facts = theory_.facts.size(), rules = theory_.rules.size();
      const std::vector<std::string_view> parts = LogicSentences(sentence);
      if (parts.size() != 1 || !AddSentence(parts[0], theory_)) return false;
      v1::ContextFact& fact = *example_.add_context();
      fact.set_id(StrCat("f", example_.context_size()));
      fact.set_text(sentence);
      for (size_t i = facts; i < theory_.facts.size(); ++i) fact_ids_.emplace(theory_.facts[i], fact.id());
      for (size_t i = rules; i < theory_.rules.size(); ++i) rule_ids_.push_back(fact.id());
    }
    return true;
  }

  std::string GiveUp(const Literal& asked) {
    const RuleWords words(record_.passages[0].sentences);
    example_.add_derivation()->set_recall(StrCat(words.Name(asked.subject), " | ", words.Predicate(asked)));
    example_.add_derivation()->set_text(kUnknownAnswer);
    example_.set_hops(1);
    return "";
  }

  // Adds the steps that lead to step `last` of the chaining, and that one.
  std::string Conclude(size_t last) {
    const RuleWords words(record_.passages[0].sentences);
    std::vector<size_t> needed;
    if (!Collect(last, needed)) return "rests on the absence of something, which no step can show";
    std::sort(needed.begin(), needed.end());  // premises come before what follows from them
    for (const size_t i : needed) {
      const ChainStep& step = conclusions_.steps()[i];
      const std::string text = words.Sentence(step.conclusion);
      if (ParseStatement(text) != step.conclusion) return "a conclusion that cannot be put into words";
      v1::DerivationStep& out = *example_.add_derivation();
      out.set_text(text);
      for (const size_t use : step.uses) out.add_uses(names_.at(use));
      out.add_uses(rule_ids_[*step.rule]);
      names_[i] = StrCat("s", example_.derivation_size());
    }
    if (needed.empty()) QuoteFact(last);
    return "";
  }

  // The derived steps under `at`, each once; false where one assumes an absence.
  bool Collect(size_t at, std::vector<size_t>& needed) {
    const ChainStep& step = conclusions_.steps()[at];
    if (!step.absent.empty()) return false;
    if (!step.rule) {
      names_[at] = fact_ids_.at(step.conclusion);
      return true;
    }
    if (std::find(needed.begin(), needed.end(), at) != needed.end()) return true;
    needed.push_back(at);
    return std::all_of(step.uses.begin(), step.uses.end(), [&](size_t use) { return Collect(use, needed); });
  }

  void QuoteFact(size_t at) {
    v1::DerivationStep& step = *example_.add_derivation();
    step.add_uses(names_.at(at));
    for (const v1::ContextFact& fact : example_.context()) {
      if (fact.id() == names_.at(at)) step.set_text(fact.text());
    }
  }

  const Record& record_;
  v1::Example& example_;
  Negation negation_;
  Theory theory_;
  Conclusions conclusions_;
  std::map<Literal, std::string> fact_ids_;
  std::vector<std::string> rule_ids_;
  std::map<size_t, std::string> names_;  // of the chaining's steps, as the example cites them
};

}  // namespace

std::string MakeRuleSteps(const Record& record, size_t, const StepOptions&, v1::Example& example) {
  return RuleExample(record, example).Run();
}

}  // namespace lethe
