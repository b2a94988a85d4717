#include "datasets/card.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>
#include <sstream>

#include "base/config.h"
#include "base/error.h"
#include "base/line_reader.h"
#include "base/text.h"
#include "datasets/example_json.h"
#include "datasets/shard_output.h"
#include "proto/dataset.pb.h"

namespace lethe {
namespace {

constexpr size_t kRowsFrom = 5000;  // lines, from which the first example of each source is shown

// As examples of the source say in `source`: the task's name, the format, or the kind of source.
std::string NameOf(const SourceConfig& source) {
  const auto* kind =
      source.GetReflection()->GetOneofFieldDescriptor(source, source.GetDescriptor()->FindOneofByName("kind"));
  if (kind == nullptr) return "";
  const auto& config = source.GetReflection()->GetMessage(source, kind);
  for (const char* name : {"task", "format"}) {
    const auto* field = config.GetDescriptor()->FindFieldByName(name);
    if (field == nullptr) continue;
    const std::string value = config.GetReflection()->GetString(config, field);
    if (!value.empty()) return value;
  }
  return kind->name();
}

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

// Identifiers that Hugging Face has for licences; "CC BY 4.0" is "cc-by-4.0". Others are "other".
std::string LicenceTag(const std::string& licence) {
  static const std::set<std::string> kKnown = {"cc0-1.0",      "cc-by-3.0",    "cc-by-4.0", "cc-by-sa-3.0",
                                               "cc-by-sa-4.0", "cc-by-nc-4.0", "mit",       "apache-2.0"};
  const std::string tag = ReplaceAll(AsciiLower(licence), " ", "-");
  return kKnown.count(tag) ? tag : "other";
}

// That of the whole where it is stated, and those of the sources.
std::set<std::string> LicenceTags(const DatasetConfig& config) {
  std::set<std::string> tags;
  if (config.has_licence()) tags.insert(LicenceTag(config.licence()));
  for (const SourceConfig& source : config.source()) {
    if (source.has_licence()) tags.insert(LicenceTag(source.licence()));
  }
  return tags.empty() ? std::set<std::string>{"other"} : tags;
}

// Stated, so that a loader need not guess from the first rows, which may lack a field that later ones have.
constexpr char kFeatures[] = R"(dataset_info:
  features:
  - {name: id, dtype: string}
  - {name: task, dtype: string}
  - name: context
    list:
    - {name: id, dtype: string}
    - {name: text, dtype: string}
    - {name: subject, dtype: string}
    - {name: relation, dtype: string}
    - {name: object, dtype: string}
    - {name: recalled, dtype: bool}
  - {name: question, dtype: string}
  - name: derivation
    list:
    - {name: text, dtype: string}
    - {name: uses, sequence: string}
    - {name: recall, dtype: string}
    - {name: loads, sequence: string}
    - {name: subject, dtype: string}
    - {name: relation, dtype: string}
    - {name: object, dtype: string}
  - {name: answer, dtype: string}
  - {name: aliases, sequence: string}
  - {name: answerable, dtype: bool}
  - {name: hops, dtype: int32}
  - {name: twin_of, dtype: string}
  - {name: split, dtype: string}
  - {name: source, dtype: string}
  - name: checks
    struct:
    - {name: derivable, dtype: string}
)";

void WriteHeader(const Path& folder, const CheckResult& result, const DatasetConfig& config, std::ostream& out) {
  const std::set<std::string> tags = LicenceTags(config);
  const std::vector<std::string> licences(tags.begin(), tags.end());
  out << "---\npretty_name: " << config.name()
      << "\nlicense: " << (licences.size() == 1 ? licences[0] : StrCat("[", Join(licences, ", "), "]"))
      << "\nlanguage: [en]\ntask_categories: [question-answering]\nsize_categories: [\"" << SizeCategory(result.n)
      << "\"]\nconfigs:\n- config_name: default\n  data_files:\n";
  std::map<std::string, std::vector<std::string>> files;
  for (const Path& file : ListExampleFiles(folder))
    files[SplitOf(file)].push_back(StrCat('"', file.filename().string(), '"'));
  for (const auto& [split, names] : files)
    out << "  - split: " << split << "\n    path: [" << Join(names, ", ") << "]\n";
  out << kFeatures << "---\n\n";
}

// How far *derivable* goes, by what the examples' own checks say.
void WritePromises(const CheckResult& result, std::ostream& out) {
  static const std::map<std::string, std::string> kMeanings = {
      {"", "look-ups and reckoning are followed; quotes stand in what they cite, the answer in the last of them"},
      {"steps", "every step is derived again from what it cites, the answer too"},
      {"support", "conclusions in free language: their words stand in what they cite"},
      {"story", "the facts are told to the solver of such stories again, which gives the answer"},
      {"quotes", "steps are quotes word for word; that the answer follows from them is the source's word"},
  };
  out << "| derivable | means | examples |\n|---|---|---|\n";
  for (const auto& [promise, count] : result.by_promise) {
    const auto meaning = kMeanings.find(promise);
    out << "| " << (promise.empty() ? "(nothing said)" : promise) << " | "
        << (meaning == kMeanings.end() ? "as its source says" : meaning->second) << " | " << count << " |\n";
  }
}

// What splits share, and evaluation sets.
void WriteShared(const CheckResult& result, std::ostream& out) {
  const CheckResult::Shared& shared = result.shared;
  if (shared.of > 0) {
    out << "\nOf the " << shared.of << " examples outside training, " << shared.wording
        << " have a question worded as one of another split, " << shared.object << " the value of a look-up there, "
        << shared.depth << " task and hops.\n";
  }
  if (result.evaluation_questions == 0) return;
  out << "\nHeld against " << result.evaluation_questions << " questions of evaluation sets: " << result.overlapping
      << " examples share a run of words with one, " << result.overlap_above_half << " more than half of their runs.\n";
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
  out << "\n*derivable*: the steps follow one after the other from the facts they cite, by a check that knows nothing "
         "of the "
         "generator, and end in the answer; *needed*: neither the question, nor the most frequent answer of a task, "
         "nor that of a wording of its questions gives it away; *minimal*: no step holds without the fact it cites, "
         "and none is there for nothing; *split_clean*: no first subject, fact or cited text is in two splits; "
         "*duplicate*: question, facts and answer, or nearly these, occurred before in the whole set.\n\n";
  WritePromises(result, out);
  WriteShared(result, out);
  out << "\n## Tasks\n\n| task | examples | failed "
         "|\n|---|---|---|\n";
  for (const auto& [task, counts] : result.by_task)
    out << "| " << task << " | " << counts.n << " | " << counts.failed << " |\n";
}

// What every build of the folder's files dropped and left out.
BuildCounts CountsOf(const Path& folder) {
  BuildCounts counts;
  std::map<std::string, decltype(counts.left_out)> left_out;  // by split: the same in every part of it
  for (const Path& file : ListExampleFiles(folder)) {
    const Path manifest = ManifestPath(file);
    if (!std::filesystem::exists(manifest)) continue;
    const BuildCounts one = ReadManifest(manifest).counts;
    counts.Add(one);
    left_out[SplitOf(file)] = one.left_out;
  }
  counts.left_out.clear();
  for (const auto& [split, sources] : left_out) {
    for (const auto& [source, reasons] : sources) {
      for (const auto& [reason, count] : reasons) counts.left_out[source][reason] += count;
    }
  }
  return counts;
}

void WriteRejects(const BuildCounts& counts, std::ostream& out) {
  if (counts.examples == 0) return;
  out << "\n## Rejected\n\n| why | examples |\n|---|---|\n| the same or nearly the same as an earlier one of its block "
         "| "
      << counts.duplicates << " |\n| its question stands in an evaluation set | " << counts.overlapping
      << " |\n| the other half of its pair of twins was rejected | " << counts.twins << " |\n";
  for (const auto& [check, count] : counts.rejected)
    out << "| *" << check << "* failed over the whole set | " << count << " |\n";
  if (counts.left_out.empty()) return;
  out << "\nRecords of the sources that gave no example:\n\n| source | why | records |\n|---|---|---|\n";
  for (const auto& [source, reasons] : counts.left_out) {
    for (const auto& [reason, count] : reasons) out << "| " << source << " | " << reason << " | " << count << " |\n";
  }
}

// The sources by their first files, with what may be done with them.
void WriteLicences(const DatasetConfig& config, std::ostream& out) {
  out << "\n## Licence\n\n" << (config.licence().empty() ? "Not stated in the config." : config.licence()) << "\n";
  const bool any = std::any_of(config.source().begin(), config.source().end(),
                               [](const SourceConfig& source) { return source.has_licence(); });
  if (!any) return;
  out << "\n| source | licence |\n|---|---|\n";
  std::set<std::pair<std::string, std::string>> rows;
  for (const SourceConfig& source : config.source())
    rows.emplace(NameOf(source), source.has_licence() ? source.licence() : "not stated");
  for (const auto& [name, licence] : rows) out << "| " << name << " | " << licence << " |\n";
}

void WriteRows(const Path& folder, std::ostream& out) {
  out << "\n## Example rows\n\n```json\n";
  LineReader reader(ListExampleFiles(folder).front());
  std::set<std::string> sources;
  for (std::string_view line; reader.line_number() < kRowsFrom && reader.Next(line);) {
    if (!line.empty() && sources.insert(ParseExample(line, reader.Where()).source()).second) out << line << "\n";
  }
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
      << "Load with `datasets.load_dataset(\"FOLDER\")`; the header names the files of each split and their "
         "fields.\n\n";
  WriteCounts(result, out);
  WriteRejects(CountsOf(folder), out);
  WriteLicences(config, out);
  if (!config_text.empty()) {
    char fingerprint[20];
    std::snprintf(fingerprint, sizeof fingerprint, "%016llx", static_cast<unsigned long long>(StableHash(config_text)));
    out << "\n## How it was made\n\n`lethe dataset build --config dataset.txtpb` in a checkout of Lethe, whose "
           "wordings and names it takes; seed "
        << config.seed() << ", config fingerprint `" << fingerprint << "`:\n\n```\n"
        << config_text << "```\n";
  }
  WriteRows(folder, out);
  return out.str();
}

CheckResult WriteCard(CheckOptions options) {
  const Path folder = options.data;
  if (!std::filesystem::is_directory(folder))
    throw Error(Code::kInvalidArgument,
                StrCat(folder.string(), " is no folder; a card describes the folder of a data set"));
  const CheckResult result = CheckDataset(options);
  const Path config = folder / "dataset.txtpb";
  const std::string text = std::filesystem::exists(config) ? ReadFile(config) : "";
  WriteFileAtomic(folder / "README.md", MakeCard(folder, result, text));
  return result;
}

}  // namespace lethe
