#include "datasets/build_fingerprint.h"

#include <algorithm>
#include <vector>

#include "base/config.h"
#include "base/error.h"
#include "base/random.h"
#include "base/text.h"
#include "datasets/sources/example_source.h"

namespace lethe {
namespace {

namespace fs = std::filesystem;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

class Fingerprint {
 public:
  void Add(std::string_view bytes) { value_ = SplitMix64(value_ ^ StableHash(bytes)); }

  void AddPath(const Path& path) {
    if (!fs::is_directory(path)) return Add(ReadFile(path));
    std::vector<Path> files;
    for (const auto& entry : fs::recursive_directory_iterator(path)) {
      if (entry.is_regular_file()) files.push_back(entry.path());
    }
    std::sort(files.begin(), files.end());
    for (const Path& file : files) {
      Add(file.lexically_relative(path).string());
      Add(ReadFile(file));
    }
  }

  uint64_t value() const { return value_; }

 private:
  uint64_t value_ = 0;
};

// Texts of a config that name something on the disk; others ("birthplace") name nothing.
void AddIfPath(const std::string& text, const Path& root, Fingerprint& out) {
  if (text.find('/') == std::string::npos && text.find('.') == std::string::npos) return;
  try {
    out.AddPath(ResolveDataPath(text, root));
  } catch (const Error& error) {
    if (error.code() != Code::kNotFound) throw;
  }
}

void AddFiles(const Message& message, const Path& root, Fingerprint& out) {
  const auto* reflection = message.GetReflection();
  for (int i = 0; i < message.GetDescriptor()->field_count(); ++i) {
    const FieldDescriptor* field = message.GetDescriptor()->field(i);
    const bool is_text = field->cpp_type() == FieldDescriptor::CPPTYPE_STRING;
    const bool is_message = field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE;
    if (!field->is_repeated()) {
      if (is_text) AddIfPath(reflection->GetString(message, field), root, out);  // a default may name a file too
      if (is_message && reflection->HasField(message, field))
        AddFiles(reflection->GetMessage(message, field), root, out);
      continue;
    }
    for (int k = 0; k < reflection->FieldSize(message, field); ++k) {
      if (is_text) AddIfPath(reflection->GetRepeatedString(message, field, k), root, out);
      if (is_message) AddFiles(reflection->GetRepeatedMessage(message, field, k), root, out);
    }
  }
}

// A config among the evaluation sets stands for what it says, the text of its base too, and for the files that it names
// in its turn.
void AddEvaluationConfigs(const DatasetConfig& config, const Path& root, Fingerprint& out) {
  for (const std::string& text : config.keep_apart_from()) {
    if (!text.ends_with(".txtpb")) continue;
    const Path path = ResolveDataPath(text, root);
    DatasetConfig evaluation;
    LoadConfig(path, evaluation);
    out.Add(ConfigText(evaluation));
    AddFiles(evaluation, path.parent_path(), out);
  }
}

// The generators are part of the program: another build of it may make other examples.
void AddProgram(Fingerprint& out) {
  std::error_code unknown;
  const Path program = fs::read_symlink("/proc/self/exe", unknown);
  if (unknown) return;
  const auto changed = fs::last_write_time(program, unknown);
  if (!unknown) out.Add(StrCat(fs::file_size(program, unknown), ":", changed.time_since_epoch().count()));
}

}  // namespace

uint64_t FingerprintOf(const DatasetConfig& config, const Path& root) {
  Fingerprint out;
  out.Add(ConfigText(config));
  AddFiles(config, root, out);
  AddEvaluationConfigs(config, root, out);
  AddProgram(out);
  return out.value();
}

}  // namespace lethe
