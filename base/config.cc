#include "base/config.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/io/tokenizer.h>
#include <google/protobuf/text_format.h>

#include <charconv>

#include "base/error.h"
#include "base/text.h"

namespace lethe {
namespace {

namespace pb = google::protobuf;

// Turns the first parse problem into an Error that names origin and line.
class ThrowingCollector : public pb::io::ErrorCollector {
 public:
  explicit ThrowingCollector(std::string origin) : origin_(std::move(origin)) {}
  void AddError(int line, int column, const std::string& message) override {
    if (problem_.empty()) problem_ = StrCat(origin_, ":", line + 1, ":", column + 1, ": ", message);
  }
  void ThrowIfFailed(bool parsed) const {
    if (!parsed) throw Error(Code::kInvalidArgument, problem_.empty() ? origin_ + ": cannot parse" : problem_);
  }

 private:
  std::string origin_;
  std::string problem_;
};

// What the overlay names replaces what lies below it: repeated fields are cleared first, sub-messages are walked.
void ReplaceRepeated(const pb::Message& overlay, pb::Message& below) {
  std::vector<const pb::FieldDescriptor*> named;
  overlay.GetReflection()->ListFields(overlay, &named);
  for (const pb::FieldDescriptor* field : named) {
    if (field->is_repeated()) {
      below.GetReflection()->ClearField(&below, field);
    } else if (field->cpp_type() == pb::FieldDescriptor::CPPTYPE_MESSAGE && below.GetReflection()->HasField(below, field)) {
      ReplaceRepeated(overlay.GetReflection()->GetMessage(overlay, field), *below.GetReflection()->MutableMessage(&below, field));
    }
  }
}

void MergeText(const std::string& text, const std::string& origin, pb::Message& config) {
  std::unique_ptr<pb::Message> overlay(config.New());
  ThrowingCollector collector(origin);
  pb::TextFormat::Parser parser;
  parser.RecordErrorsTo(&collector);
  parser.AllowPartialMessage(true);
  collector.ThrowIfFailed(parser.ParseFromString(text, overlay.get()));
  ReplaceRepeated(*overlay, config);
  config.MergeFrom(*overlay);
}

std::string FieldNames(const pb::Descriptor& message) {
  std::vector<std::string> names;
  for (int i = 0; i < message.field_count(); ++i) names.push_back(message.field(i)->name());
  return Join(names, ", ");
}

// Protobuf text needs quotes around strings, which a shell user would not type.
std::string QuotedIfString(const pb::FieldDescriptor& field, std::string_view value) {
  if (field.cpp_type() != pb::FieldDescriptor::CPPTYPE_STRING) return std::string(value);
  return "\"" + ReplaceAll(ReplaceAll(std::string(value), "\\", "\\\\"), "\"", "\\\"") + "\"";
}

const pb::FieldDescriptor& FindField(const pb::Message& message, std::string_view name, const std::string& assignment) {
  const auto* field = message.GetDescriptor()->FindFieldByName(std::string(name));
  if (field == nullptr) {
    throw Error(Code::kInvalidArgument, StrCat("--set ", assignment, ": ", message.GetDescriptor()->name(), " has no field '", name,
                                               "'; it has: ", FieldNames(*message.GetDescriptor())));
  }
  return *field;
}

void SetLeaf(const pb::FieldDescriptor& field, std::string_view value, const std::string& assignment, pb::Message& message) {
  message.GetReflection()->ClearField(&message, &field);
  if (field.is_repeated() && value.empty()) return;
  const bool is_message = field.cpp_type() == pb::FieldDescriptor::CPPTYPE_MESSAGE;
  const std::string text = StrCat(field.name(), is_message ? " { " : ": ", is_message ? std::string(value) : QuotedIfString(field, value),
                                  is_message ? " }" : "");
  MergeText(text, "--set " + assignment, message);
}

void DescribeInto(const pb::Descriptor& descriptor, const std::string& prefix, int depth, std::string& out) {
  for (int i = 0; i < descriptor.field_count(); ++i) {
    const pb::FieldDescriptor& field = *descriptor.field(i);
    const std::string path = prefix + field.name() + (field.is_repeated() ? "[]" : "");
    if (field.cpp_type() == pb::FieldDescriptor::CPPTYPE_MESSAGE && depth < 6) {
      DescribeInto(*field.message_type(), path + ".", depth + 1, out);
      continue;
    }
    std::string line = StrCat(path, "  ", field.type_name());
    if (field.has_default_value()) {
      std::unique_ptr<pb::Message> empty(pb::MessageFactory::generated_factory()->GetPrototype(&descriptor)->New());
      std::string value;
      pb::TextFormat::PrintFieldValueToString(*empty, &field, -1, &value);
      line += " = " + value;
    }
    out += line + "\n";
  }
}

}  // namespace

void ParseConfig(const std::string& text, const std::string& origin, pb::Message& config) { MergeText(text, origin, config); }

void LoadConfig(const Path& file, pb::Message& config) {
  const std::string text = ReadFile(file);
  constexpr std::string_view kBase = "# base:";
  if (text.starts_with(kBase)) {
    const std::string_view first = std::string_view(text).substr(kBase.size(), text.find('\n') - kBase.size());
    LoadConfig(file.parent_path() / Path(std::string(Trim(first))), config);
  }
  MergeText(text, file.string(), config);
}

void SetConfigField(const std::string& assignment, pb::Message& config) {
  const size_t equals = assignment.find('=');
  if (equals == std::string::npos) {
    throw Error(Code::kInvalidArgument, StrCat("--set ", assignment, ": write it as path.to.field=value"));
  }
  const std::string_view path = std::string_view(assignment).substr(0, equals);
  const std::vector<std::string_view> parts = Split(path, '.');
  pb::Message* message = &config;
  for (size_t i = 0; i < parts.size(); ++i) {
    const pb::FieldDescriptor& field = FindField(*message, parts[i], assignment);
    if (i + 1 == parts.size()) return SetLeaf(field, std::string_view(assignment).substr(equals + 1), assignment, *message);
    if (field.cpp_type() != pb::FieldDescriptor::CPPTYPE_MESSAGE) {
      throw Error(Code::kInvalidArgument, StrCat("--set ", assignment, ": '", parts[i], "' has no fields inside"));
    }
    if (!field.is_repeated()) {
      message = message->GetReflection()->MutableMessage(message, &field);
      continue;
    }
    const std::string_view index_text = parts[++i];
    int index = -1;
    std::from_chars(index_text.data(), index_text.data() + index_text.size(), index);
    const int size = message->GetReflection()->FieldSize(*message, &field);
    if (index < 0 || index >= size || i + 1 == parts.size()) {
      throw Error(Code::kInvalidArgument, StrCat("--set ", assignment, ": '", field.name(), "' has ", size,
                                                 " elements; write ", field.name(), ".INDEX.field=value"));
    }
    message = message->GetReflection()->MutableRepeatedMessage(message, &field, index);
  }
}

std::string ConfigText(const pb::Message& config) {
  std::string text;
  pb::TextFormat::PrintToString(config, &text);
  return text;
}

std::string DescribeConfig(const pb::Descriptor& descriptor) {
  std::string out;
  DescribeInto(descriptor, "", 0, out);
  return out;
}

}  // namespace lethe
