#include "datasets/wordings.h"

#include <gmock/gmock.h>
#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include "base/config.h"
#include "base/text.h"
#include "tests/support/source_tree.h"
#include "tests/support/temp_dir.h"
#include "tests/support/throws_code.h"

namespace lethe {
namespace {

using testing::SourceTree;
using testing::ThrowsCode;

WordingBook Parse(const std::string& text) {
  WordingBook book;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &book));
  return book;
}

// A sound relation whose one wording of a field can be replaced.
WordingBook Book(const std::string& ask = "Who runs {s}?", const std::string& state = "{o} runs {s}.",
                 const std::string& noun = "the head of {s}") {
  return Parse("relation { name: \"head\" subject: \"company\" object: \"person\" ask: \"" + ask + "\" state: \"" +
               state + "\" noun: \"" + noun + "\" }");
}

TEST(WordingBook, ASoundBookPasses) {
  CheckWordingBook(Book(), "x");
}

TEST(WordingBook, PlaceholdersStandExactlyOnce) {
  const auto check = [](const WordingBook& book) { return [book] { CheckWordingBook(book, "mine.txtpb"); }; };
  EXPECT_THAT(check(Book("Who runs it?")), ThrowsCode(Code::kInvalidArgument, "holds {s} 0 times"));
  EXPECT_THAT(check(Book("Who runs {s} and {s}?")), ThrowsCode(Code::kInvalidArgument, "holds {s} 2 times"));
  EXPECT_THAT(check(Book("Does {o} run {s}?")), ThrowsCode(Code::kInvalidArgument, "no placeholder of this field"));
  EXPECT_THAT(check(Book("Who runs {s}?", "Somebody runs {s}.")), ThrowsCode(Code::kInvalidArgument, "state number 1"));
  EXPECT_THAT(check(Book("Who runs {s}?", "{o} runs {s}.", "the head of {x} {s}")),
              ThrowsCode(Code::kInvalidArgument, "mine.txtpb: relation \"head\""));
  EXPECT_THAT(check(Book("Who runs {s}?", "{o} runs {s}.", "the head of {s")), ThrowsCode(Code::kInvalidArgument));
}

TEST(WordingBook, NothingIsMissingAndNothingTwice) {
  const auto check = [](const std::string& text) { return [text] { CheckWordingBook(Parse(text), "x"); }; };
  EXPECT_THAT(check("relation { name: \"a\" subject: \"b\" ask: \"{s}?\" state: \"{s} {o}\" noun: \"{s}\" }"),
              ThrowsCode(Code::kInvalidArgument, "needs name, subject and object"));
  EXPECT_THAT(check("relation { name: \"a\" subject: \"b\" object: \"c\" ask: \"{s}?\" noun: \"{s}\" }"),
              ThrowsCode(Code::kInvalidArgument, "has no state"));
  EXPECT_THAT(check("relation { name: \"a\" subject: \"b\" object: \"c\" ask: \"of {s}?\" ask: \"Of {s}?\" state: "
                    "\"{s} {o}\" noun: \"{s}\" }"),
              ThrowsCode(Code::kInvalidArgument, "stands there twice"));
  EXPECT_THAT(check("relation { name: \"a\" subject: \"b\" object: \"c\" alias: \"x|y\" ask: \"{s}?\" state: \"{s} "
                    "{o}\" noun: \"{s}\" }"),
              ThrowsCode(Code::kInvalidArgument, "separates the parts"));
  EXPECT_THAT(check(""), ThrowsCode(Code::kInvalidArgument, "holds no relation"));
}

TEST(InventedBook, VerbsTakeOneOfTwoForms) {
  InventedBook book = LoadInventedBook(SourceTree() / "datasets/wordings/invented.txtpb");
  book.add_ask_verb("Who {v} {s}, and is {s} {d}?");
  EXPECT_THAT([&] { CheckInventedBook(book, "x"); }, ThrowsCode(Code::kInvalidArgument, "ask_verb number"));
  book.mutable_ask_verb()->RemoveLast();
  book.add_ask_verb("Who {v} {s} {d}?");
  EXPECT_THAT([&] { CheckInventedBook(book, "x"); }, ThrowsCode(Code::kInvalidArgument, "exactly one of {v} and {d}"));
}

TEST(InventedBook, AGroupHasTwoDifferentWordsOrMore) {
  InventedBook book = LoadInventedBook(SourceTree() / "datasets/wordings/invented.txtpb");
  WordGroup& group = *book.add_alike();
  group.add_word("chief");
  EXPECT_THAT([&] { CheckInventedBook(book, "x"); }, ThrowsCode(Code::kInvalidArgument, "\"chief\""));
  group.add_word("chief");
  EXPECT_THAT([&] { CheckInventedBook(book, "x"); }, ThrowsCode(Code::kInvalidArgument, "two or more different"));
  group.set_word(1, "head");
  EXPECT_NO_THROW(CheckInventedBook(book, "x"));
}

TEST(InventedBook, TakesFurtherSynonymsFromOtherFiles) {
  const Path folder = SourceTree() / "datasets/wordings", words = folder / "invented.txtpb";
  const InventedBook alone = LoadInventedBook(words),
                     both = LoadInventedBook(words, {folder / "synonyms.txtpb", folder / "wordnet.txtpb"});
  ASSERT_GT(both.alike_size(), alone.alike_size() + 6500);
  for (int i = 0; i < alone.alike_size(); ++i)
    EXPECT_EQ(both.alike(i).SerializeAsString(), alone.alike(i).SerializeAsString());
  // Else a word of a group held out would have its like in training after all.
  std::set<std::string> known;
  for (const WordGroup& group : alone.alike()) known.insert(group.word().begin(), group.word().end());
  for (int i = alone.alike_size(); i < both.alike_size(); ++i) {
    for (const std::string& word : both.alike(i).word()) EXPECT_TRUE(known.insert(word).second) << word;
  }

  const testing::ScopedTempDir temporary;
  WriteFileAtomic(temporary.path() / "bad.txtpb", "alike { word: \"lift\" word: \"lift\" }");
  EXPECT_THAT([&] { LoadInventedBook(words, {temporary.path() / "bad.txtpb"}); },
              ThrowsCode(Code::kInvalidArgument, "bad.txtpb: group number 1 of alike (\"lift\")"));
}

TEST(Wordings, EveryThirdIsHeldOutAndThePartsAreDisjoint) {
  const WordingBook book = LoadWordingBook(SourceTree() / "datasets/wordings/real.txtpb");
  for (const RelationWordings& relation : book.relation()) {
    const auto train = SelectPart(relation.ask(), WorldConfig::TRAIN),
               held = SelectPart(relation.ask(), WorldConfig::HELD_OUT);
    EXPECT_EQ(train.size() + held.size(), static_cast<size_t>(relation.ask_size())) << relation.name();
    EXPECT_EQ(held.size(), static_cast<size_t>(relation.ask_size()) / 3) << relation.name();
    for (const std::string& wording : held) EXPECT_THAT(train, ::testing::Not(::testing::Contains(wording)));
  }
}

TEST(Wordings, AListTooShortForAHeldOutPartIsUsedWhole) {
  const WordingBook book = Book();
  EXPECT_EQ(SelectPart(book.relation(0).ask(), WorldConfig::HELD_OUT).size(), 1u);
}

// Few wordings teach patterns, many teach the language: no relation may have fewer than 20 questions and 12 statements.
TEST(Wordings, EveryRelationIsRichlyWorded) {
  for (const char* name :
       {"real", "everyday", "public_life", "home_life", "trade_and_science", "services_and_events"}) {
    const WordingBook book = LoadWordingBook(SourceTree() / StrCat("datasets/wordings/", name, ".txtpb"));
    EXPECT_GE(book.relation_size(), 50) << name;
    for (const RelationWordings& relation : book.relation()) {
      EXPECT_GE(relation.ask_size(), 20) << relation.name();
      EXPECT_GE(relation.state_size(), 12) << relation.name();
      EXPECT_GE(relation.noun_size(), 6) << relation.name();
    }
  }
}

// Training's other files, many relations in few words each: what carries over to relations that no file knows.
TEST(Wordings, BreadthHasManyRelations) {
  const Wordings breadth =
      Wordings::Load({SourceTree() / "datasets/wordings/breadth"}, WorldConfig::ALL, WorldConfig::ALL, {});
  EXPECT_GE(breadth.relations.size(), 3000u);
  for (const Relation& relation : breadth.relations) {
    EXPECT_GE(relation.ask.size(), 8u) << relation.name;
    EXPECT_GE(relation.state.size(), 6u) << relation.name;
    EXPECT_GE(relation.noun.size(), 3u) << relation.name;
    EXPECT_GE(relation.aliases.size(), 2u) << relation.name;
  }
}

TEST(Wordings, CommittedTestFilesAreSound) {
  LoadWordingBook(SourceTree() / "datasets/wordings/test/third_hand.txtpb");
  LoadWordingBook(SourceTree() / "datasets/wordings/test/own_relations.txtpb");
}

// All relations that training's configs read.
std::vector<Relation> TrainingRelations() {
  std::vector<Path> files = {SourceTree() / "datasets/wordings/breadth"};
  for (const char* name :
       {"real", "everyday", "public_life", "home_life", "trade_and_science", "services_and_events"}) {
    files.push_back(SourceTree() / StrCat("datasets/wordings/", name, ".txtpb"));
  }
  return Wordings::Load(files, WorldConfig::ALL, WorldConfig::ALL, {}).relations;
}

// What the config of that evaluation leaves out apart, no training file knows a user's own relations by name or alias.
TEST(Wordings, OwnRelationsAreNewToTraining) {
  DatasetConfig config;
  LoadConfig(SourceTree() / "datasets/configs/valid_own_relations.txtpb", config);
  const auto& left_out = config.source(0).world().leave_out();
  std::set<std::string> known;
  for (const Relation& relation : TrainingRelations())
    known.insert(relation.all_names.begin(), relation.all_names.end());
  const WordingBook own = LoadWordingBook(SourceTree() / "datasets/wordings/test/own_relations.txtpb");
  for (const RelationWordings& relation : own.relation()) {
    if (std::count(left_out.begin(), left_out.end(), relation.name()) > 0) continue;
    EXPECT_EQ(known.count(relation.name()), 0u) << relation.name();
  }
}

// The third hand wrote without seeing the first two. Short questions ("Who wrote {s}?") come to everybody; much more
// than three tenths would measure nothing.
TEST(Wordings, TestWordingsAreNotThoseOfTraining) {
  const WordingBook third = LoadWordingBook(SourceTree() / "datasets/wordings/test/third_hand.txtpb");
  std::set<std::string> known;
  size_t wordings = 0, shared = 0;
  for (const Relation& relation : TrainingRelations()) known.insert(relation.ask.begin(), relation.ask.end());
  for (const RelationWordings& relation : third.relation()) {
    for (const std::string& ask : relation.ask()) {
      ++wordings;
      shared += known.count(ask);
    }
  }
  EXPECT_LT(static_cast<double>(shared), 0.3 * static_cast<double>(wordings)) << shared << " of " << wordings;
}

class WordingsFiles : public testing::TempDir {};

TEST_F(WordingsFiles, ASecondFileExtendsARelation) {
  const Path first = WriteTemp("a.txtpb", Book().DebugString());
  const Path second = WriteTemp("b.txtpb", Book("Whose firm is {s}?").DebugString());
  EXPECT_THAT(
      [&] {
        Wordings::Load({first, WriteTemp("c.txtpb", "relation { nonsense: 1 }")}, WorldConfig::ALL, WorldConfig::ALL,
                       {});
      },
      ThrowsCode(Code::kInvalidArgument, "c.txtpb"));
  const Wordings both = Wordings::Load({first, second}, WorldConfig::ALL, WorldConfig::ALL, {});
  ASSERT_EQ(both.relations.size(), 1u);
  EXPECT_THAT(both.relations[0].ask, ::testing::ElementsAre("Who runs {s}?", "Whose firm is {s}?"));
}

TEST_F(WordingsFiles, AFolderStandsForTheFilesInIt) {
  CreateDirectories(dir() / "mine");
  EXPECT_THAT([&] { Wordings::Load({dir() / "mine"}, WorldConfig::ALL, WorldConfig::ALL, {}); },
              ThrowsCode(Code::kNotFound, "no *.txtpb in"));
  WriteTemp("mine/b.txtpb", Book("Whose firm is {s}?").DebugString());
  WriteTemp("mine/a.txtpb", Book().DebugString());
  WriteTemp("mine/README.md", "notes");
  const Wordings both = Wordings::Load({dir() / "mine"}, WorldConfig::ALL, WorldConfig::ALL, {});
  ASSERT_EQ(both.relations.size(), 1u);
  EXPECT_THAT(both.relations[0].ask, ::testing::ElementsAre("Who runs {s}?", "Whose firm is {s}?"));
}

TEST(TypeTree, KnowsKindsOfKindsAndRefusesCircles) {
  TypeTree types;
  types.Add("castle", "building");
  types.Add("building", "place");
  EXPECT_TRUE(types.IsA("castle", "place"));
  EXPECT_FALSE(types.IsA("place", "castle"));
  EXPECT_THAT(types.Kinds("place"), ::testing::UnorderedElementsAre("place", "building", "castle"));
  EXPECT_THAT([&] { types.Add("place", "castle"); }, ThrowsCode(Code::kInvalidArgument, "kind of itself"));
}

TEST(Fill, PutsEachPartInItsPlace) {
  EXPECT_EQ(Fill("{o} is the {r} of {s}.", {.s = "X", .o = "Y", .r = "key"}), "Y is the key of X.");
  EXPECT_EQ(Fill("no hole", {}), "no hole");
}

}  // namespace
}  // namespace lethe
