#include "services/bench/bench_facts.h"

#include <array>
#include <cctype>

#include "base/error.h"
#include "base/random.h"

namespace lethe {
namespace {

constexpr uint64_t kSeed = 20260705;
constexpr std::array<const char*, 40> kSyllables = {
    "ka", "lo",  "mi", "ren", "tu", "vas", "del", "por", "shi", "gan", "ber", "ol",  "wen",  "tash",
    "fi", "ru",  "sa", "nor", "li", "mon", "ta",  "ver", "es",  "ing", "ham", "ton", "ford", "stein",
    "ja", "qui", "xa", "yor", "ul", "pe",  "dra", "kov", "ski", "mar", "an",  "eli"};
constexpr std::array<const char*, 24> kRelations = {
    "place of birth", "occupation", "spouse",   "employer",  "country", "author", "capital",   "director",
    "composer",       "genre",      "language", "founder",   "mayor",   "owner",  "publisher", "architect",
    "religion",       "sport",      "award",    "residence", "mother",  "father", "producer",  "headquarters"};

std::string Word(Random& random) {
  std::string word;
  const uint64_t syllables = 2 + random.Below(3);
  for (uint64_t i = 0; i < syllables; ++i) word += kSyllables[random.Below(kSyllables.size())];
  word[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(word[0])));
  return word;
}

// Four facts share a subject.
std::string SubjectOf(uint64_t number) {
  Random random = Random(kSeed).Fork(number / 4);
  const std::string first = Word(random);
  return first + " " + Word(random);
}

const char* RelationOf(uint64_t number) {
  return kRelations[(SplitMix64(number / 4) + number % 4) % kRelations.size()];
}

}  // namespace

v1::Fact BenchFact(uint64_t number) {
  Random random = Random(kSeed + 1).Fork(number);
  v1::Fact fact;
  fact.set_subject(SubjectOf(number));
  fact.set_relation(RelationOf(number));
  fact.set_object(Word(random) + (random.Chance(0.5) ? " " + Word(random) : std::string()));
  return fact;
}

std::vector<v1::Fact> BenchFacts(uint64_t begin, uint64_t end) {
  std::vector<v1::Fact> facts;
  facts.reserve(end - begin);
  for (uint64_t number = begin; number < end; ++number) facts.push_back(BenchFact(number));
  return facts;
}

std::string BenchQuestion(uint64_t number) {
  return StrCat("What is the ", RelationOf(number), " of ", SubjectOf(number), "?");
}

}  // namespace lethe
