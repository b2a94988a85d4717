#include "datasets/readers/clutrr.h"

#include <algorithm>

#include "base/text.h"
#include "datasets/readers/csv_rows.h"
#include "datasets/readers/python_lists.h"
#include "datasets/readers/sentences.h"

namespace lethe {
namespace {

class Clutrr : public FormatReader {
 public:
  explicit Clutrr(const FormatOptions& options)
      : stem_(options.file.filename().string()),
        table_(options.file, options.max_record_bytes, {"story", "query", "target"}) {
    table_.Seek(options.start.offset, options.start.line);
  }

  bool Next(Record& record) override {
    if (!NextRecord(table_, stem_, record)) return false;
    record.type = table_.Optional("task_name");
    const std::vector<std::string_view> people = PythonStrings(table_.Required("query"));
    if (people.size() != 2) table_.Fail("column \"query\" must be two names in quotes");
    record.question = StrCat(people[0], " | ", people[1]);
    record.answers.push_back(table_.Required("target"));
    Passage& story = record.passages.emplace_back();
    for (std::string_view sentence : SplitSentences(table_.Required("story"))) story.sentences.emplace_back(sentence);
    if (story.sentences.empty()) table_.Fail("column \"story\" must not be empty");
    TakeEdges(record);
    return true;
  }

  ReadPosition position() const override { return {table_.offset(), table_.line(), 0}; }

 private:
  void TakeEdges(Record& record) const {
    std::vector<std::string> names;
    const std::string& genders = table_.Optional("genders");
    for (std::string_view person : Split(genders, ',')) names.emplace_back(person.substr(0, person.find(':')));
    const auto numbers = PythonNumbers(table_.Optional("story_edges"));
    if (!numbers) table_.Fail("column \"story_edges\" holds a number that is too large");
    const std::vector<size_t>& ends = *numbers;
    const std::vector<std::string_view> relations = PythonStrings(table_.Optional("edge_types"));
    if (ends.size() != 2 * relations.size())
      table_.Fail("columns \"story_edges\" and \"edge_types\" must be of one length");
    for (size_t i = 0; i < relations.size(); ++i) {
      const size_t head = ends[2 * i], tail = ends[2 * i + 1];
      if (head >= names.size() || tail >= names.size()) {
        table_.Fail(StrCat("column \"story_edges\" names person ", std::max(head, tail), ", column \"genders\" has ",
                           names.size()));
      }
      record.triples.push_back({names[head], std::string(relations[i]), names[tail]});
    }
  }

  std::string stem_;
  CsvTable table_;
};

}  // namespace

std::unique_ptr<FormatReader> OpenClutrr(const FormatOptions& options) {
  return std::make_unique<Clutrr>(options);
}

}  // namespace lethe
