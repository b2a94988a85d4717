// Configs: protobuf text with defaults at the field, overlays, `--set a.b=c`, and help by reflection.
//
// Promise: an unknown field or a value of the wrong type is an error that names file and line, or the path of the
// field. A repeated field named by an overlay or by --set replaces the one below it instead of being appended to. A
// message is changed wholly or, when the text is wrong, not at all. Errors: kInvalidArgument; kNotFound for an absent
// file. Threads: safe; no state.
#pragma once

#include <google/protobuf/message.h>

#include <string>
#include <vector>

#include "base/file.h"

namespace lethe {

// Lays the text file over `config`. A first line `# base: other.txtpb` (path relative to the file) is loaded before it.
void LoadConfig(const Path& file, google::protobuf::Message& config);

// Lays protobuf text from memory over `config`; `origin` names it in errors.
void ParseConfig(const std::string& text, const std::string& origin, google::protobuf::Message& config);

// Applies one "a.b.c=value". A repeated field takes "a.list=x" (one value) or "a.list=" (none), or an element by index,
// "a.list.0.b=c". Strings need no quotes. A message takes protobuf text for some of its fields, "a.b=c: 1 d: 2".
void SetConfigField(const std::string& assignment, google::protobuf::Message& config);

// The resolved config as text that LoadConfig reads back to the same message.
std::string ConfigText(const google::protobuf::Message& config);

struct ConfigField {
  std::string path;           // "store[].alias"
  std::string type;           // as in a .proto
  std::string default_value;  // as protobuf text; empty where there is none
};
std::vector<ConfigField> ConfigFields(const google::protobuf::Descriptor& descriptor);

// One line a field: path, type, default. The meaning stands as a comment at the field in proto/.
std::string DescribeConfig(const google::protobuf::Descriptor& descriptor);

}  // namespace lethe
