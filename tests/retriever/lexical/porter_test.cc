// Expected stems: the examples of Porter's paper, and of his page for the two changes.
#include "retriever/lexical/porter.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

namespace lethe {
namespace {

void ExpectStems(const std::vector<std::pair<std::string, std::string>>& pairs) {
  for (const auto& [word, stem] : pairs) EXPECT_EQ(PorterStem(word), stem) << word;
}

TEST(PorterTest, Plurals) {
  ExpectStems({{"caresses", "caress"}, {"ponies", "poni"}, {"ties", "ti"}, {"caress", "caress"}, {"cats", "cat"}});
}

TEST(PorterTest, PastAndProgressive) {
  ExpectStems({{"feed", "feed"},
               {"agreed", "agre"},
               {"plastered", "plaster"},
               {"bled", "bled"},
               {"motoring", "motor"},
               {"sing", "sing"},
               {"conflated", "conflat"},
               {"troubled", "troubl"},
               {"sized", "size"},
               {"hopping", "hop"},
               {"tanned", "tan"},
               {"falling", "fall"},
               {"hissing", "hiss"},
               {"fizzed", "fizz"},
               {"failing", "fail"},
               {"filing", "file"},
               {"happy", "happi"},
               {"sky", "sky"}});
}

TEST(PorterTest, Suffixes) {
  ExpectStems({{"relational", "relat"},       {"conditional", "condit"}, {"rational", "ration"},
               {"valenci", "valenc"},         {"digitizer", "digit"},    {"conformabli", "conform"},
               {"radicalli", "radic"},        {"vileli", "vile"},        {"analogousli", "analog"},
               {"vietnamization", "vietnam"}, {"predication", "predic"}, {"operator", "oper"},
               {"feudalism", "feudal"},       {"decisiveness", "decis"}, {"hopefulness", "hope"},
               {"callousness", "callous"},    {"formaliti", "formal"},   {"sensitiviti", "sensit"},
               {"sensibiliti", "sensibl"},    {"triplicate", "triplic"}, {"formative", "form"},
               {"electrical", "electr"},      {"goodness", "good"},      {"revival", "reviv"},
               {"allowance", "allow"},        {"inference", "infer"},    {"airliner", "airlin"},
               {"adjustable", "adjust"},      {"replacement", "replac"}, {"adoption", "adopt"},
               {"effective", "effect"},       {"bowdlerize", "bowdler"}});
}

TEST(PorterTest, FinalLetters) {
  ExpectStems({{"probate", "probat"}, {"rate", "rate"}, {"cease", "ceas"}, {"controll", "control"}, {"roll", "roll"}});
}

TEST(PorterTest, LucenesTwoChangesAndShortWords) {
  ExpectStems({{"archaeology", "archaeolog"},
               {"biological", "biolog"},
               {"possibly", "possibl"},
               {"is", "is"},
               {"s", "s"},
               {"as", "as"},
               {"", ""}});
}

TEST(PorterTest, OtherLettersAreLeftAlone) {
  ExpectStems({{"東京", "東京"}, {"жизнь", "жизнь"}, {"1,000", "1,000"}, {"c3po", "c3po"}});
}

}  // namespace
}  // namespace lethe
