// gRPC skin of the stores behind the aliases.
#pragma once

#include "proto/knowledge.grpc.pb.h"
#include "services/reasoner/admission.h"
#include "services/rpc/alias_table.h"

namespace lethe {

class KnowledgeService final : public v1::KnowledgeStore::Service {
 public:
  // That wait for their turn, of each kind; more are refused at once.
  static constexpr uint32_t kMostWaiting = 256;
  // Requests that run or wait at once, of all kinds together.
  static uint32_t MostBusy();

  // Borrows the table. Longer texts are not searched for.
  explicit KnowledgeService(AliasTable& aliases, uint32_t max_text_bytes = ReasonerLimits().max_question_bytes);
  // The facts of all messages become one change of one store, or none does; the answer names all ids. Errors:
  // kResourceExhausted for a stream of more than 64 MiB.
  grpc::Status Put(grpc::ServerContext* context, grpc::ServerReader<v1::PutRequest>* reader,
                   v1::PutResponse* response) override;
  // Errors: kInvalidArgument for more than 1000 ids; kResourceExhausted where the facts are more than a message takes.
  grpc::Status Get(grpc::ServerContext* context, const v1::GetRequest* request, v1::GetResponse* response) override;
  grpc::Status Delete(grpc::ServerContext* context, const v1::DeleteRequest* request,
                      v1::DeleteResponse* response) override;
  grpc::Status Search(grpc::ServerContext* context, const v1::SearchRequest* request,
                      v1::SearchResponse* response) override;
  grpc::Status Stats(grpc::ServerContext*, const v1::StatsRequest* request, v1::StatsResponse* response) override;

 private:
  AliasTable& aliases_;
  const uint32_t max_text_bytes_;
  // One a core: more at once are no faster, and keep a swap waiting for a core.
  Admission reads_;
  Admission changes_;
};

}  // namespace lethe
