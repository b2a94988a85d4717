// A small text file as a whole, plain, gzip or zstd.
//
// Errors: those of LineReader. Threads: pure function. Cost: memory for the inflated text.
#pragma once

#include <string>

#include "base/line_reader.h"

namespace lethe {

inline std::string WholeText(const Path& file) {
  LineReader lines(file);
  std::string text;
  for (std::string_view line; lines.Next(line);) text.append(line).append("\n");
  return text;
}

}  // namespace lethe
