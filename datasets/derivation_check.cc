#include "datasets/derivation_check.h"

#include <algorithm>
#include <map>
#include <set>

#include "base/error.h"
#include "base/text.h"
#include "model/grammar.h"

namespace lethe {
namespace {

bool SameText(const std::string& a, const std::string& b) {
  return AsciiLower(a) == AsciiLower(b);
}

bool IsWordByte(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
         static_cast<unsigned char>(c) >= 0x80;
}

// `part` stands in `text` as whole words, whatever the case. `from` is where to look.
size_t FindWords(const std::string& text, const std::string& part, size_t from = 0) {
  if (part.empty()) return std::string::npos;
  for (size_t at = from; (at = text.find(part, at)) != std::string::npos; ++at) {
    const size_t end = at + part.size();
    const bool begins = at == 0 || !IsWordByte(text[at - 1]) || !IsWordByte(part.front());
    const bool ends = end == text.size() || !IsWordByte(text[end]) || !IsWordByte(part.back());
    if (begins && ends) return at;
  }
  return std::string::npos;
}
bool HoldsWords(const std::string& text, const std::string& part) {
  return FindWords(AsciiLower(text), AsciiLower(part)) != std::string::npos;
}

// True when the text holds both parts in places that do not overlap.
bool HoldsBoth(const std::string& raw_text, const std::string& raw_a, const std::string& raw_b) {
  const std::string text = AsciiLower(raw_text), a = AsciiLower(raw_a), b = AsciiLower(raw_b);
  for (size_t i = FindWords(text, a); i != std::string::npos; i = FindWords(text, a, i + 1)) {
    for (size_t j = FindWords(text, b); j != std::string::npos; j = FindWords(text, b, j + 1)) {
      if (j + b.size() <= i || i + a.size() <= j) return true;
    }
  }
  return false;
}

bool IsTriple(const v1::ContextFact& fact) {
  return !fact.subject().empty();
}

bool IsLookup(const v1::DerivationStep& step) {
  return step.recall().empty() && !step.subject().empty() && !step.relation().empty();
}

// Follows one derivation; Run returns the first thing that does not hold.
class Follower {
 public:
  explicit Follower(const v1::Example& example) : example_(example) {}

  std::string Run() {
    for (const v1::ContextFact& fact : example_.context()) {
      if (!facts_.emplace(fact.id(), &fact).second) return StrCat("two facts have the id ", fact.id());
      if (!fact.recalled()) in_sight_.insert(fact.id());
    }
    if (example_.derivation_size() == 0) return "has no derivation";
    for (int i = 0; i < example_.derivation_size(); ++i) {
      const std::string problem = CheckStep(i);
      if (!problem.empty()) return StrCat("step ", i + 1, ": ", problem);
    }
    return CheckAnswer();
  }

 private:
  std::string CheckStep(int i) {
    const v1::DerivationStep& step = example_.derivation(i);
    if (refused_) return "comes after the derivation gave up";
    if (!step.recall().empty()) return CheckRecall(step);
    if (step.text() == kUnknownAnswer && step.uses_size() == 0) return CheckUnknown(i);
    const std::string problem = IsLookup(step) ? CheckLookup(i) : CheckFree(step);
    values_.insert(AsciiLower(step.object()));
    return problem;
  }

  std::string CheckRecall(const v1::DerivationStep& step) {
    for (const std::string& id : step.loads()) {
      if (!facts_.count(id)) return StrCat("loads ", id, ", which is no fact of the context");
      in_sight_.insert(id);
    }
    return "";
  }

  // Gives up: only right when no fact in sight has the key that was recalled.
  std::string CheckUnknown(int i) {
    refused_ = true;
    if (i == 0 || example_.derivation(i - 1).recall().empty()) return "gives up without a recall before it";
    const std::string& key = example_.derivation(i - 1).recall();
    for (const std::string& id : in_sight_) {
      const v1::ContextFact& fact = *facts_.at(id);
      if (IsTriple(fact) && SameText(StrCat(fact.subject(), " | ", fact.relation()), key))
        return StrCat("gives up although fact ", id, " has the key");
    }
    return "";
  }

  std::string CheckLookup(int i) {
    const v1::DerivationStep& step = example_.derivation(i);
    const bool recalled = i > 0 && !example_.derivation(i - 1).recall().empty();
    if (step.uses_size() == 0) return "cites nothing";
    const v1::ContextFact* fact = InSight(step.uses(0));
    if (fact == nullptr) return StrCat("cites ", step.uses(0), ", which is not in sight");
    if (!StatesFact(*fact, step.subject(), step.object())) return StrCat("fact ", fact->id(), " does not say that");
    // A recalled key is written before the fact is seen, so its words may differ.
    if (IsTriple(*fact) && !recalled && !SameText(fact->relation(), step.relation())) {
      return StrCat("fact ", fact->id(), " has the relation \"", fact->relation(), "\"");
    }
    const bool known = values_.count(AsciiLower(step.subject())) > 0 || HoldsWords(example_.question(), step.subject());
    return known ? "" : StrCat("\"", step.subject(), "\" is neither in the question nor found by an earlier step");
  }

  std::string CheckFree(const v1::DerivationStep& step) {
    if (step.text().empty()) return "has no text";
    for (const std::string& id : step.uses()) {
      const bool earlier = id.size() > 1 && id[0] == 's' && !facts_.count(id);
      if (!earlier && InSight(id) == nullptr) return StrCat("cites ", id, ", which is not in sight");
    }
    return "";
  }

  std::string CheckAnswer() const {
    if (!example_.answerable()) {
      if (example_.answer() != kUnknownAnswer)
        return StrCat("is unanswerable, but its answer is not \"", kUnknownAnswer, "\"");
      return refused_ ? "" : "is unanswerable, but its derivation does not give up";
    }
    if (refused_) return "is answerable, but its derivation gives up";
    const v1::DerivationStep& last = example_.derivation(example_.derivation_size() - 1);
    if (IsLookup(last) && last.object() != example_.answer()) return "answer is not the value of the last step";
    return "";
  }

  const v1::ContextFact* InSight(const std::string& id) const { return in_sight_.count(id) ? facts_.at(id) : nullptr; }

  const v1::Example& example_;
  std::map<std::string, const v1::ContextFact*> facts_;
  std::set<std::string> in_sight_;
  std::set<std::string> values_;
  bool refused_ = false;
};

}  // namespace

bool StatesFact(const v1::ContextFact& fact, const std::string& subject, const std::string& object) {
  if (IsTriple(fact)) return SameText(fact.subject(), subject) && SameText(fact.object(), object);
  return HoldsBoth(fact.text(), subject, object);
}

std::string CheckDerivable(const v1::Example& example) {
  return Follower(example).Run();
}

std::string CheckNeeded(const v1::Example& example) {
  if (!example.answerable()) return "";
  // A question that compares may well name what it chooses from; one that looks up may not.
  const bool looks_up = example.derivation_size() > 0 && IsLookup(example.derivation(example.derivation_size() - 1));
  if (looks_up && HoldsWords(example.question(), example.answer())) return "the question holds the answer";
  return example.context_size() == 0 ? "there is no fact" : "";
}

std::string CheckMinimal(const v1::Example& example) {
  for (int i = 0; i < example.derivation_size(); ++i) {
    const v1::DerivationStep& step = example.derivation(i);
    if (!IsLookup(step)) continue;
    for (const v1::ContextFact& fact : example.context()) {
      const bool cited = std::find(step.uses().begin(), step.uses().end(), fact.id()) != step.uses().end();
      if (!cited && StatesFact(fact, step.subject(), step.object()))
        return StrCat("step ", i + 1, " also follows from fact ", fact.id());
    }
    bool serves = example.answer() == step.object() || !example.answerable();
    for (int later = i + 1; later < example.derivation_size() && !serves; ++later) {
      const v1::DerivationStep& next = example.derivation(later);
      serves = SameText(next.subject(), step.object()) || HoldsWords(next.text(), step.object());
    }
    if (!serves) return StrCat("nothing builds on step ", i + 1);
  }
  return "";
}

}  // namespace lethe
