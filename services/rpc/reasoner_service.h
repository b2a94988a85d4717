// gRPC skin of the engine: Ask and AskStream.
#pragma once

#include "proto/reasoner.grpc.pb.h"
#include "services/reasoner/reasoner.h"
#include "services/rpc/alias_table.h"

namespace lethe {

class ReasonerService final : public v1::Reasoner::Service {
 public:
  // Borrows both.
  ReasonerService(const Reasoner& reasoner, const AliasTable& aliases) : reasoner_(reasoner), aliases_(aliases) {}
  grpc::Status Ask(grpc::ServerContext* context, const v1::AskRequest* request, v1::Answer* answer) override;
  grpc::Status AskStream(grpc::ServerContext* context, const v1::AskRequest* request,
                         grpc::ServerWriter<v1::AskEvent>* writer) override;

 private:
  v1::Answer Answer(grpc::ServerContext& context, const v1::AskRequest& request, const AskEventSink& sink) const;

  const lethe::Reasoner& reasoner_;
  const AliasTable& aliases_;
};

}  // namespace lethe
