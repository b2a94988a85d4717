// Apart from reasoner.cc, because this alone brings the network in: programs that only talk to a server, and tests that
// script the generator, link without it.
#include "services/reasoner/reasoner.h"

namespace lethe {

std::unique_ptr<Reasoner> Reasoner::Load(const Path& checkpoint, const ReasonerLimits& limits) {
  std::unique_ptr<const Generator> generator = Generator::Load(checkpoint);
  return std::make_unique<Reasoner>(std::move(generator), Tokenizer::Load(checkpoint / "tokenizer.model"), limits);
}

}  // namespace lethe
