#include "datasets/names/entity_lists.h"

#include <algorithm>
#include <set>

#include "base/error.h"
#include "base/line_reader.h"
#include "base/text.h"

namespace lethe {

EntityLists::EntityLists(const std::vector<Path>& paths) {
  for (const Path& path : paths) {
    if (!std::filesystem::is_directory(path)) {
      ReadList(path);
      continue;
    }
    std::vector<Path> files;
    for (const auto& entry : std::filesystem::directory_iterator(path)) {
      if (entry.path().extension() == ".txt") files.push_back(entry.path());
    }
    if (files.empty())
      throw Error(Code::kNotFound,
                  StrCat("no *.txt in ", path.string(), "; make the lists with `lethe dataset entities`"));
    std::sort(files.begin(), files.end());
    for (const Path& file : files) ReadList(file);
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
