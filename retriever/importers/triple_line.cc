#include "retriever/importers/triple_line.h"

#include <cctype>
#include <cstdint>

#include "base/error.h"
#include "base/text.h"

namespace lethe {
namespace {

bool IsSpace(char c) {
  return c == ' ' || c == '\t';
}

int HexValue(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

void AppendUtf8(std::string& out, uint32_t c) {
  const auto byte = [&out](uint32_t value) { out += static_cast<char>(value); };
  if (c < 0x80) {
    byte(c);
  } else if (c < 0x800) {
    byte(0xC0 | (c >> 6)), byte(0x80 | (c & 0x3F));
  } else if (c < 0x10000) {
    byte(0xE0 | (c >> 12)), byte(0x80 | ((c >> 6) & 0x3F)), byte(0x80 | (c & 0x3F));
  } else {
    byte(0xF0 | (c >> 18)), byte(0x80 | ((c >> 12) & 0x3F)), byte(0x80 | ((c >> 6) & 0x3F)), byte(0x80 | (c & 0x3F));
  }
}

class TripleParser {
 public:
  explicit TripleParser(std::string_view line) : line_(line) {}

  std::optional<TripleLine> Parse() {
    SkipSpace();
    if (AtEnd() || Peek() == '#') return std::nullopt;
    TripleLine triple;
    triple.subject = Term("a subject, <IRI> or _:label", /*literal=*/false);
    triple.predicate = Term("a predicate, <IRI>", /*literal=*/false);
    if (triple.predicate.kind != TripleTerm::Kind::kIri) Fail("a predicate must be an <IRI>");
    triple.object = Term("an object, <IRI>, _:label or \"literal\"", /*literal=*/true);
    SkipSpace();
    if (AtEnd() || Peek() != '.') {
      Fail(!AtEnd() && Peek() == '<' ? "a fourth term; this is N-Quads, remove the graph's name"
                                     : "expected \" .\" at the end of the triple");
    }
    ++at_;
    SkipSpace();
    if (!AtEnd() && Peek() != '#') Fail("text behind the full stop");
    return triple;
  }

 private:
  bool AtEnd() const { return at_ == line_.size(); }
  char Peek() const { return line_[at_]; }
  void SkipSpace() {
    while (!AtEnd() && IsSpace(Peek())) ++at_;
  }
  [[noreturn]] void Fail(std::string_view what) const {
    throw Error(Code::kInvalidArgument, StrCat("column ", at_ + 1, ": ", what));
  }

  TripleTerm Term(std::string_view expected, bool literal) {
    SkipSpace();
    if (!AtEnd() && Peek() == '<') return {TripleTerm::Kind::kIri, Iri(), {}, {}};
    if (line_.substr(at_).starts_with("_:")) return {TripleTerm::Kind::kBlank, BlankNode(), {}, {}};
    if (literal && !AtEnd() && Peek() == '"') return Literal();
    Fail(StrCat("expected ", expected));
  }

  std::string Iri() {
    const size_t begin = at_++;
    std::string iri;
    while (!AtEnd() && Peek() != '>') {
      if (static_cast<unsigned char>(Peek()) <= 0x20 || Peek() == '<' || Peek() == '"') Fail("not allowed in an <IRI>");
      Peek() == '\\' ? Escape(iri, /*in_iri=*/true) : static_cast<void>(iri += line_[at_++]);
    }
    if (AtEnd()) {
      at_ = begin;
      Fail("an <IRI> that is never closed");
    }
    ++at_;
    return iri;
  }

  std::string BlankNode() {
    const size_t begin = at_;
    while (!AtEnd() && !IsSpace(Peek()) && Peek() != '<' && Peek() != '"') ++at_;
    std::string label(line_.substr(begin, at_ - begin));
    while (label.ends_with('.')) label.pop_back(), --at_;  // the full stop of the triple, written close
    if (label.size() < 3) Fail("a blank node without label");
    return label;
  }

  TripleTerm Literal() {
    TripleTerm term;
    term.kind = TripleTerm::Kind::kLiteral;
    const size_t begin = at_++;
    while (!AtEnd() && Peek() != '"')
      Peek() == '\\' ? Escape(term.value, /*in_iri=*/false) : static_cast<void>(term.value += line_[at_++]);
    if (AtEnd()) {
      at_ = begin;
      Fail("a literal whose quote is never closed");
    }
    ++at_;
    if (line_.substr(at_).starts_with("^^")) {
      at_ += 2;
      if (AtEnd() || Peek() != '<') Fail("expected the <IRI> of a datatype");
      term.datatype = Iri();
    } else if (!AtEnd() && Peek() == '@') {
      term.language = Language();
    }
    return term;
  }

  std::string Language() {
    const size_t begin = ++at_;
    while (!AtEnd() && (std::isalnum(static_cast<unsigned char>(Peek())) != 0 || Peek() == '-')) ++at_;
    if (at_ == begin) Fail("expected a language such as @en");
    return std::string(line_.substr(begin, at_ - begin));
  }

  // At a backslash; only \u and \U are allowed in an IRI.
  void Escape(std::string& out, bool in_iri) {
    constexpr std::string_view kLetters = "tbnrf\"'\\";
    constexpr std::string_view kMeaning = "\t\b\n\r\f\"'\\";
    const char letter = at_ + 1 < line_.size() ? line_[at_ + 1] : '\0';
    if (letter == 'u' || letter == 'U') {
      at_ += 2;
      AppendUtf8(out, HexDigits(letter == 'u' ? 4 : 8));
      return;
    }
    const size_t known = kLetters.find(letter);
    if (in_iri || letter == '\0' || known == std::string_view::npos) Fail("an escape that N-Triples does not have");
    out += kMeaning[known];
    at_ += 2;
  }

  uint32_t HexDigits(size_t count) {
    uint32_t value = 0;
    for (size_t i = 0; i < count; ++i, ++at_) {
      const int digit = AtEnd() ? -1 : HexValue(Peek());
      if (digit < 0) Fail(StrCat("expected ", count, " hexadecimal digits"));
      value = value * 16 + static_cast<uint32_t>(digit);
    }
    if (value > 0x10FFFF || (value >= 0xD800 && value <= 0xDFFF)) Fail("a code point that Unicode does not have");
    return value;
  }

  std::string_view line_;
  size_t at_ = 0;
};

std::string PercentDecoded(std::string_view text) {
  std::string decoded;
  for (size_t i = 0; i < text.size(); ++i) {
    const int high = text[i] == '%' && i + 2 < text.size() ? HexValue(text[i + 1]) : -1;
    const int low = high >= 0 ? HexValue(text[i + 2]) : -1;
    if (low < 0) {
      decoded += text[i];
      continue;
    }
    decoded += static_cast<char>(high * 16 + low);
    i += 2;
  }
  return IsValidUtf8(decoded) ? decoded : std::string(text);
}

bool IsUpper(char c) {
  return c >= 'A' && c <= 'Z';
}
bool IsLower(char c) {
  return c >= 'a' && c <= 'z';
}

}  // namespace

std::optional<TripleLine> ParseTripleLine(std::string_view line) {
  return TripleParser(line).Parse();
}

std::string NameOfIri(std::string_view iri) {
  std::string_view rest = iri;
  while (rest.ends_with('/') || rest.ends_with('#')) rest.remove_suffix(1);
  const size_t cut = rest.find_last_of("#/");
  if (cut != std::string_view::npos) rest.remove_prefix(cut + 1);
  const std::string name = ReplaceAll(PercentDecoded(rest), "_", " ");
  return Trim(name).empty() ? std::string(iri) : std::string(Trim(name));
}

std::string NameOfProperty(std::string_view iri) {
  const std::string name = NameOfIri(iri);
  std::string words;
  for (size_t i = 0; i < name.size(); ++i) {
    const bool new_word = i > 0 && IsUpper(name[i]) && IsLower(name[i - 1]);
    if (new_word) words += ' ';
    const bool of_acronym =
        IsUpper(name[i]) && ((i > 0 && IsUpper(name[i - 1])) || (i + 1 < name.size() && IsUpper(name[i + 1])));
    words += IsUpper(name[i]) && !of_acronym ? static_cast<char>(name[i] - 'A' + 'a') : name[i];
  }
  return words;
}

}  // namespace lethe
