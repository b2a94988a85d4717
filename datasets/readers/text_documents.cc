#include "datasets/readers/text_documents.h"

#include <optional>

#include "base/byte_stream.h"
#include "base/text.h"
#include "datasets/readers/line_scanner.h"

namespace lethe {
namespace {

constexpr std::string_view kStoryEnd = "<|endoftext|>";
constexpr size_t kHeadBytes = size_t{64} << 10;  // in which a story's end or a book's beginning is marked
constexpr size_t kHardParts = 4;                 // parts that a text without paragraphs may grow to

// What the head of a file tells about the rest.
struct Head {
  bool has_story_end = false;
  bool has_book_start = false;
  std::string title;  // of a book
};

bool IsBookMark(std::string_view line, std::string_view which) {
  if (!line.starts_with("***")) return false;
  const std::string_view words = Trim(line.substr(3));
  return words.starts_with(which) && words.find("PROJECT GUTENBERG") != std::string_view::npos;
}

Head ReadHead(const FormatOptions& options) {
  Head head;
  LineScanner lines(options.file, options.max_record_bytes);
  for (std::string_view line; lines.offset() < kHeadBytes;) {
    try {
      if (!lines.Next(line)) break;
    } catch (const RecordError&) {
      continue;  // reported when its document is read
    }
    head.has_story_end |= line.find(kStoryEnd) != std::string_view::npos;
    head.has_book_start |= IsBookMark(line, "START");
    if (head.title.empty() && line.starts_with("Title: ")) head.title = Trim(line.substr(7));
  }
  if (!head.has_book_start) head.title.clear();
  return head;
}

std::string NameWithoutSuffix(const Path& file) {
  const std::string file_name = file.filename().string();
  std::string_view name = WithoutPacking(file_name);
  for (const std::string_view suffix : {".txt", ".text"}) {
    if (name.ends_with(suffix)) name.remove_suffix(suffix.size());
  }
  return std::string(name);
}

// " = Title = " -> "Title"; nothing for headings of other levels and for text.
std::string_view ArticleTitle(std::string_view line) {
  line = Trim(line);
  const bool heading = line.size() > 4 && line.starts_with("= ") && line.ends_with(" =");
  if (!heading || line.starts_with("= =") || line.ends_with("= =")) return {};
  return line.substr(2, line.size() - 4);
}

// Gathers lines into documents; what ends one is up to the kinds below.
class TextDocuments : public FormatReader {
 public:
  explicit TextDocuments(const FormatOptions& options)
      : options_(options), name_(NameWithoutSuffix(options.file)), lines_(options.file, options.max_record_bytes) {
    lines_.Seek(options.start.offset, options.start.line);
    documents_ = options.start.inner;
    at_ = options.start;
  }

  bool Next(Record& record) final {
    record.Clear();
    std::optional<RecordError> bad_line;
    for (std::string_view line; NextLine(line, bad_line);) {
      if (record.text.empty()) record.where = lines_.Where();
      const Verdict verdict = Judge(line, record);
      if (verdict == Verdict::kNext) lines_.PutBack();
      if (verdict == Verdict::kNext || verdict == Verdict::kEnd) {
        if (Finish(record, bad_line)) return true;
        continue;
      }
      if (verdict == Verdict::kTake) Append(line, record);
    }
    return Finish(record, bad_line);
  }

  ReadPosition position() const final { return at_; }

 protected:
  enum class Verdict {
    kTake,  // the line belongs to the document
    kDrop,  // belongs to none
    kEnd,   // ends the document and belongs to none
    kNext,  // begins the next document
  };
  // May set the title of `record`, whose text are the lines so far.
  virtual Verdict Judge(std::string_view line, Record& record) = 0;

  // The document is long enough to be cut in front of this line.
  bool IsFull(std::string_view line, const Record& record) const {
    if (record.text.empty() || record.text.size() < options_.part_bytes) return false;
    return Trim(line).empty() || record.text.size() > kHardParts * options_.part_bytes;
  }

  const FormatOptions options_;
  const std::string name_;

 private:
  // A bad line makes its document bad, which is read to its end first.
  bool NextLine(std::string_view& line, std::optional<RecordError>& bad_line) {
    for (;;) {
      try {
        return lines_.Next(line);
      } catch (const RecordError& error) {
        if (!bad_line) bad_line = error;
      }
    }
  }

  static void Append(std::string_view line, Record& record) {
    if (record.text.empty() && Trim(line).empty()) return;
    if (!record.text.empty()) record.text += '\n';
    record.text += line;
  }

  // False when there is no document yet.
  bool Finish(Record& record, std::optional<RecordError>& bad_line) {
    record.text.resize(Trim(record.text).empty() ? 0 : record.text.find_last_not_of(" \t\r\n") + 1);
    if (record.text.empty() && !bad_line) return false;
    at_ = {lines_.offset(), lines_.next_line(), ++documents_};
    if (bad_line) throw *bad_line;
    record.id = StrCat(name_, "#", documents_);
    return true;
  }

  LineScanner lines_;
  uint64_t documents_ = 0;  // given or left out so far
  ReadPosition at_;
};

class TinyStories : public TextDocuments {
 public:
  explicit TinyStories(const FormatOptions& options)
      : TextDocuments(options), has_story_end_(ReadHead(options).has_story_end) {}

 private:
  Verdict Judge(std::string_view line, Record& record) override {
    if (Trim(line) == kStoryEnd) return Verdict::kEnd;
    const bool is_empty = Trim(line).empty();
    const bool begins = !has_story_end_ && !is_empty && !after_empty_ && !record.text.empty();
    after_empty_ = is_empty;
    if (begins || IsFull(line, record)) {
      after_empty_ = true;
      return Verdict::kNext;
    }
    return Verdict::kTake;
  }

  const bool has_story_end_;
  bool after_empty_ = true;
};

class WikiText : public TextDocuments {
 public:
  using TextDocuments::TextDocuments;

 private:
  Verdict Judge(std::string_view line, Record& record) override {
    const std::string_view title = ArticleTitle(line);
    if (!title.empty()) {
      if (!record.text.empty()) return Verdict::kNext;
      record.title = title;
      return Verdict::kDrop;
    }
    return IsFull(line, record) ? Verdict::kNext : Verdict::kTake;
  }
};

class PlainText : public TextDocuments {
 public:
  using TextDocuments::TextDocuments;

 protected:
  Verdict Judge(std::string_view line, Record& record) override {
    record.title = name_;
    return IsFull(line, record) ? Verdict::kNext : Verdict::kTake;
  }
};

class Books : public PlainText {
 public:
  explicit Books(const FormatOptions& options)
      : PlainText(options), head_(ReadHead(options)), inside_(!head_.has_book_start || options.start.offset > 0) {}

 private:
  Verdict Judge(std::string_view line, Record& record) override {
    if (IsBookMark(line, "START")) {
      inside_ = true;
      return Verdict::kDrop;
    }
    // What follows the end is passed over within the last part, so that no position lies in it.
    if (inside_ && IsBookMark(line, "END")) ended_ = true;
    if (!inside_ || ended_) return Verdict::kDrop;
    const Verdict verdict = PlainText::Judge(line, record);
    if (!head_.title.empty()) record.title = head_.title;
    return verdict;
  }

  const Head head_;
  bool inside_;
  bool ended_ = false;
};

}  // namespace

std::unique_ptr<FormatReader> OpenTinyStories(const FormatOptions& options) {
  return std::make_unique<TinyStories>(options);
}
std::unique_ptr<FormatReader> OpenBooks(const FormatOptions& options) {
  return std::make_unique<Books>(options);
}
std::unique_ptr<FormatReader> OpenWikiText(const FormatOptions& options) {
  return std::make_unique<WikiText>(options);
}
std::unique_ptr<FormatReader> OpenPlainText(const FormatOptions& options) {
  return std::make_unique<PlainText>(options);
}

}  // namespace lethe
