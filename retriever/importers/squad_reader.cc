#include "retriever/importers/squad_reader.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "base/text.h"

namespace lethe {
namespace {

using Json = nlohmann::json;

// Behind what is wrong with the file as a whole: it may be no SQuAD file at all.
constexpr const char* kExpected =
    "expected a SQuAD file, {\"data\": [{\"title\": ..., \"paragraphs\": [{\"context\": ...}]}]}: a file called .json "
    "is read as --format squad; facts, one JSON object a line, are read with --format jsonl";

std::string WholeText(const Path& file, size_t& bytes_total) {
  LineReader lines(file);
  bytes_total = lines.bytes_total();
  std::string text;
  for (std::string_view line; lines.Next(line);) text.append(line).append("\n");
  return text;
}

// Questions and answers are most of a file and are not needed.
Json ParseWithoutQuestions(const std::string& text, const std::string& name) {
  try {
    return Json::parse(text, [](int, Json::parse_event_t event, Json& parsed) {
      return event != Json::parse_event_t::key || parsed != "qas";
    });
  } catch (const Json::parse_error& error) {
    const auto end = text.begin() + static_cast<std::ptrdiff_t>(std::min(error.byte, text.size()));
    throw Error(Code::kInvalidArgument,
                StrCat(name, ":", 1 + std::count(text.begin(), end, '\n'), ": malformed JSON; ", kExpected));
  } catch (const Json::exception&) {  // a number that no double holds
    throw Error(Code::kInvalidArgument, StrCat(name, ": malformed JSON: a number is too large"));
  }
}

const Json& ListOf(const Json& object, const char* field, const std::string& where) {
  static const Json kNone = Json::array();
  if (!object.is_object()) throw Error(Code::kInvalidArgument, StrCat(where, ": must be an object"));
  const auto it = object.find(field);
  if (it == object.end()) throw Error(Code::kInvalidArgument, StrCat(where, ": has no ", field));
  if (!it->is_array()) throw Error(Code::kInvalidArgument, StrCat(where, ": ", field, " must be a list"));
  return *it;
}

const Json& ArticlesOf(const Json& json, const std::string& name) {
  try {
    return ListOf(json, "data", name);
  } catch (const Error& error) {
    throw Error(error.code(), StrCat(error.what(), "; ", kExpected));
  }
}

// "Super_Bowl_50" -> "Super Bowl 50"
std::string TitleOf(const Json& article) {
  const auto it = article.find("title");
  if (it == article.end() || !it->is_string()) return {};
  return std::string(Trim(ReplaceAll(it->get<std::string>(), "_", " ")));
}

}  // namespace

SquadFactReader::SquadFactReader(const Path& file, const std::string& name) : name_(name) {
  const Json json = ParseWithoutQuestions(WholeText(file, bytes_total_), name);
  const Json& data = ArticlesOf(json, name);
  for (size_t i = 0; i < data.size(); ++i) AddArticle(StrCat("data[", i, "]"), data[i]);
}

void SquadFactReader::AddArticle(const std::string& path, const Json& article) {
  const Json& paragraphs = ListOf(article, "paragraphs", StrCat(name_, ": ", path));
  const std::string title = TitleOf(article);
  for (size_t i = 0; i < paragraphs.size(); ++i) {
    Paragraph paragraph{title, {}, StrCat(path, ".paragraphs[", i, "]"), {}};
    const Json& json = paragraphs[i];
    const bool has_text = json.is_object() && json.contains("context") && json["context"].is_string();
    if (has_text) {
      paragraph.context = json["context"].get<std::string>();
    } else {
      paragraph.wrong = "context: is missing or no text";
    }
    paragraphs_.push_back(std::move(paragraph));
  }
}

bool SquadFactReader::Next(v1::Fact& fact) {
  if (next_ == paragraphs_.size()) return false;
  const Paragraph& paragraph = paragraphs_[next_++];
  if (!paragraph.wrong.empty()) throw Error(Code::kInvalidArgument, paragraph.wrong);
  fact.Clear();
  fact.set_text(std::string(Trim(paragraph.context)));
  fact.set_subject(paragraph.title);
  return true;
}

std::string SquadFactReader::Where() const {
  return next_ == 0 ? name_ : StrCat(name_, ": ", paragraphs_[next_ - 1].path);
}

size_t SquadFactReader::bytes_read() const {
  if (paragraphs_.empty()) return bytes_total_;
  return static_cast<size_t>(static_cast<double>(bytes_total_) * static_cast<double>(next_) /
                             static_cast<double>(paragraphs_.size()));
}

}  // namespace lethe
