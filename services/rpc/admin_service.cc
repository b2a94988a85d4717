#include "services/rpc/admin_service.h"

#include "base/error.h"
#include "base/log.h"
#include "base/stopwatch.h"
#include "retriever/stores/store_url.h"
#include "services/rpc/boundary.h"

namespace lethe {

grpc::Status AdminService::SwapAlias(grpc::ServerContext* context, const v1::SwapAliasRequest* request,
                                     v1::SwapAliasResponse* response) {
  return AtBoundary([&] {
    const Stopwatch watch;
    const AliasTable::SwapResult result = aliases_.Swap(request->alias(), request->store(), ControlOf(*context));
    *response->mutable_before() = result.before;
    *response->mutable_after() = result.after;
    response->set_milliseconds(watch.Milliseconds());
    LogInfo("alias ", result.after.alias(), " now serves ", ShownPlace(request->store()), " version ",
            result.after.version());
  });
}

grpc::Status AdminService::Load(grpc::ServerContext* context, const v1::LoadRequest* request,
                                v1::LoadResponse* response) {
  return AtBoundary([&] {
    const Stopwatch watch;
    const AliasTable::LoadResult result = aliases_.Load(request->store(), ControlOf(*context));
    response->set_version(result.version);
    response->set_facts(result.facts);
    response->set_milliseconds(watch.Milliseconds());
    LogInfo("loaded ", ShownPlace(request->store()), " version ", result.version);
  });
}

grpc::Status AdminService::Swap(grpc::ServerContext* context, const v1::SwapRequest* request,
                                v1::SwapResponse* response) {
  return AtBoundary([&] {
    const Stopwatch watch;
    std::vector<AliasTable::AliasChange> changes;
    for (const v1::AliasChange& change : request->changes()) changes.push_back({change.alias(), change.store()});
    const std::vector<AliasTable::SwapResult> results = aliases_.SwapAll(changes, ControlOf(*context));
    for (size_t i = 0; i < results.size(); ++i) {
      *response->add_before() = results[i].before;
      *response->add_after() = results[i].after;
      const auto& [alias, store] = changes[i];
      if (store.empty()) {
        LogInfo("alias ", alias, " is no longer served");
      } else {
        LogInfo("alias ", alias, " now serves ", ShownPlace(store.string()), " version ", results[i].after.version());
      }
    }
    response->set_milliseconds(watch.Milliseconds());
  });
}

grpc::Status AdminService::Rollback(grpc::ServerContext* context, const v1::RollbackRequest* request,
                                    v1::RollbackResponse* response) {
  return AtBoundary([&] {
    const AliasTable::RollBackResult result = aliases_.RollBack(request->alias(), ControlOf(*context));
    *response->mutable_before() = result.swap.before;
    *response->mutable_after() = result.swap.after;
    response->set_store(ShownPlace(result.store));
    LogInfo("alias ", result.swap.after.alias(), " is back at ", response->store());
  });
}

grpc::Status AdminService::ListStores(grpc::ServerContext*, const v1::ListStoresRequest*,
                                      v1::ListStoresResponse* response) {
  return AtBoundary([&] {
    for (const AliasTable::Entry& entry : aliases_.List()) {
      auto* store = response->add_stores();
      *store->mutable_ref() = entry.ref;
      store->set_path(ShownPlace(entry.path));
      store->set_facts(entry.facts);
    }
  });
}

grpc::Status AdminService::Unload(grpc::ServerContext* context, const v1::UnloadRequest* request, v1::UnloadResponse*) {
  return AtBoundary([&] {
    if (request->store().empty() == request->alias().empty()) {
      throw Error(Code::kInvalidArgument,
                  "name an alias to serve no longer (field \"alias\"), or a loaded store to let go "
                  "(field \"store\"), and not both");
    }
    if (!request->store().empty()) return aliases_.UnloadStore(request->store(), ControlOf(*context));
    aliases_.Unload(request->alias(), ControlOf(*context));
    LogInfo("alias ", request->alias(), " is no longer served");
  });
}

}  // namespace lethe
