#include "retriever/embedders/embedder.h"

#include <atomic>

#include "retriever/embedders/dual_encoder.h"
#include "retriever/embedders/hashed_ngrams.h"

namespace lethe {
namespace {

std::atomic<MakeBert> make_bert = nullptr;

MakeBert BertMaker(const BertConfig& config) {
  const MakeBert make = make_bert;
  if (make != nullptr) return make;
  throw NeedsEngine(Code::kUnimplemented,
                    StrCat("embedder bert (", config.folder(), "): this program has no LibTorch; use lethe-engine"));
}

}  // namespace

void EnableBert(MakeBert make) {
  make_bert = make;
}

void RequireEngine(const EmbedderConfig& config) {
  if (config.has_bert()) BertMaker(config.bert());
}

std::unique_ptr<Embedder> MakeEmbedder(const EmbedderConfig& config) {
  switch (config.kind_case()) {
    case EmbedderConfig::kHashedNgrams:
    case EmbedderConfig::KIND_NOT_SET:
      return std::make_unique<HashedNgrams>(config.hashed_ngrams());
    case EmbedderConfig::kBert:
      return BertMaker(config.bert())(config.bert());
    case EmbedderConfig::kDual:
      return std::make_unique<DualEncoder>(config.dual());
  }
  throw Error(Code::kInternal, StrCat("embedder: no row for case ", static_cast<int>(config.kind_case())));
}

}  // namespace lethe
