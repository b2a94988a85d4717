#include "datasets/solvers/horn_rules.h"

#include <algorithm>
#include <cstdint>
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

// Names that something can hold of: those that facts or rules name as a subject, and all names where a rule concludes
// about what it does not itself require to be a subject.
std::vector<std::string> SubjectsOf(const Theory& theory, const std::vector<std::string>& domain) {
  std::set<std::string> subjects;
  for (const Literal& fact : theory.facts) subjects.insert(fact.subject);
  for (const HornRule& rule : theory.rules) {
    for (const Literal& head : rule.head) {
      const bool required = std::any_of(rule.body.begin(), rule.body.end(), [&](const Literal& literal) {
        return literal.positive && literal.subject == head.subject;
      });
      if (IsVariable(head.subject) && !required) return domain;
      if (!IsVariable(head.subject)) subjects.insert(head.subject);
    }
  }
  return {subjects.begin(), subjects.end()};
}

// The variables of a rule and the names that each may stand for.
struct Binding {
  std::vector<std::string> variables;
  std::vector<const std::vector<std::string>*> names;
  std::vector<size_t> choice;

  const std::string& Of(const std::string& term) const {
    for (size_t i = 0; i < variables.size(); ++i) {
      if (variables[i] == term) return (*names[i])[choice[i]];
    }
    return term;
  }
  // False when all choices have been made.
  bool Next() {
    size_t i = 0;
    while (i < choice.size() && ++choice[i] == names[i]->size()) choice[i++] = 0;
    return i < choice.size();
  }
};

// A ground rule; its literals by number.
struct Instance {
  std::vector<int> body, head;
  size_t rule = 0;
  int layer = 0;
};

// Numbers ground literals; one and its opposite are 2n and 2n + 1, the positive one first.
class LiteralTable {
 public:
  int Number(Literal literal) {
    const int negative = literal.positive ? 0 : 1;
    literal.positive = true;
    std::string key = literal.predicate;
    for (const std::string* part : {&literal.subject, &literal.object}) {
      key += '\t';
      key += *part;
    }
    const auto [place, added] = numbers_.emplace(std::move(key), static_cast<int>(positive_.size()));
    if (added) positive_.push_back(std::move(literal));
    return 2 * place->second + negative;
  }
  Literal At(int number) const {
    Literal literal = positive_[static_cast<size_t>(number) / 2];
    literal.positive = number % 2 == 0;
    return literal;
  }
  size_t size() const { return 2 * positive_.size(); }

 private:
  std::unordered_map<std::string, int> numbers_;
  std::vector<Literal> positive_;
};

Instance Bind(const HornRule& rule, size_t number, const Binding& binding, LiteralTable& table) {
  Instance instance;
  instance.rule = number;
  const auto bind = [&](const std::vector<Literal>& from, std::vector<int>& to) {
    for (const Literal& literal : from) {
      to.push_back(
          table.Number({literal.predicate, binding.Of(literal.subject), binding.Of(literal.object), literal.positive}));
    }
  };
  bind(rule.body, instance.body);
  bind(rule.head, instance.head);
  return instance;
}

// Appends the rule once for every way to choose names for its variables.
void AddInstances(const HornRule& rule, size_t number, const std::vector<std::string>& domain,
                  const std::vector<std::string>& subjects, LiteralTable& table, std::vector<Instance>& instances) {
  Binding binding;
  binding.variables = VariablesOf(rule);
  for (const std::string& variable : binding.variables) {
    const bool subject = std::any_of(rule.body.begin(), rule.body.end(), [&](const Literal& literal) {
      return literal.positive && literal.subject == variable;
    });
    binding.names.push_back(subject ? &subjects : &domain);
    if (binding.names.back()->empty()) return;
  }
  binding.choice.assign(binding.variables.size(), 0);
  do {
    if (instances.size() >= kMostInstances) {
      throw Error(Code::kResourceExhausted, StrCat("rule ", number, " has too many instances over ", domain.size(),
                                                   " names: give rules fewer variables or facts fewer names"));
    }
    instances.push_back(Bind(rule, number, binding, table));
  } while (binding.Next());
}

// Gives every instance the layer of its head: above what it needs absent, not below what it needs present. False where
// something would follow from its own absence, so that there are no layers.
bool AssignLayers(std::vector<Instance>& instances, size_t literals) {
  std::vector<int> layer(literals / 2, 0);  // of the positive form
  const auto at = [&](int literal) -> int& { return layer[static_cast<size_t>(literal) / 2]; };
  // Without a cycle through "not", no layer can exceed the number of instances.
  const int highest = static_cast<int>(instances.size());
  for (bool changed = true; changed;) {
    changed = false;
    for (Instance& instance : instances) {
      int needed = 0;
      for (const int literal : instance.body) needed = std::max(needed, at(literal) + literal % 2);
      for (const int literal : instance.head) needed = std::max(needed, at(literal));
      if (needed > highest) return false;
      for (const int literal : instance.head) {
        changed |= needed > at(literal);
        at(literal) = needed;
      }
      instance.layer = needed;
    }
  }
  return true;
}

Literal Positive(Literal literal) {
  literal.positive = true;
  return literal;
}

}  // namespace

// One run of chaining; what it has concluded is its result.
class Chainer {
 public:
  Chainer(const Theory& theory, Negation negation) : theory_(theory) { result_.negation_ = negation; }

  Conclusions Run() && {
    const std::vector<std::string> domain = DomainOf(theory_), subjects = SubjectsOf(theory_, domain);
    for (size_t i = 0; i < theory_.rules.size(); ++i)
      AddInstances(theory_.rules[i], i, domain, subjects, table_, instances_);
    std::vector<int> facts;
    for (const Literal& fact : theory_.facts) {
      if (IsVariable(fact.subject) || IsVariable(fact.object)) {
        throw Error(Code::kInvalidArgument, StrCat("the fact ", Print(fact), " has a variable: only rules may"));
      }
      facts.push_back(table_.Number(fact));
    }
    step_of_.assign(table_.size(), kNone);
    for (const int fact : facts) Add(fact, {});
    if (result_.negation_ == Negation::kStratified && !AssignLayers(instances_, table_.size())) {
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
  static constexpr size_t kNone = SIZE_MAX;

  bool Has(int literal) const { return step_of_[static_cast<size_t>(literal)] != kNone; }

  // True when the step is new.
  bool Add(int literal, ChainStep step) {
    if (Has(literal)) return false;
    step_of_[static_cast<size_t>(literal)] = result_.steps_.size();
    step.conclusion = table_.At(literal);
    result_.by_key_.emplace(Conclusions::Key(step.conclusion), result_.steps_.size());
    result_.steps_.push_back(std::move(step));
    return true;
  }

  // "Not p" is looked up where it must be stated, else assumed where p is absent.
  bool Assumes(int literal) const { return literal % 2 == 1 && result_.negation_ != Negation::kExplicit; }

  bool Holds(const Instance& instance) const {
    return std::all_of(instance.body.begin(), instance.body.end(),
                       [&](int literal) { return Assumes(literal) ? !Has(literal - 1) : Has(literal); });
  }

  ChainStep StepOf(const Instance& instance) const {
    ChainStep step;
    step.rule = instance.rule;
    for (const int literal : instance.body) {
      if (Assumes(literal)) {
        step.absent.push_back(table_.At(literal - 1));
      } else {
        step.uses.push_back(step_of_[static_cast<size_t>(literal)]);
      }
    }
    return step;
  }

  bool Round(int layer) {
    std::vector<std::pair<int, ChainStep>> found;
    for (const Instance& instance : instances_) {
      if (instance.layer != layer) continue;
      const bool known =
          std::all_of(instance.head.begin(), instance.head.end(), [&](int literal) { return Has(literal); });
      if (known || !Holds(instance)) continue;
      for (const int literal : instance.head) found.emplace_back(literal, StepOf(instance));
    }
    bool grew = false;
    for (auto& [literal, step] : found) grew |= Add(literal, std::move(step));
    return grew;
  }

  const Theory& theory_;
  LiteralTable table_;
  std::vector<Instance> instances_;
  std::vector<size_t> step_of_;  // by literal
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
