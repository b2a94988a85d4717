// A port with gRPC services behind it, health checks and reflection among them; health checks know each service by its
// name, and the server as a whole by the empty one.
//
// Promise: when it is made the port accepts requests; Stop lets running requests finish for a while, then cancels them.
// Errors: kInvalidArgument for an address that is no HOST:PORT; kUnavailable when the port is in use or not ours to
// listen on.
// Threads: Stop may be called from any thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <span>
#include <string>

namespace grpc {
class Server;
class Service;
}  // namespace grpc

namespace lethe {

// Throws kInvalidArgument for an address that is no HOST:PORT.
void CheckListenAddress(const std::string& listen);

struct NamedService {
  std::string name;  // in full, as in "lethe.v1.Admin"
  grpc::Service* service;
};

class Listener {
 public:
  // `listen` is HOST:PORT, port 0 for any free one. Borrows the services. `busy` is how many requests may
  // run long or wait at once, each on a thread; beside them swaps, statistics and health checks get through. 0 sets no
  // limit.
  Listener(const std::string& listen, std::span<const NamedService> services, uint32_t busy = 0);
  // Stops without patience.
  ~Listener();
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;

  // HOST:PORT with the port really used.
  const std::string& address() const { return address_; }
  void Stop(std::chrono::milliseconds patience);

 private:
  std::unique_ptr<grpc::Server> server_;
  std::string address_;
};

}  // namespace lethe
