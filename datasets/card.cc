#include "datasets/card.h"

#include <filesystem>
#include <map>
#include <sstream>

#include "base/config.h"
#include "base/error.h"
#include "base/line_reader.h"
#include "base/text.h"
#include "datasets/example_json.h"
#include "proto/dataset.pb.h"

namespace lethe {
namespace {

constexpr size_t kExampleRows = 3;

// "train-00003-of-00016.jsonl" -> "train".
std::string SplitOf(const Path& file) {
  const std::string name = file.filename().string();
  return name.substr(0, name.find_first_of("-."));
}

std::string SizeCategory(uint64_t n) {
  if (n < 1000) return "n<1K";
  if (n < 10000) return "1K<n<10K";
  if (n < 100000) return "10K<n<100K";
  return n < 1000000 ? "100K<n<1M" : "1M<n<10M";
}

// Identifier as Hugging Face spells licences: "CC BY 4.0" -> "cc-by-4.0".
std::string LicenceTag(const std::string& licence) {
  return licence.empty() ? "other" : ReplaceAll(AsciiLower(licence), " ", "-");
}

void WriteHeader(const Path& folder, const CheckResult& result, const DatasetConfig& config, std::ostream& out) {
  out << "---\npretty_name: " << config.name() << "\nlicense: " << LicenceTag(config.licence()) << "\nlanguage: [en]\n"
      << "task_categories: [question-answering]\nsize_categories: [\"" << SizeCategory(result.n)
      << "\"]\nconfigs:\n- config_name: default\n  data_files:\n";
  std::map<std::string, std::vector<std::string>> files;
  for (const Path& file : ListExampleFiles(folder)) files[SplitOf(file)].push_back(file.filename().string());
  for (const auto& [split, names] : files) {
    out << "  - split: " << split << "\n    path: [";
    for (size_t i = 0; i < names.size(); ++i) out << (i > 0 ? ", " : "") << '"' << names[i] << '"';
    out << "]\n";
  }
  out << "---\n\n";
}

void WriteCounts(const CheckResult& result, std::ostream& out) {
  out << "## Counts\n\n| what | examples |\n|---|---|\n| all | " << result.n << " |\n";
  for (const auto& [split, count] : result.by_split) out << "| split `" << split << "` | " << count << " |\n";
  for (const auto& [hops, count] : result.by_hops) out << "| " << hops << " hops | " << count << " |\n";
  out << "| answerable | " << result.answerable << " |\n| counterfactual twins | " << result.twins
      << " |\n| with recall | " << result.recalls << " |\n| facts as triples / sentences | " << result.triples << " / "
      << result.sentences << " |\n\n";
  out << "## Checks\n\n| check | failed |\n|---|---|\n";
  for (const char* check : CheckResult::kChecks) out << "| " << check << " | " << result.failed.at(check) << " |\n";
  out << "\n*derivable*: a solver that knows nothing of the generator re-derives the answer from the facts; *needed*: "
         "neither the question nor the "
         "majority answer gives it away; *minimal*: no step holds without the fact it cites; *split_clean*: no subject "
         "or fact of training; "
         "*duplicate*: question, facts and answer occurred before.\n\n## Tasks\n\n| task | examples | failed "
         "|\n|---|---|---|\n";
  for (const auto& [task, counts] : result.by_task)
    out << "| " << task << " | " << counts.n << " | " << counts.failed << " |\n";
}

void WriteRows(const Path& folder, std::ostream& out) {
  out << "\n## Example rows\n\n```json\n";
  LineReader reader(ListExampleFiles(folder).front());
  size_t rows = 0;
  for (std::string_view line; rows < kExampleRows && reader.Next(line); ++rows) out << line << "\n";
  out << "```\n";
}

}  // namespace

std::string MakeCard(const Path& folder, const CheckResult& result, const std::string& config_text) {
  DatasetConfig config;
  if (!config_text.empty()) ParseConfig(config_text, "dataset.txtpb", config);
  if (config.name().empty()) config.set_name(folder.filename().string());
  std::ostringstream out;
  WriteHeader(folder, result, config, out);
  out << "# " << config.name()
      << "\n\nPreloaded-context examples: the facts come first (`context`), then what can be derived from them and "
         "general reasoning "
      << "alone (`question`, `derivation`, `answer`). Each step of the derivation cites the facts it uses.\n\n"
      << "Load with `datasets.load_dataset(\"json\", data_files=...)` or straight from this folder.\n\n";
  WriteCounts(result, out);
  out << "\n## Licence\n\n" << (config.licence().empty() ? "Not stated in the config." : config.licence()) << "\n";
  if (!config_text.empty()) {
    char fingerprint[20];
    std::snprintf(fingerprint, sizeof fingerprint, "%016llx", static_cast<unsigned long long>(StableHash(config_text)));
    out << "\n## How it was made\n\n`lethe dataset build --config dataset.txtpb`, seed " << config.seed()
        << ", config fingerprint `" << fingerprint << "`:\n\n```\n"
        << config_text << "```\n";
  }
  WriteRows(folder, out);
  return out.str();
}

CheckResult WriteCard(const Path& folder) {
  if (!std::filesystem::is_directory(folder))
    throw Error(Code::kInvalidArgument,
                StrCat(folder.string(), " is no folder; a card describes the folder of a data set"));
  const CheckResult result = CheckDataset({.data = folder});
  const Path config = folder / "dataset.txtpb";
  const std::string text = std::filesystem::exists(config) ? ReadFile(config) : "";
  WriteFileAtomic(folder / "README.md", MakeCard(folder, result, text));
  return result;
}

}  // namespace lethe
