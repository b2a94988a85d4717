#include "datasets/readers/clutrr.h"

#include <algorithm>
#include <map>

#include "base/text.h"
#include "datasets/readers/csv_rows.h"
#include "datasets/readers/python_lists.h"
#include "datasets/readers/sentences.h"

namespace lethe {
namespace {

class Clutrr : public FormatReader {
 public:
  explicit Clutrr(const FormatOptions& options)
      : path_(options.file.string()),
        stem_(options.file.filename().string()),
        rows_(options.file, options.max_record_bytes) {
    ReadHeader();
    if (options.start.offset > 0) rows_.Seek(options.start.offset, options.start.line);
  }

  bool Next(Record& record) override {
    if (!rows_.Next(row_)) return false;
    record.Clear();
    record.where = rows_.Where();
    if (row_.size() != columns_) Fail(StrCat("the row has ", row_.size(), " columns, the header ", columns_));
    record.id = Optional("id");
    if (record.id.empty()) record.id = IdOfPlace(stem_, record.where);
    record.type = Optional("task_name");
    const std::vector<std::string_view> people = PythonStrings(Required("query"));
    if (people.size() != 2) Fail("column \"query\" must be two names in quotes");
    record.question = StrCat(people[0], " | ", people[1]);
    record.answers.push_back(Required("target"));
    Passage& story = record.passages.emplace_back();
    for (std::string_view sentence : SplitSentences(Required("story"))) story.sentences.emplace_back(sentence);
    if (story.sentences.empty()) Fail("column \"story\" must not be empty");
    TakeEdges(record);
    return true;
  }

  ReadPosition position() const override { return {rows_.offset(), rows_.line(), 0}; }

 private:
  void ReadHeader() {
    std::vector<std::string> names;
    try {
      rows_.Next(names);
    } catch (const RecordError& error) {
      throw Error(error.code(), error.what());  // without its header nothing of the file can be read
    }
    columns_ = names.size();
    for (size_t i = 0; i < names.size(); ++i) column_[names[i]] = i;
    for (const char* name : {"story", "query", "target"}) {
      if (!column_.count(name)) {
        throw Error(Code::kInvalidArgument, StrCat(path_, ":1: the header has no column \"", name,
                                                   "\"; CLUTRR's files have story, query, target"));
      }
    }
  }

  void TakeEdges(Record& record) const {
    std::vector<std::string> names;
    const std::string& genders = Optional("genders");
    for (std::string_view person : Split(genders, ',')) names.emplace_back(person.substr(0, person.find(':')));
    const auto numbers = PythonNumbers(Optional("story_edges"));
    if (!numbers) Fail("column \"story_edges\" holds a number that is too large");
    const std::vector<size_t>& ends = *numbers;
    const std::vector<std::string_view> relations = PythonStrings(Optional("edge_types"));
    if (ends.size() != 2 * relations.size()) Fail("columns \"story_edges\" and \"edge_types\" must be of one length");
    for (size_t i = 0; i < relations.size(); ++i) {
      const size_t head = ends[2 * i], tail = ends[2 * i + 1];
      if (head >= names.size() || tail >= names.size()) {
        Fail(StrCat("column \"story_edges\" names person ", std::max(head, tail), ", column \"genders\" has ",
                    names.size()));
      }
      record.triples.push_back({names[head], std::string(relations[i]), names[tail]});
    }
  }

  const std::string& Optional(const char* name) const {
    static const std::string kNone;
    const auto found = column_.find(name);
    return found == column_.end() ? kNone : row_[found->second];
  }
  const std::string& Required(const char* name) const {
    const std::string& value = Optional(name);
    if (Trim(value).empty()) Fail(StrCat("column \"", name, "\" is empty"));
    return value;
  }
  [[noreturn]] void Fail(const std::string& reason) const {
    throw RecordError(Code::kInvalidArgument, StrCat(rows_.Where(), ": ", reason));
  }

  std::string path_, stem_;
  CsvRows rows_;
  size_t columns_ = 0;
  std::map<std::string, size_t, std::less<>> column_;
  std::vector<std::string> row_;
};

}  // namespace

std::unique_ptr<FormatReader> OpenClutrr(const FormatOptions& options) {
  return std::make_unique<Clutrr>(options);
}

}  // namespace lethe
