// Talks to a running `lethe serve`. No gRPC type appears here.
//
// A call waits up to three seconds for a server that is still starting.
// Errors: the server's own, with its address in front; kUnavailable when nobody listens there, which names the cure;
// kDeadlineExceeded; kInvalidArgument for a field that is not UTF-8, before anything is sent.
// Threads: a Client may be shared.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "proto/knowledge.pb.h"
#include "proto/reasoner.pb.h"
#include "services/reasoner/reasoner.h"

namespace lethe {

// Throws kInvalidArgument for an address that is no HOST:PORT with a port that a server can have.
void CheckServerAddress(const std::string& address);

class Client {
 public:
  // `timeout` in seconds for each call; 0 waits for ever.
  explicit Client(const std::string& address, double timeout = 0);
  ~Client();

  // With a sink the events are streamed as the server sends them.
  v1::Answer Ask(const v1::AskRequest& request, const AskEventSink& sink = nullptr) const;
  v1::SwapAliasResponse SwapAlias(const std::string& alias, const std::string& store) const;
  v1::ListStoresResponse ListStores() const;
  v1::LoadResponse Load(const std::string& store) const;
  // Alias and store of each change; an empty store takes the alias out.
  v1::SwapResponse Swap(const std::vector<std::pair<std::string, std::string>>& changes) const;
  v1::RollbackResponse Rollback(const std::string& alias) const;
  void Unload(const std::string& alias) const;
  void UnloadStore(const std::string& store) const;

  v1::SearchResponse Search(const v1::SearchRequest& request) const;

 private:
  struct Connection;
  std::unique_ptr<Connection> connection_;
};

}  // namespace lethe
