#include "datasets/plain_text/continuations.h"

#include <algorithm>

#include "base/error.h"
#include "base/text.h"
#include "datasets/plain_text/passages.h"

namespace lethe {
namespace {

constexpr char kTask[] = "text/continuation";
constexpr char kNoPrompt[] = "Continue.";  // an example's question must not be empty

bool IsWanted(PlainTextConfig::DocumentPart part, uint64_t document) {
  if (part == PlainTextConfig::ALL) return true;
  return (document % 2 == 0) == (part == PlainTextConfig::EVEN);
}

void AddFact(const std::string& id, std::string_view text, v1::Example& example) {
  if (text.empty()) return;
  v1::ContextFact& fact = *example.add_context();
  fact.set_id(id);
  fact.set_text(std::string(text));
}

}  // namespace

void ContinuationMaker::Add(const CorpusPart& part) {
  if (part.document != document_ || part.first_passage == 0) {
    document_ = part.document;
    earlier_.clear();
    words_ = 0;
  }
  for (size_t i = 0; i < part.passages.size(); ++i) {
    const std::string& text = part.passages[i];
    if (!earlier_.empty() && IsWanted(config_.documents(), part.document))
      visit_(Draft(part, part.first_passage + i, text));
    words_ += SplitWords(text).size();
    earlier_.push_back(text);
    if (earlier_.size() > std::max<size_t>(1, config_.earlier_passages())) earlier_.pop_front();
  }
}

ContinuationDraft ContinuationMaker::Draft(const CorpusPart& part, uint64_t passage, const std::string& text) const {
  ContinuationDraft draft;
  draft.document = part.document;
  draft.passage = passage;
  draft.words_before = words_;
  draft.before = earlier_.back();
  const size_t shown = std::min<size_t>(earlier_.size(), config_.earlier_passages());
  draft.first_shown = passage - std::max<size_t>(1, shown);
  v1::Example& example = draft.example;
  const size_t prompt = BeginOfLastSentences(draft.before, config_.prompt_sentences());
  for (size_t i = earlier_.size() - shown; i < earlier_.size(); ++i) {
    const bool last = i + 1 == earlier_.size();
    const std::string_view whole = earlier_[i];
    AddFact(PassageId(part.document, passage - (earlier_.size() - i)), last ? Trim(whole.substr(0, prompt)) : whole,
            example);
  }
  example.set_id(PassageId(part.document, passage));
  example.set_task(kTask);
  example.set_source(part.source);
  example.set_split(config_.split());
  example.set_question(prompt < draft.before.size() ? draft.before.substr(prompt) : kNoPrompt);
  example.set_answer(text);
  example.set_answerable(true);
  return draft;
}

size_t FindRelated(const RelatedPassages& store, ContinuationDraft& draft) {
  const auto found =
      store.Find({draft.before, draft.document, draft.passage, draft.first_shown, draft.example.answer()});
  for (const RelatedPassage& passage : found) AddFact(passage.id, passage.text, draft.example);
  return found.size();
}

}  // namespace lethe
