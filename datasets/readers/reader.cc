#include "datasets/readers/reader.h"

#include <algorithm>

#include "base/byte_stream.h"
#include "base/error.h"
#include "base/text.h"
#include "datasets/readers/babi_stories.h"
#include "datasets/readers/clutrr.h"
#include "datasets/readers/entity_questions.h"
#include "datasets/readers/logic.h"
#include "datasets/readers/multihop.h"
#include "datasets/readers/popqa.h"
#include "datasets/readers/proofs.h"
#include "datasets/readers/squad.h"
#include "datasets/readers/text_documents.h"
#include "datasets/readers/text_records.h"

namespace lethe {
namespace {

constexpr std::string_view kText = ".txt .text .raw .tokens .md";
constexpr std::string_view kJson = ".jsonl .json";

bool EndsWithOneOf(std::string_view name, std::string_view suffixes) {
  name = WithoutPacking(name);
  const auto list = SplitWords(suffixes);
  return std::any_of(list.begin(), list.end(), [&](std::string_view suffix) { return name.ends_with(suffix); });
}

// READMEs and licences tell about the data.
bool IsAboutData(const Path& file) {
  const std::string name = file.filename().string();
  const std::string_view stem = std::string_view(name).substr(0, name.find('.'));
  return stem == "README" || stem == "LICENSE" || stem == "LICENCE";
}

bool IsOfFormat(const Format& format, const Path& file) {
  const std::string name = file.filename().string();
  const auto beginnings = SplitWords(format.beginnings);
  const bool begins = std::any_of(beginnings.begin(), beginnings.end(),
                                  [&](std::string_view beginning) { return name.starts_with(beginning); });
  return (begins || beginnings.empty()) && EndsWithOneOf(name, format.suffixes) && !IsAboutData(file);
}

uint64_t ParseField(std::string_view text, const std::string& token) {
  const auto value = ParseNumber<uint64_t>(text);
  if (!value) {
    throw Error(Code::kInvalidArgument,
                StrCat("\"", token, "\" is no position; give what a reader printed: offset:line:inner:file"));
  }
  return *value;
}

}  // namespace

const std::vector<Format>& ReaderFormats() {
  static const std::vector<Format> kFormats = {
      {"tinystories", "TinyStories: stories apart by <|endoftext|>, or by a line break without an empty line", kText,
       OpenTinyStories},
      {"books", "books as plain text, in parts; Project Gutenberg's header and footer are left out", kText, OpenBooks},
      {"wikitext", "WikiText raw or tokens: an article for each heading of the first level", kText, OpenWikiText},
      {"text", "any plain text, in parts that end with a paragraph", kText, OpenPlainText},
      {"openwebtext", "JSON lines with text (WebText, C4, Wikipedia): id, title, url where there", kJson,
       OpenTextRecords},
      {"dolma", "Dolma documents: JSON lines with id, text, source", kJson, OpenTextRecords},
      {"lmlm", "LMLM: text whose facts are marked as look-ups", kJson, OpenLmlm},
      {"facts", "facts as JSON lines: subject, relation, object, or text; as CSV and TSV with these columns",
       ".jsonl .json .csv .tsv .tab", OpenFacts},
      {"trex", "T-REx as LAMA and ParaRel have it: sub_label, relation, obj_label", kJson, OpenTrex},
      {"squad", "SQuAD v1 and v2", ".json", OpenSquad},
      {"multihop", "2WikiMultihopQA, HotpotQA and MuSiQue, as list or lines", kJson, OpenMultiHop},
      {"entailmentbank", "EntailmentBank: sentences and the tree of conclusions", ".jsonl", OpenEntailmentBank},
      {"strategyqa", "StrategyQA: facts and decompositions", ".json", OpenStrategyQa},
      {"logic", "RuleTaker, ProofWriter, ParaRule and ProntoQA: rules, facts and statements", kJson, OpenLogic},
      {"clutrr", "CLUTRR: stories about families", ".csv", OpenClutrr},
      {"babi", "bAbI tasks 1-20", ".txt", OpenBabiStories, "qa"},
      {"popqa", "PopQA: questions as facts, with passages where there", ".jsonl", OpenPopQa},
      {"entityquestions", "EntityQuestions: questions as facts", ".jsonl", OpenEntityQuestions},
  };
  return kFormats;
}

const Format& FindFormat(std::string_view name) {
  std::vector<std::string> names;
  for (const Format& format : ReaderFormats()) {
    if (format.name == name) return format;
    names.emplace_back(format.name);
  }
  throw Error(Code::kNotFound, StrCat("there is no reader \"", name, "\"; there are ", Join(names, ", ")));
}

Reader::Reader(std::string_view format, const Path& path, const ReadOptions& options)
    : format_(FindFormat(format)), root_(path), options_(options) {
  ListFiles(path);
  if (!options_.start.empty()) Begin(options_.start);
}

void Reader::ListFiles(const Path& path) {
  namespace fs = std::filesystem;
  if (path == "-") {
    throw Error(Code::kInvalidArgument,
                "cannot read records from standard input: readers look at the head of a file first; save it to a file");
  }
  std::error_code failed;
  const fs::file_status status = fs::status(path, failed);
  if (!fs::exists(status)) throw Error(Code::kNotFound, StrCat("there is no file or folder ", path.string()));
  if (!fs::is_directory(status)) {
    files_ = {path};
    return;
  }
  for (const auto& entry : fs::recursive_directory_iterator(path)) {
    if (!entry.is_regular_file()) continue;
    const std::string name = NameOf(entry.path());
    // Dolma keeps tags in files of their own beside the documents.
    const bool are_tags = name.find("attributes") != std::string::npos;
    if (!are_tags && IsOfFormat(format_, entry.path())) {
      files_.push_back(entry.path());
    } else {
      stats_.left_out.push_back(name);
    }
  }
  std::sort(files_.begin(), files_.end());
  std::sort(stats_.left_out.begin(), stats_.left_out.end());
  if (files_.empty()) {
    throw Error(Code::kNotFound,
                StrCat("the folder ", path.string(), " holds no file that ",
                       format_.beginnings.empty() ? "" : StrCat("begins with ", format_.beginnings, " and "),
                       "ends with one of ", format_.suffixes, " (", stats_.left_out.size(),
                       " others); name a file or another --format"));
  }
}

std::string Reader::NameOf(const Path& file) const {
  return file == root_ ? file.filename().string() : file.lexically_relative(root_).string();
}

void Reader::Begin(const std::string& token) {
  std::string_view rest = token;
  uint64_t numbers[3];
  for (uint64_t& number : numbers) {
    const size_t colon = rest.find(':');
    if (colon == std::string_view::npos) ParseField("", token);
    number = ParseField(rest.substr(0, colon), token);
    rest.remove_prefix(colon + 1);
  }
  const auto found = std::find_if(files_.begin(), files_.end(), [&](const Path& file) { return NameOf(file) == rest; });
  if (found == files_.end()) {
    throw Error(Code::kNotFound,
                StrCat("the position ", token, " names a file that is not in ", root_.string(), " any more"));
  }
  next_file_ = static_cast<size_t>(found - files_.begin());
  OpenFile({numbers[0], std::max<uint64_t>(numbers[1], 1), numbers[2]});
}

void Reader::OpenFile(const ReadPosition& start) {
  FormatOptions options;
  options.file = files_[next_file_];
  options.start = start;
  options.max_record_bytes = options_.max_record_bytes;
  options.part_bytes = options_.part_bytes;
  current_ = format_.open(options);
  ++next_file_;
  ++stats_.files;
}

bool Reader::Next(Record& record) {
  for (;;) {
    if (!current_ && next_file_ == files_.size()) break;
    try {
      if (!current_) OpenFile({});
      if (current_->Next(record)) {
        ++stats_.records;
        stats_.flawed += !record.flaws.empty();
        return true;
      }
      current_.reset();
    } catch (const RecordError& error) {
      LeaveOut(error);
    }
  }
  if (stats_.records == 0 && options_.start.empty()) FailWithoutRecord();
  return false;
}

void Reader::FailWithoutRecord() const {
  const std::string left_out =
      stats_.skipped == 0 ? "" : StrCat("; all ", stats_.skipped, " were left out, the first: ", stats_.reasons[0]);
  throw Error(Code::kInvalidArgument,
              StrCat(root_.string(), " holds no record of the format ", format_.name, left_out));
}

void Reader::LeaveOut(const RecordError& error) {
  if (stats_.skipped == options_.skip_bad) {
    if (options_.skip_bad == 0) throw error;
    throw Error(error.code(), StrCat(error.what(), " (", options_.skip_bad, " bad records were left out before)"));
  }
  ++stats_.skipped;
  if (stats_.reasons.size() < ReadStats::kMaxReasons) stats_.reasons.emplace_back(error.what());
}

std::string Reader::position() const {
  if (!current_ && next_file_ == 0) return StrCat("0:1:0:", NameOf(files_[0]));
  if (!current_) {
    if (next_file_ < files_.size()) return StrCat("0:1:0:", NameOf(files_[next_file_]));
    return "";
  }
  const ReadPosition at = current_->position();
  return StrCat(at.offset, ":", at.line, ":", at.inner, ":", NameOf(files_[next_file_ - 1]));
}

}  // namespace lethe
