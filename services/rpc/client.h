// Talks to a running `lethe serve`. No gRPC type appears here.
//
// Errors: the server's own, with its address in front; kUnavailable when nobody listens there; kDeadlineExceeded.
// Threads: a Client may be shared.
#pragma once

#include <memory>
#include <string>

#include "proto/reasoner.pb.h"
#include "services/reasoner/reasoner.h"

namespace lethe {

class Client {
 public:
  // `timeout` in seconds for each call; 0 waits for ever.
  explicit Client(std::string address, double timeout = 0);
  ~Client();

  // With a sink the events are streamed as the server sends them.
  v1::Answer Ask(const v1::AskRequest& request, const AskEventSink& sink = nullptr) const;
  v1::SwapAliasResponse SwapAlias(const std::string& alias, const std::string& store) const;
  v1::ListStoresResponse ListStores() const;
  void Unload(const std::string& alias) const;

 private:
  struct Stubs;
  std::string address_;
  double timeout_;
  std::unique_ptr<Stubs> stubs_;
};

}  // namespace lethe
