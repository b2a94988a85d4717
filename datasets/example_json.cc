#include "datasets/example_json.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>

#include "base/byte_stream.h"
#include "base/error.h"
#include "base/line_reader.h"
#include "base/part_name.h"
#include "base/text.h"
#include "datasets/readers/byte_window.h"
#include "datasets/readers/json_document.h"

namespace lethe {
namespace {

using Strings = google::protobuf::RepeatedPtrField<std::string>;

void AppendKey(std::string_view key, std::string& out) {
  out.append(out.back() == '{' ? "\"" : ", \"").append(key).append("\": ");
}

void AppendField(std::string_view key, const std::string& value, std::string& out) {
  if (value.empty()) return;
  AppendKey(key, out);
  AppendJsonString(value, out);
}

void AppendStrings(std::string_view key, const Strings& list, std::string& out) {
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

// Reads fields of one JSON object, with errors that name the place; it is spelt out only when there is one.
class ObjectReader {
 public:
  ObjectReader(JsonValue object, const std::string& where) : object_(object), where_(where) { CheckObject(); }
  // The object at list[index].
  ObjectReader(JsonValue object, const std::string& where, const char* list, int index)
      : object_(object), where_(where), list_(list), index_(index) {
    CheckObject();
  }

  std::string String(const char* key) const {
    const JsonValue value = Find(key);
    if (!value) return {};
    const bool is_whole = value.Is(Kind::kNumber) && value.text().find_first_of(".eE") == std::string_view::npos;
    if (!value.Is(Kind::kString) && !is_whole) Fail(key, "a string");  // ids are numbers in some files
    return std::string(value.text());
  }
  bool Bool(const char* key, bool absent) const {
    const JsonValue value = Find(key);
    if (!value) return absent;
    if (!value.IsBool()) Fail(key, "true or false");
    return value.Is(Kind::kTrue);
  }
  uint32_t Number(const char* key) const {
    const JsonValue value = Find(key);
    if (!value) return 0;
    const std::string_view digits = value.Is(Kind::kNumber) ? value.text() : std::string_view();
    const auto number = ParseNumber<uint32_t>(digits);
    if (!number || *number > 1'000'000) Fail(key, "a small whole number");
    return *number;
  }
  void AppendTo(const char* key, Strings& list) const {
    for (JsonValue item = FirstOf(key); item; item = item.Next()) {
      if (!item.Is(Kind::kString)) Fail(key, "a list of strings");
      *list.Add() = item.text();
    }
  }
  // The first item of a list; none where it is absent or empty.
  JsonValue FirstOf(const char* key) const {
    const JsonValue value = Find(key);
    if (!value) return value;
    if (!value.Is(Kind::kArray)) Fail(key, "a list");
    return value.First();
  }
  JsonValue Find(const char* key) const {
    const JsonValue value = object_.Find(key);
    return value.Is(Kind::kNull) ? JsonValue() : value;
  }
  const std::string& where() const { return where_; }

  [[noreturn]] void Fail(const char* key, const char* expected) const {
    const std::string place = list_ == nullptr ? where_ : StrCat(where_, ": ", list_, "[", index_, "]");
    throw Error(Code::kInvalidArgument,
                StrCat(place, ": ", *key == 0 ? "line" : StrCat("field \"", key, "\""), " must be ", expected));
  }

 private:
  using Kind = JsonValue::Kind;

  void CheckObject() const {
    if (!object_.Is(Kind::kObject)) Fail("", "an object");
  }

  JsonValue object_;
  const std::string& where_;
  const char* list_ = nullptr;
  int index_ = 0;
};

void ParseContext(const ObjectReader& reader, v1::Example& example) {
  for (JsonValue json = reader.FirstOf("context"); json; json = json.Next()) {
    const ObjectReader item(json, reader.where(), "context", example.context_size());
    v1::ContextFact& fact = *example.add_context();
    fact.set_id(item.String("id"));
    fact.set_text(item.String("text"));
    fact.set_subject(item.String("subject"));
    fact.set_relation(item.String("relation"));
    fact.set_object(item.String("object"));
    fact.set_recalled(item.Bool("recalled", false));
    if (fact.id().empty()) item.Fail("id", "there: each fact needs one");
    if (fact.text().empty() && fact.relation().empty()) item.Fail("text", "there, or subject, relation and object");
  }
}

void ParseDerivation(const ObjectReader& reader, v1::Example& example) {
  for (JsonValue json = reader.FirstOf("derivation"); json; json = json.Next()) {
    const ObjectReader item(json, reader.where(), "derivation", example.derivation_size());
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

void ParseChecks(const ObjectReader& reader, v1::Example& example) {
  const JsonValue checks = reader.Find("checks");
  if (!checks.Is(JsonValue::Kind::kObject)) return;
  for (JsonValue name = checks.First(); name; name = name.Next()) {
    const JsonValue value = name.Next();
    if (value.Is(JsonValue::Kind::kString)) (*example.mutable_checks())[std::string(name.text())] = value.text();
    name = value;
  }
}

// The values last until the next line of this thread.
JsonValue ParseLine(std::string_view line, const std::string& where) {
  thread_local JsonDocument document;
  try {
    if (FindInvalidUtf8(line) != std::string_view::npos)
      throw Error(Code::kInvalidArgument, "not valid JSON: it holds bytes that are no UTF-8");
    return document.Parse(line);
  } catch (const Error& error) {
    throw Error(Code::kInvalidArgument, StrCat(where, ": ", error.what(), "; each line must be one example"));
  }
}

bool IsExampleFile(const Path& path) {
  const std::string name = path.filename().string();
  return WithoutPacking(name).ends_with(".jsonl");
}

}  // namespace

void AppendJsonString(std::string_view text, std::string& out) {
  static constexpr char kHex[] = "0123456789abcdef";
  // Most texts hold nothing to escape: one pass without branches finds out.
  unsigned any = 0;
  for (const char raw : text) {
    const auto c = static_cast<unsigned char>(raw);
    any |= static_cast<unsigned>(c < 0x20) | static_cast<unsigned>(c == '"') | static_cast<unsigned>(c == '\\');
  }
  out += '"';
  size_t plain = 0;
  for (size_t i = any == 0 ? text.size() : 0; i < text.size(); ++i) {
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
    AppendKey(name, out);
    AppendJsonString(value, out);
  }
  out += "}}\n";
}

v1::Example ParseExample(std::string_view line, const std::string& where) {
  const ObjectReader reader(ParseLine(line, where), where);
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
  ParseChecks(reader, example);
  return example;
}

namespace {

// A folder holds each set whole, and once: as one file, or as all parts of one cut.
void CheckParts(const std::vector<Path>& files) {
  std::vector<PartName> names;
  for (const Path& file : files) {
    const std::string name = file.filename().string();
    names.push_back(ParsePartName(std::string_view(name).substr(0, name.find(".jsonl"))));
  }
  const Path folder = files.front().parent_path();
  for (const auto& [set, cut] : GroupParts(folder, names)) {
    const size_t missing = cut.parts - std::min(cut.parts, cut.there.size());
    if (missing > 0) {
      throw Error(Code::kFailedPrecondition, StrCat(folder.string(), " lacks ", missing, " of the ", cut.parts,
                                                    " parts of \"", set, "\"; build them, or name one file"));
    }
  }
}

}  // namespace

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
  CheckParts(files);
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
