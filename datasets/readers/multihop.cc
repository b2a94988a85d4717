#include "datasets/readers/multihop.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "datasets/readers/json_format.h"

namespace lethe {
namespace {

using Kind = JsonValue::Kind;

// Two items of a list, [0] none where it is of another length.
std::array<JsonValue, 2> Pair(JsonValue list) {
  if (!list.Is(Kind::kArray) || list.size() != 2) return {};
  const JsonValue first = list.First();
  return {first, first.Next()};
}

// [["title", ["sentence", ...]], ...]
void TakeContext(const RecordFields& fields, Record& record) {
  fields.ForEach("context", [&](JsonValue item, size_t number) {
    const auto [title, sentences] = Pair(item);
    if (!title.Is(Kind::kString) || !sentences.Is(Kind::kArray))
      fields.Fail("context", number, "a title and a list of sentences");
    Passage& passage = record.passages.emplace_back();
    passage.title = title.text();
    passage.sentences = fields.Texts(sentences, "context", number);
  });
  const bool is_empty = std::all_of(record.passages.begin(), record.passages.end(),
                                    [](const Passage& passage) { return passage.sentences.empty(); });
  if (fields.Find("context") && is_empty) fields.Fail("context", "a list with a passage that has a sentence");
}

void TakeMusiqueParagraphs(const RecordFields& fields, Record& record) {
  TakeParagraphs(fields, "paragraph_text", record);
  if (fields.Find("paragraphs") && fields.List("paragraphs").size() == 0)
    fields.Fail("paragraphs", "a list with a paragraph");
}

// That the passage is there, and the sentence in it, where there are passages at all.
void CheckSupport(const RecordFields& fields, size_t number, Record& record) {
  if (record.passages.empty()) return;
  const Support& support = record.support.back();
  bool has_title = false;
  size_t sentences = 0;  // of the longest passage of this title, which several may have
  for (const Passage& passage : record.passages) {
    if (passage.title != support.title) continue;
    has_title = true;
    sentences = std::max(sentences, passage.sentences.size());
  }
  if (!has_title) {
    fields.Fail(
        "supporting_facts", number,
        StrCat("the title of a passage and the number of a sentence; no passage is called \"", support.title, "\""));
  }
  if (support.sentence >= sentences) {
    record.flaws.push_back(StrCat("supporting_facts[", number, "]: sentence ", support.sentence, " of \"",
                                  support.title, "\", which has ", sentences));
  }
}

// [["title", 0], ...]
void TakeSupport(const RecordFields& fields, Record& record) {
  fields.ForEach("supporting_facts", [&](JsonValue item, size_t number) {
    const auto [title, sentence] = Pair(item);
    const bool fits = title.Is(Kind::kString) && sentence.Is(Kind::kNumber) && sentence.text().size() < 9 &&
                      sentence.text().find_first_not_of("0123456789") == std::string_view::npos;
    if (!fits) fields.Fail("supporting_facts", number, "a title and the number of a sentence");
    record.support.push_back(
        {std::string(title.text()), static_cast<uint32_t>(std::stoul(std::string(sentence.text())))});
    CheckSupport(fields, number, record);
  });
  for (Passage& passage : record.passages) {
    for (const Support& one : record.support) passage.supporting |= one.title == passage.title;
  }
}

// [["subject", "relation", "object"], ...]
void TakeEvidences(const RecordFields& fields, Record& record) {
  fields.ForEach("evidences", [&](JsonValue item, size_t number) {
    if (!item.Is(Kind::kArray) || item.size() != 3)
      fields.Fail("evidences", number, "a subject, a relation and an object");
    const std::vector<std::string> parts = fields.Texts(item, "evidences", number);
    record.triples.push_back({parts[0], parts[1], parts[2]});
  });
}

void TakeDecomposition(const RecordFields& fields, Record& record) {
  fields.ForEach("question_decomposition", [&](JsonValue item, size_t number) {
    const RecordFields step = fields.Item(item, "question_decomposition", number);
    RecordStep& out = record.steps.emplace_back();
    out.text = step.Text("question");
    out.answer = step.TextOr("answer", "");
    const std::string_view paragraph = step.TextOr("paragraph_support_idx", "");
    if (paragraph.empty()) return;
    const auto index = ParseNumber<size_t>(paragraph);
    const size_t paragraphs = record.passages.size();
    if (!index || (paragraphs > 0 && *index >= paragraphs))
      step.Fail("paragraph_support_idx", StrCat("the number of one of the ", paragraphs, " paragraphs, from 0"));
    out.uses.emplace_back(paragraph);
  });
}

void FillMultiHop(const RecordFields& fields, Record& record) {
  record.question = fields.Text("question");
  record.answers.emplace_back(fields.Text("answer"));
  TakeId(fields, fields.Find("_id") ? "_id" : "id", record);
  record.type = fields.TextOr("type", "");
  record.answerable = fields.BoolOr("answerable", true);
  for (std::string& alias : fields.Texts(fields.ListOr("answer_aliases"), "answer_aliases"))
    record.answers.push_back(std::move(alias));
  TakeContext(fields, record);
  TakeMusiqueParagraphs(fields, record);
  TakeSupport(fields, record);
  TakeEvidences(fields, record);
  TakeDecomposition(fields, record);
}

}  // namespace

std::unique_ptr<FormatReader> OpenMultiHop(const FormatOptions& options) {
  return std::make_unique<JsonFormat>(options, "", FillOne<FillMultiHop>);
}

}  // namespace lethe
