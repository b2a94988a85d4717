#include <fstream>
#include <utility>
#include <vector>

#include "base/error.h"
#include "base/text.h"
#include "model/tokenizer/spm_library.h"
#include "model/tokenizer/tokenizer.h"

namespace lethe {
namespace {

constexpr size_t kMaxSentenceBytes = 16384;  // longer lines teach BPE nothing that shorter ones do not
constexpr int kByteTokens = 256;

// Pieces of their own even where the training text is short of them.
std::string PrintableAscii(std::string_view separator) {
  std::string characters;
  for (char c = '!'; c <= '~'; ++c) characters += StrCat(characters.empty() ? "" : separator, c);
  return characters;
}

// Lines of all files one after the other; of too many, an evenly spread part. A last line shows every printable ASCII
// character once, because sentencepiece aborts on a required character that the text never shows.
class SentenceStream {
 public:
  explicit SentenceStream(const TokenizerTraining& training) : training_(training) {
    std::string line;
    while (ReadLine(line)) ++total_;
    Rewind();
    if (total_ == 0)
      throw Error(Code::kInvalidArgument,
                  StrCat("no text to train a tokenizer on in ", Join(training.input_files, ", ")));
  }

  bool Next() {
    while (ReadLine(line_)) {
      const uint64_t index = read_++;
      if (total_ <= training_.max_sentences) return true;
      if (Quota(index) != Quota(index + 1)) return true;
    }
    line_ = PrintableAscii(" ");
    return !std::exchange(ascii_shown_, true);
  }

  static int Callback(void* context, const char** text, size_t* size) {
    auto* stream = static_cast<SentenceStream*>(context);
    if (!stream->Next()) return 0;
    *text = stream->line_.data();
    *size = stream->line_.size();
    return 1;
  }

 private:
  uint64_t Quota(uint64_t lines) const {
    return static_cast<uint64_t>(static_cast<double>(lines) * static_cast<double>(training_.max_sentences) /
                                 static_cast<double>(total_));
  }

  void Rewind() {
    file_.close();
    next_file_ = 0;
    read_ = 0;
    line_number_ = 0;
  }

  // The next line that can be trained on. Reading goes on from file to file.
  bool ReadLine(std::string& line) {
    while (true) {
      if (!file_.is_open() && !OpenNext()) return false;
      if (!std::getline(file_, line)) {
        file_.close();
        continue;
      }
      ++line_number_;
      if (!IsValidUtf8(line)) {
        throw Error(Code::kInvalidArgument,
                    StrCat(training_.input_files[next_file_ - 1], ":", line_number_, ": not valid UTF-8"));
      }
      if (!line.empty() && line.size() <= kMaxSentenceBytes && line.find('\0') == std::string::npos) return true;
    }
  }

  bool OpenNext() {
    if (next_file_ == training_.input_files.size()) return false;
    const std::string& name = training_.input_files[next_file_++];
    file_.clear();
    file_.open(name, std::ios::binary);
    line_number_ = 0;
    if (!file_ || std::filesystem::is_directory(name))
      throw Error(Code::kNotFound, StrCat("cannot open ", name, " to train a tokenizer on"));
    return true;
  }

  const TokenizerTraining& training_;
  std::ifstream file_;
  size_t next_file_ = 0;
  size_t line_number_ = 0;
  uint64_t read_ = 0;
  uint64_t total_ = 0;
  std::string line_;
  bool ascii_shown_ = false;
};

// Everything between <s>, <end> and the bytes, in the order of SpecialTokens.
std::string ControlSymbols() {
  std::vector<std::string> symbols = {"<|>",         "<question>",  "<derive>",    "<recall>",
                                      "<loaded>",    "<answer>",    "<unknown>",   "<as>",
                                      "<reserved0>", "<reserved1>", "<reserved2>", "<reserved3>"};
  for (int n = 0; n <= kMaxNumber; ++n) symbols.push_back(StrCat("<[", n, "]>"));
  return Join(symbols, ",");
}

void CheckTraining(const TokenizerTraining& training) {
  const int32_t least = SpecialTokens::Number(kMaxNumber) + 1 + kByteTokens + 1;
  if (training.input_files.empty()) throw Error(Code::kInvalidArgument, "no input file to train a tokenizer on");
  if (training.vocab_size < least || training.vocab_size > (1 << 20)) {
    throw Error(Code::kInvalidArgument, StrCat("vocabulary size ", training.vocab_size, ": must lie between ", least,
                                               " (special tokens and bytes) and ", 1 << 20));
  }
}

// Normalisation is the identity and every character has bytes to fall back to: that makes any text round-trip.
std::vector<std::pair<std::string, std::string>> TrainerOptions(const TokenizerTraining& training) {
  return {{"model_type", "bpe"},
          {"vocab_size", StrCat(training.vocab_size)},
          {"byte_fallback", "true"},
          {"split_digits", "true"},
          {"normalization_rule_name", "identity"},
          {"remove_extra_whitespaces", "false"},
          {"add_dummy_prefix", "true"},
          {"character_coverage", "0.9995"},
          {"required_chars", PrintableAscii("")},
          {"max_sentence_length", StrCat(kMaxSentenceBytes)},
          {"num_threads", "2"},
          {"unk_id", "0"},
          {"bos_id", "1"},
          {"eos_id", "2"},
          {"pad_id", "-1"},
          {"unk_piece", "<pad>"},
          {"eos_piece", "<end>"},
          {"control_symbols", ControlSymbols()},
          {"minloglevel", "2"}};
}

}  // namespace

void TrainTokenizer(const TokenizerTraining& training) {
  CheckTraining(training);
  SentenceStream sentences(training);
  const auto options = TrainerOptions(training);
  std::vector<const char*> arguments;
  for (const auto& [name, value] : options) arguments.insert(arguments.end(), {name.c_str(), value.c_str()});
  arguments.push_back(nullptr);
  const LetheSpmFunctions& spm = SpmLibrary();
  size_t size = 0;
  char* message = nullptr;
  char* bytes = spm.train(arguments.data(), SentenceStream::Callback, &sentences, &size, &message);
  if (bytes == nullptr) {
    const std::string reason = message == nullptr ? "no reason given" : message;
    spm.release(message);
    throw Error(
        Code::kInvalidArgument,
        StrCat("cannot train a tokenizer of ", training.vocab_size, " pieces on ", Join(training.input_files, ", "),
               ": ", reason, "; a smaller vocabulary needs less text, a larger one holds more letters"));
  }
  const std::string model(bytes, size);
  spm.release(bytes);
  WriteFileAtomic(training.output, model);
}

}  // namespace lethe
