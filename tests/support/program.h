// Runs the program `lethe` and reads what it prints.
//
// Errors: a program that cannot be started, or that runs longer than the limit, fails the test.
// Threads: any; each run is a process of its own.
#pragma once

#include <string>
#include <vector>

namespace lethe::testing {

struct ProgramRun {
  int exit_code = -1;
  std::string out;
  std::string err;
};

// `arguments` without the program's name; `input` goes to its standard input.
ProgramRun RunProgram(const std::string& program, const std::vector<std::string>& arguments,
                      const std::string& input = "");

// A program in the background, ended by SIGTERM when the object goes.
class BackgroundProgram {
 public:
  BackgroundProgram(const std::string& program, const std::vector<std::string>& arguments);
  ~BackgroundProgram();
  BackgroundProgram(const BackgroundProgram&) = delete;
  BackgroundProgram& operator=(const BackgroundProgram&) = delete;

  // Waits for a line that contains `text` on its standard output and returns it; empty when the program ends first.
  std::string WaitForLine(const std::string& text);
  // Sends SIGTERM and returns the exit code.
  int Stop();

 private:
  int pid_ = -1;
  int out_ = -1;
  std::string buffer_;
};

}  // namespace lethe::testing
