// gRPC skin of the alias table.
#pragma once

#include "proto/reasoner.grpc.pb.h"
#include "services/rpc/alias_table.h"

namespace lethe {

class AdminService final : public v1::Admin::Service {
 public:
  // Borrows the table.
  explicit AdminService(AliasTable& aliases) : aliases_(aliases) {}
  grpc::Status SwapAlias(grpc::ServerContext*, const v1::SwapAliasRequest* request,
                         v1::SwapAliasResponse* response) override;
  grpc::Status Load(grpc::ServerContext*, const v1::LoadRequest* request, v1::LoadResponse* response) override;
  grpc::Status Swap(grpc::ServerContext*, const v1::SwapRequest* request, v1::SwapResponse* response) override;
  grpc::Status Rollback(grpc::ServerContext*, const v1::RollbackRequest* request,
                        v1::RollbackResponse* response) override;
  grpc::Status ListStores(grpc::ServerContext*, const v1::ListStoresRequest*,
                          v1::ListStoresResponse* response) override;
  grpc::Status Unload(grpc::ServerContext*, const v1::UnloadRequest* request, v1::UnloadResponse*) override;

 private:
  AliasTable& aliases_;
};

}  // namespace lethe
