#include "model/tokenizer/tokenizer.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "base/error.h"
#include "base/random.h"
#include "tests/support/sample_text.h"
#include "tests/support/temp_dir.h"
#include "tests/support/throws_code.h"

namespace lethe {
namespace {

using testing::SampleSentences;
using testing::ScopedTempDir;
using testing::ThrowsCode;

constexpr int32_t kVocab = 800;

// Trained once for all cases of the process.
const Path& ModelFile() {
  static const ScopedTempDir* folder = new ScopedTempDir();
  static const Path* file = [] {
    const Path text = folder->path() / "text.txt";
    WriteFileAtomic(text, SampleSentences(3000) + "Zürich 東京 Ωmega\ttab\n");
    TokenizerTraining training;
    training.input_files = {text.string()};
    training.output = folder->path() / "tokenizer.model";
    training.vocab_size = kVocab;
    TrainTokenizer(training);
    return new Path(training.output);
  }();
  return *file;
}

const Tokenizer& Sample() {
  static const Tokenizer* tokenizer = Tokenizer::Load(ModelFile()).release();
  return *tokenizer;
}

void AppendUtf8(uint32_t c, std::string& out) {
  if (c < 0x80) {
    out += static_cast<char>(c);
  } else if (c < 0x800) {
    out += {static_cast<char>(0xC0 | c >> 6), static_cast<char>(0x80 | (c & 63))};
  } else if (c < 0x10000) {
    out += {static_cast<char>(0xE0 | c >> 12), static_cast<char>(0x80 | (c >> 6 & 63)),
            static_cast<char>(0x80 | (c & 63))};
  } else {
    out += {static_cast<char>(0xF0 | c >> 18), static_cast<char>(0x80 | (c >> 12 & 63)),
            static_cast<char>(0x80 | (c >> 6 & 63)), static_cast<char>(0x80 | (c & 63))};
  }
}

// Characters of every kind: ASCII, spaces, controls, sentencepiece's own marks, specials' spelling, all planes.
std::string RandomText(Random& random) {
  static const std::vector<std::string> kAwkward = {
      " ",   "  ",  "\n",    "\t",     "\r\n",  std::string(1, '\0'), "\xE2\x96\x81", "\xE2\x96\x85",
      "<s>", "<|>", "<[3]>", "<0x0A>", "<pad>", "\xEF\xBB\xBF",       "\xE2\x81\x87", "12345"};
  std::string text;
  for (int64_t left = random.Between(0, 24); left > 0; --left) {
    uint32_t c = 0;
    switch (random.Below(4)) {
      case 0:
        text += random.Pick(kAwkward);
        continue;
      case 1:
        c = static_cast<uint32_t>(random.Below(0x80));
        break;
      case 2:
        c = static_cast<uint32_t>(random.Below(0x3000));
        break;
      default:
        c = static_cast<uint32_t>(random.Below(0x110000));
        break;
    }
    if (c < 0xD800 || c > 0xDFFF) AppendUtf8(c, text);
  }
  return text;
}

TEST(Tokenizer, RoundTripsAnyText) {
  const Random random(2026);
  for (int i = 0; i < 20000; ++i) {
    Random stream = random.Fork(i);
    const std::string text = RandomText(stream);
    const std::vector<int32_t> tokens = Sample().Encode(text);
    ASSERT_EQ(Sample().Decode(tokens), text) << "text " << i;
    for (const int32_t token : tokens)
      ASSERT_GT(token, SpecialTokens::Number(kMaxNumber)) << "special token from text " << i;
  }
}

TEST(Tokenizer, RoundTripsAwkwardTexts) {
  for (const std::string text : {"", " ", "   ", " leading", "trailing ", "a  b", "\n", "\xE2\x96\x81",
                                 "a\xE2\x96\x81"
                                 "b",
                                 "\xE2\x96\x81\xE2\x96\x81 \xE2\x96\x81"}) {
    EXPECT_EQ(Sample().Decode(Sample().Encode(text)), text);
  }
  const std::string nul("a\0b\0", 4);
  EXPECT_EQ(Sample().Decode(Sample().Encode(nul)), nul);
}

TEST(Tokenizer, SpecialTokensHaveTheirFixedIds) {
  EXPECT_EQ(Sample().vocab_size(), kVocab);
  EXPECT_EQ(Sample().Piece(SpecialTokens::kPad), "<pad>");
  EXPECT_EQ(Sample().Piece(SpecialTokens::kStart), "<s>");
  EXPECT_EQ(Sample().Piece(SpecialTokens::kEnd), "<end>");
  EXPECT_EQ(Sample().Piece(SpecialTokens::kSeparator), "<|>");
  EXPECT_EQ(Sample().Piece(SpecialTokens::kQuestion), "<question>");
  EXPECT_EQ(Sample().Piece(SpecialTokens::kDerive), "<derive>");
  EXPECT_EQ(Sample().Piece(SpecialTokens::kRecall), "<recall>");
  EXPECT_EQ(Sample().Piece(SpecialTokens::kLoaded), "<loaded>");
  EXPECT_EQ(Sample().Piece(SpecialTokens::kAnswer), "<answer>");
  EXPECT_EQ(Sample().Piece(SpecialTokens::kUnknown), "<unknown>");
  EXPECT_EQ(Sample().Piece(SpecialTokens::kAs), "<as>");
  EXPECT_EQ(Sample().Piece(SpecialTokens::Number(1)), "<[1]>");
  EXPECT_EQ(Sample().Piece(SpecialTokens::Number(kMaxNumber)), "<[96]>");
  EXPECT_EQ(Sample().Piece(SpecialTokens::Number(kMaxNumber) + 1), "<0x00>");
}

TEST(Tokenizer, NumberOfInvertsNumber) {
  EXPECT_EQ(SpecialTokens::NumberOf(SpecialTokens::Number(1)), 1);
  EXPECT_EQ(SpecialTokens::NumberOf(SpecialTokens::Number(96)), 96);
  EXPECT_EQ(SpecialTokens::NumberOf(SpecialTokens::kNumbers), 0);
  EXPECT_EQ(SpecialTokens::NumberOf(SpecialTokens::Number(96) + 1), 0);
}

TEST(Tokenizer, DigitsStandAlone) {
  const std::vector<int32_t> tokens = Sample().Encode("1987");
  ASSERT_GE(tokens.size(), 4u);
  for (size_t i = tokens.size() - 4; i < tokens.size(); ++i) EXPECT_EQ(Sample().Piece(tokens[i]).size(), 1u);
}

TEST(Tokenizer, PrintableAsciiNeedsNoBytes) {
  // '~' and 'Q' do not occur in the training text.
  for (const char* text : {"~", "Q", "7", "@"}) {
    const std::vector<int32_t> tokens = Sample().Encode(text);
    EXPECT_EQ(Sample().Piece(tokens.back()), text);
  }
}

TEST(Tokenizer, SpecialTokensDecodeToNothing) {
  std::vector<int32_t> tokens = {SpecialTokens::kStart, SpecialTokens::Number(5)};
  const std::vector<int32_t> word = Sample().Encode("born");
  tokens.insert(tokens.end(), word.begin(), word.end());
  tokens.push_back(SpecialTokens::kEnd);
  tokens.push_back(-1);
  tokens.push_back(kVocab);
  EXPECT_EQ(Sample().Decode(tokens), "born");
}

TEST(Tokenizer, ManyThreadsMayEncode) {
  const std::vector<int32_t> expected = Sample().Encode("Anbelcor was born in 1987.");
  std::vector<std::thread> threads;
  std::atomic<int> wrong = 0;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < 500; ++i) wrong += Sample().Encode("Anbelcor was born in 1987.") != expected;
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(wrong, 0);
}

TEST(Tokenizer, RefusesInvalidUtf8) {
  EXPECT_THAT([] { Sample().Encode("a\xFFz"); }, ThrowsCode(Code::kInvalidArgument));
  EXPECT_THAT([] { Sample().Encode("\xED\xA0\x80"); }, ThrowsCode(Code::kInvalidArgument));  // a surrogate
}

TEST(Tokenizer, NamesAbsentAndDamagedModels) {
  ScopedTempDir folder;
  EXPECT_THAT([&] { Tokenizer::Load(folder.path() / "none.model"); }, ThrowsCode(Code::kNotFound));
  WriteFileAtomic(folder.path() / "empty.model", "");
  EXPECT_THAT([&] { Tokenizer::Load(folder.path() / "empty.model"); }, ThrowsCode(Code::kDataLoss));
  const std::string whole = ReadFile(ModelFile());
  WriteFileAtomic(folder.path() / "cut.model", whole.substr(0, whole.size() / 2));
  EXPECT_THAT([&] { Tokenizer::Load(folder.path() / "cut.model"); }, ThrowsCode(Code::kDataLoss));
}

TEST(Tokenizer, TrainingNamesWhatIsWrong) {
  ScopedTempDir folder;
  TokenizerTraining training;
  training.output = folder.path() / "t.model";
  EXPECT_THAT([&] { TrainTokenizer(training); }, ThrowsCode(Code::kInvalidArgument));  // no input
  training.input_files = {(folder.path() / "none.txt").string()};
  EXPECT_THAT([&] { TrainTokenizer(training); }, ThrowsCode(Code::kNotFound));
  WriteFileAtomic(folder.path() / "tiny.txt", "one line\n");
  training.input_files = {(folder.path() / "tiny.txt").string()};
  training.vocab_size = 100;
  EXPECT_THAT([&] { TrainTokenizer(training); }, ThrowsCode(Code::kInvalidArgument));  // fewer pieces than specials
  training.vocab_size = 4000;
  EXPECT_THAT([&] { TrainTokenizer(training); }, ThrowsCode(Code::kInvalidArgument));  // more than the text has
  EXPECT_FALSE(std::filesystem::exists(training.output));
}

TEST(Tokenizer, TrainingIsRepeatable) {
  ScopedTempDir folder;
  TokenizerTraining training;
  WriteFileAtomic(folder.path() / "text.txt", SampleSentences(500));
  training.input_files = {(folder.path() / "text.txt").string()};
  training.vocab_size = 520;
  training.output = folder.path() / "a.model";
  TrainTokenizer(training);
  training.output = folder.path() / "b.model";
  TrainTokenizer(training);
  EXPECT_EQ(ReadFile(folder.path() / "a.model"), ReadFile(folder.path() / "b.model"));
}

}  // namespace
}  // namespace lethe
