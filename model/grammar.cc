#include "model/grammar.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <unordered_map>

#include "base/error.h"

namespace lethe {
namespace {

using S = SpecialTokens;

void Extend(std::vector<int32_t>& tokens, const std::vector<int32_t>& more) {
  tokens.insert(tokens.end(), more.begin(), more.end());
}

// What later steps call step i: "s3". Short enough to need no memory of its own.
std::string StepName(int i) {
  return "s" + std::to_string(i + 1);
}

// Writes one example; the fields of the walk are its members.
class ExampleEncoder {
 public:
  ExampleEncoder(const Tokenizer& tokenizer, const v1::Example& example, Random* numbering)
      : tokenizer_(tokenizer), example_(example), numbering_(numbering) {}

  Sequence Run() {
    CollectFacts();
    CollectSteps();
    Put(S::kStart, TokenKind::kStart, 0);
    WriteContext();
    PutAll(EncodeQuestion(tokenizer_, example_.question()), TokenKind::kQuestion, 0);
    Put(S::kDerive, TokenKind::kDerivation, 0);
    for (int i = 0; i < example_.derivation_size(); ++i) WriteStep(i);
    WriteAnswer();
    return std::move(sequence_);
  }

 private:
  enum class Kind { kLookup, kQuote, kDerived, kRecall };

  [[noreturn]] void Fail(const std::string& field, const std::string& reason) const {
    throw Error(Code::kInvalidArgument, StrCat("example ", example_.id(), ": ", field, ": ", reason));
  }
  std::string StepField(int i, std::string_view field) const { return StrCat("derivation[", i, "].", field); }

  void CollectFacts() {
    facts_.reserve(static_cast<size_t>(example_.context_size()));
    for (int i = 0; i < example_.context_size(); ++i) {
      const v1::ContextFact& fact = example_.context(i);
      const bool is_statement = !fact.subject().empty() && !fact.relation().empty() && !fact.object().empty();
      if (!is_statement && (!fact.relation().empty() || fact.text().empty()))
        Fail(StrCat("context[", i, "]"), "has neither text nor subject, relation and object");
      if (fact.id().empty()) Fail(StrCat("context[", i, "].id"), "is empty");
      if (!facts_.emplace(fact.id(), &fact).second)
        Fail(StrCat("context[", i, "].id"), StrCat("\"", fact.id(), "\" is used twice"));
    }
  }

  void CollectSteps() {
    for (int i = 0; i < example_.derivation_size(); ++i) {
      kinds_.push_back(KindOf(i));
      derived_left_ += kinds_.back() == Kind::kDerived;
    }
    int in_front = 0;
    for (const v1::ContextFact& fact : example_.context()) in_front += !fact.recalled();
    if (in_front + derived_left_ > kMaxNumber) {
      Fail("context", StrCat(in_front, " facts and ", derived_left_, " derived steps, more than the ", kMaxNumber,
                             " numbers there are"));
    }
  }

  // A step that quotes its only fact word for word, and that no later step builds on, is a quote; other free steps are
  // derived.
  Kind KindOf(int i) const {
    const v1::DerivationStep& step = example_.derivation(i);
    if (!step.recall().empty()) return Kind::kRecall;
    if (!step.subject().empty() && !step.relation().empty()) return Kind::kLookup;
    if (Follows(i)) return Kind::kLookup;
    if (step.text().empty()) Fail(StepField(i, "text"), "is empty");
    if (step.uses_size() != 1 || IsCited(StepName(i))) return Kind::kDerived;
    const auto fact = facts_.find(step.uses(0));
    return fact != facts_.end() && fact->second->text().find(step.text()) != std::string::npos ? Kind::kQuote
                                                                                               : Kind::kDerived;
  }

  bool IsCited(const std::string& name) const {
    return std::any_of(example_.derivation().begin(), example_.derivation().end(), [&](const auto& step) {
      return std::find(step.uses().begin(), step.uses().end(), name) != step.uses().end();
    });
  }

  // True when step i gives the value that the step before it recalled.
  bool Follows(int i) const { return i > 0 && !example_.derivation(i - 1).recall().empty(); }

  void WriteContext() {
    std::vector<const v1::ContextFact*> front;
    for (const v1::ContextFact& fact : example_.context()) {
      if (!fact.recalled()) front.push_back(&fact);
    }
    WriteFacts(front);
  }

  void WriteFacts(const std::vector<const v1::ContextFact*>& facts) {
    const std::vector<int> numbers = DrawNumbers(facts.size());
    for (size_t i = 0; i < facts.size(); ++i) {
      const v1::ContextFact& fact = *facts[i];
      PutAll(EncodeFact(tokenizer_, {fact.subject(), fact.relation(), fact.object(), fact.text()}), TokenKind::kFact,
             0);
      Put(S::Number(numbers[i]), TokenKind::kNumber, 0);
      numbers_[fact.id()] = numbers[i];
    }
  }

  // Free numbers, leaving room above the highest for the derived steps still to come.
  std::vector<int> DrawNumbers(size_t count) {
    std::vector<int> free;
    free.reserve(kMaxNumber);
    const int first = numbering_ == nullptr ? highest_ + 1 : 1;
    for (int n = first; n <= kMaxNumber - derived_left_; ++n) {
      if (!used_[static_cast<size_t>(n)]) free.push_back(n);
    }
    if (free.size() < count) Fail("context", StrCat("more than ", kMaxNumber, " facts and derived steps"));
    if (numbering_ != nullptr) numbering_->Shuffle(free);
    free.resize(count);
    for (const int n : free) Use(n);
    return free;
  }

  void Use(int number) {
    used_[static_cast<size_t>(number)] = true;
    highest_ = std::max(highest_, number);
  }

  void WriteStep(int i) {
    const v1::DerivationStep& step = example_.derivation(i);
    switch (kinds_[i]) {
      case Kind::kRecall:
        return WriteRecall(i);
      case Kind::kLookup:
        WriteLookup(i);
        break;
      case Kind::kQuote:
        Text(step.text());
        Cite(i);
        break;
      case Kind::kDerived:
        Text(step.text());
        Cite(i);
        Write(S::kAs);
        Use(highest_ + 1);
        --derived_left_;
        numbers_[StepName(i)] = highest_;
        Put(S::Number(highest_), TokenKind::kDerivation, 0);  // given, not chosen
        return;
    }
    // Citing a look-up is citing its fact.
    if (step.uses_size() > 0) numbers_.emplace(StepName(i), CitedNumber(i, step.uses(0)));
  }

  void WriteLookup(int i) {
    const v1::DerivationStep& step = example_.derivation(i);
    if (!Follows(i)) WriteKey(step.subject(), KeyRelation(step));
    if (Follows(i) && step.text() == kUnknownAnswer) return Write(S::kUnknown);
    if (step.object().empty()) Fail(StepField(i, "object"), "is empty");
    Text(step.object());
    Cite(i);
  }

  // The relation in the step's own words: `text` may ask for "retail price" where the fact, and so `relation`, has
  // "sells for".
  static std::string KeyRelation(const v1::DerivationStep& step) {
    constexpr std::string_view kBar = " | ";
    const std::string_view text = step.text();
    const size_t before = step.subject().size() + kBar.size(), behind = kBar.size() + step.object().size();
    if (text.size() <= before + behind) return step.relation();
    const std::string_view relation = text.substr(before, text.size() - before - behind);
    const size_t second_bar = before + relation.size();
    const bool whole = text.starts_with(step.subject()) && text.ends_with(step.object()) &&
                       text.substr(before - kBar.size(), kBar.size()) == kBar &&
                       text.substr(second_bar, kBar.size()) == kBar;
    return whole ? std::string(relation) : step.relation();
  }

  void WriteKey(const std::string& subject, const std::string& relation) {
    Text(subject);
    Write(S::kSeparator);
    Text(relation);
    Write(S::kSeparator);
  }

  void WriteRecall(int i) {
    const v1::DerivationStep& step = example_.derivation(i);
    if (i + 1 == example_.derivation_size())
      Fail(StepField(i, "recall"), "no step follows that gives its value or \"unknown\"");
    const auto [subject, relation] = RecallKey(i);
    WriteKey(subject, relation);
    Write(S::kRecall);
    std::vector<const v1::ContextFact*> loaded;
    for (const std::string& id : step.loads()) {
      const auto fact = facts_.find(id);
      if (fact == facts_.end()) Fail(StepField(i, "loads"), StrCat("no context fact has the id \"", id, "\""));
      if (!fact->second->recalled())
        Fail(StepField(i, "loads"), StrCat("fact \"", id, "\" stands in front already (recalled is not set)"));
      if (!numbers_.count(id)) loaded.push_back(fact->second);  // loaded before: still in sight
    }
    WriteFacts(loaded);
    Put(S::kLoaded, TokenKind::kDerivation, 0);
  }

  // The key as the following step has it in parts, or cut at the bar where nothing was found.
  std::pair<std::string, std::string> RecallKey(int i) const {
    const std::string& key = example_.derivation(i).recall();
    const v1::DerivationStep& next = example_.derivation(i + 1);
    if (!next.subject().empty()) {
      if (next.subject() + " | " + next.relation() == key) return {next.subject(), next.relation()};
      Fail(StepField(i, "recall"),
           StrCat("\"", key, "\" is not the key of the next step, \"", next.subject(), " | ", next.relation(), "\""));
    }
    const size_t bar = key.rfind(" | ");
    if (bar != std::string::npos && bar > 0 && bar + 3 < key.size()) return {key.substr(0, bar), key.substr(bar + 3)};
    Fail(StepField(i, "recall"), StrCat("\"", key, "\" is not of the form \"subject | relation\""));
  }

  void Cite(int i) {
    const v1::DerivationStep& step = example_.derivation(i);
    if (step.uses_size() == 0) Fail(StepField(i, "uses"), "the step cites nothing");
    std::vector<int> cited;
    for (const std::string& id : step.uses()) {
      const int number = CitedNumber(i, id);
      if (std::find(cited.begin(), cited.end(), number) != cited.end()) continue;
      cited.push_back(number);
      Write(S::Number(number));
    }
  }

  int CitedNumber(int i, const std::string& id) const {
    const auto number = numbers_.find(id);
    if (number == numbers_.end())
      Fail(StepField(i, "uses"), StrCat("\"", id, "\" is neither a fact in sight nor an earlier step"));
    return number->second;
  }

  void WriteAnswer() {
    Write(S::kAnswer);
    if (example_.answerable() && example_.answer().empty()) Fail("answer", "is empty in an answerable example");
    if (example_.answerable()) {
      Text(example_.answer());
    } else {
      Write(S::kUnknown);
    }
    Write(S::kEnd);
  }

  // What the model must write itself.
  void Write(int32_t token) { Put(token, TokenKind::kDerivation, 1); }
  void Text(const std::string& text) { PutAll(tokenizer_.Encode(text), TokenKind::kDerivation, 1); }

  void Put(int32_t token, TokenKind kind, float weight) { sequence_.Add(token, kind, weight); }
  void PutAll(const std::vector<int32_t>& tokens, TokenKind kind, float weight) {
    sequence_.tokens.insert(sequence_.tokens.end(), tokens.begin(), tokens.end());
    sequence_.kinds.resize(sequence_.tokens.size(), kind);
    sequence_.loss_weight.resize(sequence_.tokens.size(), weight);
  }

  const Tokenizer& tokenizer_;
  const v1::Example& example_;
  Random* numbering_;
  Sequence sequence_;
  std::unordered_map<std::string_view, const v1::ContextFact*> facts_;  // by id
  std::unordered_map<std::string, int> numbers_;                        // of facts in sight, and of "s1", "s2", ...
  std::array<bool, kMaxNumber + 1> used_{};
  int highest_ = 0;
  std::vector<Kind> kinds_;
  int derived_left_ = 0;
};

}  // namespace

std::vector<int32_t> EncodeFact(const Tokenizer& tokenizer, const FactText& fact) {
  if (fact.relation.empty()) return tokenizer.Encode(fact.text);
  std::vector<int32_t> tokens = tokenizer.Encode(fact.subject);
  tokens.push_back(S::kSeparator);
  Extend(tokens, tokenizer.Encode(fact.relation));
  tokens.push_back(S::kSeparator);
  Extend(tokens, tokenizer.Encode(fact.object));
  return tokens;
}

std::vector<int32_t> EncodeQuestion(const Tokenizer& tokenizer, const std::string& question) {
  std::vector<int32_t> tokens = {S::kQuestion};
  Extend(tokens, tokenizer.Encode(question));
  return tokens;
}

Sequence EncodeExample(const Tokenizer& tokenizer, const v1::Example& example, Random* numbering) {
  return ExampleEncoder(tokenizer, example, numbering).Run();
}

}  // namespace lethe
