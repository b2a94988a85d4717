#include "retriever/importers/ntriples_reader.h"

#include <algorithm>
#include <array>

#include "base/error.h"
#include "base/text.h"

namespace lethe {
namespace {

struct NamingProperty {
  std::string_view iri;
  int rank;  // of the label it gives; 0 gives aliases only
};

constexpr std::array kNaming = {
    NamingProperty{"http://www.w3.org/2000/01/rdf-schema#label", 2},
    NamingProperty{"http://www.w3.org/2004/02/skos/core#prefLabel", 1},
    NamingProperty{"http://www.w3.org/2004/02/skos/core#altLabel", 0},
    NamingProperty{"http://schema.org/alternateName", 0},
    NamingProperty{"https://schema.org/alternateName", 0},
};

const NamingProperty* NamingOf(std::string_view predicate) {
  const auto it = std::find_if(kNaming.begin(), kNaming.end(),
                               [predicate](const NamingProperty& property) { return property.iri == predicate; });
  return it == kNaming.end() ? nullptr : &*it;
}

bool IsNaming(const TripleLine& triple) {
  return triple.object.kind == TripleTerm::Kind::kLiteral && NamingOf(triple.predicate.value) != nullptr;
}

// Any English before no language before other languages; of one language by property.
int RankOf(const TripleLine& triple) {
  const int rank = NamingOf(triple.predicate.value)->rank;
  if (rank == 0) return 0;
  const std::string language = AsciiLower(triple.object.language);
  const bool english = language == "en" || language.starts_with("en-");
  const int of_language = english ? 2 : language.empty() ? 1 : 0;
  return 10 * of_language + rank;
}

// Parsing every line twice would double the time: only lines that hold one of these words can name something.
bool MayName(std::string_view line) {
  return line.find("abel>") != std::string_view::npos || line.find("alternateName>") != std::string_view::npos;
}

void AddTags(const TripleTerm& literal, v1::Fact& fact) {
  if (!literal.language.empty()) fact.add_tags(StrCat("language:", AsciiLower(literal.language)));
  const std::string datatype = literal.datatype.empty() ? std::string() : NameOfIri(literal.datatype);
  if (!datatype.empty() && datatype != "string") fact.add_tags(StrCat("datatype:", datatype));
}

}  // namespace

NtriplesFactReader::NtriplesFactReader(const Path& file, const std::string& name) : LineFactReader(file, name) {
  CollectNames(file);
}

// Malformed lines are told in the second reading.
void NtriplesFactReader::CollectNames(const Path& file) {
  LineReader reader(file);
  for (std::string_view line; reader.Next(line);) {
    if (!MayName(line)) continue;
    try {
      const std::optional<TripleLine> triple = ParseTripleLine(line);
      if (triple && IsNaming(*triple)) AddName(*triple);
    } catch (const Error& error) {
      if (error.code() != Code::kInvalidArgument) throw;
    }
  }
}

void NtriplesFactReader::AddName(const TripleLine& triple) {
  Names& names = names_[triple.subject.value];
  std::string name(Trim(triple.object.value));
  const int rank = RankOf(triple);
  if (name.empty()) return;
  if (rank > names.rank) {
    name.swap(names.label);
    names.rank = rank;
  }
  if (name == names.label) return;
  const bool known = std::find(names.aliases.begin(), names.aliases.end(), name) != names.aliases.end();
  if (!name.empty() && !known) names.aliases.push_back(std::move(name));
}

std::string NtriplesFactReader::NameOf(const TripleTerm& term) const {
  if (term.kind == TripleTerm::Kind::kLiteral) return std::string(Trim(term.value));
  const auto it = names_.find(term.value);
  if (it != names_.end() && it->second.rank > 0) return it->second.label;
  return term.kind == TripleTerm::Kind::kBlank ? term.value : NameOfIri(term.value);
}

bool NtriplesFactReader::Next(v1::Fact& fact) {
  for (std::string_view line; NextLine(line);) {
    const std::optional<TripleLine> triple = ParseTripleLine(line);
    if (!triple || IsNaming(*triple)) continue;
    fact.Clear();
    fact.set_subject(NameOf(triple->subject));
    const auto named = names_.find(triple->predicate.value);
    const bool has_label = named != names_.end() && named->second.rank > 0;
    fact.set_relation(has_label ? named->second.label : NameOfProperty(triple->predicate.value));
    fact.set_object(NameOf(triple->object));
    AddTags(triple->object, fact);
    if (const auto names = names_.find(triple->subject.value); names != names_.end()) {
      for (const std::string& alias : names->second.aliases) fact.add_aliases(alias);
    }
    return true;
  }
  return false;
}

}  // namespace lethe
