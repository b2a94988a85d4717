#include "model/data/token_shard.h"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <string_view>
#include <utility>

#include "base/error.h"
#include "base/part_name.h"
#include "base/text.h"

namespace lethe {
namespace {

constexpr char kFormat[] = "lethe-tokens-1";
constexpr uint8_t kMaxKind = static_cast<uint8_t>(TokenKind::kDerivation);

[[noreturn]] void Damaged(const Path& file, const std::string& what) {
  throw Error(Code::kDataLoss,
              StrCat("token shard ", file.string(), ": ", what, "; make it again with `lethe dataset tokenize`"));
}

// The elements of one list in the file, after checking its type.
template <typename T>
std::span<const T> View(const SafetensorsFile& file, const std::string& name, const char* dtype) {
  const TensorView& tensor = file.Find(name);
  if (tensor.dtype != dtype) Damaged(file.path(), StrCat("tensor ", name, " is ", tensor.dtype, ", not ", dtype));
  if (tensor.shape.size() != 1) Damaged(file.path(), "tensor " + name + " is not a list");
  if (reinterpret_cast<uintptr_t>(tensor.bytes.data()) % alignof(T) != 0)
    Damaged(file.path(), "tensor " + name + " is misaligned");
  return {reinterpret_cast<const T*>(tensor.bytes.data()), static_cast<size_t>(tensor.shape[0])};
}

void CheckOffsets(const Path& path, std::span<const int64_t> offsets, size_t documents, size_t tokens) {
  if (offsets.size() != documents + 1 || offsets.front() != 0 || offsets.back() != static_cast<int64_t>(tokens)) {
    Damaged(path, "doc_offsets does not span the tokens");
  }
  if (!std::is_sorted(offsets.begin(), offsets.end())) Damaged(path, "doc_offsets is not rising");
}

// A shard is numbered within its part: "shard-00003-of-00016-00000" is of part 3 of 16 of "shard".
PartName PartOf(std::string_view stem) {
  const size_t last = stem.rfind('-');
  const bool is_counted = last != stem.npos && ParseNumber<size_t>(stem.substr(last + 1));
  for (const std::string_view name : {stem, is_counted ? stem.substr(0, last) : stem}) {
    PartName part = ParsePartName(name);
    if (part.number < part.parts) return part;
  }
  return {std::string(is_counted ? stem.substr(0, last) : stem)};
}

// A part that made no shard is told from a lost one by what was written when it was done.
bool IsDoneWithoutTokens(const Path& folder, size_t number, size_t parts) {
  const Path done = folder / StrCat("part", PartSuffix(number, parts), ".done");
  return std::filesystem::exists(done) && ReadFile(done).ends_with(" 0 tokens\n");
}

// A folder holds each set of shards whole, and once: from one run, or from all parts of one cut.
void CheckParts(const Path& folder, const std::vector<Path>& files) {
  std::vector<PartName> names;
  for (const Path& file : files) names.push_back(PartOf(file.stem().string()));
  for (const auto& [set, cut] : GroupParts(folder, names)) {
    for (size_t number = 0; number < cut.parts; ++number) {
      if (cut.there.contains(number) || IsDoneWithoutTokens(folder, number, cut.parts)) continue;
      throw Error(Code::kFailedPrecondition,
                  StrCat(folder.string(), " lacks part ", number, " of the ", cut.parts, " of \"", set,
                         "\": make it with `lethe dataset tokenize --shard ", number, "/", cut.parts,
                         "`, or name the files one by one to do without it"));
    }
  }
}

}  // namespace

TokenShard::TokenShard(const Path& file) : file_(file) {
  const auto format = metadata().find("format");
  if (format == metadata().end() || format->second != kFormat) Damaged(file, "is no token shard");
  offsets_ = View<int64_t>(file_, "doc_offsets", "I64");
  tokens_ = View<int32_t>(file_, "tokens", "I32");
  loss_weight_ = View<float>(file_, "loss_weight", "F32");
  facts_ = View<int32_t>(file_, "doc_facts", "I32");
  hops_ = View<int32_t>(file_, "doc_hops", "I32");
  kinds_ = View<uint8_t>(file_, "kinds", "U8");
  if (kinds_.size() != tokens_.size() || loss_weight_.size() != tokens_.size() || hops_.size() != facts_.size()) {
    Damaged(file, "tensors differ in length");
  }
  CheckOffsets(file, offsets_, facts_.size(), tokens_.size());
  if (std::any_of(kinds_.begin(), kinds_.end(), [](uint8_t kind) { return kind > kMaxKind; })) {
    Damaged(file, "tensor kinds holds an unknown kind");
  }
}

TokenShard::Document TokenShard::document(size_t index) const {
  LETHE_CHECK(index < documents(), "document ", index, " of ", documents());
  const size_t begin = static_cast<size_t>(offsets_[index]), length = document_length(index);
  return {tokens_.subspan(begin, length), kinds_.subspan(begin, length), loss_weight_.subspan(begin, length),
          facts_[index], hops_[index]};
}

std::vector<Path> ListTokenShards(const Path& path) {
  if (!std::filesystem::is_directory(path)) {
    if (!std::filesystem::exists(path)) throw Error(Code::kNotFound, StrCat("no token shard at ", path.string()));
    return {path};
  }
  std::vector<Path> files;
  for (const auto& entry : std::filesystem::directory_iterator(path)) {
    if (entry.path().extension() == ".safetensors") files.push_back(entry.path());
  }
  if (files.empty()) {
    throw Error(Code::kNotFound,
                StrCat("no *.safetensors in ", path.string(), "; make them with `lethe dataset tokenize`"));
  }
  std::sort(files.begin(), files.end());
  CheckParts(path, files);
  return files;
}

std::string TokenizerHash(const Path& tokenizer) {
  char hash[20];
  std::snprintf(hash, sizeof hash, "%016llx", static_cast<unsigned long long>(StableHash(ReadFile(tokenizer))));
  return hash;
}

TokenShardWriter::TokenShardWriter(const Path& folder, std::map<std::string, std::string> metadata, size_t max_tokens)
    : folder_(folder), metadata_(std::move(metadata)), max_tokens_(max_tokens) {
  CreateDirectories(folder_);
  for (const auto& entry : std::filesystem::directory_iterator(folder_)) {
    if (entry.path().extension() != ".safetensors") continue;
    throw Error(Code::kAlreadyExists, StrCat(folder_.string(), " already holds ", entry.path().filename().string(),
                                             "; choose an empty folder or remove the old shards"));
  }
  metadata_["format"] = kFormat;
}

void TokenShardWriter::Add(const Sequence& sequence, int32_t facts, int32_t hops) {
  const size_t length = sequence.tokens.size();
  LETHE_CHECK(sequence.kinds.size() == length && sequence.loss_weight.size() == length, "tokens ", length, " kinds ",
              sequence.kinds.size(), " loss weights ", sequence.loss_weight.size());
  if (!facts_.empty() && tokens_.size() + length > max_tokens_) WriteShard();
  tokens_.insert(tokens_.end(), sequence.tokens.begin(), sequence.tokens.end());
  for (const TokenKind kind : sequence.kinds) kinds_.push_back(static_cast<uint8_t>(kind));
  loss_weight_.insert(loss_weight_.end(), sequence.loss_weight.begin(), sequence.loss_weight.end());
  offsets_.push_back(static_cast<int64_t>(tokens_.size()));
  facts_.push_back(facts);
  hops_.push_back(hops);
  ++documents_;
  total_tokens_ += length;
}

void TokenShardWriter::Finish() {
  if (!facts_.empty()) WriteShard();
}

void TokenShardWriter::WriteShard() {
  char name[32];
  std::snprintf(name, sizeof name, "shard-%05zu.safetensors", files_.size());
  // Widest elements first keeps every tensor aligned.
  WriteSafetensors(folder_ / name,
                   {ViewValues("doc_offsets", "I64", offsets_), ViewValues("tokens", "I32", tokens_),
                    ViewValues("loss_weight", "F32", loss_weight_), ViewValues("doc_facts", "I32", facts_),
                    ViewValues("doc_hops", "I32", hops_), ViewValues("kinds", "U8", kinds_)},
                   metadata_);
  files_.push_back(folder_ / name);
  tokens_.clear();
  kinds_.clear();
  loss_weight_.clear();
  offsets_.assign(1, 0);
  facts_.clear();
  hops_.clear();
}

}  // namespace lethe
