#include "datasets/dataset_check.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "base/error.h"
#include "tests/support/source_tree.h"
#include "tests/support/temp_dir.h"
#include "tests/support/throws_code.h"

namespace lethe {
namespace {

std::string Line(const std::string& subject, const std::string& object, const std::string& split) {
  return R"({"task": "t", "context": [{"id": "f1", "subject": ")" + subject + R"(", "relation": "key", "object": ")" +
         object + R"("}], "question": "Key of )" + subject + R"(?", "derivation": [{"text": ")" + subject +
         " | key | " + object + R"(", "subject": ")" + subject + R"(", "relation": "key", "object": ")" + object +
         R"(", "uses": ["f1"]}], "answer": ")" + object + R"(", "hops": 1, "split": ")" + split + "\"}\n";
}

class DatasetCheck : public testing::TempDir {
 protected:
  CheckResult Check() const {
    CheckOptions options;
    options.data = dir();
    return CheckDataset(options);
  }
};

TEST_F(DatasetCheck, CleanDataFailsNothing) {
  WriteTemp("train.jsonl", Line("A1", "B1", "train") + Line("A2", "B2", "train"));
  WriteTemp("validation.jsonl", Line("A3", "B3", "validation"));
  const CheckResult result = Check();
  EXPECT_EQ(result.n, 3u);
  EXPECT_EQ(result.failed.size(), CheckResult::kChecks.size());
  for (const auto& [check, failed] : result.failed) EXPECT_EQ(failed, 0u) << check;
  EXPECT_EQ(result.by_split.at("validation"), 1u);
  EXPECT_EQ(result.by_task.at("t").n, 3u);
}

TEST_F(DatasetCheck, AStepThatNobodyCanJudgeIsNotDerivable) {
  WriteTemp(
      "a.jsonl",
      R"({"context": [{"id": "f1", "text": "Bo is 30 years old."}], "question": "What is the capital of France?", )"
      R"("derivation": [{"text": "The capital of France is Paris", "uses": ["f1"]}], "answer": "Paris", "hops": 1})"
      "\n");
  EXPECT_EQ(Check().failed.at("derivable"), 1u);
}

TEST_F(DatasetCheck, StdinIsReadOnceForBothVisits) {
  const std::string lines = Line("A3", "B3", "validation") + Line("A1", "B1", "train") + Line("A3", "B3", "validation");
  int ends[2];
  ASSERT_EQ(::pipe(ends), 0);
  ASSERT_EQ(::write(ends[1], lines.data(), lines.size()),
            static_cast<ssize_t>(lines.size()));  // less than a pipe holds
  ::close(ends[1]);
  const int saved = ::dup(STDIN_FILENO);
  ::dup2(ends[0], STDIN_FILENO);
  ::close(ends[0]);
  const CheckResult result = CheckDataset({.data = "-"});
  if (saved >= 0) {
    ::dup2(saved, STDIN_FILENO);
    ::close(saved);
  }
  EXPECT_EQ(result.n, 3u);
  EXPECT_EQ(result.failed.at("duplicate"), 1u);
  EXPECT_THAT(result.reasons, ::testing::Contains(::testing::HasSubstr("stdin:3: duplicate")));
}

TEST_F(DatasetCheck, AnAnswerThatIsNotWhatTheLastStepQuotesIsNotDerivable) {
  const auto oslo = [](const char* answer) {
    return StrCat(R"({"context": [{"id": "f1", "text": "Oslo lies in Norway."}], "question": "Where does Oslo lie?", )",
                  R"("derivation": [{"text": "Norway", "uses": ["f1"]}], "answer": ")", answer, "\", \"hops\": 1}\n");
  };
  WriteTemp("a.jsonl", oslo("Norway"));
  EXPECT_EQ(Check().failed.at("derivable"), 0u);
  WriteTemp("a.jsonl", oslo("Sweden"));
  EXPECT_EQ(Check().failed.at("derivable"), 1u);
}

TEST_F(DatasetCheck, SplitsShareNoCitedTextWhicheverTheyAre) {
  const auto quote = [](const char* id, const char* question, const char* split) {
    return StrCat(R"({"id": ")", id,
                  R"(", "context": [{"id": "f1", "text": "The tower was built by Gustave Eiffel."}], )",
                  R"("question": ")", question, R"(", "derivation": [{"text": "Gustave Eiffel", "uses": ["f1"]}], )",
                  R"("answer": "Gustave Eiffel", "hops": 1, "split": ")", split, "\"}\n");
  };
  WriteTemp("a.jsonl", quote("1", "Who built the tower?", "validation"));
  WriteTemp("b.jsonl", quote("2", "Whose firm put up the tower in the old days?", "test"));
  const CheckResult result = Check();
  EXPECT_EQ(result.failed.at("split_clean"), 1u);
  EXPECT_THAT(result.reasons,
              ::testing::Contains(::testing::HasSubstr("a text that it cites is in split \"validation\"")));
}

TEST_F(DatasetCheck, CountsWhatSplitsMayShare) {
  WriteTemp("train.jsonl", Line("A1", "B1", "train"));
  WriteTemp("validation.jsonl",
            Line("A2", "B1", "validation") + Line("A3", "B3", "validation") + Line("A4", "B4", "validation"));
  const CheckResult::Shared shared = Check().shared;
  EXPECT_EQ(shared.of, 3u);
  EXPECT_EQ(shared.wording, 3u);
  EXPECT_EQ(shared.object, 1u);
  EXPECT_EQ(shared.depth, 3u);
}

TEST_F(DatasetCheck, FindsWhatTheWordingOfAQuestionGivesAway) {
  // Two wordings, each with an answer of its own: no answer is right for most, the wording is.
  std::string lines;
  for (int i = 0; i < 80; ++i) {
    const std::string subject = StrCat("Person", i), object = i % 2 == 0 ? "red" : "blue";
    std::string line = Line(subject, object, "train");
    if (i % 2 == 0) line.replace(line.find("Key of"), 6, "What is the key of");
    lines += line;
  }
  WriteTemp("a.jsonl", lines);
  const CheckResult result = Check();
  ASSERT_EQ(result.guessable.size(), 2u);
  EXPECT_NE(result.guessable[0].wording, 0u);
  EXPECT_EQ(result.failed.at("needed"), 80u);
  EXPECT_THAT(result.reasons, ::testing::Contains(::testing::HasSubstr("wording alone is right for 80 of 80")));
}

TEST_F(DatasetCheck, FindsDuplicatesAcrossFiles) {
  WriteTemp("a.jsonl", Line("A1", "B1", "train"));
  WriteTemp("b.jsonl", Line("A1", "B1", "train"));
  EXPECT_EQ(Check().failed.at("duplicate"), 1u);
}

TEST_F(DatasetCheck, FindsWhatIsNearlyTheSame) {
  std::string line = Line("A1", "B1", "train"), shouted = line;
  shouted.replace(shouted.find("Key of"), 6, "KEY OF");
  WriteTemp("a.jsonl", line + shouted);
  const CheckResult result = Check();
  EXPECT_EQ(result.failed.at("duplicate"), 1u);
  EXPECT_EQ(result.near_duplicates, 1u);
}

TEST_F(DatasetCheck, LeavesOutAsManyBadLinesAsItMay) {
  const Path file =
      WriteTemp("a.jsonl", Line("A1", "B1", "train") + "{\"task\": 1}\n" + Line("A2", "B2", "validation"));
  EXPECT_THAT([&] { CheckDataset({.data = file}); }, testing::ThrowsCode(Code::kInvalidArgument, "a.jsonl:2"));
  const CheckResult result = CheckDataset({.data = file, .skip_bad = 1});
  EXPECT_EQ(result.n, 2u);
  EXPECT_EQ(result.skipped, 1u);
  EXPECT_THAT(result.reasons, ::testing::Contains(::testing::HasSubstr("a.jsonl:2")));
}

TEST_F(DatasetCheck, CountsQuestionsOfEvaluationSets) {
  const Path data = WriteTemp("a.jsonl", Line("A1", "B1", "train") + Line("A2", "B2", "train"));
  const Path evaluation = WriteTemp("eval/e.jsonl", Line("A2", "B7", "test"));
  const CheckResult result = CheckDataset({.data = data, .evaluation = {evaluation}});
  EXPECT_EQ(result.overlapping, 1u);
  EXPECT_EQ(result.overlap_above_half, 1u);
}

// The validation file comes first by name, and in one file both splits may stand.
TEST_F(DatasetCheck, FindsNamesThatCrossSplits) {
  WriteTemp("a_validation.jsonl", Line("A1", "B9", "validation") + Line("A5", "B5", "validation"));
  WriteTemp("b_train.jsonl", Line("a1", "B1", "train") + Line("A6", "B6", "test"));
  const CheckResult result = Check();
  EXPECT_EQ(result.n, 4u);
  EXPECT_EQ(result.failed.at("split_clean"), 1u);
  EXPECT_THAT(result.reasons, ::testing::Contains(::testing::HasSubstr("a_validation.jsonl:1: split_clean")));
}

TEST_F(DatasetCheck, TrainingExamplesMayLieElsewhere) {
  const Path train = WriteTemp("other/train.jsonl", Line("A1", "B1", "train"));
  const Path valid = WriteTemp("valid.jsonl", Line("A1", "B2", "validation"));
  const CheckResult result = CheckDataset({.data = valid, .train = {train}});
  EXPECT_EQ(result.n, 1u);
  EXPECT_EQ(result.failed.at("split_clean"), 1u);
}

TEST_F(DatasetCheck, ATaskWithOneAnswerCanBeGuessed) {
  std::string lines;
  for (int i = 0; i < 100; ++i)
    lines += Line("A" + std::to_string(i), i < 70 ? "yes" : "no" + std::to_string(i), "train");
  WriteTemp("a.jsonl", lines);
  EXPECT_EQ(Check().failed.at("needed"), 70u);
}

TEST_F(DatasetCheck, AMajorityOfFewMayBeChance) {
  std::string lines;
  for (int i = 0; i < 65; ++i)
    lines += Line("A" + std::to_string(i), i < 39 ? "yes" : "no" + std::to_string(i), "train");
  WriteTemp("a.jsonl", lines);
  EXPECT_EQ(Check().failed.at("needed"), 0u);
}

TEST_F(DatasetCheck, TellsWhichExampleFailsWhichCheck) {
  WriteTemp("a.jsonl", Line("A1", "B1", "train") + Line("A1", "B1", "train"));
  std::vector<std::string> failures;
  CheckOptions options{.data = dir()};
  options.on_failure = [&](const v1::Example& example, const char* check, const std::string& place) {
    failures.push_back(place.substr(place.rfind('/') + 1) + " " + check + " " + example.answer());
  };
  CheckDataset(options);
  EXPECT_THAT(failures, ::testing::ElementsAre("a.jsonl:2 duplicate B1"));
}

TEST_F(DatasetCheck, ATextThatNamesItsSubjectCountsAsText) {
  WriteTemp(
      "a.jsonl",
      R"({"task": "t", "context": [{"id": "f1", "subject": "A", "text": "A is B."}], "question": "What is A?", "derivation": [{"text": "B", "uses": ["f1"]}], "answer": "B", "checks": {"derivable": "steps"}})"
      "\n");
  const CheckResult result = Check();
  EXPECT_EQ(result.sentences, 1u);
  EXPECT_EQ(result.triples, 0u);
  EXPECT_EQ(result.by_promise.at("steps"), 1u);
}

// Written by hand: facts and rules in words, and a derivation over them.
std::string Rules(const std::string& second_step, const std::string& cites, const std::string& answer,
                  const std::string& more = "") {
  return R"({"task": "mine", "context": [{"id": "f1", "text": "Ann is big."},
      {"id": "f2", "text": "Everyone who is big is kind."},
      {"id": "f3", "text": "If someone is kind, then they are happy."})" +
         more + R"(], "question": "Is Ann happy?", "derivation": [{"text": "Ann is kind", "uses": ["f1", "f2"]},
      {"text": ")" +
         second_step + R"(", "uses": ["s1", ")" + cites + R"("]}], "answer": ")" + answer +
         R"(", "hops": 2, "split": "train"})";
}

class RulesCheck : public DatasetCheck {
 protected:
  CheckResult Check(std::string line) const {
    std::erase(line, '\n');
    WriteTemp("a.jsonl", line + "\n");
    return CheckDataset({.data = dir(), .wordings = testing::SourceTree() / "datasets/wordings"});
  }
};

TEST_F(RulesCheck, ASoundDerivationPasses) {
  const CheckResult result = Check(Rules("Ann is happy", "f3", "yes"));
  EXPECT_EQ(result.failed.at("derivable"), 0u) << ::testing::PrintToString(result.reasons);
  EXPECT_EQ(result.rules_read, 1u);
}

TEST_F(RulesCheck, AStepMustFollowByTheRuleThatItCites) {
  const CheckResult wrong_rule = Check(Rules("Ann is happy", "f2", "yes"));
  EXPECT_EQ(wrong_rule.failed.at("derivable"), 1u);
  EXPECT_THAT(wrong_rule.reasons, ::testing::Contains(::testing::HasSubstr("step 2 does not follow: Ann is happy")));
  EXPECT_EQ(Check(Rules("Ann is not happy", "f3", "no")).failed.at("derivable"), 1u);
}

TEST_F(RulesCheck, TheAnswerMustBeWhatFollows) {
  EXPECT_EQ(Check(Rules("Ann is happy", "f3", "no")).failed.at("derivable"), 1u);
}

// Beside a sentence that is no rule of the book, the steps that are understood are held to what they cite.
TEST_F(RulesCheck, OneForeignSentenceDoesNotHideAWrongStep) {
  const std::string foreign = R"(, {"id": "f4", "text": "Colourless green ideas sleep furiously!"})";
  EXPECT_EQ(Check(Rules("Ann is happy", "f3", "yes", foreign)).failed.at("derivable"), 0u);
  EXPECT_EQ(Check(Rules("Ann is happy", "f2", "yes", foreign)).failed.at("derivable"), 1u);
  EXPECT_EQ(Check(Rules("So sleep ideas", "f4", "yes", foreign)).failed.at("derivable"), 1u);  // nobody can judge it
}

// Nor does it hide a wrong answer: the last step is held against the question, where both are understood.
TEST_F(RulesCheck, OneForeignSentenceDoesNotHideAWrongAnswer) {
  const std::string foreign = R"(, {"id": "f4", "text": "Colourless green ideas sleep furiously!"})";
  const CheckResult denied = Check(Rules("Ann is happy", "f3", "no", foreign));
  EXPECT_EQ(denied.failed.at("derivable"), 1u);
  EXPECT_THAT(denied.reasons, ::testing::Contains(::testing::HasSubstr("the answer is no, that of the last step yes")));
  std::string other = Rules("Ann is happy", "f3", "yes", foreign);
  other.replace(other.find("Is Ann happy?"), 13, "Is the sun up?");
  EXPECT_EQ(Check(other).failed.at("derivable"), 1u);  // nobody can judge the answer
}

TEST_F(RulesCheck, AStatementIsTrueOrFalse) {
  std::string line = Rules("Ann is happy", "f3", "true");
  line.replace(line.find("Is Ann happy?"), 13, "True or false? Ann is happy.");
  EXPECT_EQ(Check(line).failed.at("derivable"), 0u);
  line.replace(line.find("\"true\""), 6, "\"false\"");
  EXPECT_EQ(Check(line).failed.at("derivable"), 1u);
}

TEST_F(RulesCheck, WithoutRulesAFactAnswersTheQuestion) {
  const auto line = [](const char* answer) {
    return StrCat(
        R"({"task": "mine", "context": [{"id": "f1", "text": "Ann is big."}, {"id": "f2", "text": "Bo is kind."}],
        "question": "Is Ann big?", "derivation": [{"text": "Ann is big", "uses": ["f1"]}], "answer": ")",
        answer, R"(", "hops": 0, "split": "train"})");
  };
  EXPECT_EQ(Check(line("yes")).failed.at("derivable"), 0u);
  EXPECT_EQ(Check(line("no")).failed.at("derivable"), 1u);
}

// "Anyone who is kind is happy." may be a sentence among others that values are looked up in.
TEST_F(RulesCheck, WhereValuesAreLookedUpNothingIsReasonedOut) {
  const CheckResult result = Check(
      R"({"task": "t", "context": [{"id": "f1", "text": "Everyone who is big is kind."},
      {"id": "f2", "text": "Ann was born in Oslo."}], "question": "Where was Ann born?",
      "derivation": [{"subject": "Ann", "relation": "place of birth", "object": "Oslo", "uses": ["f2"]}],
      "answer": "Oslo", "hops": 1, "split": "train"})");
  EXPECT_EQ(result.failed.at("derivable"), 0u) << ::testing::PrintToString(result.reasons);
  EXPECT_EQ(result.rules_read, 0u);
}

TEST_F(RulesCheck, WithoutTheWordingsNothingIsReadAgain) {
  std::string line = Rules("Ann is happy", "f2", "yes");
  std::erase(line, '\n');
  WriteTemp("a.jsonl", line + "\n");
  const CheckResult result = CheckDataset({.data = dir()});
  EXPECT_EQ(result.failed.at("derivable"), 1u);  // nobody is left who can judge the step
  EXPECT_EQ(result.rules_read, 0u);
}

TEST_F(RulesCheck, AComparisonIsAnsweredAsItsQuestionAsks) {
  const auto line = [](const char* answer) {
    return StrCat(
        R"({"task": "t", "context": [{"id": "f1", "subject": "Ann", "relation": "height", "object": "1.9 m"},
        {"id": "f2", "subject": "Bo", "relation": "height", "object": "1.8 m"}],
        "question": "Is it true that Ann is shorter than Bo?",
        "derivation": [{"subject": "Ann", "relation": "height", "object": "1.9 m", "uses": ["f1"]},
        {"subject": "Bo", "relation": "height", "object": "1.8 m", "uses": ["f2"]},
        {"text": "1.9 m > 1.8 m, so )",
        answer, R"(", "uses": ["s1", "s2"]}], "answer": ")", answer, R"(", "hops": 2, "split": "train"})");
  };
  EXPECT_EQ(Check(line("no")).failed.at("derivable"), 0u);
  EXPECT_EQ(Check(line("yes")).failed.at("derivable"), 1u);
}

}  // namespace
}  // namespace lethe
