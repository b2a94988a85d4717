// A gRPC server of stores alone: KnowledgeStore and Admin on one port, without a model.
//
// Promise, Errors, Threads: as services/rpc/server.h.
#pragma once

#include <memory>
#include <string>

#include "services/rpc/alias_table.h"

namespace lethe {

class StoreServer {
 public:
  // `listen` is HOST:PORT, port 0 for any free one. Borrows the table.
  StoreServer(const std::string& listen, AliasTable& aliases);
  ~StoreServer();
  StoreServer(const StoreServer&) = delete;
  StoreServer& operator=(const StoreServer&) = delete;

  // HOST:PORT with the port really used.
  const std::string& address() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace lethe
