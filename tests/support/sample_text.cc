#include "tests/support/sample_text.h"

#include <vector>

#include "base/random.h"

namespace lethe::testing {
namespace {

std::string Name(Random& random) {
  static const std::vector<std::string> kParts = {"an", "bel", "cor", "dan", "el",  "fin", "gor", "hal",
                                                  "is", "jo",  "kar", "lim", "mor", "nor", "os",  "per"};
  std::string name;
  for (int i = 0; i < 3; ++i) name += random.Pick(kParts);
  name[0] = static_cast<char>(name[0] - 'a' + 'A');
  return name;
}

}  // namespace

std::string SampleSentences(size_t count) {
  static const std::vector<std::string> kPhrases = {" was born in ", " lies in ", " is the capital of ",
                                                    " works for the company ", " speaks the language of "};
  Random random(7);
  std::string text;
  for (size_t i = 0; i < count; ++i) {
    text += Name(random) + random.Pick(kPhrases) + Name(random) + " since " +
            std::to_string(random.Between(1500, 2025)) + ".\n";
  }
  return text;
}

}  // namespace lethe::testing
