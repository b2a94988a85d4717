#include "datasets/sources/world.h"

#include <gmock/gmock.h>
#include <google/protobuf/text_format.h>
#include <google/protobuf/util/message_differencer.h>
#include <gtest/gtest.h>

#include <set>

#include "base/text.h"
#include "datasets/derivation_check.h"
#include "model/grammar.h"
#include "tests/support/byte_tokenizer.h"
#include "tests/support/source_tree.h"
#include "tests/support/temp_dir.h"
#include "tests/support/throws_code.h"

namespace lethe {
namespace {

using google::protobuf::util::MessageDifferencer;
using testing::SourceTree;
using testing::ThrowsCode;

WorldConfig Config(const std::string& more = "") {
  WorldConfig config;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(
      R"(wordings: "datasets/wordings/real.txtpb" wordings: "datasets/wordings/everyday.txtpb"
         entities: "datasets/entities" entities: "datasets/entities/closed" )" +
          more,
      &config));
  return config;
}

World Make(const std::string& more = "") {
  return World(Config(more), SourceTree());
}

constexpr uint64_t kCount = 1500;

TEST(World, IsAFunctionOfSeedAndNumber) {
  const World first = Make(), second = Make();
  for (uint64_t i = 0; i < 200; ++i) {
    const uint64_t number = (i * 77) % 200;  // in another order
    ASSERT_TRUE(MessageDifferencer::Equals(first.Make(3, number), second.Make(3, number))) << number;
  }
  EXPECT_NE(first.Make(3, 0).question(), first.Make(4, 0).question());
}

TEST(World, EveryExamplePassesTheChecksAndTheGrammar) {
  const World world = Make("max_facts: 24");
  const testing::ByteTokenizer tokenizer;
  for (uint64_t i = 0; i < kCount; ++i) {
    const v1::Example example = world.Make(1, i);
    EXPECT_EQ(CheckDerivable(example), "") << example.DebugString();
    EXPECT_EQ(CheckNeeded(example), "");
    EXPECT_EQ(CheckMinimal(example), "");
    EXPECT_TRUE(IsValidUtf8(example.question()));
    const Sequence sequence = EncodeExample(tokenizer, example, nullptr);  // also refuses text that is not UTF-8
    ASSERT_FALSE(sequence.tokens.empty());
    ASSERT_EQ(sequence.tokens.size(), sequence.loss_weight.size());
  }
}

// A key that had to be the fact's own word would tell, before the value, whether there is a fact.
TEST(World, KeysAreMostlyWordedAsAskedForAndSometimesAsTheFact) {
  const World world = Make("free_text: 0 recall: 0 unanswerable: 0");
  size_t other = 0, same = 0;
  for (uint64_t i = 0; i < kCount; ++i) {
    const v1::Example example = world.Make(1, i);
    for (const v1::DerivationStep& step : example.derivation()) {
      const bool own = step.text() == step.subject() + " | " + step.relation() + " | " + step.object();
      ++(own ? same : other);
    }
  }
  EXPECT_GT(other, (same + other) / 10);
  EXPECT_GT(same, (same + other) / 4);
}

TEST(World, HardNegativesSayMoreOfTheSubjectsThatAreAskedFor) {
  const auto same_subject = [](const World& world) {
    double facts = 0, same = 0;
    for (uint64_t i = 0; i < 400; ++i) {
      const v1::Example example = world.Make(1, i);
      std::set<std::string> subjects;
      for (const v1::DerivationStep& step : example.derivation()) subjects.insert(step.subject());
      for (const v1::ContextFact& fact : example.context()) same += subjects.contains(fact.subject());
      facts += example.context_size() - example.derivation_size();
    }
    return same / facts;
  };
  const std::string plain = "unanswerable: 0 recall: 0 free_text: 0 distractors: 8 ";
  EXPECT_GT(same_subject(Make(plain + "hard_negatives: 1")), 1.5 * same_subject(Make(plain)));
  EXPECT_THAT([] { Make("hard_negatives: 2"); }, ThrowsCode(Code::kInvalidArgument, "world.hard_negatives"));
}

TEST(World, SharesAreAsConfigured) {
  const World world =
      Make("unanswerable: 0.3 recall: 0.2 invented_relations: 0.33 everyday_relations: 0.33 free_text: 0.5");
  size_t unanswerable = 0, recalls = 0, invented = 0, answerable = 0, facts = 0, sentences = 0;
  std::map<uint32_t, size_t> hops;
  for (uint64_t i = 0; i < 4000; ++i) {
    const v1::Example example = world.Make(2, i);
    unanswerable += !example.answerable();
    answerable += example.answerable();
    invented += example.task().find("/invented-") != std::string::npos;
    ++hops[example.hops()];
    for (const v1::ContextFact& fact : example.context()) {
      ++facts;
      sentences += fact.subject().empty();
    }
    recalls += example.answerable() && std::any_of(example.derivation().begin(), example.derivation().end(),
                                                   [](const auto& step) { return !step.recall().empty(); });
  }
  EXPECT_NEAR(unanswerable / 4000.0, 0.3, 0.04);
  EXPECT_NEAR(static_cast<double>(recalls) / static_cast<double>(answerable), 0.2, 0.04);
  EXPECT_NEAR(static_cast<double>(sentences) / static_cast<double>(facts), 0.5, 0.05);
  EXPECT_GT(invented, 4000 * 0.25);
  EXPECT_NEAR(hops[1] / 4000.0, 0.45, 0.05);
  EXPECT_NEAR(hops[2] / 4000.0, 0.35, 0.05);
}

TEST(World, DistractorsAreCountedExactly) {
  const World world = Make("distractors: 10 recall: 0 twins: 0");
  for (uint64_t i = 0; i < 300; ++i) {
    const v1::Example example = world.Make(5, i);
    if (!example.answerable()) continue;
    EXPECT_EQ(example.context_size(), static_cast<int>(example.hops()) + 10) << example.DebugString();
  }
}

// The gap is real: no fact in sight or loaded states the key, as triple or in any wording of the relation.
TEST(World, AnUnanswerableExampleHasNoNeededFact) {
  const World world = Make("unanswerable: 1 invented_relations: 0");
  const Wordings all =
      Wordings::Load({SourceTree() / "datasets/wordings/real.txtpb", SourceTree() / "datasets/wordings/everyday.txtpb"},
                     WorldConfig::ALL, WorldConfig::ALL, {});
  size_t with_near_misses = 0;
  for (uint64_t i = 0; i < 400; ++i) {
    const v1::Example example = world.Make(6, i);
    ASSERT_FALSE(example.answerable());
    const std::string key = example.derivation(example.derivation_size() - 2).recall();
    const size_t bar = key.rfind(" | ");
    const std::string subject = AsciiLower(key.substr(0, bar)), relation = key.substr(bar + 3);
    bool near = false;
    for (const v1::ContextFact& fact : example.context()) {
      near |= AsciiLower(fact.subject()) == subject || AsciiLower(fact.text()).find(subject) != std::string::npos;
      EXPECT_FALSE(AsciiLower(fact.subject()) == subject && fact.relation() == relation);
      for (const Relation& known : all.relations) {
        if (known.name != relation || fact.text().empty()) continue;
        for (const std::string& wording : known.state) {
          const size_t hole = wording.find("{o}");
          const std::string before = AsciiLower(Fill(wording.substr(0, hole), {.s = subject})),
                            after = AsciiLower(Fill(wording.substr(hole + 3), {.s = subject}));
          const std::string text = AsciiLower(fact.text());
          const bool stated =
              text.size() > before.size() + after.size() && text.starts_with(before) && text.ends_with(after);
          // A wording shared by two relations ("{s} belongs to {o}.") may state another one.
          EXPECT_FALSE(stated && before.size() + after.size() > subject.size() + 14)
              << fact.text() << " states " << key;
        }
      }
    }
    with_near_misses += near;
  }
  EXPECT_GT(with_near_misses, 250u);
}

TEST(World, HeldOutWordingsNeverOccurInTraining) {
  const World training =
      Make("wording_part: TRAIN casual: 0 key_questions: 0 recall: 0 free_text: 1 invented_relations: 0 max_hops: 1");
  const Wordings held =
      Wordings::Load({SourceTree() / "datasets/wordings/real.txtpb", SourceTree() / "datasets/wordings/everyday.txtpb"},
                     WorldConfig::HELD_OUT, WorldConfig::HELD_OUT, {});
  const Wordings train =
      Wordings::Load({SourceTree() / "datasets/wordings/real.txtpb", SourceTree() / "datasets/wordings/everyday.txtpb"},
                     WorldConfig::TRAIN, WorldConfig::TRAIN, {});
  std::set<std::string> held_out, in_training;
  for (const Relation& relation : held.relations) held_out.insert(relation.ask.begin(), relation.ask.end());
  for (const Relation& relation : train.relations) in_training.insert(relation.ask.begin(), relation.ask.end());
  for (uint64_t i = 0; i < kCount; ++i) {
    const v1::Example example = training.Make(7, i);
    if (!example.answerable()) continue;
    // The question with its subject taken out again is the wording.
    const std::string wording = ReplaceAll(example.question(), example.derivation(0).subject(), "{s}");
    EXPECT_FALSE(held_out.count(wording) && !in_training.count(wording)) << wording;
  }
}

TEST(World, ValidationNamesAreNotThoseOfTraining) {
  const EntityLists training({SourceTree() / "datasets/entities"}),
      validation({SourceTree() / "datasets/entities/validation"});
  std::set<std::string> known;
  for (const auto& [type, names] : training.all()) known.insert(names.begin(), names.end());
  EXPECT_GT(known.size(), 30000u);
  for (const auto& [type, names] : validation.all()) {
    EXPECT_LE(names.size(), 1000u) << type;
    for (const std::string& name : names) EXPECT_FALSE(known.count(name)) << type << ": " << name;
  }
}

TEST(World, EveryCommittedFamilyAndTypeYieldsExamples) {
  const Wordings all =
      Wordings::Load({SourceTree() / "datasets/wordings/everyday.txtpb"}, WorldConfig::ALL, WorldConfig::ALL, {});
  std::set<std::string> families;
  for (const Relation& relation : all.relations) families.insert(relation.family);
  EXPECT_GE(families.size(), 20u);
  for (const std::string& family : families) {
    const World world = Make("only_family: \"" + family + "\" invented_relations: 0 max_hops: 1");
    for (uint64_t i = 0; i < 20; ++i) EXPECT_FALSE(world.Make(1, i).question().empty()) << family;
  }
}

TEST(World, RelationsCanBeLeftOut) {
  const World world = Make("leave_out: \"capital\"");
  for (const Relation& relation : world.wordings().relations) EXPECT_NE(relation.name, "capital");
}

TEST(World, RefusesWhatCannotBe) {
  EXPECT_THAT([] { Make("unanswerable: 1.5"); }, ThrowsCode(Code::kInvalidArgument, "world.unanswerable is 1.5"));
  EXPECT_THAT([] { Make("min_hops: 3 max_hops: 2"); }, ThrowsCode(Code::kInvalidArgument, "min_hops"));
  EXPECT_THAT([] { Make("min_facts: 9 max_facts: 3"); }, ThrowsCode(Code::kInvalidArgument, "max_facts"));
  EXPECT_THAT([] { Make("only_family: \"no such family\" invented_relations: 0 max_hops: 1"); },
              ThrowsCode(Code::kInvalidArgument, "no chain"));
}

class WorldOfOwnWordings : public testing::TempDir {
 protected:
  World Make(const std::string& state, const std::string& more) const {
    const Path file = WriteTemp("own.txtpb",
                                "relation { name: \"day\" subject: \"person\" object: \"weekday\" "
                                "ask: \"When does {s} come?\" noun: \"the day of {s}\" state: \"" +
                                    state + "\" }");
    WorldConfig config;
    EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(
        "wordings: \"" + file.string() + "\" entities: \"datasets/entities\" invented_relations: 0 max_hops: 1 " +
            "free_text: 1 unanswerable: 0 recall: 0 " + more,
        &config));
    return World(config, SourceTree());
  }
};

// "comes not on Monday but on Monday": seven days leave one chance in seven for it.
TEST_F(WorldOfOwnWordings, ATwinIsNotGivenWhatItsTextDenies) {
  const World world = Make("{s} comes on {o}.", "composed_text: 1 twins: 0.5 max_facts: 3");
  size_t twins = 0, denied = 0;
  for (uint64_t i = 1; i < 6000; i += 2) {
    const v1::Example twin = world.Make(8, i);
    if (twin.twin_of().empty()) continue;
    ++twins;
    const std::string& cited = twin.derivation(twin.derivation_size() - 1).uses(0);
    for (const v1::ContextFact& fact : twin.context()) {
      if (fact.id() != cited) continue;
      denied += fact.text().find(" not ") != std::string::npos;
      const size_t at = fact.text().find(twin.answer());
      ASSERT_NE(at, std::string::npos);
      EXPECT_EQ(fact.text().find(twin.answer(), at + 1), std::string::npos) << fact.text();
    }
  }
  EXPECT_GT(twins, 1500u);
  EXPECT_GT(denied, 50u);
}

TEST_F(WorldOfOwnWordings, WordingsThatHideTheirFactsAreRefused) {
  const World world = Make("{s}s{o}s are here.", "twins: 0");
  EXPECT_THAT([&] { world.Make(1, 3); }, ThrowsCode(Code::kFailedPrecondition, "example 3 of seed 1"));
  EXPECT_THAT([&] { world.Make(1, 3); }, ThrowsCode(Code::kFailedPrecondition, "does not say that"));
}

// "In which country was Ann Lee born?" is two look-ups, and "in which city" one.
TEST(World, AsksAtOnceInWhichCountryAPlaceLies) {
  const World world =
      Make("invented_relations: 0 within_questions: 1 min_hops: 2 recall: 0 unanswerable: 0 casual: 0 twins: 0");
  size_t at_once = 0, told = 0;
  for (uint64_t i = 0; i < 400; ++i) {
    const v1::Example example = world.Make(1, i);
    const auto& last = example.derivation(example.derivation_size() - 1);
    if (last.relation() != "country") continue;
    const bool asks = example.question().find("hich country") != std::string::npos ||
                      example.question().find("hat country") != std::string::npos;
    const bool names_city = example.question().find("city") != std::string::npos;
    (asks && !names_city ? at_once : told) += 1;
    EXPECT_EQ(CheckDerivable(example), "");
  }
  EXPECT_GT(at_once, 60u);
  EXPECT_GT(told, 20u);
}

}  // namespace
}  // namespace lethe
