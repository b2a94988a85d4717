#include "model/tokenizer/spm_module.h"

#include <sentencepiece_processor.h>
#include <sentencepiece_trainer.h>

#include <cstdlib>
#include <cstring>
#include <exception>
#include <string>
#include <unordered_map>
#include <vector>

struct LetheSpmModel {
  sentencepiece::SentencePieceProcessor processor;
};

namespace {

// A copy that `release` frees.
char* Copy(const std::string& bytes) {
  char* memory = static_cast<char*>(std::malloc(bytes.size() + 1));
  if (memory != nullptr) std::memcpy(memory, bytes.c_str(), bytes.size() + 1);
  return memory;
}

// Feeds the trainer from the caller's callback.
class CallbackSentences : public sentencepiece::SentenceIterator {
 public:
  CallbackSentences(LetheSpmNextSentence next, void* context) : next_(next), context_(context) { Next(); }
  bool done() const override { return done_; }
  void Next() override {
    const char* text = nullptr;
    size_t size = 0;
    done_ = next_(context_, &text, &size) == 0;
    if (!done_) value_.assign(text, size);
  }
  const std::string& value() const override { return value_; }
  sentencepiece::util::Status status() const override { return {}; }

 private:
  LetheSpmNextSentence next_;
  void* context_;
  bool done_ = false;
  std::string value_;
};

// Appended to a serialised ModelProto, this merges `normalizer_spec { add_dummy_prefix: false }` into it: the caller
// puts the space in front itself, because only the first part of a text may have one (tokenizer.cc).
constexpr char kNoDummyPrefix[] = {0x1a, 0x02, 0x18, 0x00};

LetheSpmModel* Load(const char* bytes, size_t size, char** error) {
  try {
    auto* model = new LetheSpmModel;
    std::string serialised(bytes, size);
    serialised.append(kNoDummyPrefix, sizeof(kNoDummyPrefix));
    const auto status = model->processor.LoadFromSerializedProto(serialised);
    if (status.ok()) return model;
    *error = Copy(status.ToString());
    delete model;
  } catch (const std::exception& e) {
    *error = Copy(e.what());
  }
  return nullptr;
}

void Unload(LetheSpmModel* model) {
  delete model;
}

int32_t VocabSize(const LetheSpmModel* model) {
  return model->processor.GetPieceSize();
}

const char* Piece(const LetheSpmModel* model, int32_t id, size_t* size, int* kind) {
  const auto& processor = model->processor;
  const std::string& piece = processor.IdToPiece(id);
  *size = piece.size();
  *kind = processor.IsByte(id)      ? LETHE_SPM_BYTE
          : processor.IsControl(id) ? LETHE_SPM_CONTROL
          : processor.IsUnknown(id) ? LETHE_SPM_UNKNOWN
                                    : LETHE_SPM_NORMAL;
  return piece.data();
}

int64_t Encode(const LetheSpmModel* model, const char* text, size_t size, int32_t** ids, char** error) {
  try {
    std::vector<int> encoded;
    const auto status = model->processor.Encode({text, size}, &encoded);
    if (!status.ok()) {
      *error = Copy(status.ToString());
      return -1;
    }
    *ids = static_cast<int32_t*>(std::malloc(encoded.size() * sizeof(int32_t) + 1));
    if (*ids == nullptr) throw std::bad_alloc();
    std::copy(encoded.begin(), encoded.end(), *ids);
    return static_cast<int64_t>(encoded.size());
  } catch (const std::exception& e) {
    *error = Copy(e.what());
  }
  return -1;
}

char* Train(const char* const* options, LetheSpmNextSentence next, void* context, size_t* size, char** error) {
  try {
    std::unordered_map<std::string, std::string> arguments;
    for (; *options != nullptr; options += 2) arguments[options[0]] = options[1];
    CallbackSentences sentences(next, context);
    std::string serialised;
    const auto status = sentencepiece::SentencePieceTrainer::Train(arguments, &sentences, &serialised);
    if (status.ok()) {
      *size = serialised.size();
      return Copy(serialised);
    }
    *error = Copy(status.ToString());
  } catch (const std::exception& e) {
    *error = Copy(e.what());
  }
  return nullptr;
}

void Release(void* memory) {
  std::free(memory);
}

constexpr LetheSpmFunctions kFunctions = {LETHE_SPM_ABI, Load, Unload, VocabSize, Piece, Encode, Train, Release};

}  // namespace

extern "C" __attribute__((visibility("default"))) const LetheSpmFunctions* lethe_spm_functions(void) {
  return &kFunctions;
}
