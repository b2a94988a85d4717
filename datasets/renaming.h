// Exchanges the names of an example for others of the same type, so that nothing in it can be known beforehand; the way
// back is kept.
//
// Promise: names are exchanged as whole words, longest first and all at once, in every text of the example, also where
// it stands in lower case; Inverse() undoes it, since no new name may stand in the example before. Threads: values;
// const use from any thread.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/random.h"
#include "datasets/names/entity_lists.h"
#include "datasets/names/name_source.h"
#include "proto/example.pb.h"

namespace lethe {

class Renaming {
 public:
  // False, and nothing is added, when one of the names is in use already.
  bool Add(const std::string& from, const std::string& to);
  bool empty() const { return to_.empty(); }
  size_t size() const { return to_.size(); }

  std::string Apply(const std::string& text) const;
  void Apply(v1::Example& example) const;
  Renaming Inverse() const;
  // No new name stands in the example yet.
  bool Fits(const v1::Example& example) const;

  const std::map<std::string, std::string>& names() const { return to_; }

 private:
  std::map<std::string, std::string> to_, from_;
};

// Which names an example holds, what they are, and what to call them instead.
class Renamer {
 public:
  // `lists` tell the type of a name; a name of several types counts as the one that is listed first by type. New names
  // come from `names`.
  Renamer(const EntityLists& lists, const NameSource& names);

  // Renames every listed name of the example; the same name gets the same new one for one `seed`. nullopt when it holds
  // none, or the new ones collide.
  std::optional<Renaming> Draw(const v1::Example& example, const Random& seed) const;
  // "" for a name that no list has.
  std::string TypeOf(const std::string& name) const;

 private:
  std::vector<std::string> NamesIn(const v1::Example& example) const;
  void Collect(const std::string& text, std::map<std::string, bool>& found) const;

  const NameSource& names_;
  std::unordered_map<std::string, std::string> types_;
};

// Every text of the example, to be read or changed.
std::vector<std::string*> TextsOf(v1::Example& example);

}  // namespace lethe
