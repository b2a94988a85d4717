// The gRPC server: Reasoner, KnowledgeStore, Admin, health and reflection on one port.
//
// Promise: when Start returns the port accepts requests; Stop lets running requests finish for a while, then cancels
// them.
// Errors: kUnavailable when the port is in use or not ours to listen on.
// Threads: Stop may be called from any thread, once.
#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "services/reasoner/reasoner.h"
#include "services/rpc/alias_table.h"

namespace lethe {

class Server {
 public:
  // `listen` is HOST:PORT, port 0 for any free one. Borrows engine and table.
  Server(const std::string& listen, const Reasoner& reasoner, AliasTable& aliases);
  ~Server();

  // HOST:PORT with the port really used.
  const std::string& address() const;
  void Stop(std::chrono::milliseconds patience);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace lethe
