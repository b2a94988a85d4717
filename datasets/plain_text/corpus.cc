#include "datasets/plain_text/corpus.h"

#include <algorithm>
#include <array>

#include "base/error.h"
#include "base/text.h"
#include "datasets/plain_text/passages.h"

namespace lethe {
namespace {

constexpr size_t kMinPassageBytes = 16;

struct TextFormat {
  std::string_view name;
  bool in_parts;              // a record may go on with the text of the record before
  bool title_begins = false;  // only a text's first part has a title; elsewhere all parts have the same
};

constexpr std::array kTextFormats = {TextFormat{"tinystories", false},   TextFormat{"books", true},
                                     TextFormat{"wikitext", true, true}, TextFormat{"text", true},
                                     TextFormat{"openwebtext", false},   TextFormat{"dolma", false},
                                     TextFormat{"lmlm", false}};

const TextFormat& FindTextFormat(const std::string& name) {
  const auto found = std::find_if(kTextFormats.begin(), kTextFormats.end(),
                                  [&](const TextFormat& format) { return format.name == name; });
  if (found != kTextFormats.end()) return *found;
  throw Error(Code::kInvalidArgument,
              StrCat("format: \"", name, "\" is no format of plain text; there are ", Join(TextFormats(), ", ")));
}

// What tells the text that the record is a part of.
std::string TextName(const TextFormat& format, const Record& record) {
  const std::string file = record.where.substr(0, record.where.rfind(':'));
  return format.title_begins ? file : file + "\n" + record.title;
}

}  // namespace

std::vector<std::string> TextFormats() {
  std::vector<std::string> names;
  for (const TextFormat& format : kTextFormats) names.emplace_back(format.name);
  return names;
}

std::string PassageId(uint64_t document, uint64_t passage) {
  return StrCat("d", document, "/", passage);
}

CorpusReader::CorpusReader(const PlainTextConfig& config) : config_(config) {
  FindTextFormat(config.format());
  if (config.corpus_size() == 0)
    throw Error(Code::kInvalidArgument, "corpus: name a file or folder of text (--corpus)");
  if (config.passage_bytes() < kMinPassageBytes) {
    throw Error(Code::kInvalidArgument,
                StrCat("passage_bytes is ", config.passage_bytes(), ": it must be at least ", kMinPassageBytes));
  }
}

bool CorpusReader::NextRecord() {
  for (;;) {
    if (!reader_) {
      if (next_corpus_ == config_.corpus_size()) return false;
      ReadOptions options;
      options.skip_bad = config_.skip_bad();
      reader_ = std::make_unique<Reader>(config_.format(), config_.corpus(next_corpus_++), options);
    }
    if (reader_->Next(record_)) return true;
    skipped_ += reader_->stats().skipped;
    reader_.reset();
  }
}

bool CorpusReader::GoesOn() const {
  const TextFormat& format = FindTextFormat(config_.format());
  if (started_ == 0 || !format.in_parts || (format.title_begins && !record_.title.empty())) return false;
  return text_name_ == TextName(format, record_);
}

bool CorpusReader::Next(CorpusPart& part) {
  while (NextRecord()) {
    if (!GoesOn()) {
      ++started_;
      passages_ = 0;
      text_name_ = TextName(FindTextFormat(config_.format()), record_);
    }
    part.document = started_ - 1;
    part.first_passage = passages_;
    part.source = record_.id;
    part.passages = CutPassages(record_.text, config_.passage_bytes());
    passages_ += part.passages.size();
    if (!part.passages.empty()) return true;
  }
  return false;
}

}  // namespace lethe
