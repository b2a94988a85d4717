#include "model/tokenizer/tokenizer.h"

#include <array>

#include "base/error.h"
#include "base/text.h"
#include "model/tokenizer/spm_library.h"

namespace lethe {
namespace {

// sentencepiece writes a space as this character, so the character itself must travel as bytes.
constexpr std::string_view kSpaceMark = "\xE2\x96\x81";

// Takes ownership of a message from the module.
std::string TakeMessage(char* message) {
  if (message == nullptr) return "no reason given";
  std::string text = message;
  SpmLibrary().release(message);
  return text;
}

struct Unloader {
  void operator()(LetheSpmModel* model) const { SpmLibrary().unload(model); }
};
using Model = std::unique_ptr<LetheSpmModel, Unloader>;

int HexByte(std::string_view piece) {  // "<0x0A>"
  return piece.size() == 6 ? std::stoi(std::string(piece.substr(3, 2)), nullptr, 16) : 0;
}

class SpmTokenizer : public Tokenizer {
 public:
  SpmTokenizer(Model model, const Path& file) : model_(std::move(model)) {
    const LetheSpmFunctions& spm = SpmLibrary();
    const int32_t size = spm.vocab_size(model_.get());
    byte_token_.fill(-1);
    for (int32_t id = 0; id < size; ++id) AddPiece(id);
    for (int32_t token : byte_token_) {
      if (token >= 0) continue;
      throw Error(
          Code::kFailedPrecondition,
          StrCat(file.string(), ": the tokenizer has no byte fallback; train one with `lethe tokenizer train`"));
    }
  }

  int32_t vocab_size() const override { return static_cast<int32_t>(pieces_.size()); }

  std::vector<int32_t> Encode(std::string_view text) const override {
    if (!IsValidUtf8(text)) throw Error(Code::kInvalidArgument, "cannot encode text that is not valid UTF-8");
    std::vector<int32_t> tokens;
    if (text.empty()) return tokens;
    tokens.reserve(text.size() / 3 + 4);
    size_t mark = text.find(kSpaceMark);
    std::string spaced;
    spaced.reserve(text.size() + 1);
    Append(spaced.append(" ").append(text.substr(0, mark)), tokens);
    while (mark != std::string_view::npos) {
      for (const char byte : kSpaceMark) tokens.push_back(byte_token_[static_cast<uint8_t>(byte)]);
      const size_t begin = mark + kSpaceMark.size();
      mark = text.find(kSpaceMark, begin);
      Append(text.substr(begin, mark == std::string_view::npos ? mark : mark - begin), tokens);
    }
    return tokens;
  }

  std::string Decode(std::span<const int32_t> tokens) const override {
    std::string text;
    for (const int32_t token : tokens) {
      if (token >= 0 && token < vocab_size()) text += surface_[token];
    }
    if (!text.empty() && text[0] == ' ') text.erase(0, 1);  // the one Encode put there
    return text;
  }

  std::string Piece(int32_t token) const override {
    return token >= 0 && token < vocab_size() ? pieces_[token] : StrCat("<no token ", token, ">");
  }

 private:
  void AddPiece(int32_t id) {
    size_t size = 0;
    int kind = LETHE_SPM_NORMAL;
    const char* data = SpmLibrary().piece(model_.get(), id, &size, &kind);
    pieces_.emplace_back(data, size);
    surface_.emplace_back();
    if (kind == LETHE_SPM_NORMAL) surface_.back() = ReplaceAll(pieces_.back(), kSpaceMark, " ");
    if (kind == LETHE_SPM_BYTE) {
      const int byte = HexByte(pieces_.back());
      byte_token_[byte] = id;
      surface_.back() = std::string(1, static_cast<char>(byte));
    }
  }

  void Append(std::string_view text, std::vector<int32_t>& tokens) const {
    if (text.empty()) return;
    const LetheSpmFunctions& spm = SpmLibrary();
    int32_t* ids = nullptr;
    char* message = nullptr;
    const int64_t count = spm.encode(model_.get(), text.data(), text.size(), &ids, &message);
    if (count < 0) throw Error(Code::kInternal, StrCat("sentencepiece cannot encode: ", TakeMessage(message)));
    tokens.insert(tokens.end(), ids, ids + count);
    spm.release(ids);
  }

  Model model_;
  std::vector<std::string> pieces_;   // as stored, by id
  std::vector<std::string> surface_;  // bytes that the token decodes to; nothing for specials
  std::array<int32_t, 256> byte_token_;
};

}  // namespace

std::unique_ptr<Tokenizer> Tokenizer::Load(const Path& model_file) {
  const std::string bytes = ReadFile(model_file);
  char* message = nullptr;
  Model model(bytes.empty() ? nullptr : SpmLibrary().load(bytes.data(), bytes.size(), &message));
  if (model == nullptr) {
    throw Error(Code::kDataLoss, StrCat(model_file.string(), " is no sentencepiece model or is damaged: ",
                                        bytes.empty() ? "the file is empty" : TakeMessage(message)));
  }
  return std::make_unique<SpmTokenizer>(std::move(model), model_file);
}

}  // namespace lethe
