#include "services/rpc/client.h"

#include <grpcpp/grpcpp.h>

#include <chrono>

#include "base/error.h"
#include "proto/knowledge.grpc.pb.h"
#include "proto/reasoner.grpc.pb.h"
#include "services/rpc/message_limits.h"

namespace lethe {
namespace {

std::shared_ptr<grpc::Channel> Connect(const std::string& address) {
  grpc::ChannelArguments arguments;
  arguments.SetMaxReceiveMessageSize(kMaxMessageBytes);
  return grpc::CreateCustomChannel(address, grpc::InsecureChannelCredentials(), arguments);
}

}  // namespace

struct Client::Stubs {
  explicit Stubs(const std::shared_ptr<grpc::Channel>& channel)
      : reasoner(channel), admin(channel), knowledge(channel) {}
  v1::Reasoner::Stub reasoner;
  v1::Admin::Stub admin;
  v1::KnowledgeStore::Stub knowledge;
};

namespace {

void SetDeadline(grpc::ClientContext& context, double seconds) {
  if (seconds <= 0) return;
  context.set_deadline(std::chrono::system_clock::now() +
                       std::chrono::milliseconds(static_cast<int64_t>(seconds * 1000)));
}

void Check(const grpc::Status& status, const std::string& address) {
  if (status.ok()) return;
  const Code code = static_cast<Code>(status.error_code());
  if (code == Code::kUnavailable) {
    throw Error(code, StrCat("no server answers at ", address, " (", status.error_message(),
                             "): is `lethe serve` running there?"));
  }
  if (code == Code::kDeadlineExceeded) {
    throw Error(code, StrCat("server ", address, ": no answer within the time allowed; allow more with --timeout"));
  }
  throw Error(code, StrCat("server ", address, ": ", status.error_message()));
}

// One unary call.
template <typename Response, typename Stub, typename Method, typename Request>
Response Call(Stub& stub, Method method, const Request& request, double timeout, const std::string& address) {
  grpc::ClientContext context;
  SetDeadline(context, timeout);
  Response response;
  Check((stub.*method)(&context, request, &response), address);
  return response;
}

}  // namespace

Client::Client(std::string address, double timeout)
    : address_(std::move(address)), timeout_(timeout), stubs_(std::make_unique<Stubs>(Connect(address_))) {}

Client::~Client() = default;

v1::Answer Client::Ask(const v1::AskRequest& request, const AskEventSink& sink) const {
  grpc::ClientContext context;
  SetDeadline(context, timeout_);
  v1::Answer answer;
  if (!sink) {
    Check(stubs_->reasoner.Ask(&context, request, &answer), address_);
    return answer;
  }
  const auto stream = stubs_->reasoner.AskStream(&context, request);
  for (v1::AskEvent event; stream->Read(&event);) {
    sink(event);
    if (event.has_answer()) answer = event.answer();
  }
  Check(stream->Finish(), address_);
  return answer;
}

v1::SwapAliasResponse Client::SwapAlias(const std::string& alias, const std::string& store) const {
  v1::SwapAliasRequest request;
  request.set_alias(alias);
  request.set_store(store);
  return Call<v1::SwapAliasResponse>(stubs_->admin, &v1::Admin::Stub::SwapAlias, request, timeout_, address_);
}

v1::LoadResponse Client::Load(const std::string& store) const {
  v1::LoadRequest request;
  request.set_store(store);
  return Call<v1::LoadResponse>(stubs_->admin, &v1::Admin::Stub::Load, request, timeout_, address_);
}

v1::SwapResponse Client::Swap(const std::vector<std::pair<std::string, std::string>>& changes) const {
  v1::SwapRequest request;
  for (const auto& [alias, store] : changes) {
    v1::AliasChange* change = request.add_changes();
    change->set_alias(alias);
    change->set_store(store);
  }
  return Call<v1::SwapResponse>(stubs_->admin, &v1::Admin::Stub::Swap, request, timeout_, address_);
}

v1::RollbackResponse Client::Rollback(const std::string& alias) const {
  v1::RollbackRequest request;
  request.set_alias(alias);
  return Call<v1::RollbackResponse>(stubs_->admin, &v1::Admin::Stub::Rollback, request, timeout_, address_);
}

v1::ListStoresResponse Client::ListStores() const {
  return Call<v1::ListStoresResponse>(stubs_->admin, &v1::Admin::Stub::ListStores, v1::ListStoresRequest(), timeout_,
                                      address_);
}

void Client::Unload(const std::string& alias) const {
  v1::UnloadRequest request;
  request.set_alias(alias);
  Call<v1::UnloadResponse>(stubs_->admin, &v1::Admin::Stub::Unload, request, timeout_, address_);
}

void Client::UnloadStore(const std::string& store) const {
  v1::UnloadRequest request;
  request.set_store(store);
  Call<v1::UnloadResponse>(stubs_->admin, &v1::Admin::Stub::Unload, request, timeout_, address_);
}

v1::SearchResponse Client::Search(const v1::SearchRequest& request) const {
  return Call<v1::SearchResponse>(stubs_->knowledge, &v1::KnowledgeStore::Stub::Search, request, timeout_, address_);
}

}  // namespace lethe
