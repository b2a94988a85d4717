#include "datasets/solvers/clutrr/problem.h"

#include "base/error.h"
#include "base/text.h"
#include "datasets/readers/python_lists.h"

namespace lethe::clutrr {
namespace {

constexpr size_t kMaxRowBytes = size_t{16} << 20;

// "task_1.3" -> 3.
size_t HopsOf(std::string_view task) {
  const size_t dot = task.rfind('.');
  return dot == std::string_view::npos ? 0 : ParseNumber<size_t>(task.substr(dot + 1)).value_or(0);
}

}  // namespace

ProblemReader::ProblemReader(const Path& file) : rows_(file, kMaxRowBytes) {
  if (!rows_.Next(row_)) throw Error(Code::kInvalidArgument, StrCat(file.string(), ":1: the file is empty"));
  for (size_t i = 0; i < row_.size(); ++i) columns_.emplace(row_[i], i);
  for (std::string_view name : {"id", "task_name", "story_edges", "edge_types", "query_edge", "genders", "target"}) {
    if (!columns_.contains(name)) {
      throw Error(Code::kInvalidArgument,
                  StrCat(rows_.Where(), ": no column ", name, "; CLUTRR's files name their columns in the first line"));
    }
  }
}

bool ProblemReader::Next(Problem& problem) {
  if (!rows_.Next(row_)) return false;
  if (row_.size() != columns_.size())
    Fail("row", StrCat("it has ", row_.size(), " fields, the header names ", columns_.size()));
  problem.id = Field("id").empty() ? rows_.Where() : Field("id");
  problem.hops = HopsOf(Field("task_name"));
  problem.edges = ReadEdges();
  const std::vector<size_t> asked = Numbers("query_edge");
  if (asked.size() != 2) Fail("query_edge", "expected two people as in (0, 2)");
  problem.person = asked[0];
  problem.relative = asked[1];
  problem.gender = ReadGender(problem.relative);
  problem.gold = Trim(Field("target"));
  if (problem.gold.empty()) Fail("target", "it is empty");
  return true;
}

const std::string& ProblemReader::Field(std::string_view name) const {
  return row_[columns_.find(name)->second];
}

void ProblemReader::Fail(std::string_view field, const std::string& reason) const {
  throw Error(Code::kInvalidArgument, StrCat(rows_.Where(), ": ", field, ": ", reason));
}

// The whole numbers of "[(0, 1), (1, 2)]".
std::vector<size_t> ProblemReader::Numbers(std::string_view field) const {
  const auto numbers = PythonNumbers(Field(field));
  if (!numbers) Fail(field, StrCat("\"", Field(field), "\" holds a number that is too large"));
  return *numbers;
}

std::vector<Edge> ProblemReader::ReadEdges() const {
  const std::vector<size_t> people = Numbers("story_edges");
  const std::vector<std::string_view> words = PythonStrings(Field("edge_types"));
  if (people.empty()) Fail("story_edges", "the story has no edge; expected [(0, 1), ...]");
  if (people.size() != 2 * words.size())
    Fail("edge_types", StrCat(words.size(), " relations for ", people.size() / 2, " edges"));
  std::vector<Edge> edges;
  for (size_t i = 0; i < words.size(); ++i) {
    const auto relation = ParseRelative(words[i]);
    if (!relation) Fail("edge_types", StrCat("\"", words[i], "\" is no relation of a family"));
    edges.push_back({people[2 * i], people[2 * i + 1], *relation});
  }
  return edges;
}

// "Donald:male,Dorothy:female": people are numbered in this order.
Gender ProblemReader::ReadGender(size_t person) const {
  const std::vector<std::string_view> people = Split(Field("genders"), ',');
  if (person >= people.size())
    Fail("genders", StrCat("names ", people.size(), " people, person ", person, " is asked"));
  const std::string_view text = Trim(people[person]);
  if (text.ends_with(":male")) return Gender::kMale;
  if (text.ends_with(":female")) return Gender::kFemale;
  Fail("genders", StrCat("\"", text, "\" should end in :male or :female"));
}

}  // namespace lethe::clutrr
