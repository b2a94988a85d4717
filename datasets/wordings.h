// Wordings: relations, what they link, and the ways people ask for them and state them; loaded strictly from text
// protobufs.
//
// Promise: every wording holds its placeholders exactly once and nothing else in braces; names, types and at least one
// question, statement and noun phrase are there; no wording stands twice in a relation. Two files may both extend one
// relation. Errors: kInvalidArgument naming file, relation, field, number of the entry, and cure. Threads: values;
// const use from any thread.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/file.h"
#include "proto/dataset.pb.h"

namespace lethe {

// Every third wording of each list (the third, sixth, ...) is held out of training.
bool InPart(size_t index, WorldConfig::WordingPart part);
// The entries of the part; all of them when the part would be empty.
std::vector<std::string> SelectPart(const google::protobuf::RepeatedPtrField<std::string>& list,
                                    WorldConfig::WordingPart part);

// Which type is a kind of which other: a city is a place.
class TypeTree {
 public:
  void Add(const std::string& type, const std::string& parent);
  bool IsA(const std::string& type, const std::string& ancestor) const;
  // `type` and everything that is one, sorted.
  std::vector<std::string> Kinds(const std::string& type) const;

 private:
  std::map<std::string, std::set<std::string>> parents_;
  std::map<std::string, std::set<std::string>> children_;
};

struct Relation {
  std::string name, family, subject, object;
  std::vector<std::string> aliases, ask, state, noun;  // of the part that was asked for
  std::vector<std::string> values, subject_values;
  bool within = false;              // the subject lies in the object
  std::set<std::string> all_names;  // name and all aliases in lower case, whatever the part
};

// True when both could be meant by one name, so that a subject must not have both.
bool Confusable(const Relation& a, const Relation& b);

struct Wordings {
  std::vector<Relation> relations;
  TypeTree types;

  // `paths` are files, or folders of them (*.txtpb). `families` empty: all relations. `values` is the part of the
  // example subjects and objects.
  static Wordings Load(const std::vector<Path>& paths, WorldConfig::WordingPart part, WorldConfig::WordingPart values,
                       const std::vector<std::string>& families);
};

// Reads one file and checks it; the loader's strictness lives here.
WordingBook LoadWordingBook(const Path& file);
void CheckWordingBook(const WordingBook& book, const std::string& origin);

// With the groups of SynonymBooks behind the book's own. Errors as of CheckInventedBook.
InventedBook LoadInventedBook(const Path& file, const std::vector<Path>& synonyms = {});
void CheckInventedBook(const InventedBook& book, const std::string& origin);

// "spare key" -> "spare keys"
std::string PluralOf(const std::string& name);

// What stands for {s}, {o} and so on in a wording.
struct Filling {
  std::string_view s = {}, o = {}, r = {}, v = {}, d = {};
};
std::string Fill(std::string_view wording, const Filling& filling);

}  // namespace lethe
