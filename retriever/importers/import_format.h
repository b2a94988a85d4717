// The table of import formats: one row a value of --format.
//
// Threads: pure functions.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "retriever/importers/column_map.h"
#include "retriever/importers/fact_reader.h"

namespace lethe {

struct ImportFormat {
  std::string_view name;     // as --format takes it
  std::string_view endings;  // of file names, separated by spaces
  std::string_view what;     // for help
  bool takes_map = false;
  std::unique_ptr<FactReader> (*open)(const Path& file, const std::string& name, const ColumnMap& map) = nullptr;
};

std::span<const ImportFormat> ImportFormats();

// The format called `format`, or where that is empty the one of the file's name (before .gz or .zst) and its first
// line: JSON lines with "_id" are BEIR's. JSON lines where the name tells nothing. Errors: kInvalidArgument for an
// unknown format, listing all, and for a map that the format cannot take.
const ImportFormat& ChooseFormat(const std::string& format, const Path& name, const Path& file, const ColumnMap& map);

}  // namespace lethe
