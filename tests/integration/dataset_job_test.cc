// The job for a cluster, run here: each pod's command line must be one that the program takes, and its parts must make
// up the whole.
#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

#include "base/text.h"
#include "tests/support/program.h"
#include "tests/support/source_tree.h"
#include "tests/support/temp_dir.h"

namespace lethe {
namespace {

using testing::SourceTree;

// Of the job's YAML what a pod runs; enough of the format for this one file.
struct Job {
  std::vector<std::string> args;
  std::map<std::string, std::string> fields;  // "completions" -> "16"
  std::map<std::string, std::string> env;

  explicit Job(const std::string& yaml) {
    bool in_args = false;
    std::string name;
    for (std::string_view line : Split(yaml, '\n')) {
      line = Trim(line.substr(0, line.find(" #")));
      if (in_args && line.starts_with("- ")) {
        args.push_back(Unquoted(line.substr(2)));
        continue;
      }
      in_args = line == "args:";
      const size_t colon = line.find(": ");
      if (colon == std::string_view::npos) continue;
      const std::string key(line.substr(0, colon)), value = Unquoted(line.substr(colon + 2));
      if (key == "- name") name = value;
      if (key == "value") env[name] = value;
      fields[key] = value;
    }
  }

  static std::string Unquoted(std::string_view text) {
    text = Trim(text);
    if (text.size() > 1 && text.front() == '"') text = text.substr(1, text.size() - 2);
    return std::string(text);
  }

  // As the kubelet fills in variables.
  std::vector<std::string> ArgsOf(const std::string& index) const {
    std::vector<std::string> out = args;
    for (std::string& arg : out) {
      arg = ReplaceAll(arg, "$(JOB_COMPLETION_INDEX)", index);
      for (const auto& [key, value] : env) arg = ReplaceAll(arg, "$(" + key + ")", value);
    }
    return out;
  }
};

void Set(std::vector<std::string>& args, const std::string& option, const std::string& value) {
  for (size_t i = 0; i + 1 < args.size(); ++i) {
    if (args[i] == option) {
      args[i + 1] = value;
      return;
    }
  }
  ADD_FAILURE() << "the job does not give " << option;
}

class DatasetJobTest : public testing::TempDir {};

TEST_F(DatasetJobTest, ItsPodsTogetherMakeTheWhole) {
  Job job(ReadFile(SourceTree() / "deploy/kubernetes/dataset-job.yaml"));
  EXPECT_EQ(job.fields["completionMode"], "Indexed");
  EXPECT_EQ(job.fields["completions"], job.env["SHARDS"]);
  EXPECT_EQ(job.fields["restartPolicy"], "OnFailure");
  ASSERT_FALSE(job.args.empty());
  const std::string datasets = (SourceTree() / "datasets").string();
  const Path config =
      WriteTemp("job.txtpb",
                ReplaceAll(R"(name: "job" count: 2048 source { world { wordings: "@/wordings/test/own_relations.txtpb"
      entities: "@/entities/closed" invented: "@/wordings/invented.txtpb" question_book: "@/wordings/questions.txtpb"
      composition_book: "@/wordings/composition.txtpb" } })",
                           "@", datasets));
  job.env["SHARDS"] = "3";
  std::string together;
  for (const std::string index : {"0", "1", "2"}) {
    std::vector<std::string> args = job.ArgsOf(index);
    Set(args, "--config", config.string());
    Set(args, "--out", (dir() / "parts").string());
    const auto result = testing::RunProgram(LETHE_PROGRAM, args);
    ASSERT_EQ(result.exit_code, 0) << result.err;
    together += ReadFile(dir() / "parts" / ("train-0000" + index + "-of-00003.jsonl"));
  }
  const auto whole = testing::RunProgram(LETHE_PROGRAM, {"dataset", "build", "--config", config.string(), "--out",
                                                         (dir() / "whole").string(), "--no-card"});
  ASSERT_EQ(whole.exit_code, 0) << whole.err;
  EXPECT_EQ(together, ReadFile(dir() / "whole" / "train.jsonl"));
  EXPECT_FALSE(together.empty());
}

}  // namespace
}  // namespace lethe
