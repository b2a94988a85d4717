#include "services/rpc/client.h"

#include <google/protobuf/message.h>
#include <grpcpp/grpcpp.h>

#include <algorithm>
#include <chrono>
#include <vector>

#include "base/error.h"
#include "base/text.h"
#include "proto/knowledge.grpc.pb.h"
#include "proto/reasoner.grpc.pb.h"
#include "services/rpc/message_limits.h"
#include "services/rpc/port.h"

namespace lethe {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

// Seconds for a server that was started a moment ago and is still reading its model.
constexpr double kPatience = 3;

std::shared_ptr<grpc::Channel> Connect(const std::string& address) {
  grpc::ChannelArguments arguments;
  constexpr int kRetryMilliseconds = 100;
  arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, kRetryMilliseconds);
  arguments.SetInt(GRPC_ARG_MIN_RECONNECT_BACKOFF_MS, kRetryMilliseconds);
  arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, kRetryMilliseconds);
  arguments.SetMaxReceiveMessageSize(kMaxMessageBytes);
  return grpc::CreateCustomChannel(address, grpc::InsecureChannelCredentials(), arguments);
}

void CheckUtf8(const std::string& field, const std::string& text) {
  if (!IsValidUtf8(text)) throw Error(Code::kInvalidArgument, StrCat("field \"", field, "\" is not valid UTF-8"));
}

// gRPC would send malformed text, and the server's library refuses such a message without a word.
void CheckTexts(const Message& message, const std::string& prefix = "") {
  const google::protobuf::Reflection& reflection = *message.GetReflection();
  std::vector<const FieldDescriptor*> fields;
  reflection.ListFields(message, &fields);
  for (const FieldDescriptor* field : fields) {
    const bool is_text = field->type() == FieldDescriptor::TYPE_STRING;
    if (!is_text && field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) continue;
    const std::string name = prefix + field->name();
    if (!field->is_repeated()) {
      is_text ? CheckUtf8(name, reflection.GetString(message, field))
              : CheckTexts(reflection.GetMessage(message, field), name + ".");
      continue;
    }
    for (int i = 0; i < reflection.FieldSize(message, field); ++i) {
      const std::string element = StrCat(name, "[", i, "]");
      is_text ? CheckUtf8(element, reflection.GetRepeatedString(message, field, i))
              : CheckTexts(reflection.GetRepeatedMessage(message, field, i), element + ".");
    }
  }
}

// A server may say nothing more than the code.
std::string Words(const grpc::Status& status) {
  if (!status.error_message().empty()) return status.error_message();
  return std::string(CodeName(static_cast<Code>(status.error_code())));
}

}  // namespace

void CheckServerAddress(const std::string& address) {
  if (address.find(':') == std::string::npos)
    throw Error(Code::kInvalidArgument, StrCat("server \"", address, "\": write HOST:PORT"));
  if (PortOf(address).value_or(0) == 0) {
    throw Error(Code::kInvalidArgument,
                StrCat("server \"", address, "\": the port is no number from 1 to ", kMostPort));
  }
}

struct Client::Connection {
  Connection(const std::string& to, double seconds)
      : address(to), timeout(seconds), channel(Connect(to)), reasoner(channel), admin(channel), knowledge(channel) {
    CheckServerAddress(to);
  }

  // Before each call, behind the checks of what is sent.
  void Prepare(grpc::ClientContext& context) const {
    const auto in = [](double seconds) {
      return std::chrono::system_clock::now() + std::chrono::milliseconds(static_cast<int64_t>(seconds * 1000));
    };
    if (timeout > 0) context.set_deadline(in(timeout));
    channel->WaitForConnected(in(timeout > 0 ? std::min(timeout, kPatience) : kPatience));
  }

  void Check(const grpc::Status& status) const {
    if (status.ok()) return;
    const Code code = static_cast<Code>(status.error_code());
    if (code == Code::kUnavailable && !IsConnected()) {
      throw Error(code,
                  StrCat("no server answers at ", address, " (", Words(status), "): is `lethe serve` running there?"));
    }
    if (code == Code::kDeadlineExceeded) {
      throw Error(code, StrCat("server ", address, ": no answer within the time allowed; allow more with --timeout"));
    }
    throw Error(code, StrCat("server ", address, ": ", Words(status)));
  }

  // One unary call.
  template <typename Response, typename Stub, typename Method, typename Request>
  Response Call(Stub& stub, Method method, const Request& request) const {
    CheckTexts(request);
    grpc::ClientContext context;
    Prepare(context);
    Response response;
    Check((stub.*method)(&context, request, &response));
    return response;
  }

  // gRPC gives a server that cannot be reached the same status with which a server says that something else cannot be;
  // only the channel knows which.
  bool IsConnected() const { return channel->GetState(/*try_to_connect=*/false) == GRPC_CHANNEL_READY; }

  std::string address;
  double timeout;
  std::shared_ptr<grpc::Channel> channel;
  v1::Reasoner::Stub reasoner;
  v1::Admin::Stub admin;
  v1::KnowledgeStore::Stub knowledge;
};

Client::Client(const std::string& address, double timeout)
    : connection_(std::make_unique<Connection>(address, timeout)) {}

Client::~Client() = default;

v1::Answer Client::Ask(const v1::AskRequest& request, const AskEventSink& sink) const {
  CheckTexts(request);
  grpc::ClientContext context;
  connection_->Prepare(context);
  v1::Answer answer;
  if (!sink) {
    connection_->Check(connection_->reasoner.Ask(&context, request, &answer));
    return answer;
  }
  const auto stream = connection_->reasoner.AskStream(&context, request);
  for (v1::AskEvent event; stream->Read(&event);) {
    sink(event);
    if (event.has_answer()) answer = event.answer();
  }
  connection_->Check(stream->Finish());
  return answer;
}

v1::SwapAliasResponse Client::SwapAlias(const std::string& alias, const std::string& store) const {
  v1::SwapAliasRequest request;
  request.set_alias(alias);
  request.set_store(store);
  return connection_->Call<v1::SwapAliasResponse>(connection_->admin, &v1::Admin::Stub::SwapAlias, request);
}

v1::LoadResponse Client::Load(const std::string& store) const {
  v1::LoadRequest request;
  request.set_store(store);
  return connection_->Call<v1::LoadResponse>(connection_->admin, &v1::Admin::Stub::Load, request);
}

v1::SwapResponse Client::Swap(const std::vector<std::pair<std::string, std::string>>& changes) const {
  v1::SwapRequest request;
  for (const auto& [alias, store] : changes) {
    v1::AliasChange* change = request.add_changes();
    change->set_alias(alias);
    change->set_store(store);
  }
  return connection_->Call<v1::SwapResponse>(connection_->admin, &v1::Admin::Stub::Swap, request);
}

v1::RollbackResponse Client::Rollback(const std::string& alias) const {
  v1::RollbackRequest request;
  request.set_alias(alias);
  return connection_->Call<v1::RollbackResponse>(connection_->admin, &v1::Admin::Stub::Rollback, request);
}

v1::ListStoresResponse Client::ListStores() const {
  return connection_->Call<v1::ListStoresResponse>(connection_->admin, &v1::Admin::Stub::ListStores,
                                                   v1::ListStoresRequest());
}

void Client::Unload(const std::string& alias) const {
  v1::UnloadRequest request;
  request.set_alias(alias);
  connection_->Call<v1::UnloadResponse>(connection_->admin, &v1::Admin::Stub::Unload, request);
}

void Client::UnloadStore(const std::string& store) const {
  v1::UnloadRequest request;
  request.set_store(store);
  connection_->Call<v1::UnloadResponse>(connection_->admin, &v1::Admin::Stub::Unload, request);
}

v1::SearchResponse Client::Search(const v1::SearchRequest& request) const {
  return connection_->Call<v1::SearchResponse>(connection_->knowledge, &v1::KnowledgeStore::Stub::Search, request);
}

}  // namespace lethe
