#include "retriever/importers/ntriples_reader.h"

#include <gmock/gmock.h>

#include "retriever/fact.h"
#include "tests/support/temp_dir.h"
#include "tests/support/throws_code.h"

namespace lethe {
namespace {

using ::testing::ElementsAre;
using testing::ThrowsCode;

constexpr const char* kGraph = R"(# people
<http://x/Q1> <http://x/P19> <http://x/Oslo_City> .
<http://x/Q1> <http://x/birthDate> "1950-05-01"^^<http://www.w3.org/2001/XMLSchema#date> .
<http://x/Q1> <http://x/motto> "Immer weiter"@de .
<http://x/Q1> <http://www.w3.org/2000/01/rdf-schema#label> "Anne Leigh"@fr .
<http://x/Q1> <http://www.w3.org/2000/01/rdf-schema#label> "Ann Lee"@en .
<http://x/Q1> <http://www.w3.org/2004/02/skos/core#altLabel> "A. Lee"@en .
<http://x/P19> <http://www.w3.org/2000/01/rdf-schema#label> "place of birth"@en .
)";

class NtriplesReaderTest : public testing::TempDir {
 protected:
  std::vector<v1::Fact> Read(const std::string& text) const {
    NtriplesFactReader reader(WriteTemp("g.nt", text), "g.nt");
    std::vector<v1::Fact> facts;
    for (v1::Fact fact; reader.Next(fact);) facts.push_back(fact);
    return facts;
  }
};

TEST_F(NtriplesReaderTest, NamesThingsByTheirLabelsWhereverTheyStand) {
  const std::vector<v1::Fact> facts = Read(kGraph);
  ASSERT_EQ(facts.size(), 3u);
  EXPECT_EQ(FactWords(facts[0]), "Ann Lee | place of birth | Oslo City");
  EXPECT_EQ(FactWords(facts[1]), "Ann Lee | birth date | 1950-05-01");
  EXPECT_EQ(FactWords(facts[2]), "Ann Lee | motto | Immer weiter");
  EXPECT_THAT(facts[0].aliases(), ElementsAre("Anne Leigh", "A. Lee"));
  EXPECT_THAT(facts[1].tags(), ElementsAre("datatype:date"));
  EXPECT_THAT(facts[2].tags(), ElementsAre("language:de"));
}

TEST_F(NtriplesReaderTest, EnglishLabelsComeBeforeOthersAndRdfsBeforeSkos) {
  const std::string label = "<http://x/s> <http://www.w3.org/2000/01/rdf-schema#label> ";
  const std::string fact = "<http://x/s> <http://x/p> \"o\" .\n";
  EXPECT_EQ(Read(label + "\"plain\" .\n" + label + "\"de\"@de .\n" + fact)[0].subject(), "plain");
  EXPECT_EQ(Read(label + "\"de\"@de .\n" + fact)[0].subject(), "de");
  EXPECT_EQ(Read("<http://x/s> <http://www.w3.org/2004/02/skos/core#prefLabel> \"skos\"@en .\n" + label +
                 "\"rdfs\"@en .\n" + fact)[0]
                .subject(),
            "rdfs");
}

TEST_F(NtriplesReaderTest, ANameThatIsAlsoEnglishIsTheEnglishOne) {
  const std::string label = "<http://x/s> <http://www.w3.org/2000/01/rdf-schema#label> ";
  const std::string fact = "<http://x/s> <http://x/p> \"o\" .\n";
  const v1::Fact read = Read(label + "\"Oslo\"@de .\n" + label + "\"Oslo\"@en .\n" + label + "\"Christiania\" .\n" +
                             label + "\"Oslo\"@nb .\n" + fact)[0];
  EXPECT_EQ(read.subject(), "Oslo");
  EXPECT_THAT(read.aliases(), ElementsAre("Christiania"));
}

TEST_F(NtriplesReaderTest, GoesOnBehindAMalformedLine) {
  NtriplesFactReader reader(WriteTemp("g.nt", "<a:> <b:> label> .\n<a:> <b:> \"c\" .\n"), "g.nt");
  v1::Fact fact;
  EXPECT_THAT([&] { reader.Next(fact); }, ThrowsCode(Code::kInvalidArgument, "column 11"));
  EXPECT_EQ(reader.Where(), "g.nt:1");
  ASSERT_TRUE(reader.Next(fact));
  EXPECT_EQ(fact.object(), "c");
}

}  // namespace
}  // namespace lethe
