// Kills a process that changes stores, at random moments, and looks at what is left of them.
//
//   lethe_crash_harness [--rounds N] [--seed S] [--folder DIR]
//
// Each round starts a worker in the folder that the rounds before left behind, kills it (SIGKILL) in the middle of an
// import, of deletions, of a compaction under changes, or of alias swaps under changes, and holds the stores against
// what the worker had acknowledged. The last line sums up; exit code 1 where anything was lost, came back or is
// unclean.
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <iostream>
#include <map>
#include <sstream>
#include <thread>

#include "base/error.h"
#include "base/log.h"
#include "base/random.h"
#include "base/stopwatch.h"
#include "retriever/stores/store_folder.h"
#include "tests/crash/ledger.h"
#include "tests/crash/worker.h"

namespace lethe::crash {
namespace {

// The kill comes some time after the worker has said so many lines: time alone would find a slow machine idle.
constexpr uint64_t kMostLines = 40;
constexpr double kMostSeconds = 2;  // for the lines
constexpr uint64_t kMostMicroseconds = 30'000;
constexpr uint64_t kEarlyOneIn = 8;  // kills while the stores are being opened
constexpr uint64_t kEarlyMicroseconds = 60'000;

struct Options {
  uint64_t rounds = 200;
  uint64_t seed = 1;
  std::string folder;
  // Of the process that is to be killed.
  std::string deed;
  uint64_t worker_seed = 0;
};

// A worker process and what it says.
class WorkerProcess {
 public:
  WorkerProcess(const std::string& deed, const Path& folder, uint64_t seed) {
    int ends[2];
    LETHE_CHECK(::pipe(ends) == 0);
    pid_ = ::fork();
    LETHE_CHECK(pid_ >= 0);
    if (pid_ == 0) {
      ::dup2(ends[1], STDOUT_FILENO);
      ::close(ends[0]);
      ::close(ends[1]);
      ::execl("/proc/self/exe", "lethe_crash_harness", "--deed", deed.c_str(), "--folder", folder.c_str(),
              "--worker-seed", std::to_string(seed).c_str(), static_cast<char*>(nullptr));
      ::_exit(127);
    }
    ::close(ends[1]);
    out_ = ends[0];
  }
  ~WorkerProcess() { ::close(out_); }
  WorkerProcess(const WorkerProcess&) = delete;
  WorkerProcess& operator=(const WorkerProcess&) = delete;

  void WaitForLines(uint64_t lines) {
    const Stopwatch watch;
    while (watch.Seconds() < kMostSeconds && LinesSaid() < lines) {
      pollfd out{out_, POLLIN, 0};
      if (::poll(&out, 1, 10) > 0 && !ReadSome()) return;
    }
  }
  // False when it had ended by itself, which it never should.
  bool Kill() {
    ::kill(pid_, SIGKILL);
    int status = 0;
    ::waitpid(pid_, &status, 0);
    while (ReadSome()) {
    }
    return WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
  }
  // Whole lines only.
  std::string said() const { return said_.substr(0, said_.rfind('\n') + 1); }

 private:
  uint64_t LinesSaid() const { return static_cast<uint64_t>(std::count(said_.begin(), said_.end(), '\n')); }
  bool ReadSome() {
    char buffer[4096];
    const ssize_t n = ::read(out_, buffer, sizeof buffer);
    if (n > 0) said_.append(buffer, static_cast<size_t>(n));
    return n > 0;
  }

  pid_t pid_ = -1;
  int out_ = -1;
  std::string said_;
};

class Harness {
 public:
  explicit Harness(const Options& options) : options_(options), random_(options.seed) {}

  bool Run(const Path& folder) {
    const Stopwatch watch;
    uint64_t round = 0;
    for (; round < options_.rounds && findings_.ok(); ++round) {
      const char* deed = kDeeds[round % std::size(kDeeds)];
      KillOnce(deed, folder);
      ++kills_[deed];
      for (auto& [name, ledger] : ledgers_) Settle(folder / name, round % 2 == 0, ledger);
      if (!findings_.ok()) std::cerr << "round " << round << ": " << findings_.words << "\n";
    }
    PrintSummary(round, watch.Seconds());
    return findings_.ok();
  }

 private:
  void KillOnce(const std::string& deed, const Path& folder) {
    const bool early = random_.Below(kEarlyOneIn) == 0;
    WorkerProcess worker(deed, folder, random_.Next() >> 1);
    if (!early) worker.WaitForLines(1 + random_.Below(kMostLines));
    const uint64_t wait = random_.Below(early ? kEarlyMicroseconds : kMostMicroseconds);
    std::this_thread::sleep_for(std::chrono::microseconds(wait));
    if (!worker.Kill()) {
      ++findings_.unclean;
      findings_.words = StrCat("the worker ended by itself in ", deed);
    }
    std::istringstream lines(worker.said());
    for (std::string line; std::getline(lines, line);) {
      if (line.size() > 2 && line[1] == ' ') ledgers_[line.substr(0, 1)].Read(line.substr(2));
    }
  }

  void Settle(const Path& store, bool for_reading, Ledger& ledger) {
    try {
      if (!ReadStoreMarker(store) && ledger.ForgetsIfEmpty()) return;
      const auto base = KnowledgeBase::Open(store, {}, for_reading ? OpenMode::kRead : OpenMode::kWrite);
      ledger.Settle(*base->Pin(), findings_);
    } catch (const Error& error) {
      ++findings_.unclean;
      if (findings_.words.empty()) findings_.words = error.what();
    }
  }

  void PrintSummary(uint64_t rounds, double seconds) const {
    uint64_t acknowledged = 0;
    for (const auto& [name, ledger] : ledgers_) acknowledged += ledger.acknowledged();
    std::string kills;
    for (const auto& [deed, count] : kills_) kills += StrCat(kills.empty() ? "" : ", ", deed, " ", count);
    std::cout << "crash harness: seed " << options_.seed << ", " << rounds << " kills (" << kills << "), "
              << acknowledged << " facts and changes acknowledged; " << findings_.lost << " acknowledged facts lost, "
              << findings_.back << " deleted facts back, " << findings_.torn << " changes torn, " << findings_.unclean
              << " stores unclean; " << static_cast<uint64_t>(seconds) << " s\n";
  }

  Options options_;
  Random random_;
  std::map<std::string, Ledger> ledgers_;
  std::map<std::string, uint64_t> kills_;
  Findings findings_;
};

int Main(int argc, char** argv) {
  Options options;
  CLI::App app("Kills a process that changes stores, and looks at what is left");
  app.add_option("--rounds", options.rounds, "Kills")->capture_default_str()->check(CLI::PositiveNumber);
  app.add_option("--seed", options.seed, "Decides every moment and every change")->capture_default_str();
  app.add_option("--folder", options.folder, "Where the stores are made; a temporary folder where not given");
  app.add_option("--deed", options.deed)->group("");
  app.add_option("--worker-seed", options.worker_seed)->group("");
  CLI11_PARSE(app, argc, argv);
  SetLogLevel(LogLevel::kError);
  if (!options.deed.empty()) Work(options.deed, options.folder, options.worker_seed);
  if (!options.folder.empty()) {
    CreateDirectories(options.folder);
    return Harness(options).Run(options.folder) ? 0 : 1;
  }
  const TemporaryFolder folder;
  return Harness(options).Run(folder.path()) ? 0 : 1;
}

}  // namespace
}  // namespace lethe::crash

int main(int argc, char** argv) {
  try {
    return lethe::crash::Main(argc, argv);
  } catch (const std::exception& error) {
    std::cerr << "crash harness: " << error.what() << "\n";
    return 1;
  }
}
