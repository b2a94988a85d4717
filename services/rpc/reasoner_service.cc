#include "services/rpc/reasoner_service.h"

#include "services/rpc/boundary.h"

namespace lethe {

v1::Answer ReasonerService::Answer(grpc::ServerContext& context, const v1::AskRequest& request,
                                   const AskEventSink& sink) const {
  const AskControl control = ControlOf(context);
  // Facts given by the caller are all there is, unless the request names a store to recall from.
  const bool wants_store = request.channel() == v1::CHANNEL_RETRIEVAL ||
                           (request.channel() == v1::CHANNEL_CONTEXT && !request.alias().empty());
  if (!wants_store) return reasoner_.Ask(request, nullptr, control, sink);
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
