#include "services/cli/commands/tokenizer.h"

#include <CLI/CLI.hpp>
#include <functional>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "base/line_reader.h"
#include "base/text.h"
#include "model/tokenizer/text_pieces.h"
#include "model/tokenizer/tokenizer.h"
#include "model/tokenizer/word_pieces.h"
#include "services/cli/json_text.h"
#include "services/cli/number_checks.h"
#include "services/cli/output_file.h"
#include "services/cli/usage.h"

namespace lethe {
namespace {

using Json = nlohmann::ordered_json;

struct CodingOptions {
  std::string tokenizer;
  std::vector<std::string> arguments;  // texts or ids; none: lines of stdin
  bool json = false;
};

// Calls `each` for every argument, or for every line of stdin when there are none.
void ForEachInput(const std::vector<std::string>& arguments, const std::function<void(const std::string&)>& each) {
  for (const std::string& argument : arguments) each(argument);
  if (!arguments.empty()) return;
  std::string line;
  while (std::getline(std::cin, line)) each(line);
}

void Encode(const CodingOptions& options) {
  const auto tokenizer = Tokenizer::Load(options.tokenizer);
  ForEachInput(options.arguments, [&](const std::string& text) {
    const std::vector<int32_t> tokens = tokenizer->Encode(text);
    if (!options.json) {
      for (size_t i = 0; i < tokens.size(); ++i) std::cout << (i > 0 ? " " : "") << tokens[i];
      std::cout << "\n";
      return;
    }
    Json pieces = Json::array();
    for (const int32_t token : tokens) pieces.push_back(tokenizer->Piece(token));
    std::cout << DumpJson({{"tokens", tokens}, {"pieces", pieces}}) << "\n";
  });
}

// Reads ids from "12 7 9" or "[12, 7, 9]".
std::vector<int32_t> ParseIds(std::string text, int32_t vocab_size) {
  for (char& c : text) {
    if (c == '[' || c == ']' || c == ',') c = ' ';
  }
  std::istringstream in(text);
  std::vector<int32_t> ids;
  for (std::string word; in >> word;) {
    size_t used = 0;
    long id = -1;
    try {
      id = std::stol(word, &used);
    } catch (const std::exception&) {
    }
    if (used != word.size() || id < 0 || id >= vocab_size) {
      throw Error(Code::kInvalidArgument,
                  StrCat("\"", word, "\" is no token id: give numbers from 0 to ", vocab_size - 1));
    }
    ids.push_back(static_cast<int32_t>(id));
  }
  return ids;
}

void Decode(const CodingOptions& options) {
  const auto tokenizer = Tokenizer::Load(options.tokenizer);
  const auto parse = [&](const std::string& ids) { return ParseIds(ids, tokenizer->vocab_size()); };
  const auto print = [&](const std::vector<int32_t>& ids) {
    const std::string text = tokenizer->Decode(ids);
    std::cout << (options.json ? DumpJson({{"text", text}}) : text) << "\n";
  };
  if (options.arguments.empty()) return ForEachInput({}, [&](const std::string& line) { print(parse(line)); });
  print(AsUsage([&] { return parse(Join(options.arguments, " ")); }));
}

// Room for the special tokens, the numbers, a piece for each byte, and one more.
constexpr int32_t kLeastVocab = SpecialTokens::kNumbers + kMaxNumber + 1 + 256 + 1;
constexpr int32_t kMostVocab = 1 << 20;

struct TrainOptions {
  TokenizerTraining training;
  std::string output;
  bool json = false;
};

void Train(TrainOptions& options) {
  options.training.output = options.output;
  CheckOutputFile(options.output);
  TrainTokenizer(options.training);
  const auto tokenizer = Tokenizer::Load(options.training.output);
  if (options.json) {
    std::cout << DumpJson({{"output", options.output}, {"vocab_size", tokenizer->vocab_size()}}) << "\n";
  } else {
    std::cout << options.output << ": " << tokenizer->vocab_size() << " pieces\n";
  }
}

void AddTrain(CLI::App& group) {
  auto options = std::make_shared<TrainOptions>();
  CLI::App* train =
      group.add_subcommand("train", "Learn a vocabulary (BPE, byte fallback) from text, a sentence a line");
  train->add_option("--input", options->training.input_files, "Text files")->required();
  train->add_option("--vocab", options->training.vocab_size, "Number of pieces, the special ones included")
      ->check(CLI::Range(kLeastVocab, kMostVocab))
      ->capture_default_str();
  train->add_option("--output", options->output, "The tokenizer to write")->required();
  train->add_option("--max-sentences", options->training.max_sentences, "Of more lines, an evenly spread part is read")
      ->capture_default_str();
  train->add_flag("--json", options->json, "Print one JSON object");
  train->footer("Example: lethe tokenizer train --input corpus.txt --vocab 4096 --output tokenizer.model");
  train->callback([options] { Train(*options); });
}

struct VectorOptions {
  std::string tokenizer, vectors, output;
  size_t first = 200, words = 60000;
  bool json = false;
};

void Vectors(const VectorOptions& options) {
  CheckOutputFile(options.output);
  const auto tokenizer = Tokenizer::Load(options.tokenizer);
  const size_t words = WriteWordVectors(*tokenizer, {options.vectors, options.output, options.first, options.words});
  if (options.json) {
    std::cout << DumpJson({{"output", options.output}, {"words", words}}) << "\n";
  } else {
    std::cout << options.output << ": " << words << " words\n";
  }
}

void AddVectors(CLI::App& group) {
  auto options = std::make_shared<VectorOptions>();
  CLI::App* vectors = group.add_subcommand("vectors", "Word vectors by the pieces of their words, for training");
  vectors->add_option("--tokenizer", options->tokenizer, "tokenizer.model")->required();
  vectors
      ->add_option("--vectors", options->vectors, "Text as GloVe and fastText have it: a word and its numbers a line")
      ->required();
  vectors->add_option("--output", options->output, "The table to write (safetensors)")->required();
  vectors->add_option("--first", options->first, "So many words at the head are left out")->capture_default_str();
  vectors->add_option("--words", options->words, "So many words at most")->check(AboveZero)->capture_default_str();
  vectors->add_flag("--json", options->json, "Print one JSON object");
  vectors->footer(
      "Example: lethe tokenizer vectors --tokenizer tokenizer.model --vectors glove.6B.100d.txt --output "
      "words.safetensors");
  vectors->callback([options] { Vectors(*options); });
}

struct TextOptions {
  std::string tokenizer, texts, vectors, output;
  bool json = false;
};

VectorText ReadText(std::string_view line, const std::string& where) {
  const Json object = Json::parse(line, nullptr, /*allow_exceptions=*/false);
  if (!object.is_object()) throw Error(Code::kInvalidArgument, StrCat(where, ": no JSON object"));
  const auto field = [&](const char* name) {
    const auto found = object.find(name);
    return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
  };
  VectorText text{field("question"), {field("subject"), field("relation"), field("object"), field("text")}};
  const FactText& fact = text.fact;
  const bool parts = !fact.subject.empty() && !fact.relation.empty() && !fact.object.empty();
  if (!text.question.empty() + !fact.text.empty() + parts != 1) {
    throw Error(
        Code::kInvalidArgument,
        StrCat(where, ": needs one of \"question\", \"text\", and \"subject\" with \"relation\" and \"object\""));
  }
  return text;
}

void Texts(const TextOptions& options) {
  CheckOutputFile(options.output);
  const auto tokenizer = Tokenizer::Load(options.tokenizer);
  std::vector<VectorText> texts;
  LineReader lines(options.texts);
  for (std::string_view line; lines.Next(line);) texts.push_back(ReadText(line, lines.Where()));
  const std::string vectors = ReadFile(options.vectors);
  const size_t dimension = WriteTextVectors(*tokenizer, texts, vectors, options.output);
  if (options.json) {
    std::cout << DumpJson({{"output", options.output}, {"texts", texts.size()}, {"dimension", dimension}}) << "\n";
  } else {
    std::cout << options.output << ": " << texts.size() << " texts, vectors of " << dimension << " numbers\n";
  }
}

void AddTexts(CLI::App& group) {
  auto options = std::make_shared<TextOptions>();
  CLI::App* texts = group.add_subcommand("texts", "Vectors of facts and questions by their tokens, for training");
  texts->add_option("--tokenizer", options->tokenizer, "tokenizer.model")->required();
  texts->add_option("--texts", options->texts, "JSON lines with \"question\", or a fact: \"text\", or its parts")
      ->required();
  texts->add_option("--vectors", options->vectors, "Their vectors: 32-bit floats alone, row after row")->required();
  texts->add_option("--output", options->output, "The table to write (safetensors)")->required();
  texts->add_flag("--json", options->json, "Print one JSON object");
  texts->footer(
      "Example: lethe tokenizer texts --tokenizer tokenizer.model --texts texts.jsonl --vectors vectors.f32 --output "
      "texts.safetensors");
  texts->callback([options] { Texts(*options); });
}

void AddCoding(CLI::App& group, const char* name, const char* what, const char* argument, const char* example,
               void (*run)(const CodingOptions&)) {
  auto options = std::make_shared<CodingOptions>();
  CLI::App* command = group.add_subcommand(name, what);
  command->add_option("--tokenizer", options->tokenizer, "tokenizer.model")->required();
  command->add_option("input", options->arguments, argument);
  command->add_flag("--json", options->json, "Print one JSON object a line");
  command->footer(example);
  command->callback([options, run] { run(*options); });
}

}  // namespace

void AddTokenizerCommands(CLI::App& app) {
  CLI::App* group = app.add_subcommand("tokenizer", "Train a tokenizer; encode and decode text");
  group->require_subcommand(1);
  AddTrain(*group);
  AddVectors(*group);
  AddTexts(*group);
  AddCoding(*group, "encode", "Text to token ids", "Texts; without any, the lines of standard input",
            "Example: lethe tokenizer encode --tokenizer tokenizer.model --json \"Where was Ann Lee born?\"", Encode);
  AddCoding(*group, "decode", "Token ids to text", "Ids of one text; without any, a text a line on standard input",
            "Example: lethe tokenizer decode --tokenizer tokenizer.model 401 377 1290", Decode);
}

}  // namespace lethe
