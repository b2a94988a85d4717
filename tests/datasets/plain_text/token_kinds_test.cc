#include "datasets/plain_text/token_kinds.h"

#include <gmock/gmock.h>

#include <map>

#include "base/text.h"
#include "tests/support/piece_tokenizer.h"
#include "tests/support/sample_text.h"
#include "tests/support/temp_dir.h"

namespace lethe {
namespace {

v1::Example Example(const std::string& context, const std::string& prompt, const std::string& continuation) {
  v1::Example example;
  example.add_context()->set_text(context);
  example.set_question(prompt);
  example.set_answer(continuation);
  return example;
}

// The kind at the first byte of `word` where it stands first.
TokenClass ClassOf(const v1::Example& example, const std::string& word) {
  const testing::PieceTokenizer tokenizer;
  const auto tokens = tokenizer.Encode(example.answer());
  const auto classes = ClassifyTokens(tokenizer, tokens, example);
  EXPECT_EQ(classes.size(), tokens.size());
  const size_t at = example.answer().find(word);
  for (const TokenClass& one : classes) {
    if (one.end == at + 1) return one;
  }
  ADD_FAILURE() << word;
  return {};
}

TEST(ClassifyTokens, TellsTheKindsApart) {
  const auto example = Example("A red balloon.", "Go on.", "Then Lily gave 12 balloons, and a balloon to Tom's dog.");
  EXPECT_EQ(ClassOf(example, "Then").kind, WordKind::kFunction);
  EXPECT_EQ(ClassOf(example, "Lily").kind, WordKind::kName);
  EXPECT_EQ(ClassOf(example, "gave").kind, WordKind::kOther);
  EXPECT_EQ(ClassOf(example, "12").kind, WordKind::kNumber);
  EXPECT_EQ(ClassOf(example, "balloons").kind, WordKind::kOther);
  EXPECT_EQ(ClassOf(example, ",").kind, WordKind::kPunctuation);
  EXPECT_EQ(ClassOf(example, "balloon to").kind, WordKind::kCopied);
  EXPECT_EQ(ClassOf(example, "Tom's").kind, WordKind::kName);
  EXPECT_EQ(ClassOf(example, "dog").kind, WordKind::kOther);
}

TEST(ClassifyTokens, ASentencesFirstWordIsANameOnlyWhereItIsOneElsewhere) {
  EXPECT_EQ(ClassOf(Example("He saw Max run.", "", "Max ran home."), "Max").kind, WordKind::kName);
  EXPECT_EQ(ClassOf(Example("He saw it.", "", "Birds ran home."), "Birds").kind, WordKind::kOther);
  EXPECT_EQ(ClassOf(Example("See Birds and birds.", "", "Birds ran home."), "Birds").kind, WordKind::kCopied);
  EXPECT_EQ(ClassOf(Example("x", "", "\"Birds ran,\" said Bo. Max too."), "Birds").kind, WordKind::kOther);
}

TEST(ClassifyTokens, CopiedMeansThatOnlyTheContextShowsIt) {
  EXPECT_TRUE(ClassOf(Example("The dragon.", "He saw", "a dragon"), "dragon").only_in_context);
  EXPECT_FALSE(ClassOf(Example("The dragon.", "A dragon saw", "a dragon"), "dragon").only_in_context);
  EXPECT_FALSE(ClassOf(Example("The dog.", "He saw", "a dragon"), "dragon").only_in_context);
  const auto twice = Example("The dragon.", "He saw", "a dragon. Dragon!");
  EXPECT_FALSE(ClassOf(twice, "Dragon").only_in_context);
}

TEST(ClassifyTokens, CountsWordsAndBytes) {
  const testing::PieceTokenizer tokenizer;
  const auto example = Example("", "", "Ab c.");
  const auto classes = ClassifyTokens(tokenizer, tokenizer.Encode(example.answer()), example);
  std::vector<uint32_t> ends, words;
  for (const TokenClass& one : classes) {
    ends.push_back(one.end);
    words.push_back(one.word);
  }
  EXPECT_THAT(ends, ::testing::ElementsAre(0, 1, 2, 3, 4, 5));
  EXPECT_THAT(words, ::testing::ElementsAre(0, 0, 0, 1, 1, 2));
}

TEST(ClassifyTokens, LettersBeyondAsciiMakeWords) {
  const auto example = Example("Z\u00fcrich", "", "to Z\u00fcrich and \u00e9tat");
  EXPECT_EQ(ClassOf(example, "Z").kind, WordKind::kName);
  EXPECT_EQ(ClassOf(example, "\u00e9tat").kind, WordKind::kOther);
  EXPECT_TRUE(ClassOf(example, "Z").only_in_context);
}

TEST(WordKindName, NamesAreDistinct) {
  std::map<std::string_view, int> names;
  for (const WordKind kind : kWordKinds) ++names[WordKindName(kind)];
  EXPECT_EQ(names.size(), kWordKinds.size());
}

using ClassifyTokensWithModel = testing::TempDir;

TEST_F(ClassifyTokensWithModel, TheBytesOfTheTokensAreTheText) {
  TokenizerTraining training;
  training.input_files = {WriteTemp("text.txt", testing::SampleSentences(2000)).string()};
  training.output = dir() / "tokenizer.model";
  training.vocab_size = 600;
  TrainTokenizer(training);
  const auto tokenizer = Tokenizer::Load(training.output);
  const auto example = Example("", "", "The mayor of Z\u00fcrich met 12 people \u4e2d in 1998.");
  const auto tokens = tokenizer->Encode(example.answer());
  const auto classes = ClassifyTokens(*tokenizer, tokens, example);
  EXPECT_EQ(classes.back().end, example.answer().size());
  for (size_t i = 0; i < tokens.size(); ++i) {
    const std::string so_far = tokenizer->Decode(std::span(tokens).first(i + 1));
    if (!IsValidUtf8(so_far) || so_far.ends_with("\uFFFD")) continue;  // within a character
    EXPECT_EQ(example.answer().substr(0, classes[i].end), so_far);
  }
}

}  // namespace
}  // namespace lethe
