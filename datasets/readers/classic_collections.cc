#include "datasets/readers/classic_collections.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>

#include "base/error.h"
#include "base/line_reader.h"
#include "base/text.h"
#include "datasets/readers/whole_text.h"

namespace lethe {
namespace {

using Json = nlohmann::ordered_json;

struct Document {
  std::string id, title, text;
};

std::optional<Path> FileThatBegins(const Path& folder, std::string_view name) {
  std::vector<Path> fitting;
  if (!std::filesystem::is_directory(folder)) return std::nullopt;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().filename().string().starts_with(name)) fitting.push_back(entry.path());
  }
  std::sort(fitting.begin(), fitting.end());
  return fitting.empty() ? std::nullopt : std::optional(fitting.front());
}

Path Needed(const Path& folder, std::string_view name) {
  if (const std::optional<Path> file = FileThatBegins(folder, name)) return *file;
  throw Error(Code::kNotFound, StrCat(folder.string(), ": there is no ", name, "*"));
}

// Latin-1 where it is not UTF-8, white space squeezed.
std::string Clean(std::string_view text) {
  std::string clean;
  for (const std::string_view word : SplitWords(text)) {
    if (!clean.empty()) clean += ' ';
    clean.append(word);
  }
  if (IsValidUtf8(clean)) return clean;
  std::string utf8;
  for (const char c : clean) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x80) {
      utf8 += c;
    } else {
      utf8 += static_cast<char>(0xC0 | (byte >> 6));
      utf8 += static_cast<char>(0x80 | (byte & 0x3F));
    }
  }
  return utf8;
}

std::string WithoutEntities(std::string text) {
  for (const auto& [entity, character] : {std::pair{"&lt;", "<"}, {"&gt;", ">"}, {"&quot;", "\""}, {"&apos;", "'"}})
    text = ReplaceAll(std::move(text), entity, character);
  return ReplaceAll(std::move(text), "&amp;", "&");
}

// What stands between <tag> and </tag>; empty when the tag is absent.
std::string Element(std::string_view block, std::string_view tag) {
  const std::string open = StrCat("<", tag, ">"), close = StrCat("</", tag, ">");
  const size_t begin = block.find(open);
  if (begin == std::string_view::npos) return {};
  const size_t end = std::min(block.find(close, begin), block.size());
  return Clean(WithoutEntities(std::string(block.substr(begin + open.size(), end - begin - open.size()))));
}

std::vector<std::string_view> Blocks(std::string_view text, std::string_view tag) {
  const std::string open = StrCat("<", tag, ">");
  std::vector<std::string_view> blocks;
  for (size_t begin = text.find(open); begin != std::string_view::npos;) {
    const size_t next = text.find(open, begin + open.size());
    blocks.push_back(text.substr(begin, next - begin));
    begin = next;
  }
  return blocks;
}

std::vector<Document> CranfieldDocuments(const Path& folder) {
  const std::string xml = WholeText(Needed(folder, "cran.all"));
  std::vector<Document> documents;
  for (const std::string_view block : Blocks(xml, "doc"))
    documents.push_back({Element(block, "docno"), Element(block, "title"), Element(block, "text")});
  return documents;
}

std::vector<Document> CranfieldQueries(const Path& folder) {
  const std::string xml = WholeText(Needed(folder, "cran.qry"));
  std::vector<Document> queries;
  for (const std::string_view block : Blocks(xml, "top"))
    queries.push_back({std::to_string(queries.size() + 1), {}, Element(block, "title")});
  return queries;
}

// Records of ".I number" and fields ".T", ".W", ...; a field goes on to the next line that begins with such a mark.
std::vector<Document> SmartRecords(const Path& file) {
  LineReader lines(file);
  std::vector<Document> records;
  char field = 0;
  for (std::string_view line; lines.Next(line);) {
    const bool mark = line.size() >= 2 && line[0] == '.' &&
                      std::string_view("ITAWXBNCK").find(line[1]) != std::string::npos &&
                      (line[1] == 'I' || Trim(line).size() == 2);
    if (mark && line[1] == 'I') {
      records.push_back({std::string(Trim(line.substr(2))), {}, {}});
      field = 0;
    } else if (mark) {
      field = line[1];
    } else if (records.empty()) {
      throw Error(Code::kInvalidArgument, StrCat(lines.Where(), ": expected \".I number\", the beginning of a record"));
    } else if (field == 'T') {
      records.back().title.append(line).append("\n");
    } else if (field == 'W') {
      records.back().text.append(line).append("\n");
    }
  }
  for (Document& record : records) record = {record.id, Clean(record.title), Clean(record.text)};
  return records;
}

std::string DocumentLines(const std::vector<Document>& documents) {
  std::string lines;
  for (const Document& document : documents) {
    if (document.title.empty() && document.text.empty()) continue;
    lines += Json({{"_id", document.id}, {"title", document.title}, {"text", document.text}}).dump() + "\n";
  }
  return lines;
}

std::string QueryLines(const std::vector<Document>& queries) {
  std::string lines;
  for (const Document& query : queries) {
    const std::string text = query.title.empty() ? query.text : StrCat(query.title, " ", query.text);
    lines += Json({{"_id", query.id}, {"text", text}}).dump() + "\n";
  }
  return lines;
}

// Cranfield: query 0 document relevance. CISI: query document 0 0.0, relevant ones only.
std::string QrelLines(const Path& file, bool cranfield) {
  LineReader lines(file);
  std::string out = "query-id\tcorpus-id\tscore\n";
  for (std::string_view line; lines.Next(line);) {
    const std::vector<std::string_view> cells = SplitWords(line);
    if (cells.empty()) continue;
    if (cells.size() != 4)
      throw Error(Code::kInvalidArgument, StrCat(lines.Where(), ": has ", cells.size(), " columns, expected 4"));
    out += StrCat(cells[0], "\t", cells[cranfield ? 2 : 1], "\t", cranfield ? cells[3] : "1", "\n");
  }
  return out;
}

}  // namespace

bool IsClassicCollection(const Path& folder) {
  return FileThatBegins(folder, "cran.all") || FileThatBegins(folder, "CISI.ALL");
}

void WriteBeirLayout(const Path& folder, const Path& out) {
  const bool cranfield = FileThatBegins(folder, "cran.all").has_value();
  if (!cranfield && !FileThatBegins(folder, "CISI.ALL")) {
    throw Error(Code::kNotFound, StrCat(folder.string(), ": holds neither Cranfield (cran.all*) nor CISI (CISI.ALL*)"));
  }
  const auto documents = cranfield ? CranfieldDocuments(folder) : SmartRecords(Needed(folder, "CISI.ALL"));
  const auto queries = cranfield ? CranfieldQueries(folder) : SmartRecords(Needed(folder, "CISI.QRY"));
  const Path qrels = Needed(folder, cranfield ? "cranqrel" : "CISI.REL");
  CreateDirectories(out / "qrels");
  WriteFileAtomic(out / "corpus.jsonl", DocumentLines(documents));
  WriteFileAtomic(out / "queries.jsonl", QueryLines(queries));
  WriteFileAtomic(out / "qrels/test.tsv", QrelLines(qrels, cranfield));
}

}  // namespace lethe
