// One schema case, one row: every case of every oneof in the config schemas is handled somewhere in the sources.
#include <google/protobuf/descriptor.h>
#include <gtest/gtest.h>

#include <cctype>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/file.h"
#include "proto/dataset.pb.h"
#include "proto/model.pb.h"
#include "proto/retrieval.pb.h"
#include "proto/serving.pb.h"
#include "proto/training.pb.h"
#include "tests/house/cpp_source.h"
#include "tests/support/source_tree.h"

namespace lethe::house {
namespace {

namespace pb = google::protobuf;
using testing::SourceFiles;
using testing::SourceTree;

std::string AllRoomSources() {
  std::string text;
  for (const Path& file : SourceFiles()) {
    if (IsCpp(file) && IsRoom(RoomOf(file))) text += CodeOnly(ReadFile(SourceTree() / file));
  }
  return text;
}

// "hashed_ngrams" -> "HashedNgrams", as protoc names a oneof's cases.
std::string CamelCase(const std::string& name) {
  std::string camel;
  bool upper = true;
  for (const char c : name) {
    if (c != '_') camel += upper ? static_cast<char>(std::toupper(static_cast<unsigned char>(c))) : c;
    upper = c == '_';
  }
  return camel;
}

// A case is handled where its enumerator is named, or where the field itself is asked for and read.
bool IsHandled(const pb::FieldDescriptor& field, const std::string& sources) {
  const std::string enumerator = field.containing_type()->name() + "::k" + CamelCase(field.name());
  const bool in_table = sources.find(enumerator) != std::string::npos;
  return in_table || sources.find("has_" + field.name() + "()") != std::string::npos;
}

void ExpectRows(const pb::Descriptor& message, const std::string& sources, int& checked) {
  for (int i = 0; i < message.real_oneof_decl_count(); ++i) {
    const pb::OneofDescriptor& oneof = *message.oneof_decl(i);
    for (int j = 0; j < oneof.field_count(); ++j) {
      ++checked;
      EXPECT_TRUE(IsHandled(*oneof.field(j), sources))
          << message.file()->name() << ": " << oneof.field(j)->full_name() << " is a case that no source handles: "
          << "no " << message.name() << "::k" << CamelCase(oneof.field(j)->name()) << " in any table";
    }
  }
  for (int i = 0; i < message.nested_type_count(); ++i) ExpectRows(*message.nested_type(i), sources, checked);
}

TEST(TablesTest, EveryCaseOfAConfigHasItsRow) {
  const std::string sources = AllRoomSources();
  int checked = 0;
  for (const pb::FileDescriptor* file :
       {ModelConfig::descriptor()->file(), DatasetConfig::descriptor()->file(), StoreConfig::descriptor()->file(),
        TrainConfig::descriptor()->file(), ServeConfig::descriptor()->file()}) {
    for (int i = 0; i < file->message_type_count(); ++i) ExpectRows(*file->message_type(i), sources, checked);
  }
  EXPECT_GT(checked, 0);
}

}  // namespace
}  // namespace lethe::house
