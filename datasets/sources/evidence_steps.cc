#include "datasets/sources/evidence_steps.h"

#include <algorithm>
#include <optional>
#include <vector>

#include "base/error.h"
#include "base/text.h"
#include "datasets/derivation_check.h"
#include "datasets/readers/calendar_date.h"

namespace lethe {
namespace {

struct Sentence {
  std::string text;
  bool marked = false;   // as supporting by the source
  bool needed = false;   // cited by a step
  bool dropped = false;  // states a triple that another sentence is cited for
};

std::string WithoutRemark(const std::string& title) {
  return std::string(Trim(title.substr(0, title.find(" ("))));
}

bool Marks(const Record& record, const std::string& title, size_t sentence) {
  return std::any_of(record.support.begin(), record.support.end(),
                     [&](const Support& support) { return support.title == title && support.sentence == sentence; });
}

std::vector<Sentence> SentencesOf(const Record& record) {
  std::vector<Sentence> sentences;
  for (const Passage& passage : record.passages) {
    const std::string name = WithoutRemark(passage.title);
    for (size_t i = 0; i < passage.sentences.size(); ++i) {
      const std::string_view text = Trim(passage.sentences[i]);
      if (text.empty()) continue;
      Sentence& sentence = sentences.emplace_back();
      const bool says_whom = text.find(name) != std::string_view::npos;
      sentence.text = says_whom ? std::string(text) : StrCat(name, ": ", text);
      sentence.marked = Marks(record, passage.title, i);
    }
  }
  return sentences;
}

bool Holds(const std::string& text, std::string_view word) {
  return text.find(word) != std::string::npos;
}

enum class Order { kNone, kFirst, kLast };

// Which of two dates a question asks for.
Order AskedOrder(const std::string& raw_question) {
  const std::string question = AsciiLower(raw_question);
  const auto any = [&](std::initializer_list<std::string_view> words) {
    return std::any_of(words.begin(), words.end(), [&](std::string_view word) { return Holds(question, word); });
  };
  const bool first = any({"first", "earlier", "older", "oldest"});
  const bool last = any({"later", "younger", "youngest", "more recent", "last"});
  return first == last ? Order::kNone : (first ? Order::kFirst : Order::kLast);
}

class EvidenceExample {
 public:
  EvidenceExample(const Record& record, v1::Example& example)
      : record_(record), example_(example), sentences_(SentencesOf(record)) {}

  std::string Run(size_t distractors) {
    if (record_.triples.empty()) return "no evidence";
    for (const Triple& triple : record_.triples) {
      if (!AddLookup(triple)) return "no sentence states the triple";
    }
    AddFacts(distractors);
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
    for (const bool marked : {true, false}) {
      for (size_t i = 0; i < sentences_.size(); ++i) {
        if (sentences_[i].marked != marked) continue;
        const auto value = ValueIn(sentences_[i].text, triple);
        if (!value) continue;
        AddStep(triple, *value, i);
        return true;
      }
    }
    return false;
  }

  static std::optional<std::string> ValueIn(const std::string& text, const Triple& triple) {
    v1::ContextFact fact;
    fact.set_text(text);
    for (const std::string& spelling : DateSpellings(triple.object)) {
      if (StatesFact(fact, triple.subject, spelling)) return spelling;
    }
    return std::nullopt;
  }

  void AddStep(const Triple& triple, const std::string& value, size_t sentence) {
    v1::DerivationStep& step = *example_.add_derivation();
    step.set_subject(triple.subject);
    step.set_relation(AsciiLower(triple.relation));
    step.set_object(value);
    step.set_text(StrCat(triple.subject, " | ", step.relation(), " | ", value));
    step.add_uses(StrCat("f", sentence + 1));
    sentences_[sentence].needed = true;
  }

  // Sentences that state a triple beside the one that is cited would make a step follow twice.
  void DropRepeats() {
    for (Sentence& sentence : sentences_) {
      v1::ContextFact fact;
      fact.set_text(sentence.text);
      sentence.dropped = !sentence.needed && std::any_of(example_.derivation().begin(), example_.derivation().end(),
                                                         [&](const v1::DerivationStep& step) {
                                                           return StatesFact(fact, step.subject(), step.object());
                                                         });
    }
  }

  void AddFacts(size_t distractors) {
    DropRepeats();
    for (const bool needed : {true, false}) {
      for (size_t i = 0; i < sentences_.size(); ++i) {
        if (sentences_[i].needed != needed || sentences_[i].dropped) continue;
        if (!needed && distractors-- == 0) return;
        v1::ContextFact& fact = *example_.add_context();
        fact.set_id(StrCat("f", i + 1));
        fact.set_text(sentences_[i].text);
      }
    }
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
    if (gold == "yes" || gold == "no") {
      const bool same = AsciiLower(a.object()) == AsciiLower(b.object());
      if (same != (gold == "yes")) return "a comparison that its values do not bear out";
      text = StrCat(a.object(), same ? " is the same as " : " is not the same as ", b.object());
      example_.set_answer(gold);
    } else if (const std::string problem = CompareDates(a, b, text); !problem.empty()) {
      return problem;
    }
    v1::DerivationStep& step = *example_.add_derivation();
    step.set_text(text);
    step.add_uses(StrCat("s", steps - 1));
    step.add_uses(StrCat("s", steps));
    return "";
  }

  std::string CompareDates(const v1::DerivationStep& a, const v1::DerivationStep& b, std::string& text) {
    const auto first = ParseDate(a.object()), second = ParseDate(b.object());
    const Order asked = AskedOrder(example_.question());
    if (!first || !second || *first == *second || asked == Order::kNone) return "compares what is no pair of dates";
    const bool a_first = *first < *second;
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
  std::vector<Sentence> sentences_;
};

}  // namespace

std::string MakeEvidenceExample(const Record& record, size_t distractors, v1::Example& example) {
  example.set_question(record.question);
  example.set_answerable(true);
  example.set_hops(static_cast<uint32_t>(record.triples.size()));
  return EvidenceExample(record, example).Run(distractors);
}

}  // namespace lethe
