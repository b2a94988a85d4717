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
  explicit Stubs(const std::shared_ptr<grpc::Channel>& channel) : reasoner(channel), admin(channel) {}
  v1::Reasoner::Stub reasoner;
  v1::Admin::Stub admin;
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
  grpc::ClientContext context;
  SetDeadline(context, timeout_);
  v1::SwapAliasRequest request;
  request.set_alias(alias);
  request.set_store(store);
  v1::SwapAliasResponse response;
  Check(stubs_->admin.SwapAlias(&context, request, &response), address_);
  return response;
}

v1::ListStoresResponse Client::ListStores() const {
  grpc::ClientContext context;
  SetDeadline(context, timeout_);
  v1::ListStoresResponse response;
  Check(stubs_->admin.ListStores(&context, {}, &response), address_);
  return response;
}

void Client::Unload(const std::string& alias) const {
  grpc::ClientContext context;
  SetDeadline(context, timeout_);
  v1::UnloadRequest request;
  request.set_alias(alias);
  v1::UnloadResponse response;
  Check(stubs_->admin.Unload(&context, request, &response), address_);
}

}  // namespace lethe
