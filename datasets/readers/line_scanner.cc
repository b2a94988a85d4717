#include "datasets/readers/line_scanner.h"

#include "datasets/readers/record.h"

namespace lethe {

namespace {

bool IsText(std::string_view text) {
  return text.find('\0') == std::string_view::npos && FindInvalidUtf8(text) == std::string_view::npos;
}

}  // namespace

void CheckText(std::string_view text, const std::string& where) {
  if (const size_t zero = text.find('\0'); zero != std::string_view::npos) {
    throw RecordError(Code::kInvalidArgument,
                      StrCat(where, ": byte ", zero + 1, " of the line is zero; this is no text, or UTF-16"));
  }
  if (const size_t bad = FindInvalidUtf8(text); bad != std::string_view::npos) {
    throw RecordError(Code::kInvalidArgument,
                      StrCat(where, ": byte ", bad + 1,
                             " of the line is not UTF-8; convert the file: iconv -f LATIN1 -t UTF-8 < in > out"));
  }
}

LineScanner::LineScanner(const Path& path, size_t max_line_bytes, Check check)
    : window_(path), max_line_bytes_(max_line_bytes), check_(check) {}

void LineScanner::Seek(uint64_t offset, uint64_t line) {
  PutBack();
  window_.Seek(offset, line);
}

void LineScanner::Drop() {
  window_.Take(held_, held_lines_);
  held_ = held_lines_ = 0;
}

void LineScanner::PutBack() {
  held_ = held_lines_ = 0;
}

bool LineScanner::Next(std::string_view& line) {
  Drop();
  line_ = window_.line();
  size_t newline = window_.view().find('\n');
  while (newline == std::string_view::npos) {
    const size_t seen = window_.view().size();
    if (seen > max_line_bytes_) PassLongLine();
    if (!window_.More()) break;
    newline = window_.view().find('\n', seen);
  }
  const std::string_view view = window_.view();
  if (newline == std::string_view::npos && view.empty()) return false;
  const bool has_end = newline != std::string_view::npos;
  line = view.substr(0, newline);
  held_ = line.size() + has_end;
  held_lines_ = has_end;
  if (line.size() > max_line_bytes_) PassLongLine();
  if (line.ends_with('\r')) line.remove_suffix(1);
  if (check_ == Check::kText && !IsText(line)) CheckText(line, Where());
  return true;
}

// Reads on to the end of the line without keeping it.
void LineScanner::PassLongLine() {
  held_ = held_lines_ = 0;
  const std::string where = Where();
  for (;;) {
    const std::string_view view = window_.view();
    const size_t newline = view.find('\n');
    if (newline != std::string_view::npos) {
      window_.Take(newline + 1, 1);
      break;
    }
    window_.Take(view.size(), 0);
    if (!window_.More()) break;
  }
  throw RecordError(Code::kResourceExhausted, StrCat(where, ": the line is longer than ", max_line_bytes_,
                                                     " bytes; split it, or leave it out with --skip-bad"));
}

std::string LineScanner::Where() const {
  return window_.name() + ":" + std::to_string(line_);
}

}  // namespace lethe
