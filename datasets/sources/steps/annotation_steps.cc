#include <algorithm>
#include <array>

#include "base/error.h"
#include "base/text.h"
#include "datasets/derivation_check.h"
#include "datasets/readers/sentences.h"
#include "datasets/sources/passage_facts.h"
#include "datasets/sources/steps/record_steps.h"

namespace lethe {
namespace {

constexpr size_t kMaxValueBytes = 100;
constexpr std::array<const char*, 8> kQuestions = {
    "What is the {r} of {s}?",
    "What was the {r} of {s}?",
    "Tell me the {r} of {s}.",
    "{s}: what is the {r}?",
    "For {s}, what is the {r}?",
    "What does the text give as the {r} of {s}?",
    "{r} of {s}?",
    "Which {r} does {s} have?",
};

std::string PlainName(const std::string& name) {
  return ReplaceAll(name, "_", " ");
}

// The passage in sentences, under the title that it begins with.
Record PassageOf(const Record& record) {
  Record out;
  Passage& passage = out.passages.emplace_back();
  std::string_view text = record.text;
  const std::string mark = record.title + ": ";
  if (!record.title.empty() && text.starts_with(mark)) {
    passage.title = PlainName(record.title);
    text.remove_prefix(mark.size());
  } else if (!record.triples.empty() && text.starts_with(record.triples[0].subject)) {
    passage.title = record.triples[0].subject;
  }
  for (const std::string_view paragraph : Split(text, '\n')) {
    for (const std::string_view sentence : SplitSentences(paragraph)) passage.sentences.emplace_back(sentence);
  }
  return out;
}

bool HasOtherValue(const Record& record, const Triple& asked) {
  return std::any_of(record.triples.begin(), record.triples.end(), [&](const Triple& triple) {
    return triple.subject == asked.subject && triple.relation == asked.relation && triple.object != asked.object;
  });
}

}  // namespace

size_t CountAnnotations(const Record& record) {
  return record.triples.size();
}

std::string MakeAnnotationSteps(const Record& record, size_t index, const StepOptions& options, v1::Example& example) {
  const Triple& triple = record.triples[index];
  const std::string subject = PlainName(triple.subject), relation = AsciiLower(triple.relation);
  const std::string value(Trim(triple.object));
  if (subject.empty() || relation.empty() || value.empty()) return "an empty look-up";
  if (value.size() > kMaxValueBytes) return "a long value";
  if (HasOtherValue(record, triple)) return "several values under one key";
  PassageFacts facts(PassageOf(record));
  const auto sentence = facts.Find([&](const std::string& text) {
    return text.find(value) != std::string::npos && StatesFact(text, subject, value);
  });
  if (!sentence) return "no sentence names subject and value";
  facts.AddLookup(*sentence, subject, relation, value, example);
  facts.AddTo(example, options.distractors);
  const std::string pattern = kQuestions[StableHash(subject + relation) % kQuestions.size()];
  example.set_question(ReplaceAll(ReplaceAll(pattern, "{r}", relation), "{s}", subject));
  example.set_answer(value);
  example.set_answerable(true);
  example.set_hops(1);
  (*example.mutable_checks())["derivable"] = "steps";
  return "";
}

}  // namespace lethe
