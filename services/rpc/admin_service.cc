#include "services/rpc/admin_service.h"

#include <chrono>

#include "base/log.h"
#include "services/rpc/boundary.h"

namespace lethe {

grpc::Status AdminService::SwapAlias(grpc::ServerContext*, const v1::SwapAliasRequest* request,
                                     v1::SwapAliasResponse* response) {
  return AtBoundary([&] {
    const auto start = std::chrono::steady_clock::now();
    const AliasTable::SwapResult result = aliases_.Swap(request->alias(), request->store());
    *response->mutable_before() = result.before;
    *response->mutable_after() = result.after;
    response->set_milliseconds(
        std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count());
    LogInfo("alias ", result.after.alias(), " now serves ", request->store(), " version ", result.after.version());
  });
}

grpc::Status AdminService::ListStores(grpc::ServerContext*, const v1::ListStoresRequest*,
                                      v1::ListStoresResponse* response) {
  return AtBoundary([&] {
    for (const AliasTable::Entry& entry : aliases_.List()) {
      auto* store = response->add_stores();
      *store->mutable_ref() = entry.ref;
      store->set_path(entry.path.string());
      store->set_facts(entry.facts);
    }
  });
}

grpc::Status AdminService::Unload(grpc::ServerContext*, const v1::UnloadRequest* request, v1::UnloadResponse*) {
  return AtBoundary([&] {
    aliases_.Unload(request->alias());
    LogInfo("alias ", request->alias(), " is no longer served");
  });
}

}  // namespace lethe
