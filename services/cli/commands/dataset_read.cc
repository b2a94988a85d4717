#include "services/cli/commands/dataset_read.h"

#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>

#include "datasets/readers/reader.h"
#include "services/cli/json_text.h"

namespace lethe {
namespace {

using Json = nlohmann::ordered_json;

struct ReadArguments {
  std::string format, path;
  ReadOptions options;
  size_t max_record_mb = 16;
  uint64_t limit = 0;
  bool records = false;
  bool json = false;
};

std::vector<std::string> FormatNames() {
  std::vector<std::string> names;
  for (const Format& format : ReaderFormats()) names.emplace_back(format.name);
  return names;
}

std::string FormatList() {
  std::string list = "Formats:\n";
  for (const Format& format : ReaderFormats()) list += StrCat("  ", format.name, ": ", format.what, "\n");
  return list + "Example: lethe dataset read --format squad train-v1.1.json.zst --limit 3 --records";
}

Json PassagesJson(const Record& record) {
  Json passages = Json::array();
  for (const Passage& passage : record.passages) {
    passages.push_back(
        {{"title", passage.title}, {"sentences", passage.sentences}, {"supporting", passage.supporting}});
  }
  return passages;
}

Json RecordJson(const Record& record) {
  Json triples = Json::array(), steps = Json::array();
  for (const Triple& triple : record.triples) triples.push_back({triple.subject, triple.relation, triple.object});
  for (const RecordStep& step : record.steps) {
    steps.push_back({{"name", step.name}, {"text", step.text}, {"answer", step.answer}, {"uses", step.uses}});
  }
  Json json = {{"id", record.id}, {"where", record.where}};
  const auto put = [&](const char* key, const std::string& value) {
    if (!value.empty()) json[key] = value;
  };
  put("title", record.title);
  put("type", record.type);
  put("text", record.text);
  put("question", record.question);
  put("hypothesis", record.hypothesis);
  if (!record.answers.empty()) json["answers"] = record.answers;
  if (!record.question.empty()) json["answerable"] = record.answerable;
  if (!record.passages.empty()) json["passages"] = PassagesJson(record);
  Json support = Json::array(), spans = Json::array();
  for (const Support& one : record.support) support.push_back({one.title, one.sentence});
  for (const AnswerSpan& span : record.spans) spans.push_back({span.begin, span.end});
  if (!support.empty()) json["support"] = support;
  if (!spans.empty()) json["spans"] = spans;
  if (!triples.empty()) json["triples"] = triples;
  if (!record.aliases.empty()) json["aliases"] = record.aliases;
  if (!steps.empty()) json["steps"] = steps;
  if (!record.flaws.empty()) json["flaws"] = record.flaws;
  return json;
}

void PrintSummary(const ReadArguments& arguments, const ReadStats& stats, const std::string& position) {
  if (arguments.json) {
    std::cout << DumpJson({{"format", arguments.format},
                           {"records", stats.records},
                           {"skipped", stats.skipped},
                           {"reasons", stats.reasons},
                           {"flawed", stats.flawed},
                           {"files", stats.files},
                           {"left_out_files", stats.left_out},
                           {"position", position}},
                          arguments.records ? -1 : 2)
              << "\n";
    return;
  }
  std::cout << arguments.path << ": " << stats.records << " records in " << stats.files << " files, " << stats.skipped
            << " left out";
  if (stats.flawed > 0) std::cout << ", " << stats.flawed << " with flaws that --records shows";
  std::cout << "\n";
  for (const std::string& reason : stats.reasons) std::cout << "  " << reason << "\n";
  for (const std::string& file : stats.left_out) std::cout << "  not of this format: " << file << "\n";
  if (!position.empty()) std::cout << "  goes on at --start " << position << "\n";
}

void Read(ReadArguments& arguments) {
  arguments.options.max_record_bytes = arguments.max_record_mb << 20;
  Reader reader(arguments.format, arguments.path, arguments.options);
  Record record;
  while ((arguments.limit == 0 || reader.stats().records < arguments.limit) && reader.Next(record)) {
    if (arguments.records) std::cout << DumpJson(RecordJson(record), -1) << "\n";
  }
  PrintSummary(arguments, reader.stats(), reader.position());
}

}  // namespace

void AddDatasetRead(CLI::App& group) {
  auto arguments = std::make_shared<ReadArguments>();
  CLI::App* read = group.add_subcommand("read", "Read a source: count its records, name the bad ones, print some");
  read->add_option("path", arguments->path, "File (plain, .gz, .zst) or folder")->required();
  read->add_option("--format", arguments->format, "One of the formats below")
      ->required()
      ->check(CLI::IsMember(FormatNames()));
  read->add_option("--skip-bad", arguments->options.skip_bad, "Malformed records to leave out before giving up")
      ->capture_default_str();
  read->add_option("--limit", arguments->limit, "Stop after so many records; 0 reads all")->capture_default_str();
  read->add_option("--start", arguments->options.start, "Position that an earlier run printed");
  read->add_option("--max-record-mb", arguments->max_record_mb, "Longer lines and records are malformed")
      ->check(CLI::Range(1, 1024))
      ->capture_default_str();
  read->add_flag("--records", arguments->records, "Print each record as one line of JSON");
  read->add_flag("--json", arguments->json, "Print one JSON object");
  read->footer(FormatList());
  read->callback([arguments] { Read(*arguments); });
}

}  // namespace lethe
