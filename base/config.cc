#include "base/config.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/io/tokenizer.h>
#include <google/protobuf/text_format.h>

#include <charconv>
#include <memory>

#include "base/error.h"
#include "base/text.h"

namespace lethe {
namespace {

namespace pb = google::protobuf;

std::string FieldNames(const pb::Descriptor& message) {
  std::vector<std::string> names;
  for (int i = 0; i < message.field_count(); ++i) names.push_back(message.field(i)->name());
  return Join(names, ", ");
}

// Which fields there are, where the parser's message says that a type has not the one that was named.
std::string KnownFields(std::string_view message, const pb::DescriptorPool& pool) {
  constexpr std::string_view kBefore = "Message type \"", kBehind = "\" has no field named ";
  const size_t end = message.find(kBehind);
  if (!message.starts_with(kBefore) || end == std::string_view::npos) return {};
  const std::string name(message.substr(kBefore.size(), end - kBefore.size()));
  const pb::Descriptor* type = pool.FindMessageTypeByName(name);
  return type == nullptr ? "" : " It has: " + FieldNames(*type);
}

// Turns the first parse problem into an Error that names origin and line.
class ThrowingCollector : public pb::io::ErrorCollector {
 public:
  ThrowingCollector(std::string origin, const pb::DescriptorPool& pool) : origin_(std::move(origin)), pool_(pool) {}
  void AddError(int line, int column, const std::string& message) override {
    if (!problem_.empty()) return;
    problem_ = StrCat(origin_, ":", line + 1, ":", column + 1, ": ", message, KnownFields(message, pool_));
  }
  void ThrowIfFailed(bool parsed) const {
    if (!parsed) throw Error(Code::kInvalidArgument, problem_.empty() ? origin_ + ": cannot parse" : problem_);
  }

 private:
  std::string origin_;
  const pb::DescriptorPool& pool_;
  std::string problem_;
};

// What the overlay names replaces what lies below it: repeated fields are cleared first, sub-messages are walked.
void ReplaceRepeated(const pb::Message& overlay, pb::Message& below) {
  std::vector<const pb::FieldDescriptor*> named;
  overlay.GetReflection()->ListFields(overlay, &named);
  for (const pb::FieldDescriptor* field : named) {
    if (field->is_repeated()) {
      below.GetReflection()->ClearField(&below, field);
    } else if (field->cpp_type() == pb::FieldDescriptor::CPPTYPE_MESSAGE &&
               below.GetReflection()->HasField(below, field)) {
      ReplaceRepeated(overlay.GetReflection()->GetMessage(overlay, field),
                      *below.GetReflection()->MutableMessage(&below, field));
    }
  }
}

void MergeText(const std::string& text, const std::string& origin, pb::Message& config) {
  std::unique_ptr<pb::Message> overlay(config.New());
  ThrowingCollector collector(origin, *config.GetDescriptor()->file()->pool());
  pb::TextFormat::Parser parser;
  parser.RecordErrorsTo(&collector);
  parser.AllowPartialMessage(true);
  collector.ThrowIfFailed(parser.ParseFromString(text, overlay.get()));
  ReplaceRepeated(*overlay, config);
  config.MergeFrom(*overlay);
}

// Protobuf text needs quotes around strings, which a shell user would not type.
std::string QuotedIfString(const pb::FieldDescriptor& field, std::string_view value) {
  if (field.cpp_type() != pb::FieldDescriptor::CPPTYPE_STRING) return std::string(value);
  std::string quoted = "\"";
  for (const char c : value) {
    if (c == '"' || c == '\\') quoted += '\\';
    quoted += c == '\n' ? std::string("\\n") : std::string(1, c);
  }
  return quoted + "\"";
}

const pb::FieldDescriptor& FindField(const pb::Message& message, std::string_view name, const std::string& assignment) {
  const pb::Descriptor& type = *message.GetDescriptor();
  const pb::FieldDescriptor* field = type.FindFieldByName(std::string(name));
  if (field != nullptr) return *field;
  throw Error(Code::kInvalidArgument, StrCat("--set ", assignment, ": ", type.name(), " has no field '", name,
                                             "'; it has: ", FieldNames(type)));
}

// The element of a repeated message field that "list.INDEX.field" names.
pb::Message& FindElement(const pb::FieldDescriptor& field, std::string_view index_text, const std::string& assignment,
                         pb::Message& message) {
  int index = -1;
  const char* end = index_text.data() + index_text.size();
  const bool is_number = std::from_chars(index_text.data(), end, index).ptr == end;
  const int size = message.GetReflection()->FieldSize(message, &field);
  if (!is_number || index < 0 || index >= size) {
    throw Error(Code::kInvalidArgument,
                StrCat("--set ", assignment, ": '", field.name(), "' has ", size, " elements, counted from 0; write ",
                       field.name(), ".INDEX.field=value"));
  }
  return *message.GetReflection()->MutableRepeatedMessage(&message, &field, index);
}

void SetLeaf(const pb::FieldDescriptor& field, std::string_view value, const std::string& assignment,
             pb::Message& message) {
  if (field.is_repeated() && value.empty()) return message.GetReflection()->ClearField(&message, &field);
  const bool is_message = field.cpp_type() == pb::FieldDescriptor::CPPTYPE_MESSAGE;
  const std::string text =
      is_message ? StrCat(field.name(), " { ", value, " }") : StrCat(field.name(), ": ", QuotedIfString(field, value));
  MergeText(text, "--set " + assignment, message);
}

constexpr int kMaxBases = 16;

void LoadChain(const Path& file, int bases_left, pb::Message& config) {
  const std::string text = ReadFile(file);
  constexpr std::string_view kBase = "# base:";
  if (text.starts_with(kBase)) {
    const std::string_view name = Trim(std::string_view(text).substr(kBase.size(), text.find('\n') - kBase.size()));
    if (name.empty() || bases_left == 0) {
      throw Error(Code::kInvalidArgument,
                  StrCat(file.string(), ":1: ", name.empty() ? "'# base:' names no file" : "bases form a circle"));
    }
    LoadChain(file.parent_path() / name, bases_left - 1, config);
  }
  MergeText(text, file.string(), config);
}

std::string DefaultText(const pb::FieldDescriptor& field) {
  const auto* prototype = pb::MessageFactory::generated_factory()->GetPrototype(field.containing_type());
  std::string value;
  pb::TextFormat::PrintFieldValueToString(*prototype, &field, -1, &value);
  return value;
}

// Schemas may nest themselves; deeper than this nobody writes a path.
constexpr int kMaxDescribedDepth = 6;

void CollectFields(const pb::Descriptor& descriptor, const std::string& prefix, int depth,
                   std::vector<ConfigField>& fields) {
  for (int i = 0; i < descriptor.field_count(); ++i) {
    const pb::FieldDescriptor& field = *descriptor.field(i);
    const std::string path = prefix + field.name() + (field.is_repeated() ? "[]" : "");
    if (field.cpp_type() == pb::FieldDescriptor::CPPTYPE_MESSAGE && depth < kMaxDescribedDepth) {
      CollectFields(*field.message_type(), path + ".", depth + 1, fields);
    } else {
      fields.push_back({path, field.type_name(), field.has_default_value() ? DefaultText(field) : std::string()});
    }
  }
}

}  // namespace

void ParseConfig(const std::string& text, const std::string& origin, pb::Message& config) {
  MergeText(text, origin, config);
}

void LoadConfig(const Path& file, pb::Message& config) {
  LoadChain(file, kMaxBases, config);
}

void SetConfigField(const std::string& assignment, pb::Message& config) {
  const size_t equals = assignment.find('=');
  if (equals == std::string::npos) {
    throw Error(Code::kInvalidArgument, StrCat("--set ", assignment, ": write it as path.to.field=value"));
  }
  const std::vector<std::string_view> path = Split(std::string_view(assignment).substr(0, equals), '.');
  pb::Message* message = &config;
  for (size_t i = 0; i + 1 < path.size(); ++i) {
    const pb::FieldDescriptor& field = FindField(*message, path[i], assignment);
    if (field.cpp_type() != pb::FieldDescriptor::CPPTYPE_MESSAGE) {
      throw Error(Code::kInvalidArgument, StrCat("--set ", assignment, ": '", path[i], "' has no fields inside"));
    }
    message = field.is_repeated() ? &FindElement(field, path[++i], assignment, *message)
                                  : message->GetReflection()->MutableMessage(message, &field);
  }
  SetLeaf(FindField(*message, path.back(), assignment), std::string_view(assignment).substr(equals + 1), assignment,
          *message);
}

std::string ConfigText(const pb::Message& config) {
  std::string text;
  pb::TextFormat::PrintToString(config, &text);
  return text;
}

std::vector<ConfigField> ConfigFields(const pb::Descriptor& descriptor) {
  std::vector<ConfigField> fields;
  CollectFields(descriptor, "", 0, fields);
  return fields;
}

std::string DescribeConfig(const pb::Descriptor& descriptor) {
  std::string out;
  for (const ConfigField& field : ConfigFields(descriptor)) {
    out += StrCat(field.path, "  ", field.type);
    if (!field.default_value.empty()) out += " = " + field.default_value;
    out += "\n";
  }
  return out;
}

}  // namespace lethe
