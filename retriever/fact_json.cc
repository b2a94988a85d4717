#include "retriever/fact_json.h"

#include <array>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "base/text.h"

namespace lethe {
namespace {

using Json = nlohmann::json;

struct TextField {
  std::string_view name;
  std::string* (v1::Fact::*mutable_value)();
  const std::string& (v1::Fact::*value)() const;
};

// Every scalar field of the format, in the order of export.
constexpr std::array<TextField, 8> kTextFields = {{
    {"id", &v1::Fact::mutable_id, &v1::Fact::id},
    {"subject", &v1::Fact::mutable_subject, &v1::Fact::subject},
    {"relation", &v1::Fact::mutable_relation, &v1::Fact::relation},
    {"object", &v1::Fact::mutable_object, &v1::Fact::object},
    {"text", &v1::Fact::mutable_text, &v1::Fact::text},
    {"source", &v1::Fact::mutable_source, &v1::Fact::source},
    {"valid_from", &v1::Fact::mutable_valid_from, &v1::Fact::valid_from},
    {"valid_to", &v1::Fact::mutable_valid_to, &v1::Fact::valid_to},
}};

std::string TextOf(std::string_view field, const Json& value) {
  if (value.is_string()) return std::string(Trim(value.get_ref<const std::string&>()));
  if (value.is_null()) return {};
  if (value.is_number()) return value.dump();
  throw Error(Code::kInvalidArgument, StrCat(field, ": must be text, not ", value.type_name()));
}

template <typename Add>
void ReadList(std::string_view field, const Json& value, Add add) {
  if (value.is_null()) return;
  if (!value.is_array()) {
    add(TextOf(field, value));
    return;
  }
  for (const Json& item : value) {
    if (std::string text = TextOf(field, item); !text.empty()) add(std::move(text));
  }
}

bool ReadField(const std::string& name, const Json& value, v1::Fact& fact) {
  for (const TextField& field : kTextFields) {
    if (field.name != name) continue;
    *(fact.*field.mutable_value)() = TextOf(name, value);
    return true;
  }
  if (name == "aliases") {
    ReadList(name, value, [&fact](std::string text) { fact.add_aliases(std::move(text)); });
    return true;
  }
  if (name == "tags") {
    ReadList(name, value, [&fact](std::string text) { fact.add_tags(std::move(text)); });
    return true;
  }
  return false;
}

// Builds the document with numbers that are no whole ones as they are written: 2.50 is a price, and no 2.5.
class WrittenNumbers : public nlohmann::json_sax<Json> {
 public:
  Json document;
  size_t error_at = 0;
  bool too_large = false;  // a number that no double holds

  bool null() override { return Add(nullptr); }
  bool boolean(bool value) override { return Add(value); }
  bool number_integer(number_integer_t value) override { return Add(value); }
  bool number_unsigned(number_unsigned_t value) override { return Add(value); }
  bool number_float(number_float_t, const string_t& written) override { return Add(written); }
  bool string(string_t& value) override { return Add(std::move(value)); }
  bool binary(binary_t&) override { return false; }
  bool key(string_t& name) override {
    key_ = std::move(name);
    return true;
  }
  bool start_object(size_t) override { return Open(Json::object()); }
  bool start_array(size_t) override { return Open(Json::array()); }
  bool end_object() override { return Close(); }
  bool end_array() override { return Close(); }
  bool parse_error(size_t at, const std::string&, const Json::exception& error) override {
    constexpr int kOutOfRange = 406;
    error_at = at;
    too_large = error.id == kOutOfRange;
    return false;
  }

 private:
  bool Add(Json value) {
    Put(std::move(value));
    return true;
  }
  bool Open(Json container) {
    open_.push_back(&Put(std::move(container)));
    return true;
  }
  bool Close() {
    open_.pop_back();
    return true;
  }
  Json& Put(Json value) {
    if (open_.empty()) return document = std::move(value);
    if (open_.back()->is_object()) return (*open_.back())[key_] = std::move(value);
    open_.back()->push_back(std::move(value));
    return open_.back()->back();
  }

  std::vector<Json*> open_;  // from the outermost in; the innermost alone grows, so the others stay where they are
  std::string key_;
};

Json ParseObject(std::string_view text) {
  if (!IsValidUtf8(text)) throw Error(Code::kInvalidArgument, "line is not valid UTF-8; convert the file to UTF-8");
  WrittenNumbers reader;
  const bool sound = Json::sax_parse(text, &reader);
  if (reader.too_large)
    throw Error(Code::kInvalidArgument, "malformed JSON: a number is too large; write it as a string");
  if (!sound) {
    throw Error(Code::kInvalidArgument,
                StrCat("column ", reader.error_at,
                       ": malformed JSON; expected one object a line such as "
                       "{\"subject\": \"Ann Lee\", \"relation\": \"place of birth\", \"object\": \"Oslo\"}"));
  }
  Json json = std::move(reader.document);
  if (!json.is_object())
    throw Error(Code::kInvalidArgument, StrCat("expected a JSON object, found ", json.type_name()));
  return json;
}

}  // namespace

v1::Fact FactFromJson(std::string_view text, std::vector<std::string>* unknown) {
  const Json json = ParseObject(text);
  v1::Fact fact;
  for (const auto& [name, value] : json.items()) {
    if (!ReadField(name, value, fact) && unknown != nullptr) unknown->push_back(name);
  }
  return fact;
}

nlohmann::ordered_json FactToJson(const v1::Fact& fact) {
  nlohmann::ordered_json json = nlohmann::ordered_json::object();
  for (const TextField& field : kTextFields) {
    const std::string& value = (fact.*field.value)();
    if (!value.empty()) json[std::string(field.name)] = value;
  }
  if (fact.aliases_size() > 0) json["aliases"] = std::vector<std::string>(fact.aliases().begin(), fact.aliases().end());
  if (fact.tags_size() > 0) json["tags"] = std::vector<std::string>(fact.tags().begin(), fact.tags().end());
  return json;
}

std::string FactToJsonLine(const v1::Fact& fact) {
  return FactToJson(fact).dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

}  // namespace lethe
