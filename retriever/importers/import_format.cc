#include "retriever/importers/import_format.h"

#include <algorithm>
#include <array>

#include "base/error.h"
#include "base/text.h"
#include "retriever/importers/beir_reader.h"
#include "retriever/importers/jsonl_reader.h"
#include "retriever/importers/ntriples_reader.h"
#include "retriever/importers/sentence_reader.h"
#include "retriever/importers/squad_reader.h"
#include "retriever/importers/table_reader.h"

namespace lethe {
namespace {

template <typename Reader>
std::unique_ptr<FactReader> Open(const Path& file, const std::string& name, const ColumnMap&) {
  return std::make_unique<Reader>(file, name);
}

template <char kSeparator>
std::unique_ptr<FactReader> OpenTable(const Path& file, const std::string& name, const ColumnMap& map) {
  return std::make_unique<TableFactReader>(file, name, kSeparator, map);
}

constexpr std::array kFormats = {
    ImportFormat{"jsonl", ".jsonl .ndjson", "one fact a line as a JSON object", false, Open<JsonlFactReader>},
    ImportFormat{"csv", ".csv", "a table with commas", true, OpenTable<','>},
    ImportFormat{"tsv", ".tsv .tab", "a table with tabs", true, OpenTable<'\t'>},
    ImportFormat{"nt", ".nt", "N-Triples", false, Open<NtriplesFactReader>},
    ImportFormat{"squad", ".json", "paragraphs of a SQuAD file", false, Open<SquadFactReader>},
    ImportFormat{"text", ".txt .text .md", "plain text, a fact a sentence", false, Open<SentenceFactReader>},
    ImportFormat{"beir", "", "documents {\"_id\", \"title\", \"text\"}, one a line", false, Open<BeirFactReader>},
};

const ImportFormat& FormatNamed(std::string_view name) {
  const auto it = std::find_if(kFormats.begin(), kFormats.end(), [name](const auto& row) { return row.name == name; });
  if (it != kFormats.end()) return *it;
  std::vector<std::string> names;
  for (const ImportFormat& row : kFormats) names.emplace_back(row.name);
  throw Error(Code::kInvalidArgument,
              StrCat("--format: there is no format \"", name, "\"; choose one of ", Join(names, ", ")));
}

std::string EndingOf(Path file) {
  std::string ending = AsciiLower(file.extension().string());
  if (ending == ".gz" || ending == ".zst") ending = AsciiLower(file.replace_extension().extension().string());
  return ending;
}

bool HoldsBeir(const Path& file) {
  LineReader lines(file);
  for (std::string_view line; lines.Next(line);) {
    if (!Trim(line).empty()) return LooksLikeBeir(line);
  }
  return false;
}

const ImportFormat& FormatOfFile(const Path& name, const Path& file) {
  const std::string ending = EndingOf(name);
  for (const ImportFormat& row : kFormats) {
    const std::vector<std::string_view> endings = Split(row.endings, ' ');
    if (ending.empty() || std::find(endings.begin(), endings.end(), ending) == endings.end()) continue;
    return row.name == "jsonl" && HoldsBeir(file) ? FormatNamed("beir") : row;
  }
  return FormatNamed("jsonl");
}

}  // namespace

std::span<const ImportFormat> ImportFormats() {
  return kFormats;
}

const ImportFormat& ChooseFormat(const std::string& format, const Path& name, const Path& file, const ColumnMap& map) {
  const ImportFormat& row = format.empty() ? FormatOfFile(name, file) : FormatNamed(format);
  if (!map.empty() && !row.takes_map) {
    throw Error(Code::kInvalidArgument,
                StrCat("--map: format ", row.name, " has no columns; it is for csv and tsv (say which with --format)"));
  }
  return row;
}

}  // namespace lethe
