#include "datasets/readers/squad.h"

#include <algorithm>
#include <optional>

#include "base/text.h"
#include "datasets/readers/json_format.h"

namespace lethe {
namespace {

using Kind = JsonValue::Kind;

struct Place {
  JsonValue paragraph, question;
  size_t paragraph_number = 0, question_number = 0;
};

// The question of this index in the article. A paragraph without a list of questions counts as one, which is malformed.
std::optional<Place> FindQuestion(JsonValue paragraphs, size_t index) {
  size_t number = 0;
  for (JsonValue paragraph = paragraphs.First(); paragraph; paragraph = paragraph.Next(), ++number) {
    const JsonValue questions = paragraph.Find("qas");
    const size_t count = questions.Is(Kind::kArray) ? questions.size() : 1;
    if (index >= count) {
      index -= count;
      continue;
    }
    Place place{paragraph, {}, number, index};
    if (questions.Is(Kind::kArray)) {
      place.question = questions.First();
      for (size_t i = 0; i < index; ++i) place.question = place.question.Next();
    }
    return place;
  }
  return std::nullopt;
}

// Byte at which code point `index` begins; npos behind the end.
size_t ByteOfCodePoint(std::string_view text, size_t index) {
  size_t at = 0;
  for (; at < text.size(); ++at) {
    const bool begins = (static_cast<unsigned char>(text[at]) & 0xC0) != 0x80;
    if (begins && index-- == 0) return at;
  }
  return std::string_view::npos;
}

void TakeAnswer(const RecordFields& answer, Record& record) {
  const std::string_view text = answer.Text("text");
  const int64_t start = answer.Number("answer_start");
  const size_t begin = start < 0 ? std::string::npos : ByteOfCodePoint(record.text, static_cast<size_t>(start));
  if (begin == std::string::npos || record.text.compare(begin, text.size(), text) != 0) {
    answer.Fail("answer_start", StrCat("the place of \"", text, "\" in the context, in code points"));
  }
  if (std::find(record.answers.begin(), record.answers.end(), text) != record.answers.end()) return;
  record.answers.emplace_back(text);
  record.spans.push_back({begin, begin + text.size()});
}

bool FillSquad(const RecordFields& article, size_t index, Record& record) {
  const JsonValue paragraphs = article.Find("paragraphs");
  if (!paragraphs.Is(Kind::kArray)) {
    if (index > 0) return false;
    article.Fail("paragraphs", "a list");
  }
  const auto place = FindQuestion(paragraphs, index);
  if (!place) return false;
  const RecordFields paragraph = article.Item(place->paragraph, "paragraphs", place->paragraph_number);
  paragraph.List("qas");
  record.title = ReplaceAll(std::string(article.TextOr("title", "")), "_", " ");
  record.text = paragraph.Text("context");
  const RecordFields question = paragraph.Item(place->question, "qas", place->question_number);
  record.question = Trim(question.Text("question"));
  record.id = question.Text("id");
  record.answerable = !question.BoolOr("is_impossible", false);
  question.ForEach("answers", [&](JsonValue answer, size_t number) {
    TakeAnswer(question.Item(answer, "answers", number), record);
  });
  if (record.answerable && record.answers.empty()) question.Fail("answers", "a list with an answer");
  if (!record.answerable && !record.answers.empty()) question.Fail("answers", "empty where is_impossible is true");
  return true;
}

}  // namespace

std::unique_ptr<FormatReader> OpenSquad(const FormatOptions& options) {
  return std::make_unique<JsonFormat>(options, "data", FillSquad);
}

}  // namespace lethe
