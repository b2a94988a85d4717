#include "datasets/solvers/horn_rules.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "base/error.h"

namespace lethe {
namespace {

constexpr size_t kMostInstances = 1'000'000;

bool IsVariable(const std::string& term) {
  return term.starts_with('?');
}

std::string Print(const Literal& literal) {
  return StrCat(literal.positive ? "" : "not ", literal.predicate, "(", literal.subject,
                literal.object.empty() ? "" : ", ", literal.object, ")");
}

std::vector<std::string> VariablesOf(const HornRule& rule) {
  std::set<std::string> variables;
  for (const auto* part : {&rule.body, &rule.head}) {
    for (const Literal& literal : *part) {
      if (IsVariable(literal.subject)) variables.insert(literal.subject);
      if (IsVariable(literal.object)) variables.insert(literal.object);
    }
  }
  return {variables.begin(), variables.end()};
}

// Everything the theory names.
std::vector<std::string> DomainOf(const Theory& theory) {
  std::set<std::string> names;
  const auto add = [&](const Literal& literal) {
    if (!IsVariable(literal.subject)) names.insert(literal.subject);
    if (!literal.object.empty() && !IsVariable(literal.object)) names.insert(literal.object);
  };
  for (const Literal& fact : theory.facts) add(fact);
  for (const HornRule& rule : theory.rules) {
    for (const Literal& literal : rule.body) add(literal);
    for (const Literal& literal : rule.head) add(literal);
  }
  return {names.begin(), names.end()};
}

std::string Bound(const std::string& term, const std::map<std::string, std::string>& binding) {
  const auto found = binding.find(term);
  return found == binding.end() ? term : found->second;
}

struct Instance {
  std::vector<Literal> body, head;
  size_t rule = 0;
  int layer = 0;
};

Instance Bind(const HornRule& rule, size_t number, const std::map<std::string, std::string>& binding) {
  Instance instance;
  instance.rule = number;
  const auto bind = [&](const std::vector<Literal>& from, std::vector<Literal>& to) {
    for (const Literal& literal : from) {
      to.push_back(
          {literal.predicate, Bound(literal.subject, binding), Bound(literal.object, binding), literal.positive});
    }
  };
  bind(rule.body, instance.body);
  bind(rule.head, instance.head);
  return instance;
}

// Appends the rule once for every way to choose names for its variables.
void AddInstances(const HornRule& rule, size_t number, const std::vector<std::string>& domain,
                  std::vector<Instance>& instances) {
  const std::vector<std::string> variables = VariablesOf(rule);
  std::vector<size_t> choice(variables.size(), 0);
  if (!variables.empty() && domain.empty()) return;
  for (;;) {
    if (instances.size() >= kMostInstances) {
      throw Error(Code::kResourceExhausted, StrCat("rule ", number, " has too many instances over ", domain.size(),
                                                   " names: give rules fewer variables or facts fewer names"));
    }
    std::map<std::string, std::string> binding;
    for (size_t i = 0; i < variables.size(); ++i) binding[variables[i]] = domain[choice[i]];
    instances.push_back(Bind(rule, number, binding));
    size_t i = 0;
    while (i < choice.size() && ++choice[i] == domain.size()) choice[i++] = 0;
    if (i == choice.size()) return;
  }
}

Literal Positive(Literal literal) {
  literal.positive = true;
  return literal;
}

// Gives every instance the layer of its head: above what it needs absent, not below what it needs present. False where
// something would follow from its own absence, so that there are no layers.
bool AssignLayers(std::vector<Instance>& instances) {
  std::map<Literal, int> layer;  // of the positive form
  // Without a cycle through "not", no layer can exceed the number of instances.
  const int highest = static_cast<int>(instances.size());
  for (bool changed = true; changed;) {
    changed = false;
    for (Instance& instance : instances) {
      int needed = 0;
      for (const Literal& literal : instance.body) {
        needed = std::max(needed, layer[Positive(literal)] + (literal.positive ? 0 : 1));
      }
      for (const Literal& literal : instance.head) needed = std::max(needed, layer[Positive(literal)]);
      if (needed > highest) return false;
      for (const Literal& literal : instance.head) {
        int& at = layer[Positive(literal)];
        changed |= needed > at;
        at = needed;
      }
      instance.layer = needed;
    }
  }
  return true;
}

}  // namespace

// One run of chaining; what it has concluded is its result.
class Chainer {
 public:
  Chainer(const Theory& theory, Negation negation) : theory_(theory) { result_.negation_ = negation; }

  Conclusions Run() && {
    for (const Literal& fact : theory_.facts) {
      if (IsVariable(fact.subject) || IsVariable(fact.object)) {
        throw Error(Code::kInvalidArgument, StrCat("the fact ", Print(fact), " has a variable: only rules may"));
      }
      Add({fact, std::nullopt, {}, {}});
    }
    const std::vector<std::string> domain = DomainOf(theory_);
    for (size_t i = 0; i < theory_.rules.size(); ++i) AddInstances(theory_.rules[i], i, domain, instances_);
    if (result_.negation_ == Negation::kStratified && !AssignLayers(instances_)) {
      for (Instance& instance : instances_) instance.layer = 0;
    }
    std::set<int> layers;
    for (const Instance& instance : instances_) layers.insert(instance.layer);
    for (const int layer : layers) {
      while (Round(layer)) {
      }
    }
    return std::move(result_);
  }

 private:
  // True when the step is new.
  bool Add(ChainStep step) {
    if (!result_.by_key_.emplace(Conclusions::Key(step.conclusion), result_.steps_.size()).second) return false;
    result_.steps_.push_back(std::move(step));
    return true;
  }

  // Fills what the instance uses; false when its body does not hold yet.
  bool Holds(const Instance& instance, ChainStep& step) const {
    for (const Literal& literal : instance.body) {
      if (literal.positive || result_.negation_ == Negation::kExplicit) {
        const auto found = result_.Find(literal);
        if (!found) return false;
        step.uses.push_back(*found);
      } else {
        if (result_.Find(literal.Negated())) return false;
        step.absent.push_back(literal.Negated());
      }
    }
    return true;
  }

  bool Round(int layer) {
    std::vector<ChainStep> found;
    for (const Instance& instance : instances_) {
      if (instance.layer != layer) continue;
      const bool known = std::all_of(instance.head.begin(), instance.head.end(),
                                     [&](const Literal& literal) { return result_.Find(literal).has_value(); });
      ChainStep step;
      if (known || !Holds(instance, step)) continue;
      step.rule = instance.rule;
      for (const Literal& literal : instance.head) {
        step.conclusion = literal;
        found.push_back(step);
      }
    }
    bool grew = false;
    for (ChainStep& step : found) grew |= Add(std::move(step));
    return grew;
  }

  const Theory& theory_;
  std::vector<Instance> instances_;
  Conclusions result_;
};

std::string Conclusions::Key(const Literal& literal) {
  std::string key = literal.positive ? "+" : "-";
  for (const std::string* part : {&literal.predicate, &literal.subject, &literal.object}) {
    key += *part;
    key += '\t';
  }
  return key;
}

std::optional<size_t> Conclusions::Find(const Literal& literal) const {
  const auto found = by_key_.find(Key(literal));
  return found == by_key_.end() ? std::nullopt : std::optional(found->second);
}

Truth Conclusions::Ask(const Literal& asked) const {
  if (negation_ == Negation::kExplicit) {
    if (Find(asked)) return Truth::kTrue;
    return Find(asked.Negated()) ? Truth::kFalse : Truth::kUnknown;
  }
  return Find(Positive(asked)).has_value() == asked.positive ? Truth::kTrue : Truth::kFalse;
}

Conclusions ForwardChain(const Theory& theory, Negation negation) {
  return Chainer(theory, negation).Run();
}

}  // namespace lethe
