#include "datasets/example_json.h"

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "base/line_reader.h"

namespace lethe {
namespace {

using Json = nlohmann::json;
using Strings = google::protobuf::RepeatedPtrField<std::string>;

void AppendKey(const char* key, std::string& out) {
  if (out.back() != '{') out += ", ";
  out += '"';
  out += key;
  out += "\": ";
}

void AppendField(const char* key, const std::string& value, std::string& out) {
  if (value.empty()) return;
  AppendKey(key, out);
  AppendJsonString(value, out);
}

void AppendStrings(const char* key, const Strings& list, std::string& out) {
  AppendKey(key, out);
  out += '[';
  for (int i = 0; i < list.size(); ++i) {
    if (i > 0) out += ", ";
    AppendJsonString(list[i], out);
  }
  out += ']';
}

void AppendFact(const v1::ContextFact& fact, std::string& out) {
  out += '{';
  AppendField("id", fact.id(), out);
  AppendField("text", fact.text(), out);
  AppendField("subject", fact.subject(), out);
  AppendField("relation", fact.relation(), out);
  AppendField("object", fact.object(), out);
  if (fact.recalled()) {
    AppendKey("recalled", out);
    out += "true";
  }
  out += '}';
}

void AppendStep(const v1::DerivationStep& step, std::string& out) {
  out += '{';
  AppendField("text", step.text(), out);
  if (step.recall().empty()) {
    AppendStrings("uses", step.uses(), out);
  } else {
    AppendField("recall", step.recall(), out);
    AppendStrings("loads", step.loads(), out);
  }
  AppendField("subject", step.subject(), out);
  AppendField("relation", step.relation(), out);
  AppendField("object", step.object(), out);
  out += '}';
}

// Reads fields of one JSON object, with errors that name the place.
class ObjectReader {
 public:
  ObjectReader(const Json& json, std::string where) : json_(json), where_(std::move(where)) {
    if (!json.is_object()) Fail("", "an object");
  }

  std::string String(const char* key) const {
    const Json* value = Find(key);
    if (value == nullptr) return {};
    if (value->is_number_integer()) return std::to_string(value->get<int64_t>());  // ids are numbers in some files
    if (!value->is_string()) Fail(key, "a string");
    return value->get<std::string>();
  }
  bool Bool(const char* key, bool absent) const {
    const Json* value = Find(key);
    if (value == nullptr) return absent;
    if (!value->is_boolean()) Fail(key, "true or false");
    return value->get<bool>();
  }
  uint32_t Number(const char* key) const {
    const Json* value = Find(key);
    if (value == nullptr) return 0;
    if (!value->is_number_unsigned() || value->get<uint64_t>() > 1'000'000) Fail(key, "a small whole number");
    return value->get<uint32_t>();
  }
  void AppendTo(const char* key, Strings& list) const {
    for (const Json& item : List(key)) {
      if (!item.is_string()) Fail(key, "a list of strings");
      *list.Add() = item.get<std::string>();
    }
  }
  const Json& List(const char* key) const {
    static const Json kNone = Json::array();
    const Json* value = Find(key);
    if (value == nullptr) return kNone;
    if (!value->is_array()) Fail(key, "a list");
    return *value;
  }
  const Json* Find(const char* key) const {
    const auto found = json_.find(key);
    return found == json_.end() || found->is_null() ? nullptr : &*found;
  }
  const std::string& where() const { return where_; }

  [[noreturn]] void Fail(const char* key, const char* expected) const {
    throw Error(Code::kInvalidArgument,
                StrCat(where_, ": ", *key == 0 ? "line" : StrCat("field \"", key, "\""), " must be ", expected));
  }

 private:
  const Json& json_;
  std::string where_;
};

void ParseContext(const ObjectReader& reader, v1::Example& example) {
  for (const Json& json : reader.List("context")) {
    const ObjectReader item(json, StrCat(reader.where(), ": context[", example.context_size(), "]"));
    v1::ContextFact& fact = *example.add_context();
    fact.set_id(item.String("id"));
    fact.set_text(item.String("text"));
    fact.set_subject(item.String("subject"));
    fact.set_relation(item.String("relation"));
    fact.set_object(item.String("object"));
    fact.set_recalled(item.Bool("recalled", false));
    if (fact.id().empty()) item.Fail("id", "there: each fact needs one");
    if (fact.text().empty() && fact.subject().empty()) item.Fail("text", "there, or subject, relation and object");
  }
}

void ParseDerivation(const ObjectReader& reader, v1::Example& example) {
  for (const Json& json : reader.List("derivation")) {
    const ObjectReader item(json, StrCat(reader.where(), ": derivation[", example.derivation_size(), "]"));
    v1::DerivationStep& step = *example.add_derivation();
    step.set_text(item.String("text"));
    step.set_subject(item.String("subject"));
    step.set_relation(item.String("relation"));
    step.set_object(item.String("object"));
    step.set_recall(item.String("recall"));
    item.AppendTo("uses", *step.mutable_uses());
    item.AppendTo("loads", *step.mutable_loads());
  }
}

bool IsExampleFile(const Path& path) {
  const std::string name = path.filename().string();
  return name.ends_with(".jsonl") || name.ends_with(".jsonl.gz") || name.ends_with(".jsonl.zst");
}

}  // namespace

void AppendJsonString(std::string_view text, std::string& out) {
  static constexpr char kHex[] = "0123456789abcdef";
  out += '"';
  size_t plain = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    const unsigned char c = static_cast<unsigned char>(text[i]);
    if (c >= 0x20 && c != '"' && c != '\\') continue;
    out.append(text, plain, i - plain);
    plain = i + 1;
    switch (c) {
      case '"':
        out += "\\\"";
        break;
      case '\\':
        out += "\\\\";
        break;
      case '\n':
        out += "\\n";
        break;
      case '\t':
        out += "\\t";
        break;
      case '\r':
        out += "\\r";
        break;
      default:
        (((out += "\\u00") += kHex[c >> 4])) += kHex[c & 15];
    }
  }
  out.append(text, plain, text.size() - plain);
  out += '"';
}

void AppendExampleJson(const v1::Example& example, std::string& out) {
  out += '{';
  AppendField("id", example.id(), out);
  AppendField("task", example.task(), out);
  AppendKey("context", out);
  out += '[';
  for (int i = 0; i < example.context_size(); ++i) {
    if (i > 0) out += ", ";
    AppendFact(example.context(i), out);
  }
  out += ']';
  AppendKey("question", out);
  AppendJsonString(example.question(), out);
  AppendKey("derivation", out);
  out += '[';
  for (int i = 0; i < example.derivation_size(); ++i) {
    if (i > 0) out += ", ";
    AppendStep(example.derivation(i), out);
  }
  out += ']';
  AppendKey("answer", out);
  AppendJsonString(example.answer(), out);
  AppendStrings("aliases", example.aliases(), out);
  AppendKey("answerable", out);
  out += example.answerable() ? "true" : "false";
  AppendKey("hops", out);
  out += std::to_string(example.hops());
  AppendKey("twin_of", out);
  if (example.twin_of().empty()) {
    out += "null";
  } else {
    AppendJsonString(example.twin_of(), out);
  }
  AppendField("split", example.split(), out);
  AppendField("source", example.source(), out);
  AppendKey("checks", out);
  out += '{';
  const std::map<std::string, std::string> checks(example.checks().begin(), example.checks().end());
  for (const auto& [name, value] : checks) {
    AppendKey(name.c_str(), out);
    AppendJsonString(value, out);
  }
  out += "}}\n";
}

v1::Example ParseExample(std::string_view line, const std::string& where) {
  const Json json = Json::parse(line, nullptr, false);
  if (json.is_discarded())
    throw Error(Code::kInvalidArgument, StrCat(where, ": not valid JSON; each line must be one example"));
  const ObjectReader reader(json, where);
  v1::Example example;
  example.set_id(reader.String("id"));
  example.set_task(reader.String("task"));
  ParseContext(reader, example);
  example.set_question(reader.String("question"));
  if (example.question().empty()) reader.Fail("question", "there and not empty");
  ParseDerivation(reader, example);
  example.set_answer(reader.String("answer"));
  if (example.answer().empty()) reader.Fail("answer", "there and not empty");
  reader.AppendTo("aliases", *example.mutable_aliases());
  example.set_answerable(reader.Bool("answerable", true));
  example.set_hops(reader.Number("hops"));
  example.set_twin_of(reader.String("twin_of"));
  example.set_split(reader.String("split"));
  example.set_source(reader.String("source"));
  if (const Json* checks = reader.Find("checks"); checks != nullptr && checks->is_object()) {
    for (const auto& [name, value] : checks->items()) {
      if (value.is_string()) (*example.mutable_checks())[name] = value.get<std::string>();
    }
  }
  return example;
}

std::vector<Path> ListExampleFiles(const Path& path) {
  if (path == "-") return {path};
  if (!std::filesystem::exists(path))
    throw Error(Code::kNotFound, StrCat("no example file or folder at ", path.string()));
  if (!std::filesystem::is_directory(path)) return {path};
  std::vector<Path> files;
  for (const auto& entry : std::filesystem::directory_iterator(path)) {
    if (IsExampleFile(entry.path())) files.push_back(entry.path());
  }
  if (files.empty())
    throw Error(Code::kNotFound, StrCat("no *.jsonl in ", path.string(), "; make examples with `lethe dataset build`"));
  std::sort(files.begin(), files.end());
  return files;
}

void ForEachExample(const Path& path, const std::function<void(const v1::Example&, const std::string&)>& visit) {
  for (const Path& file : ListExampleFiles(path)) {
    LineReader reader(file);
    for (std::string_view line; reader.Next(line);) {
      if (line.empty()) continue;
      const std::string where = reader.Where();
      visit(ParseExample(line, where), where);
    }
  }
}

}  // namespace lethe
