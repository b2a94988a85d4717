#include "retriever/importers/beir_reader.h"

#include <nlohmann/json.hpp>

#include "base/error.h"
#include "base/text.h"

namespace lethe {
namespace {

using Json = nlohmann::json;

std::string TextOf(const Json& document, const char* field) {
  const auto it = document.find(field);
  if (it == document.end() || it->is_null()) return {};
  if (it->is_string()) return std::string(Trim(it->get_ref<const std::string&>()));
  if (it->is_number_integer()) return it->dump();
  throw Error(Code::kInvalidArgument, StrCat(field, ": must be text, not ", it->type_name()));
}

// "A title. The text.": a title that ends a sentence already gets no second full stop.
std::string Joined(const std::string& title, const std::string& text) {
  if (title.empty() || text.empty()) return title + text;
  const bool ended = std::string_view(".?!:;").find(title.back()) != std::string_view::npos;
  return StrCat(title, ended ? " " : ". ", text);
}

Json ParseDocument(std::string_view line) {
  if (!IsValidUtf8(line)) throw Error(Code::kInvalidArgument, "not valid UTF-8; convert the file to UTF-8");
  Json document = Json::parse(line, nullptr, /*allow_exceptions=*/false);
  if (document.is_discarded() || !document.is_object()) {
    throw Error(Code::kInvalidArgument,
                "expected one JSON object a line such as {\"_id\": \"d7\", \"title\": \"...\", \"text\": \"...\"}");
  }
  return document;
}

}  // namespace

bool BeirFactReader::Next(v1::Fact& fact) {
  std::string_view line;
  if (!NextLine(line)) return false;
  const Json document = ParseDocument(line);
  fact.Clear();
  fact.set_id(TextOf(document, "_id"));
  if (fact.id().empty()) throw Error(Code::kInvalidArgument, "_id: is missing; every document needs one");
  fact.set_text(Joined(TextOf(document, "title"), TextOf(document, "text")));
  if (fact.text().empty()) throw Error(Code::kInvalidArgument, "text: is empty, and so is title");
  return true;
}

bool LooksLikeBeir(std::string_view line) {
  const Json document = Json::parse(line, nullptr, /*allow_exceptions=*/false);
  return document.is_object() && document.contains("_id") && !document.contains("subject");
}

}  // namespace lethe
