#include "datasets/sources/passage_facts.h"

#include <algorithm>

#include "base/error.h"
#include "base/text.h"
#include "datasets/derivation_check.h"
#include "datasets/readers/sentences.h"

namespace lethe {
namespace {

bool Marks(const Record& record, const std::string& title, size_t sentence) {
  return std::any_of(record.support.begin(), record.support.end(),
                     [&](const Support& support) { return support.title == title && support.sentence == sentence; });
}

// A passage that its source does not split is split here.
std::vector<std::string_view> Pieces(const Passage& passage) {
  if (passage.sentences.size() == 1) return SplitSentences(passage.sentences[0]);
  return {passage.sentences.begin(), passage.sentences.end()};
}

}  // namespace

std::string WithoutRemark(std::string_view title) {
  return std::string(Trim(title.substr(0, title.find(" ("))));
}

PassageFacts::PassageFacts(const Record& record) {
  for (size_t p = 0; p < record.passages.size(); ++p) {
    const Passage& passage = record.passages[p];
    const std::string name = WithoutRemark(passage.title);
    const bool splits = passage.sentences.size() != 1;
    const std::vector<std::string_view> pieces = Pieces(passage);
    for (size_t i = 0; i < pieces.size(); ++i) {
      const std::string_view text = Trim(pieces[i]);
      if (text.empty()) continue;
      Sentence& sentence = sentences_.emplace_back();
      const bool says_whom = text.find(name) != std::string_view::npos;
      sentence.text = says_whom ? std::string(text) : StrCat(name, ": ", text);
      sentence.passage = p;
      sentence.marked = splits ? Marks(record, passage.title, i) : passage.supporting;
    }
  }
}

std::string PassageFacts::IdOf(size_t sentence) const {
  return StrCat("f", sentence + 1);
}

std::optional<size_t> PassageFacts::Find(const std::function<bool(const std::string&)>& fits,
                                         std::optional<size_t> passage) const {
  for (const bool marked : {true, false}) {
    for (size_t i = 0; i < sentences_.size(); ++i) {
      const Sentence& sentence = sentences_[i];
      if (sentence.marked == marked && (!passage || *passage == sentence.passage) && fits(sentence.text)) return i;
    }
  }
  return std::nullopt;
}

v1::DerivationStep& PassageFacts::AddLookup(size_t sentence, const std::string& subject, const std::string& relation,
                                            const std::string& object, v1::Example& example) {
  v1::DerivationStep& step = AddQuote(sentence, StrCat(subject, " | ", relation, " | ", object), example);
  step.set_subject(subject);
  step.set_relation(relation);
  step.set_object(object);
  return step;
}

v1::DerivationStep& PassageFacts::AddQuote(size_t sentence, const std::string& text, v1::Example& example) {
  v1::DerivationStep& step = *example.add_derivation();
  step.set_text(text);
  step.add_uses(IdOf(sentence));
  sentences_[sentence].needed = true;
  return step;
}

void PassageFacts::DropRepeats(const v1::Example& example) {
  for (Sentence& sentence : sentences_) {
    sentence.dropped =
        !sentence.needed &&
        std::any_of(example.derivation().begin(), example.derivation().end(), [&](const v1::DerivationStep& step) {
          return !step.subject().empty() && StatesFact(sentence.text, step.subject(), step.object());
        });
  }
}

void PassageFacts::AddTo(v1::Example& example, size_t distractors) {
  DropRepeats(example);
  for (const bool needed : {true, false}) {
    for (size_t i = 0; i < sentences_.size(); ++i) {
      if (sentences_[i].needed != needed || sentences_[i].dropped) continue;
      if (!needed && distractors-- == 0) return;
      v1::ContextFact& fact = *example.add_context();
      fact.set_id(IdOf(i));
      fact.set_text(sentences_[i].text);
    }
  }
}

}  // namespace lethe
