#include "tests/support/program.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>

#include "base/error.h"

namespace lethe::testing {
namespace {

struct Pipe {
  int read = -1, write = -1;
  Pipe() {
    std::array<int, 2> ends{};
    LETHE_CHECK(::pipe2(ends.data(), O_CLOEXEC) == 0);
    read = ends[0];
    write = ends[1];
  }
};

int Start(const std::string& program, const std::vector<std::string>& arguments, int in, int out, int err) {
  std::vector<char*> argv = {const_cast<char*>(program.c_str())};
  for (const std::string& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);
  const int pid = ::fork();
  LETHE_CHECK(pid >= 0);
  if (pid > 0) return pid;
  if (in >= 0) ::dup2(in, STDIN_FILENO);
  ::dup2(out, STDOUT_FILENO);
  if (err >= 0) ::dup2(err, STDERR_FILENO);
  ::execv(program.c_str(), argv.data());
  ::_exit(127);
}

int ExitCode(int pid) {
  int status = 0;
  ::waitpid(pid, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

// Reads both pipes to their ends, so that neither side fills up and waits for us.
void Drain(int out, int err, ProgramRun& run) {
  std::array<pollfd, 2> ends = {pollfd{out, POLLIN, 0}, pollfd{err, POLLIN, 0}};
  std::array<std::string*, 2> texts = {&run.out, &run.err};
  for (int open = 2; open > 0;) {
    ::poll(ends.data(), ends.size(), -1);
    for (size_t i = 0; i < ends.size(); ++i) {
      if (ends[i].fd < 0 || ends[i].revents == 0) continue;
      char chunk[4096];
      const ssize_t n = ::read(ends[i].fd, chunk, sizeof chunk);
      if (n > 0) {
        texts[i]->append(chunk, static_cast<size_t>(n));
      } else {
        ::close(ends[i].fd);
        ends[i].fd = -1;
        --open;
      }
    }
  }
}

}  // namespace

ProgramRun RunProgram(const std::string& program, const std::vector<std::string>& arguments, const std::string& input) {
  Pipe in, out, err;
  const int pid = Start(program, arguments, in.read, out.write, err.write);
  ::close(in.read);
  ::close(out.write);
  ::close(err.write);
  ::signal(SIGPIPE, SIG_IGN);  // a program that does not read its input
  [[maybe_unused]] const ssize_t written = ::write(in.write, input.data(), input.size());
  ::close(in.write);
  ProgramRun run;
  Drain(out.read, err.read, run);
  run.exit_code = ExitCode(pid);
  return run;
}

BackgroundProgram::BackgroundProgram(const std::string& program, const std::vector<std::string>& arguments) {
  Pipe out;
  pid_ = Start(program, arguments, -1, out.write, -1);
  ::close(out.write);
  out_ = out.read;
}

BackgroundProgram::~BackgroundProgram() {
  if (pid_ > 0) Stop();
  ::close(out_);
}

std::string BackgroundProgram::WaitForLine(const std::string& text) {
  for (;;) {
    for (size_t end; (end = buffer_.find('\n')) != std::string::npos;) {
      const std::string line = buffer_.substr(0, end);
      buffer_.erase(0, end + 1);
      if (line.find(text) != std::string::npos) return line;
    }
    char chunk[4096];
    const ssize_t n = ::read(out_, chunk, sizeof chunk);
    if (n <= 0) return "";
    buffer_.append(chunk, static_cast<size_t>(n));
  }
}

int BackgroundProgram::Stop() {
  ::kill(pid_, SIGTERM);
  const int code = ExitCode(pid_);
  pid_ = -1;
  return code;
}

}  // namespace lethe::testing
