#include "services/eval/example_reader.h"

#include <set>

#include "base/error.h"
#include "base/line_reader.h"
#include "base/text.h"
#include "datasets/example_json.h"

namespace lethe {
namespace {

void CheckContextIds(const v1::Example& example, const std::string& where) {
  std::set<std::string> ids;
  for (const v1::ContextFact& fact : example.context()) {
    if (!ids.insert(fact.id()).second) {
      throw Error(Code::kInvalidArgument, StrCat(where, ": field \"context\": id \"", fact.id(), "\" is used twice"));
    }
  }
}

class ExampleCollector {
 public:
  explicit ExampleCollector(size_t limit) : limit_(limit) {}

  void Read(const Path& file) {
    LineReader reader(file);
    std::string_view line;
    while (!full() && reader.Next(line)) {
      if (!Trim(line).empty()) Add(ParseExample(line, reader.Where()), reader);
    }
  }
  bool full() const { return limit_ > 0 && examples.size() >= limit_; }

  std::vector<v1::Example> examples;

 private:
  void Add(v1::Example example, const LineReader& reader) {
    if (example.id().empty()) example.set_id(StrCat("line-", reader.line_number()));
    CheckContextIds(example, reader.Where());
    if (!ids_.insert(example.id()).second) {
      throw Error(Code::kInvalidArgument, StrCat(reader.Where(), ": id \"", example.id(), "\" is used twice"));
    }
    examples.push_back(std::move(example));
  }

  size_t limit_;
  std::set<std::string> ids_;
};

}  // namespace

std::vector<v1::Example> ReadExamples(const Path& data, size_t limit) {
  ExampleCollector collector(limit);
  for (const Path& file : ListExampleFiles(data)) {
    if (!collector.full()) collector.Read(file);
  }
  if (collector.examples.empty()) throw Error(Code::kInvalidArgument, StrCat(data.string(), ": holds no examples"));
  return std::move(collector.examples);
}

}  // namespace lethe
