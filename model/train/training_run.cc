#include "model/train/training_run.h"

#include <google/protobuf/util/json_util.h>

#include <cmath>
#include <filesystem>

#include "base/config.h"
#include "base/error.h"
#include "base/log.h"
#include "model/train/event_writer.h"
#include "model/train/run_folder.h"
#include "model/train/schedule.h"

namespace lethe {

TrainResult TrainingRun::Run(const TrainObserver& observer) {
  if (state_.step() == 0 && std::filesystem::exists(out_ / "last")) {
    throw Error(Code::kFailedPrecondition,
                StrCat(out_.string(), " holds a run already: go on with it (--resume), or choose another folder"));
  }
  CreateDirectories(out_);
  WriteFileAtomic(out_ / "config.txtpb", ConfigText(config_));
  EventWriter events(out_);
  const int64_t first = state_.step(), steps = config_.steps();
  since_log_.Restart();
  bool stop = false;
  while (state_.step() < steps && !stop) {
    const double scale = RateScale(config_.schedule(), state_.step(), steps);
    Step(scale);
    state_.set_step(state_.step() + 1);
    ++interval_.steps;
    const bool last = state_.step() == steps;
    if (state_.step() % config_.log_every() == 0 || last) stop = Log(events, observer, scale);
    if (config_.eval_every() > 0 && (state_.step() % config_.eval_every() == 0 || last)) {
      if (const Curves curves = Evaluate(); !curves.empty()) events.Write(state_.step(), curves);
    }
    if (state_.step() % config_.checkpoint_every() == 0 || last || stop) SaveCheckpointFolder();
  }
  events.Flush();
  if (state_.step() == first) LogWarning("nothing to do: the run has already reached step ", first);
  result_.steps = state_.step();
  result_.tokens = state_.tokens();
  result_.seconds = state_.seconds();
  result_.checkpoint = out_ / std::filesystem::read_symlink(out_ / "last");
  return result_;
}

bool TrainingRun::Log(EventWriter& events, const TrainObserver& observer, double scale) {
  CheckLoss();
  const double seconds = since_log_.Seconds(), loss = interval_.loss / static_cast<double>(interval_.steps);
  result_.loss = loss;
  result_.tokens_per_second = static_cast<double>(interval_.tokens) / seconds;
  Curves curves = EndInterval(seconds);
  curves["train/loss"] = loss;
  curves["train/rate_scale"] = scale;
  events.Write(state_.step(), curves);
  events.Flush();
  state_.set_seconds(state_.seconds() + seconds);
  interval_ = {};
  since_log_.Restart();
  return observer && observer({state_.step(), config_.steps(), loss, scale, result_.tokens_per_second});
}

Error TrainingRun::NotFinite(std::string_view what, int64_t step) const {
  return {Code::kInternal, StrCat(what, " is not finite at step ", step, "; lower ", Cure())};
}

void TrainingRun::CheckLoss() const {
  if (!std::isfinite(interval_.loss)) throw NotFinite("loss", state_.step());
}

void TrainingRun::SaveCheckpointFolder() {
  // A run that resumes from numbers that are not finite is lost, so `last` stays where it is.
  CheckLoss();
  if (const std::string name = NonFiniteWeight(); !name.empty()) throw NotFinite("weight " + name, state_.step());
  const std::string name = StrCat("step-", state_.step());
  CreateDirectories(out_ / name);
  Save(out_ / name);
  PointLastTo(out_, name);
}

void TrainingRun::SaveState(const Path& folder, const RandomState& random) const {
  TrainerState state = state_;
  state.clear_random();
  for (const uint64_t word : random) state.add_random(word);
  std::string json;
  LETHE_CHECK(google::protobuf::util::MessageToJsonString(state, &json).ok());
  WriteFileAtomic(folder / "trainer_state.json", json);
}

TrainingRun::RandomState TrainingRun::LoadState(const Path& folder) {
  const Path file = folder / "trainer_state.json";
  const auto status = google::protobuf::util::JsonStringToMessage(ReadFile(file), &state_);
  if (!status.ok() || state_.random_size() != 4)
    throw Error(Code::kDataLoss, StrCat(file.string(), ": damaged trainer state"));
  return {state_.random(0), state_.random(1), state_.random(2), state_.random(3)};
}

}  // namespace lethe
