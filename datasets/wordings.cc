#include "datasets/wordings.h"

#include <algorithm>

#include "base/config.h"
#include "base/error.h"
#include "base/text.h"
#include "datasets/files_in.h"

namespace lethe {
namespace {

using Strings = google::protobuf::RepeatedPtrField<std::string>;

// Where in a file a complaint belongs.
struct Place {
  std::string origin, relation;
  const char* field;
};

[[noreturn]] void Refuse(const Place& place, int entry, const std::string& what) {
  throw Error(Code::kInvalidArgument,
              StrCat(place.origin, ": ", place.relation, ", ", place.field, " number ", entry + 1, ": ", what));
}

size_t Occurrences(const std::string& text, std::string_view part) {
  size_t count = 0;
  for (size_t at = 0; (at = text.find(part, at)) != std::string::npos; at += part.size()) ++count;
  return count;
}

// `required` are the letters of the placeholders that must stand there once each; `one_of` is a set of which exactly
// one must.
void CheckPlaceholders(const Place& place, int entry, const std::string& text, std::string_view required,
                       std::string_view one_of) {
  size_t expected = 0;
  for (char letter : required) {
    const std::string placeholder = {'{', letter, '}'};
    const size_t count = Occurrences(text, placeholder);
    if (count != 1)
      Refuse(place, entry,
             StrCat("\"", text, "\" holds ", placeholder, " ", count, " times; it must stand there exactly once"));
    ++expected;
  }
  size_t chosen = 0;
  for (char letter : one_of) chosen += Occurrences(text, std::string{'{', letter, '}'});
  if (!one_of.empty() && chosen != 1)
    Refuse(place, entry, StrCat("\"", text, "\" must hold exactly one of {v} and {d}"));
  if (Occurrences(text, "{") != expected + chosen || Occurrences(text, "}") != expected + chosen) {
    Refuse(place, entry, StrCat("\"", text, "\" holds a brace that is no placeholder of this field; remove it"));
  }
}

void CheckList(const Place& place, const Strings& list, std::string_view required, std::string_view one_of,
               int at_least) {
  if (list.size() < at_least) {
    throw Error(Code::kInvalidArgument,
                StrCat(place.origin, ": ", place.relation, " has no ", place.field, "; write at least ", at_least));
  }
  std::set<std::string> seen;
  for (int i = 0; i < list.size(); ++i) {
    if (Trim(list[i]).empty()) Refuse(place, i, "is empty");
    if (!IsValidUtf8(list[i])) Refuse(place, i, "is not valid UTF-8");
    if (list[i].find('\n') != std::string::npos) Refuse(place, i, "spans lines; write it on one");
    CheckPlaceholders(place, i, list[i], required, one_of);
    if (!seen.insert(AsciiLower(list[i])).second)
      Refuse(place, i, StrCat("\"", list[i], "\" stands there twice; remove one"));
  }
}

void CheckRelation(const RelationWordings& relation, const std::string& origin, int number) {
  const std::string which = StrCat("relation \"", relation.name(), "\" (number ", number + 1, ")");
  if (relation.name().empty() || relation.subject().empty() || relation.object().empty()) {
    throw Error(Code::kInvalidArgument, StrCat(origin, ": ", which, " needs name, subject and object"));
  }
  const auto check = [&](const char* field, const Strings& list, const char* required, int at_least) {
    CheckList({origin, which, field}, list, required, "", at_least);
  };
  check("ask", relation.ask(), "s", 1);
  check("state", relation.state(), "so", 1);
  check("noun", relation.noun(), "s", 1);
  check("alias", relation.alias(), "", 0);
  check("value", relation.value(), "", 0);
  check("subject_value", relation.subject_value(), "", 0);
  for (const std::string& alias : relation.alias()) {
    if (alias.find('|') != std::string::npos) {
      throw Error(Code::kInvalidArgument, StrCat(origin, ": ", which, ": alias \"", alias,
                                                 "\" holds '|', which separates the parts of a triple"));
    }
  }
}

Relation Select(const RelationWordings& from, WorldConfig::WordingPart part, WorldConfig::WordingPart values) {
  Relation relation;
  relation.name = from.name();
  relation.family = from.family();
  relation.subject = from.subject();
  relation.object = from.object();
  if (from.alias_size() > 0) relation.aliases = SelectPart(from.alias(), part);
  relation.ask = SelectPart(from.ask(), part);
  relation.state = SelectPart(from.state(), part);
  relation.noun = SelectPart(from.noun(), part);
  relation.values = SelectPart(from.value(), values);
  relation.subject_values = SelectPart(from.subject_value(), values);
  relation.within = from.within();
  relation.all_names.insert(AsciiLower(from.name()));
  for (const std::string& alias : from.alias()) relation.all_names.insert(AsciiLower(alias));
  return relation;
}

void CheckAlike(const google::protobuf::RepeatedPtrField<WordGroup>& groups, const std::string& origin) {
  for (int i = 0; i < groups.size(); ++i) {
    const Strings& words = groups[i].word();
    const std::set<std::string> different(words.begin(), words.end());
    if (different.size() < 2 || static_cast<int>(different.size()) < words.size() || different.count("") > 0) {
      throw Error(Code::kInvalidArgument,
                  StrCat(origin, ": group number ", i + 1, " of alike (\"", words.empty() ? "" : words[0],
                         "\") needs two or more different words"));
    }
  }
}

}  // namespace

bool InPart(size_t index, WorldConfig::WordingPart part) {
  if (part == WorldConfig::ALL) return true;
  return (index % 3 == 2) == (part == WorldConfig::HELD_OUT);
}

std::vector<std::string> SelectPart(const Strings& list, WorldConfig::WordingPart part) {
  std::vector<std::string> selected;
  for (int i = 0; i < list.size(); ++i) {
    if (InPart(static_cast<size_t>(i), part)) selected.push_back(list[i]);
  }
  if (selected.empty()) selected.assign(list.begin(), list.end());
  return selected;
}

void TypeTree::Add(const std::string& type, const std::string& parent) {
  if (IsA(parent, type))
    throw Error(Code::kInvalidArgument,
                StrCat("type \"", type, "\" would be a kind of itself by way of \"", parent, "\""));
  parents_[type].insert(parent);
  children_[parent].insert(type);
}

bool TypeTree::IsA(const std::string& type, const std::string& ancestor) const {
  if (type == ancestor) return true;
  const auto found = parents_.find(type);
  if (found == parents_.end()) return false;
  return std::any_of(found->second.begin(), found->second.end(),
                     [&](const std::string& parent) { return IsA(parent, ancestor); });
}

std::vector<std::string> TypeTree::Kinds(const std::string& type) const {
  std::set<std::string> kinds = {type};
  std::vector<std::string> open = {type};
  while (!open.empty()) {
    const auto found = children_.find(open.back());
    open.pop_back();
    if (found == children_.end()) continue;
    for (const std::string& child : found->second) {
      if (kinds.insert(child).second) open.push_back(child);
    }
  }
  return {kinds.begin(), kinds.end()};
}

bool Confusable(const Relation& a, const Relation& b) {
  if (&a == &b) return true;
  // Both are sorted.
  for (auto x = a.all_names.begin(), y = b.all_names.begin(); x != a.all_names.end() && y != b.all_names.end();) {
    const int order = x->compare(*y);
    if (order == 0) return true;
    ++(order < 0 ? x : y);
  }
  return false;
}

Wordings Wordings::Load(const std::vector<Path>& paths, WorldConfig::WordingPart part, WorldConfig::WordingPart values,
                        const std::vector<std::string>& families) {
  // Lists are joined before the part is taken, so that a user's file adds to a relation that exists.
  std::map<std::pair<std::string, std::string>, size_t> places;
  std::vector<RelationWordings> joined;
  Wordings wordings;
  std::vector<Path> listed;
  for (const Path& path : paths) {
    for (Path& file : FilesIn(path, ".txtpb", "write relations as datasets/wordings/real.txtpb has them"))
      listed.push_back(std::move(file));
  }
  for (const Path& file : listed) {
    const WordingBook book = LoadWordingBook(file);
    for (const TypeParent& type : book.type()) {
      for (const std::string& parent : type.is()) wordings.types.Add(type.name(), parent);
    }
    for (const RelationWordings& relation : book.relation()) {
      const bool wanted =
          families.empty() || std::find(families.begin(), families.end(), relation.family()) != families.end();
      if (!wanted) continue;
      // The same words may mean different things on different subjects ("call sign" of a ship, of a person).
      const auto [place, added] =
          places.emplace(std::pair(relation.family() + "/" + relation.subject(), relation.name()), joined.size());
      if (added) {
        joined.push_back(relation);
      } else {
        joined[place->second].MergeFrom(relation);
      }
    }
  }
  for (const RelationWordings& relation : joined) wordings.relations.push_back(Select(relation, part, values));
  return wordings;
}

WordingBook LoadWordingBook(const Path& file) {
  WordingBook book;
  LoadConfig(file, book);
  CheckWordingBook(book, file.string());
  return book;
}

void CheckWordingBook(const WordingBook& book, const std::string& origin) {
  if (book.relation_size() == 0 && book.type_size() == 0)
    throw Error(Code::kInvalidArgument, StrCat(origin, ": holds no relation"));
  for (int i = 0; i < book.relation_size(); ++i) CheckRelation(book.relation(i), origin, i);
  for (const TypeParent& type : book.type()) {
    if (type.name().empty() || type.is_size() == 0)
      throw Error(Code::kInvalidArgument, StrCat(origin, ": a type needs name and is"));
  }
}

InventedBook LoadInventedBook(const Path& file, const std::vector<Path>& synonyms) {
  InventedBook book;
  LoadConfig(file, book);
  CheckInventedBook(book, file.string());
  for (const Path& more : synonyms) {
    SynonymBook groups;
    LoadConfig(more, groups);
    CheckAlike(groups.alike(), more.string());
    book.mutable_alike()->MergeFrom(groups.alike());
  }
  return book;
}

void CheckInventedBook(const InventedBook& book, const std::string& origin) {
  const auto check = [&](const char* field, const Strings& list, const char* required, const char* one_of,
                         int at_least) {
    CheckList({origin, "invented relations", field}, list, required, one_of, at_least);
  };
  check("noun", book.noun(), "", "", 20);
  check("adjective", book.adjective(), "", "", 10);
  check("qualifier", book.qualifier(), "", "", 3);
  check("ask", book.ask(), "rs", "", 3);
  check("ask_person", book.ask_person(), "rs", "", 3);
  check("ask_key", book.ask_key(), "rs", "", 3);
  check("state", book.state(), "rso", "", 3);
  check("noun_phrase", book.noun_phrase(), "rs", "", 3);
  check("ask_verb", book.ask_verb(), "s", "vd", 3);
  check("state_verb", book.state_verb(), "so", "vd", 3);
  check("noun_verb", book.noun_verb(), "s", "vd", 3);
  check("lead_in", book.lead_in(), "", "", 1);
  CheckAlike(book.alike(), origin);
  for (int i = 0; i < book.verb_size(); ++i) {
    const VerbForms& verb = book.verb(i);
    if (verb.third().empty() || verb.participle().empty() || verb.agent().empty()) {
      throw Error(Code::kInvalidArgument,
                  StrCat(origin, ": verb number ", i + 1, " needs third, participle and agent"));
    }
  }
}

std::string PluralOf(const std::string& name) {
  const auto ends = [&](std::string_view tail) { return name.size() > tail.size() && name.ends_with(tail); };
  if (ends("s") || ends("x") || ends("ch") || ends("sh")) return name + "es";
  if (ends("y") && !ends("ay") && !ends("ey") && !ends("oy")) return name.substr(0, name.size() - 1) + "ies";
  return name + "s";
}

std::string Fill(std::string_view wording, const Filling& filling) {
  std::string out;
  out.reserve(wording.size() + filling.s.size() + filling.o.size() + filling.r.size());
  size_t at = 0;
  for (size_t brace; (brace = wording.find('{', at)) != std::string_view::npos; at = brace + 3) {
    out.append(wording, at, brace - at);
    LETHE_CHECK(brace + 2 < wording.size(), "wording ", wording);
    switch (wording[brace + 1]) {
      case 's':
        out += filling.s;
        break;
      case 'o':
        out += filling.o;
        break;
      case 'r':
        out += filling.r;
        break;
      case 'v':
        out += filling.v;
        break;
      case 'd':
        out += filling.d;
        break;
      default:
        LETHE_CHECK(false, "wording ", wording);
    }
  }
  out.append(wording, at);
  return out;
}

}  // namespace lethe
