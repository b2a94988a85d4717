// One line of N-Triples as its three terms.
//
// Errors: kInvalidArgument naming the column and what was expected there.
// Threads: pure functions.
// Source: https://www.w3.org/TR/n-triples/
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace lethe {

struct TripleTerm {
  enum class Kind { kIri, kBlank, kLiteral };
  Kind kind = Kind::kIri;
  std::string value;     // escapes undone; a blank node with its "_:"
  std::string language;  // of a literal: "en-GB"
  std::string datatype;  // of a literal: an IRI
};

struct TripleLine {
  TripleTerm subject;
  TripleTerm predicate;
  TripleTerm object;
};

// Nothing for a line that is blank or only a comment.
std::optional<TripleLine> ParseTripleLine(std::string_view line);

// What a person would call the thing: the part behind the last '#' or '/', percent signs decoded, underscores as
// spaces. "http://dbpedia.org/resource/Ann_Lee" -> "Ann Lee"
std::string NameOfIri(std::string_view iri);
// The same for a property, with words in camel case taken apart: ".../birthPlace" -> "birth place"
std::string NameOfProperty(std::string_view iri);

}  // namespace lethe
