#include "datasets/readers/factbook.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "tests/support/source_tree.h"
#include "tests/support/temp_dir.h"
#include "tests/support/throws_code.h"

namespace lethe {
namespace {

using testing::SharedData;
using testing::ThrowsCode;

std::map<std::string, std::string> Facts(const Path& file) {
  std::map<std::string, std::string> facts;
  ReadFactbook(file, [&](const SourceFact& fact) { facts[fact.subject + "/" + fact.relation] = fact.object; });
  return facts;
}

class FactbookTest : public testing::TempDir {};

TEST_F(FactbookTest, CleansMarkUpRemarksAndTitles) {
  const Path file = WriteTemp("f.jsonl", R"json({"code": "xx", "name": "Land", "data": {
      "Government": {"Capital": {"name": {"text": "Town (on the Hill)"}},
    "Government type": {"text": "presidential republic; a realm"},

                       "Executive branch": {"chief of state":
                       {"text": "President Abdel TEBBOUNE (since 12 December 2019)"}},
                     "National anthem(s)": {"title": {"text": "<strong>title:</strong> \"Kassaman\" (We Pledge)"}},
                     "National holiday": {"text": "Independence Day, 30 June (1960)"}},
      "People and Society": {"Population": {"total": {"text": "47,735,685 (2025 est.)"}},
    "Languages": {"Languages": {"text": "Arabic (official), French (lingua franca)"}},
                             "Nationality": {"noun": {"text": "Lander(s)"}},
    "Religions": {"text": "Muslim (official) 99%, other"}},
      "Geography": {"Area": {"total ": {"text": "2,381,740 sq km"}},
    "Elevation": {"highest point": {"text": "Tahat 2,908 m"}}, "Map references": {"text": "Southeast Asia"}},
      "Economy": {"Exchange rates": {"Currency": {"text": "Land dinars (LZD) per US dollar -"}},
    "Exports - partners": {"text": "Italy 29%, France 14% (2023)"}}}})json");
  std::string one_line = ReadFile(file);
  std::erase(one_line, '\n');
  const auto facts = Facts(WriteTemp("g.jsonl", one_line + "\n"));
  EXPECT_EQ(facts.at("Land/capital"), "Town");
  EXPECT_EQ(facts.at("Land/government type"), "presidential republic");
  EXPECT_EQ(facts.at("Land/head of state"), "Abdel Tebboune");
  EXPECT_EQ(facts.at("Land/national anthem"), "Kassaman");
  EXPECT_EQ(facts.at("Land/national holiday"), "Independence Day, 30 June");
  EXPECT_EQ(facts.at("Land/population"), "47,735,685");
  EXPECT_EQ(facts.at("Land/official language"), "Arabic");
  EXPECT_EQ(facts.at("Land/demonym"), "Lander");
  EXPECT_EQ(facts.at("Land/main religion"), "Muslim");
  EXPECT_EQ(facts.at("Land/area"), "2,381,740 sq km");
  EXPECT_EQ(facts.at("Land/highest point"), "Tahat");
  EXPECT_EQ(facts.at("Tahat/elevation"), "2,908 m");
  EXPECT_EQ(facts.at("Land/continent"), "Asia");
  EXPECT_EQ(facts.at("Land/currency"), "Land dinars");
  EXPECT_EQ(facts.at("Land/main trading partner"), "Italy");
  EXPECT_EQ(facts.at("Town/capital of"), "Land");
}

TEST_F(FactbookTest, ReadsTheEntitiesOfHtml) {
  const Path file = WriteTemp(
      "f.jsonl",
      R"json({"code": "xx", "name": "C&ocirc;te d'Ivoire", "data": {"Government": {"Capital": {"name": {"text": "S&atilde;o Tom&eacute;&nbsp;(on &Icirc;le)"}}, "Executive branch": {"chief of state": {"text": "President &Eacute;ric D&Eacute;BY-&Ocirc;NE"}}, "National anthem(s)": {"title": {"text": "&quot;Land &amp; Sea&quot;"}}}}})json"
      "\n");
  const auto facts = Facts(file);
  EXPECT_EQ(facts.at("Côte d'Ivoire/capital"), "São Tomé");
  EXPECT_EQ(facts.at("Côte d'Ivoire/national anthem"), "Land & Sea");
  EXPECT_EQ(facts.at("Côte d'Ivoire/head of state"), "Éric Déby-Ône");
}

TEST_F(FactbookTest, AMalformedLineIsNamed) {
  EXPECT_THAT([&] { Facts(WriteTemp("f.jsonl", "{\"name\": 1}\n")); }, ThrowsCode(Code::kInvalidArgument, "f.jsonl:1"));
}

TEST_F(FactbookTest, RealDataGivesThousandsOfShortFacts) {
  const auto data = SharedData("factbook/factbook.jsonl.zst");
  if (!data) GTEST_SKIP() << "needs ../shared/data/factbook";
  const auto facts = Facts(*data);
  EXPECT_GT(facts.size(), 5000u);
  EXPECT_EQ(facts.at("France/capital"), "Paris");
  EXPECT_EQ(facts.at("Japan/internet country code"), ".jp");
  EXPECT_EQ(facts.at("Norway/continent"), "Europe");
  for (const auto& [key, value] : facts) {
    EXPECT_LE(value.size(), 80u) << key;
    EXPECT_EQ(value.find('<'), std::string::npos) << key << ": " << value;
  }
}

}  // namespace
}  // namespace lethe
