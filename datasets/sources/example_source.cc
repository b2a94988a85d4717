#include "datasets/sources/example_source.h"

#include <filesystem>

#include "base/beside_program.h"
#include "base/error.h"
#include "datasets/sources/babi.h"
#include "datasets/sources/fact_questions.h"
#include "datasets/sources/proofed.h"
#include "datasets/sources/records.h"
#include "datasets/sources/rule_world.h"
#include "datasets/sources/squad.h"
#include "datasets/sources/world.h"

namespace lethe {

namespace {

std::unique_ptr<ExampleSource> MakeKind(const SourceConfig& config, const Path& root) {
  switch (config.kind_case()) {
    case SourceConfig::kWorld:
      return std::make_unique<World>(config.world(), root);
    case SourceConfig::kBabi:
      return std::make_unique<Babi>(config.babi(), root);
    case SourceConfig::kFacts:
      return std::make_unique<FactQuestions>(config.facts(), root);
    case SourceConfig::kSquad:
      return std::make_unique<Squad>(config.squad(), root);
    case SourceConfig::kMultiHop:
      return std::make_unique<Records>(config.multi_hop(), root);
    case SourceConfig::kRecords:
      return std::make_unique<Records>(config.records(), root);
    case SourceConfig::kRuleWorld:
      return std::make_unique<RuleWorld>(config.rule_world(), root);
    case SourceConfig::KIND_NOT_SET:
      break;
  }
  throw Error(Code::kInvalidArgument, "a source of the data set names no kind; write for example source { world {} }");
}

}  // namespace

std::unique_ptr<ExampleSource> MakeSource(const SourceConfig& config, const Path& root) {
  auto source = MakeKind(config, root);
  if (!config.has_proofing()) return source;
  return std::make_unique<ProofedSource>(std::move(source), config.proofing(), root);
}

Path ResolveDataPath(const std::string& path, const Path& root) {
  if (std::filesystem::exists(path)) return path;
  if (!Path(path).is_absolute()) {
    const Path from = root.empty() ? std::filesystem::current_path() : std::filesystem::absolute(root);
    for (Path folder = from; !folder.empty(); folder = folder.parent_path()) {
      if (std::filesystem::exists(folder / path)) return folder / path;
      if (folder == folder.parent_path()) break;
    }
  }
  if (const auto shipped = FindBesideProgram(path)) return *shipped;
  throw Error(Code::kNotFound,
              StrCat("cannot find ", path, " from the working folder, nor from ", root.empty() ? "." : root.string(),
                     " and its parents, nor in the tree that this program was built from"));
}

std::vector<Path> ResolveDataPaths(const google::protobuf::RepeatedPtrField<std::string>& paths, const Path& root) {
  std::vector<Path> resolved;
  for (const std::string& path : paths) resolved.push_back(ResolveDataPath(path, root));
  return resolved;
}

void CheckShare(std::string_view field, double value) {
  if (value < 0 || value > 1)
    throw Error(Code::kInvalidArgument, StrCat(field, " is ", value, "; it is a share between 0 and 1"));
}

}  // namespace lethe
