#include "retriever/importers/triple_line.h"

#include <gmock/gmock.h>

#include "tests/support/throws_code.h"

namespace lethe {
namespace {

using testing::ThrowsCode;
using Kind = TripleTerm::Kind;

TEST(TripleLineTest, ReadsIrisBlankNodesAndLiterals) {
  const auto triple = ParseTripleLine("<http://a/s> <http://a/p> \"x\"@en-GB .  # note");
  ASSERT_TRUE(triple);
  EXPECT_EQ(triple->subject.value, "http://a/s");
  EXPECT_EQ(triple->object.kind, Kind::kLiteral);
  EXPECT_EQ(triple->object.value, "x");
  EXPECT_EQ(triple->object.language, "en-GB");
  const auto blank = ParseTripleLine("\t_:b1 <p:q> _:b2.");
  ASSERT_TRUE(blank);
  EXPECT_EQ(blank->subject.kind, Kind::kBlank);
  EXPECT_EQ(blank->object.value, "_:b2");
  const auto typed = ParseTripleLine("<s:> <p:>\"1\"^^<http://www.w3.org/2001/XMLSchema#integer>.");
  ASSERT_TRUE(typed);
  EXPECT_EQ(typed->object.datatype, "http://www.w3.org/2001/XMLSchema#integer");
}

TEST(TripleLineTest, UndoesEscapes) {
  const auto triple = ParseTripleLine(R"(<http://a/\u00E9> <p:> "a\"b\\c\n\t\u00e9\U0001F600" .)");
  ASSERT_TRUE(triple);
  EXPECT_EQ(triple->subject.value, "http://a/é");
  EXPECT_EQ(triple->object.value, "a\"b\\c\n\té😀");
}

TEST(TripleLineTest, BlankLinesAndCommentsAreNothing) {
  EXPECT_FALSE(ParseTripleLine(""));
  EXPECT_FALSE(ParseTripleLine("  \t"));
  EXPECT_FALSE(ParseTripleLine(" # <a> <b> <c> ."));
}

TEST(TripleLineTest, NamesColumnAndWhatWasExpected) {
  const auto fails = [](const char* line, const char* message) {
    EXPECT_THAT([line] { ParseTripleLine(line); }, ThrowsCode(Code::kInvalidArgument, message)) << line;
  };
  fails("<a:> <b:> .", "column 11: expected an object");
  fails("\"a\" <b:> <c:> .", "column 1: expected a subject");
  fails("<a:> _:b <c:> .", "predicate must be an <IRI>");
  fails("<a:> <b:> <c:>", "at the end of the triple");
  fails("<a:> <b:> <c:> <g:> .", "N-Quads");
  fails("<a:> <b:> <c:> . x", "behind the full stop");
  fails("<a: <b:> <c:> .", "not allowed in an <IRI>");
  fails("<a:> <b:> <c:", "never closed");
  fails("<a:> <b:> \"c .", "quote is never closed");
  fails(R"(<a:> <b:> "\q" .)", "escape");
  fails(R"(<a:> <b:> "\u12" .)", "4 hexadecimal digits");
  fails(R"(<a:> <b:> "\uD800" .)", "Unicode does not have");
  fails("<a:> <b:> \"c\"@ .", "language");
  fails("<a:> <b:> \"c\"^^x .", "datatype");
}

TEST(TripleLineTest, EveryPrefixOfALineIsReadOrRefused) {
  const std::string line = R"(<http://a/\u00E9> <p:> "a\"b\\c\U0001F600"^^<d:> . # x)";
  for (size_t n = 0; n < line.size(); ++n) {
    try {
      ParseTripleLine(line.substr(0, n));
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), Code::kInvalidArgument);
    }
  }
}

TEST(TripleLineTest, NamesThings) {
  EXPECT_EQ(NameOfIri("http://dbpedia.org/resource/Ann_Lee"), "Ann Lee");
  EXPECT_EQ(NameOfIri("http://dbpedia.org/resource/S%C3%A3o_Paulo"), "São Paulo");
  EXPECT_EQ(NameOfIri("http://a/b%FF"), "b%FF");
  EXPECT_EQ(NameOfIri("http://a/b#c"), "c");
  EXPECT_EQ(NameOfIri("http://a/b/"), "b");
  EXPECT_EQ(NameOfIri("urn:isbn:1"), "urn:isbn:1");
  EXPECT_EQ(NameOfProperty("http://dbpedia.org/ontology/birthPlace"), "birth place");
  EXPECT_EQ(NameOfProperty("http://a/place_of_birth"), "place of birth");
  EXPECT_EQ(NameOfProperty("http://a/issnURL"), "issn URL");
}

}  // namespace
}  // namespace lethe
