#include "datasets/names/entity_lists.h"

#include <set>

#include "base/error.h"
#include "base/line_reader.h"
#include "base/text.h"
#include "datasets/files_in.h"

namespace lethe {

EntityLists::EntityLists(const std::vector<Path>& paths) {
  for (const Path& path : paths) {
    for (const Path& file : FilesIn(path, ".txt", "make the lists with `lethe dataset entities`")) ReadList(file);
  }
}

void EntityLists::ReadList(const Path& file) {
  LineReader reader(file);
  std::vector<std::string> names;
  for (std::string_view line; reader.Next(line);) {
    const std::string_view name = Trim(line);
    if (name.empty() || name.front() == '#') continue;
    if (!IsValidUtf8(name)) throw Error(Code::kInvalidArgument, StrCat(reader.Where(), ": name is not valid UTF-8"));
    if (name.find('|') != std::string_view::npos) {
      throw Error(Code::kInvalidArgument,
                  StrCat(reader.Where(), ": name holds '|', which separates the parts of a triple; remove the line"));
    }
    names.emplace_back(name);
  }
  Add(file.stem().string(), std::move(names));
}

void EntityLists::Add(const std::string& type, std::vector<std::string> names) {
  std::vector<std::string>& list = names_[type];
  if (names.empty()) return;  // of most relations: looking through a long list for nothing would add up to seconds
  std::set<std::string> seen(list.begin(), list.end());
  for (std::string& name : names) {
    if (seen.insert(name).second) list.push_back(std::move(name));
  }
}

const std::vector<std::string>& EntityLists::Names(const std::string& type) const {
  static const std::vector<std::string> kNone;
  const auto found = names_.find(type);
  return found == names_.end() ? kNone : found->second;
}

}  // namespace lethe
