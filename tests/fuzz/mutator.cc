#include "tests/fuzz/mutator.h"

#include <algorithm>

#include "base/random.h"

namespace lethe::fuzz {
namespace {

constexpr size_t kMostChanges = 6;
constexpr size_t kMostBytes = 1 << 14;
constexpr size_t kLongestPiece = 64;

std::string PieceOf(const std::string& text, Random& random) {
  if (text.empty()) return {};
  const size_t begin = random.Below(text.size());
  return text.substr(begin, 1 + random.Below(kLongestPiece));
}

std::string RandomBytes(Random& random) {
  static const std::vector<std::string> kNasty = {std::string(1, '\0'),
                                                  "\xFF",
                                                  "\xC0\x80",
                                                  "\xED\xA0\x80",
                                                  "\xEF\xBB\xBF",
                                                  "\xF4\x90\x80\x80",
                                                  "\r",
                                                  "\n",
                                                  "\"",
                                                  "\\",
                                                  "{",
                                                  "[",
                                                  "-0",
                                                  "99999999999999999999",
                                                  "1e400",
                                                  "\x1F\x8B",
                                                  "\x28\xB5\x2F\xFD"};
  if (random.Below(2) == 0) return random.Pick(kNasty);
  std::string bytes;
  for (size_t i = 1 + random.Below(4); i > 0; --i) bytes += static_cast<char>(random.Below(256));
  return bytes;
}

void Change(std::string& text, const FuzzTarget& target, Random& random) {
  const size_t at = text.empty() ? 0 : random.Below(text.size() + 1);
  const size_t inner = text.empty() ? 0 : random.Below(text.size());
  switch (random.Below(9)) {
    case 0:
      if (!text.empty()) text[inner] = static_cast<char>(text[inner] ^ (1 << random.Below(8)));
      break;
    case 1:
      text.insert(at, RandomBytes(random));
      break;
    case 2:
      text.erase(inner, 1 + random.Below(kLongestPiece));
      break;
    case 3:
      text.insert(at, PieceOf(text, random));
      break;
    case 4:
      text.insert(at, PieceOf(random.Pick(target.seeds), random));
      break;
    case 5:
      if (!target.words.empty()) text.insert(at, random.Pick(target.words));
      break;
    case 6:
      text.resize(at);
      break;
    case 7:
      text.replace(inner, 1 + random.Below(kLongestPiece), RandomBytes(random));
      break;
    default:
      // A long run of one byte: nesting, or a field beyond every limit.
      text.insert(at, std::string(1 + random.Below(2000), text.empty() ? '[' : text[inner]));
  }
}

}  // namespace

std::string InputOf(const FuzzTarget& target, uint64_t seed, uint64_t round) {
  if (round < target.seeds.size()) return target.seeds[round];
  Random random = Random(seed).Fork(round);
  std::string text = random.Pick(target.seeds);
  for (size_t i = 1 + random.Below(kMostChanges); i > 0; --i) Change(text, target, random);
  text.resize(std::min(text.size(), kMostBytes));
  return text;
}

}  // namespace lethe::fuzz
