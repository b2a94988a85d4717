#include "services/eval/retrieval_files.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>

#include "base/error.h"
#include "base/line_reader.h"
#include "base/text.h"

namespace lethe {
namespace {

using Json = nlohmann::json;

std::string FieldOf(const Json& json, const char* field, const std::string& where) {
  const auto it = json.find(field);
  if (it != json.end() && it->is_string()) return it->get<std::string>();
  if (it != json.end() && it->is_number_integer()) return it->dump();
  throw Error(Code::kInvalidArgument,
              StrCat(where, ": ", field, ": is missing or no text; a query is {\"_id\": \"q1\", \"text\": \"...\"}"));
}

// BEIR's three columns or TREC's four.
void AddJudgement(std::string_view line, const std::string& where, bool may_be_header, Qrels& qrels) {
  const std::vector<std::string_view> cells = SplitWords(line);
  if (cells.size() != 3 && cells.size() != 4) {
    throw Error(Code::kInvalidArgument, StrCat(where, ": has ", cells.size(),
                                               " columns; expected query-id, corpus-id, score, or TREC's query, 0, "
                                               "document, relevance"));
  }
  const std::optional<int> relevance = ParseNumber<int>(cells.back());
  if (!relevance && may_be_header) return;
  if (!relevance) throw Error(Code::kInvalidArgument, StrCat(where, ": score: \"", cells.back(), "\" is no number"));
  int& judged = qrels[std::string(cells[0])].emplace(cells[cells.size() - 2], *relevance).first->second;
  judged = std::max(judged, *relevance);
}

bool Exists(const Path& file) {
  return std::filesystem::is_regular_file(file);
}

std::optional<Path> WithCompression(const Path& file) {
  for (const char* ending : {"", ".zst", ".gz"}) {
    if (Path whole = file.string() + ending; Exists(whole)) return whole;
  }
  return std::nullopt;
}

// The first of `names`, a '*' in which stands for anything.
Path FindOne(const Path& folder, const std::vector<std::string>& names) {
  for (const std::string& name : names) {
    const size_t star = name.find('*');
    if (star == std::string::npos) {
      if (const std::optional<Path> file = WithCompression(folder / name)) return *file;
      continue;
    }
    std::set<Path> fitting;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
      const std::string file = entry.path().filename().string();
      if (file.starts_with(name.substr(0, star)) && file.find(name.substr(star + 1)) != std::string::npos)
        fitting.insert(entry.path());
    }
    if (!fitting.empty()) return *fitting.begin();
  }
  throw Error(Code::kNotFound, StrCat(folder.string(), ": there is no ", Join(names, ", nor "), " (or .zst, .gz)"));
}

}  // namespace

std::vector<RetrievalQuery> ReadQueries(const Path& file) {
  LineReader lines(file);
  std::vector<RetrievalQuery> queries;
  std::set<std::string> ids;
  for (std::string_view line; lines.Next(line);) {
    if (Trim(line).empty()) continue;
    const Json json = Json::parse(line, nullptr, /*allow_exceptions=*/false);
    if (!json.is_object()) throw Error(Code::kInvalidArgument, StrCat(lines.Where(), ": is no JSON object"));
    queries.push_back({FieldOf(json, "_id", lines.Where()), FieldOf(json, "text", lines.Where())});
    if (!ids.insert(queries.back().id).second)
      throw Error(Code::kInvalidArgument, StrCat(lines.Where(), ": _id: \"", queries.back().id, "\" is used twice"));
  }
  return queries;
}

Qrels ReadQrels(const Path& file) {
  LineReader lines(file);
  Qrels qrels;
  bool first = true;
  for (std::string_view line; lines.Next(line);) {
    if (Trim(line).empty()) continue;
    AddJudgement(line, lines.Where(), first, qrels);
    first = false;
  }
  return qrels;
}

CollectionFiles FindCollection(const Path& folder, const std::string& split) {
  if (!std::filesystem::is_directory(folder)) throw Error(Code::kNotFound, StrCat(folder.string(), ": no such folder"));
  CollectionFiles files;
  files.corpus = FindOne(folder, {"corpus.jsonl"});
  files.queries = FindOne(folder, {StrCat("queries.", split, "*.jsonl"), "queries.jsonl"});
  files.qrels = FindOne(folder, {StrCat("qrels/", split, ".tsv"), StrCat("qrels.", split, "*.tsv"), "qrels.tsv"});
  return files;
}

}  // namespace lethe
