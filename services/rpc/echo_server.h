// A server that answers every search with one and the same response: what a benchmark holds a search over gRPC against.
//
// Promise, Errors, Threads: as services/rpc/server.h.
#pragma once

#include <memory>
#include <string>

#include "proto/knowledge.pb.h"

namespace lethe {

class EchoServer {
 public:
  EchoServer(const std::string& listen, v1::SearchResponse response);
  ~EchoServer();
  EchoServer(const EchoServer&) = delete;
  EchoServer& operator=(const EchoServer&) = delete;

  // HOST:PORT with the port really used.
  const std::string& address() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace lethe
