#include "services/rpc/reasoner_service.h"

#include "services/rpc/boundary.h"

namespace lethe {

v1::Answer ReasonerService::Answer(grpc::ServerContext& context, const v1::AskRequest& request,
                                   const AskEventSink& sink) const {
  const AskControl control = ControlOf(context);
  if (request.channel() != v1::CHANNEL_RETRIEVAL) return reasoner_.Ask(request, nullptr, control, sink);
  const std::shared_ptr<const FactSource> store = aliases_.Pin(request.alias());  // one version for the whole request
  return reasoner_.Ask(request, store.get(), control, sink);
}

grpc::Status ReasonerService::Ask(grpc::ServerContext* context, const v1::AskRequest* request, v1::Answer* answer) {
  return AtBoundary([&] { *answer = Answer(*context, *request, nullptr); });
}

grpc::Status ReasonerService::AskStream(grpc::ServerContext* context, const v1::AskRequest* request,
                                        grpc::ServerWriter<v1::AskEvent>* writer) {
  return AtBoundary([&] {
    Answer(*context, *request, [writer](const v1::AskEvent& event) {
      if (!writer->Write(event)) throw Error(Code::kCancelled, "the caller no longer reads the stream");
    });
  });
}

}  // namespace lethe
