#include "model/train/training_run.h"

#include <gmock/gmock.h>

#include <limits>

#include "base/error.h"
#include "tests/support/temp_dir.h"
#include "tests/support/throws_code.h"

namespace lethe {
namespace {

using ::testing::ElementsAre;
using testing::ThrowsCode;

// Writes down what it is told to do.
class FakeRun : public TrainingRun {
 public:
  using TrainingRun::TrainingRun;
  void Resume() { random = LoadState(out_ / "last"); }

  std::vector<std::string> did;
  RandomState random = {1, 2, 3, ~uint64_t{0}};
  double loss = 0.5;
  int64_t lost_from = 1 << 20;  // the step from which on the loss is no number
  std::string non_finite;
  bool evaluates = true;

 private:
  void Step(double) override {
    interval_.loss += state_.step() + 1 < lost_from ? loss : std::numeric_limits<double>::quiet_NaN();
    interval_.tokens += 10;
    state_.set_tokens(state_.tokens() + 10);
  }
  Curves EndInterval(double) override {
    did.push_back(StrCat("log ", state_.step(), " of ", interval_.steps));
    return {{"own", 1}};
  }
  Curves Evaluate() override {
    if (!evaluates) return {};
    did.push_back(StrCat("evaluate ", state_.step()));
    return {{"eval", 2}};
  }
  void Save(const Path& folder) override {
    did.push_back("save " + folder.filename().string());
    SaveState(folder, random);
  }
  std::string NonFiniteWeight() override { return non_finite; }
  std::string Cure() const override { return "the rate"; }
};

class TrainingRunTest : public testing::TempDir {
 protected:
  TrainingRunTest() {
    config_.set_steps(5);
    config_.set_log_every(2);
    config_.set_eval_every(3);
    config_.set_checkpoint_every(4);
  }
  TrainConfig config_;
};

TEST_F(TrainingRunTest, EachThingComesWhenTheConfigSaysAndAllAtTheEnd) {
  FakeRun run(config_, dir());
  const TrainResult result = run.Run(nullptr);
  EXPECT_THAT(run.did, ElementsAre("log 2 of 2", "evaluate 3", "log 4 of 2", "save step-4", "log 5 of 1", "evaluate 5",
                                   "save step-5"));
  EXPECT_EQ(result.steps, 5);
  EXPECT_EQ(result.tokens, 50);
  EXPECT_EQ(result.loss, 0.5);
  EXPECT_EQ(result.checkpoint, dir() / "step-5");
  const std::string metrics = ReadFile(dir() / "metrics.jsonl");
  for (const char* name : {"\"own\":", "\"eval\":", "\"train/loss\":", "\"train/rate_scale\":"})
    EXPECT_NE(metrics.find(name), std::string::npos) << name;
  EXPECT_TRUE(std::filesystem::exists(dir() / "config.txtpb"));
}

TEST_F(TrainingRunTest, AStoppedRunGoesOnWhereItWas) {
  FakeRun first(config_, dir());
  first.Run([](const TrainProgress& at) { return at.step == 2; });
  EXPECT_THAT(first.did, ElementsAre("log 2 of 2", "save step-2"));
  FakeRun second(config_, dir());
  second.evaluates = false;
  second.random = {};
  second.Resume();
  EXPECT_EQ(second.random, first.random);
  EXPECT_EQ(second.Run(nullptr).tokens, 50);
  EXPECT_THAT(second.did, ElementsAre("log 4 of 2", "save step-4", "log 5 of 1", "save step-5"));
  FakeRun third(config_, dir());
  third.Resume();
  const TrainResult result = third.Run(nullptr);
  EXPECT_EQ(result.steps, 5);
  EXPECT_EQ(result.loss, std::nullopt);  // none was measured
  EXPECT_GT(result.seconds, 0);          // of all the run
  EXPECT_THAT(third.did, ElementsAre());
}

TEST_F(TrainingRunTest, RefusesADamagedStateAndALossThatIsNoNumber) {
  FakeRun run(config_, dir());
  run.Run(nullptr);
  WriteFileAtomic(dir() / "last/trainer_state.json", R"({"step": "5", "random": ["1"]})");
  EXPECT_THAT([&] { run.Resume(); }, ThrowsCode(Code::kDataLoss, "trainer_state.json"));
  FakeRun lost(config_, dir() / "lost");
  lost.loss = std::numeric_limits<double>::quiet_NaN();
  EXPECT_THAT([&] { lost.Run(nullptr); }, ThrowsCode(Code::kInternal, "step 2; lower the rate"));
}

// Between two log lines too.
TEST_F(TrainingRunTest, LastStaysAtACheckpointOfFiniteNumbers) {
  config_.set_log_every(100);
  config_.set_checkpoint_every(2);
  FakeRun run(config_, dir());
  run.lost_from = 3;
  EXPECT_THAT([&] { run.Run(nullptr); }, ThrowsCode(Code::kInternal, "loss is not finite at step 4; lower the rate"));
  EXPECT_EQ(std::filesystem::read_symlink(dir() / "last"), "step-2");
  EXPECT_FALSE(std::filesystem::exists(dir() / "step-4"));
  FakeRun again(config_, dir());
  again.Resume();
  again.non_finite = "table";
  EXPECT_THAT([&] { again.Run(nullptr); }, ThrowsCode(Code::kInternal, "weight table is not finite at step 4"));
  EXPECT_EQ(std::filesystem::read_symlink(dir() / "last"), "step-2");
  FakeRun sound(config_, dir());
  sound.Resume();
  EXPECT_EQ(sound.Run(nullptr).steps, 5);
}

}  // namespace
}  // namespace lethe
