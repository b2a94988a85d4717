#include "tests/house/cpp_source.h"

#include <algorithm>
#include <regex>

#include "base/text.h"

namespace lethe::house {
namespace {

// Where the literal or comment that starts at `i` ends; `i` itself when none starts there.
size_t SkipNonCode(const std::string& text, size_t i) {
  auto until = [&](std::string_view close, size_t from) {
    const size_t end = text.find(close, from);
    return end == std::string::npos ? text.size() : end + close.size();
  };
  if (text.compare(i, 2, "//") == 0) return std::min(text.find('\n', i), text.size());
  if (text.compare(i, 2, "/*") == 0) return until("*/", i + 2);
  if (text.compare(i, 2, "R\"") == 0) {
    const std::string delimiter = text.substr(i + 2, text.find('(', i) - i - 2);
    return until(")" + delimiter + "\"", i);
  }
  const bool digit_separator = text[i] == '\'' && i > 0 && std::isalnum(static_cast<unsigned char>(text[i - 1])) != 0;
  if ((text[i] != '"' && text[i] != '\'') || digit_separator) return i;
  size_t end = i + 1;
  while (end < text.size() && text[end] != text[i]) end += text[end] == '\\' ? 2 : 1;
  return std::min(end + 1, text.size());
}

enum class Block { kNamespace, kType, kFunction, kOther };

// What the brace after `head` (the text since the last ';', '{' or '}') opens inside of `parent`.
Block KindOf(const std::string& head, Block parent) {
  static const std::regex kNamespace(R"(\b(namespace|extern)\b)");
  static const std::regex kType(R"(\b(class|struct|union|enum)\b[^()]*$)");
  const bool inside_code = parent == Block::kFunction || parent == Block::kOther;
  if (inside_code) return Block::kOther;
  if (std::regex_search(head, kNamespace)) return Block::kNamespace;
  if (std::regex_search(head, kType)) return Block::kType;
  return head.find('(') != std::string::npos ? Block::kFunction : Block::kOther;
}

std::string FunctionName(const std::string& head) {
  static const std::regex kName(R"(([A-Za-z_~][\w:~]*)\s*\()");
  std::smatch match;
  return std::regex_search(head, match, kName) ? match[1].str() : std::string("?");
}

}  // namespace

bool IsHeader(const Path& file) {
  return file.extension() == ".h";
}
bool IsCpp(const Path& file) {
  return IsHeader(file) || file.extension() == ".cc";
}

std::string RoomOf(const Path& file) {
  return file.has_parent_path() ? file.begin()->string() : std::string();
}

bool IsRoom(std::string_view folder) {
  static const std::set<std::string, std::less<>> kRooms = {"base",      "proto",    "model",
                                                            "retriever", "datasets", "services"};
  return kRooms.contains(folder);
}

std::vector<Include> IncludesOf(const std::string& text) {
  static const std::regex kInclude(R"(^\s*#\s*include\s*(["<])([^">]+)[">])");
  std::vector<Include> includes;
  int number = 0;
  for (const std::string_view line : Split(text, '\n')) {
    ++number;
    std::cmatch match;
    if (!std::regex_search(line.begin(), line.end(), match, kInclude)) continue;
    includes.push_back({number, match[2].str(), match[1].str() == "\""});
  }
  return includes;
}

std::string CodeOnly(const std::string& text) {
  std::string code = text;
  for (size_t i = 0; i < text.size();) {
    const size_t end = SkipNonCode(text, i);
    for (size_t j = i; j < end; ++j) {
      if (code[j] != '\n') code[j] = ' ';
    }
    i = std::max(end, i + 1);
  }
  return code;
}

std::vector<Function> FunctionsOf(const std::string& text) {
  struct Open {
    Block kind;
    Function function;
  };
  std::vector<Function> functions;
  std::vector<Open> open = {{Block::kNamespace, {}}};
  std::string head;
  int line = 1;
  for (const char c : CodeOnly(text)) {
    if (c == '\n') ++line;
    if (c == '{') {
      const Block kind = KindOf(head, open.back().kind);
      open.push_back({kind, {line, 0, FunctionName(head)}});
    } else if (c == '}' && open.size() > 1) {
      if (open.back().kind == Block::kFunction) {
        open.back().function.lines = line - open.back().function.line + 1;
        functions.push_back(open.back().function);
      }
      open.pop_back();
    }
    const bool ends_statement = c == '{' || c == '}' || c == ';';
    head = ends_statement ? std::string() : head + c;
  }
  return functions;
}

std::vector<Library> LibrariesIn(const std::string& cmake_text, const Path& folder) {
  static const std::regex kCall(R"(\blethe_library\(([^)]*)\))");
  static const std::set<std::string, std::less<>> kKeywords = {"SRCS", "DEPS", "THIRD_PARTY", "PUBLIC_THIRD_PARTY",
                                                               "PCH"};
  std::vector<Library> libraries;
  for (std::sregex_iterator it(cmake_text.begin(), cmake_text.end(), kCall), end; it != end; ++it) {
    const std::string arguments = (*it)[1].str();
    Library library;
    library.folder = folder;
    std::string_view keyword;
    for (const std::string_view word : SplitWords(arguments)) {
      if (kKeywords.contains(word)) {
        keyword = word;
      } else if (keyword.empty()) {
        library.name = word;
      } else if (keyword == "DEPS") {
        library.deps.emplace(word);
      }
    }
    libraries.push_back(std::move(library));
  }
  return libraries;
}

}  // namespace lethe::house
