#include "retriever/receipts/open_processes.h"

#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <fstream>
#include <system_error>

#include "base/error.h"
#include "base/text.h"

namespace lethe {
namespace {

namespace fs = std::filesystem;

bool IsNumber(const std::string& text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](unsigned char c) { return std::isdigit(c) != 0; });
}

enum class Look { kNo, kYes, kHidden };

Look HasOpenFile(const Path& process, const std::string& prefix) {
  std::error_code error;
  fs::directory_iterator files(process / "fd", error);
  if (error) return Look::kHidden;
  for (; !error && files != fs::directory_iterator(); files.increment(error)) {
    std::error_code gone;
    const std::string target = fs::read_symlink(files->path(), gone).string();
    if (!gone && target.starts_with(prefix)) return Look::kYes;
  }
  return Look::kNo;
}

Look HasMappedFile(const Path& process, const std::string& prefix) {
  std::ifstream maps(process / "maps");
  if (!maps) return Look::kHidden;
  for (std::string line; std::getline(maps, line);) {
    const size_t path = line.find('/');
    if (path != std::string::npos && std::string_view(line).substr(path).starts_with(prefix)) return Look::kYes;
  }
  return Look::kNo;
}

std::string NameOf(const Path& process) {
  std::ifstream file(process / "comm");
  std::string name;
  std::getline(file, name);
  return name;
}

}  // namespace

OpenProcesses ProcessesHolding(const Path& dir) {
  OpenProcesses result;
  std::error_code error;
  fs::directory_iterator processes("/proc", error);
  if (error) return result;
  result.known = true;
  const std::string prefix = fs::weakly_canonical(dir, error).string() + "/";
  for (; !error && processes != fs::directory_iterator(); processes.increment(error)) {
    const std::string name = processes->path().filename().string();
    if (!IsNumber(name) || std::stoll(name) == ::getpid()) continue;
    const Look files = HasOpenFile(processes->path(), prefix);
    const Look maps = files == Look::kYes ? files : HasMappedFile(processes->path(), prefix);
    if (files == Look::kYes || maps == Look::kYes) {
      result.holding.push_back({std::stoull(name), NameOf(processes->path())});
    } else if (files == Look::kHidden && fs::exists(processes->path())) {
      ++result.hidden;
    }
  }
  return result;
}

std::string NamesOf(const OpenProcesses& processes) {
  std::string names;
  for (const OpenProcess& process : processes.holding)
    names += StrCat(names.empty() ? "" : ", ", process.pid, " (", process.name, ")");
  return names;
}

}  // namespace lethe
