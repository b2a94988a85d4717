// Lists of names by type: datasets/entities/person.txt holds persons, a name a line.
//
// Lines that begin with '#' are comments. Promise: names are valid UTF-8, trimmed, without '|', each once.
// Errors: kNotFound for an absent folder or one without lists; kInvalidArgument naming file, line and cure.
// Threads: const use from any thread.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/file.h"

namespace lethe {

class EntityLists {
 public:
  EntityLists() = default;
  // `paths` are lists (person.txt) or folders of them; later ones add to earlier ones.
  explicit EntityLists(const std::vector<Path>& paths);

  void Add(const std::string& type, std::vector<std::string> names);
  // Empty when there is no such type.
  const std::vector<std::string>& Names(const std::string& type) const;
  const std::map<std::string, std::vector<std::string>>& all() const { return names_; }

 private:
  void ReadList(const Path& file);

  std::map<std::string, std::vector<std::string>> names_;
};

}  // namespace lethe
