#include "tests/support/private_postgres.h"

#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <memory>
#include <sstream>
#include <thread>

#include "base/error.h"
#include "base/stopwatch.h"
#include "tests/support/program.h"
#include "tests/support/source_tree.h"

namespace lethe::testing {
namespace {

constexpr const char* kPrograms = "/usr/lib/postgresql/15/bin/";
constexpr double kStartSeconds = 60;
constexpr std::chrono::milliseconds kPause{50};

// Whom a server may run as; null when that is this process's user.
const passwd* ServerUser() {
  if (::geteuid() != 0) return nullptr;
  const passwd* user = ::getpwnam("postgres");
  return user != nullptr ? user : ::getpwnam("nobody");
}

// Starts a program in the background, as the server's user, with its output in a file.
int Launch(const std::string& program, const std::vector<std::string>& arguments, const Path& output) {
  const passwd* user = ServerUser();
  const int pid = ::fork();
  LETHE_CHECK(pid >= 0);
  if (pid > 0) return pid;
  ::setsid();  // signals for the test's terminal are not the server's
  if (user != nullptr && (::setgroups(0, nullptr) != 0 || ::setgid(user->pw_gid) != 0 || ::setuid(user->pw_uid) != 0))
    ::_exit(126);
  ::prctl(PR_SET_PDEATHSIG, SIGINT);  // a test that is killed takes its server along
  const int log = ::open(output.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  ::dup2(log, STDOUT_FILENO);
  ::dup2(log, STDERR_FILENO);
  std::vector<char*> argv = {const_cast<char*>(program.c_str())};
  for (const std::string& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);
  ::execv(program.c_str(), argv.data());
  ::_exit(127);
}

std::string WithSchema(const std::string& url, const std::string& schema) {
  return StrCat(url, url.find('?') == std::string::npos ? "?" : "&", "schema=", schema);
}

// Node's PGlite, for the tests of this process.
class Pglite {
 public:
  explicit Pglite(const std::string& node) : program_(node, {(Folder() / "server.mjs").string()}) {
    const std::string line = program_.WaitForLine("listening on ");
    if (!line.empty()) url_ = line.substr(line.find("postgres://"));
  }
  static Path Folder() { return SourceTree() / "tests/support/pglite"; }
  const std::string& url() const { return url_; }

 private:
  BackgroundProgram program_;
  std::string url_;
};

std::string FindProgram(const std::string& name) {
  const char* path = std::getenv("PATH");
  std::string rest = path == nullptr ? "" : path;
  while (!rest.empty()) {
    const size_t end = std::min(rest.find(':'), rest.size());
    const std::string program = rest.substr(0, end) + "/" + name;
    if (::access(program.c_str(), X_OK) == 0) return program;
    rest.erase(0, end + 1);
  }
  return "";
}

}  // namespace

std::string PrivatePostgres::Missing() {
  if (::access((std::string(kPrograms) + "postgres").c_str(), X_OK) == 0) return "";
  return "needs postgresql-15 (deploy/install.sh installs it)";
}

PrivatePostgres::PrivatePostgres(std::vector<std::string> settings) : settings_(std::move(settings)) {
  const passwd* user = ServerUser();
  if (user != nullptr) LETHE_CHECK(::chown(folder_.path().c_str(), user->pw_uid, user->pw_gid) == 0);
  const int pid = Launch(std::string(kPrograms) + "initdb",
                         {"-D", folder_.path() / "data", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C",
                          "--no-sync", "--no-instructions"},
                         folder_.path() / "initdb.log");
  int status = 0;
  ::waitpid(pid, &status, 0);
  if (status != 0) throw Error(Code::kUnavailable, "initdb failed: " + ReadFile(folder_.path() / "initdb.log"));
  Start();
}

PrivatePostgres::~PrivatePostgres() {
  if (pid_ > 0) Stop();
}

std::string PrivatePostgres::Url(const std::string& schema, const std::string& more) const {
  return WithSchema("postgres://postgres@/postgres?host=" + folder_.path().string(), schema) + more;
}

std::string PrivatePostgres::Log() const {
  const std::string text = ReadFile(folder_.path() / "server.log");
  return text.substr(text.size() - std::min<size_t>(text.size(), 2000));
}

size_t PrivatePostgres::Statements() const {
  const std::string log = ReadFile(folder_.path() / "server.log");
  size_t statements = 0;
  for (const char* entry : {"LOG:  execute ", "LOG:  statement: "}) {
    for (size_t at = log.find(entry); at != std::string::npos; at = log.find(entry, at + 1)) ++statements;
  }
  return statements;
}

bool PrivatePostgres::Answers() const {
  return RunProgram(std::string(kPrograms) + "pg_isready", {"-q", "-h", folder_.path(), "-U", "postgres"}).exit_code ==
         0;
}

void PrivatePostgres::Start() {
  std::vector<std::string> arguments = {"-D", folder_.path() / "data", "-k", folder_.path(), "-c", "listen_addresses="};
  for (const std::string& setting : settings_) {
    arguments.push_back("-c");
    arguments.push_back(setting);
  }
  const Stopwatch watch;
  // Processes that outlived a killed server keep its memory for a moment, and another start is refused until then.
  while (watch.Seconds() < kStartSeconds) {
    if (pid_ <= 0) pid_ = Launch(std::string(kPrograms) + "postgres", arguments, folder_.path() / "server.log");
    std::this_thread::sleep_for(kPause);
    if (::waitpid(pid_, nullptr, WNOHANG) == pid_) {
      pid_ = -1;
      continue;
    }
    if (Answers()) return;
  }
  throw Error(Code::kUnavailable, "PostgreSQL does not start: " + Log());
}

void PrivatePostgres::StopWith(int signal) {
  ::kill(pid_, signal);
  ::waitpid(pid_, nullptr, 0);
  pid_ = -1;
}

void PrivatePostgres::Stop() {
  StopWith(SIGINT);
}

void PrivatePostgres::Kill() {
  const int server = pid_;
  ::kill(server, SIGSTOP);  // it must not start new ones meanwhile
  std::istringstream children(ReadFile(StrCat("/proc/", server, "/task/", server, "/children")));
  for (int child = 0; children >> child;) ::kill(child, SIGKILL);
  StopWith(SIGKILL);
}

std::string SharedPostgresUrl(const std::string& schema, std::string& why) {
  if (const char* url = std::getenv("LETHE_TEST_POSTGRES"); url != nullptr && *url != '\0')
    return WithSchema(url, schema);
  why = PrivatePostgres::Missing();
  if (!why.empty()) return "";
  static const auto server = std::make_unique<PrivatePostgres>();
  return server->Url(schema);
}

std::string PgliteUrl(const std::string& schema, std::string& why) {
  if (const char* url = std::getenv("LETHE_TEST_PGLITE"); url != nullptr && *url != '\0')
    return WithSchema(url, schema) + "&pool_size=1";
  static const std::string node = FindProgram("node");
  if (node.empty()) why = "needs node, for a PostgreSQL with pgvector";
  if (!std::filesystem::exists(Pglite::Folder() / "node_modules"))
    why = "needs the packages of tests/support/pglite (tests/run.sh installs them where there is npm)";
  if (!why.empty()) return "";
  static const auto server = std::make_unique<Pglite>(node);
  if (server->url().empty()) why = "PGlite does not start";
  return why.empty() ? WithSchema(server->url(), schema) + "&pool_size=1" : "";
}

}  // namespace lethe::testing
