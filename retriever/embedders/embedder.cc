#include "retriever/embedders/embedder.h"

#include "base/error.h"
#include "retriever/embedders/hashed_ngrams.h"

namespace lethe {

std::unique_ptr<Embedder> MakeEmbedder(const EmbedderConfig& config) {
  switch (config.kind_case()) {
    case EmbedderConfig::kHashedNgrams:
    case EmbedderConfig::KIND_NOT_SET:
      return std::make_unique<HashedNgrams>(config.hashed_ngrams());
  }
  throw Error(Code::kInternal, StrCat("embedder: no row for case ", static_cast<int>(config.kind_case())));
}

}  // namespace lethe
