#include "services/rpc/server.h"

#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <optional>
#include <thread>

#include "proto/knowledge.grpc.pb.h"
#include "retriever/knowledge_base.h"
#include "services/rpc/client.h"
#include "services/rpc/listener.h"
#include "tests/support/scripted_generator.h"
#include "tests/support/temp_dir.h"
#include "tests/support/throws_code.h"

namespace lethe {
namespace {

using namespace std::chrono_literals;
using testing::MakeFact;
using testing::ThrowsCode;

class ServerTest : public testing::TempDir {
 protected:
  // A store in which Ann Lee was born in `city`.
  Path MakeStore(const std::string& name, const std::string& city) const {
    const Path folder = dir() / name;
    const auto base = KnowledgeBase::Open(folder, {}, OpenMode::kCreate);
    base->PutBatch({MakeFact("", "Ann Lee", "place of birth", city), MakeFact("", "Bo Day", "employer", "Acme")});
    return folder;
  }

  void Serve(std::chrono::milliseconds per_token = {}) {
    limits_.max_tokens = 400;
    limits_.max_queued = 16;
    reasoner_ =
        std::make_unique<Reasoner>(std::make_unique<testing::ScriptedGenerator>(testing::CopyFromFacts(), per_token),
                                   std::make_unique<testing::ByteTokenizer>(), limits_);
    aliases_ = std::make_unique<AliasTable>(limits_);
    server_ = std::make_unique<Server>("127.0.0.1:0", *reasoner_, *aliases_);
  }

  Client MakeClient(double timeout = 20) const { return Client(server_->address(), timeout); }

  static v1::AskRequest Question(const std::string& alias = "") {
    v1::AskRequest request;
    request.set_question("Where was Ann Lee born?");
    request.set_alias(alias);
    return request;
  }

  ReasonerLimits limits_;
  std::unique_ptr<Reasoner> reasoner_;
  std::unique_ptr<AliasTable> aliases_;
  std::unique_ptr<Server> server_;
};

TEST_F(ServerTest, AsksWithAndWithoutAStream) {
  Serve();
  aliases_->Swap("default", MakeStore("a", "Oslo"));
  const v1::Answer answer = MakeClient().Ask(Question());
  EXPECT_EQ(answer.answer(), "Oslo");
  EXPECT_EQ(answer.store().alias(), "default");
  EXPECT_GT(answer.store().version(), 0u);
  ASSERT_EQ(answer.steps_size(), 1);
  EXPECT_TRUE(answer.steps(0).verified());
  int facts = 0, steps = 0;
  const v1::Answer streamed = MakeClient().Ask(Question(), [&](const v1::AskEvent& event) {
    facts += event.has_fact();
    steps += event.has_step();
  });
  EXPECT_EQ(streamed.answer(), "Oslo");
  EXPECT_EQ(facts, streamed.facts_size());
  EXPECT_EQ(steps, 1);
}

TEST_F(ServerTest, AnAskReadsWhatItsFilterLetsPass) {
  Serve();
  const Path store = dir() / "moves";
  v1::Fact before = MakeFact("before", "Ann Lee", "home", "Oslo"), now = MakeFact("now", "Ann Lee", "home", "Rome");
  before.set_valid_to("2019");
  before.set_source("register");
  now.set_valid_from("2020");
  now.add_tags("checked");
  KnowledgeBase::Open(store, {}, OpenMode::kCreate)->PutBatch({before, now});
  aliases_->Swap("default", store);
  v1::AskRequest request = Question();
  request.set_question("What is the home of Ann Lee?");
  const auto ids = [&] {
    std::vector<std::string> read;
    const v1::Answer answer = MakeClient().Ask(request);
    for (const v1::UsedFact& fact : answer.facts()) read.push_back(fact.id());
    std::sort(read.begin(), read.end());
    return read;
  };
  EXPECT_EQ(ids(), (std::vector<std::string>{"before", "now"}));
  request.mutable_filter()->set_valid_at("2024-05-31");
  EXPECT_EQ(MakeClient().Ask(request).answer(), "Rome");
  EXPECT_EQ(ids(), std::vector<std::string>{"now"});
  request.mutable_filter()->set_valid_at("2018");
  EXPECT_EQ(MakeClient().Ask(request).answer(), "Oslo");
  request.mutable_filter()->clear_valid_at();
  request.mutable_filter()->add_tags("checked");
  EXPECT_EQ(ids(), std::vector<std::string>{"now"});
  request.mutable_filter()->clear_tags();
  request.mutable_filter()->add_sources("register");
  EXPECT_EQ(ids(), std::vector<std::string>{"before"});
  request.mutable_filter()->set_valid_at("today");
  EXPECT_THAT(ids, ThrowsCode(Code::kInvalidArgument, "valid_at"));
}

// Sends one raw message and returns the one that comes back, so that no generated stub of gRPC's own services is
// needed.
std::string CallRaw(const std::string& address, const std::string& method, const std::string& message) {
  grpc::GenericStub stub(grpc::CreateChannel(address, grpc::InsecureChannelCredentials()));
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + 20s);
  grpc::CompletionQueue queue;
  const grpc::Slice slice(message);
  const auto call = stub.PrepareUnaryCall(&context, method, grpc::ByteBuffer(&slice, 1), &queue);
  call->StartCall();
  grpc::ByteBuffer reply;
  grpc::Status status;
  call->Finish(&reply, &status, nullptr);
  void* tag = nullptr;
  bool ok = false;
  queue.Next(&tag, &ok);
  EXPECT_TRUE(status.ok()) << method << ": " << status.error_message();
  std::vector<grpc::Slice> slices;
  std::string bytes;
  if (status.ok() && reply.Dump(&slices).ok()) {
    for (const grpc::Slice& part : slices) bytes.append(reinterpret_cast<const char*>(part.begin()), part.size());
  }
  return bytes;
}

TEST_F(ServerTest, HealthAndReflectionAnswer) {
  Serve();
  EXPECT_EQ(CallRaw(server_->address(), "/grpc.health.v1.Health/Check", ""), std::string("\x08\x01"));  // SERVING
  // Field 1 of the request is the name of a service.
  for (const std::string service : {"lethe.v1.Reasoner", "lethe.v1.KnowledgeStore", "lethe.v1.Admin"}) {
    const std::string request = std::string("\x0a") + static_cast<char>(service.size()) + service;
    EXPECT_EQ(CallRaw(server_->address(), "/grpc.health.v1.Health/Check", request), std::string("\x08\x01")) << service;
  }
  const std::string list_services("\x3a\x00", 2);  // field 7, an empty string
  const std::string services =
      CallRaw(server_->address(), "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo", list_services);
  for (const char* service : {"lethe.v1.Reasoner", "lethe.v1.KnowledgeStore", "lethe.v1.Admin"})
    EXPECT_NE(services.find(service), std::string::npos) << service;
}

TEST_F(ServerTest, AnUnknownAliasNamesTheKnownOnes) {
  Serve();
  aliases_->Swap("hr-2026", MakeStore("a", "Oslo"));
  EXPECT_THAT([&] { MakeClient().Ask(Question("legal")); }, ThrowsCode(Code::kNotFound, "served are: hr-2026"));
  EXPECT_THAT([&] { MakeClient().Unload("legal"); }, ThrowsCode(Code::kNotFound, "hr-2026"));
}

TEST_F(ServerTest, SwapChangesTheAnswerWithoutAFailedRequest) {
  limits_.max_concurrent = 4;
  Serve();
  const Path oslo = MakeStore("oslo", "Oslo"), rome = MakeStore("rome", "Rome");
  aliases_->Swap("default", oslo);
  std::atomic<bool> stop = false;
  std::atomic<int> asked = 0, failed = 0;
  std::atomic<bool> rome_since_swap = true;
  std::atomic<bool> stable = false;  // no swap under way, Rome is served
  std::vector<std::thread> clients;
  for (int i = 0; i < 4; ++i) {
    clients.emplace_back([&] {
      const Client client = MakeClient();
      while (!stop) {
        const bool must_be_rome = stable;
        try {
          const std::string answer = client.Ask(Question()).answer();
          if (answer != "Oslo" && answer != "Rome") ++failed;
          if (must_be_rome && answer != "Rome") rome_since_swap = false;
        } catch (const Error& error) {
          ADD_FAILURE() << error.what();
          ++failed;
        }
        ++asked;
      }
    });
  }
  const Client admin = MakeClient();
  for (int i = 0; i < 20; ++i) {
    admin.SwapAlias("default", (i % 2 == 0 ? rome : oslo).string());
    std::this_thread::sleep_for(10ms);
  }
  const v1::SwapAliasResponse response = admin.SwapAlias("default", rome.string());
  EXPECT_EQ(response.after().alias(), "default");
  stable = true;
  std::this_thread::sleep_for(200ms);
  stop = true;
  for (std::thread& client : clients) client.join();
  EXPECT_GT(asked, 20);
  EXPECT_EQ(failed, 0);
  EXPECT_TRUE(rome_since_swap);
  EXPECT_EQ(MakeClient().Ask(Question()).answer(), "Rome");
}

TEST_F(ServerTest, ASwapToNoStoreLeavesTheAliasAlone) {
  Serve();
  aliases_->Swap("default", MakeStore("a", "Oslo"));
  EXPECT_THAT([&] { MakeClient().SwapAlias("default", (dir() / "none").string()); }, ThrowsCode(Code::kNotFound));
  EXPECT_EQ(MakeClient().Ask(Question()).answer(), "Oslo");
  EXPECT_FALSE(std::filesystem::exists(dir() / "none"));
}

TEST_F(ServerTest, ListsAndUnloadsStores) {
  Serve();
  const Path store = MakeStore("a", "Oslo");
  MakeClient().SwapAlias("default", store.string());
  MakeClient().SwapAlias("second", store.string());
  const v1::ListStoresResponse listed = MakeClient().ListStores();
  ASSERT_EQ(listed.stores_size(), 2);
  EXPECT_EQ(listed.stores(0).ref().alias(), "default");
  EXPECT_EQ(listed.stores(0).facts(), 2u);
  MakeClient().Unload("second");
  EXPECT_EQ(MakeClient().ListStores().stores_size(), 1);
}

TEST_F(ServerTest, APassedDeadlineIsReported) {
  Serve(5ms);
  aliases_->Swap("default", MakeStore("a", "Oslo"));
  EXPECT_THAT([&] { MakeClient(0.05).Ask(Question()); }, ThrowsCode(Code::kDeadlineExceeded));
}

TEST_F(ServerTest, AQuestionOfAMillionCharactersIsRefused) {
  Serve();
  aliases_->Swap("default", MakeStore("a", "Oslo"));
  v1::AskRequest request = Question();
  request.set_question(std::string(1'000'000, 'x'));
  EXPECT_THAT([&] { MakeClient().Ask(request); }, ThrowsCode(Code::kInvalidArgument, "max_question_bytes"));
}

TEST_F(ServerTest, APortInUseIsSaid) {
  Serve();
  EXPECT_THAT([&] { Server(server_->address(), *reasoner_, *aliases_); }, ThrowsCode(Code::kUnavailable, "in use"));
  EXPECT_THAT([&] { Server("nowhere", *reasoner_, *aliases_); }, ThrowsCode(Code::kInvalidArgument, "HOST:PORT"));
}

TEST_F(ServerTest, MalformedTextIsNamedBeforeItIsSent) {
  const Client client("127.0.0.1:1", 5);  // where nobody listens
  const auto refuses = [](const std::string& field) {
    return ThrowsCode(Code::kInvalidArgument, StrCat("field \"", field, "\" is not valid UTF-8"));
  };
  v1::AskRequest request = Question("\xff");
  EXPECT_THAT([&] { client.Ask(request); }, refuses("alias"));
  request.set_question("\xff");
  EXPECT_THAT([&] { client.Ask(request, [](const v1::AskEvent&) {}); }, refuses("question"));
  request = Question();
  *request.add_context() = MakeFact("", "Ann", "city", "Oslo");
  *request.add_context() = MakeFact("", "Bo", "city", "\xff");
  EXPECT_THAT([&] { client.Ask(request); }, refuses("context[1].object"));
  EXPECT_THAT([&] { client.SwapAlias("default", "\xff.store"); }, refuses("store"));
  EXPECT_THAT([&] { client.Swap({{"default", "a"}, {"\xff", "b"}}); }, refuses("changes[1].alias"));
}

// Answers every search with a status that has no message.
class Silent : public v1::KnowledgeStore::Service {
  grpc::Status Search(grpc::ServerContext*, const v1::SearchRequest*, v1::SearchResponse*) override {
    return {grpc::StatusCode::INTERNAL, ""};
  }
};

TEST(ClientTest, AnErrorWithoutWordsIsNamedByItsCode) {
  Silent silent;
  const NamedService services[] = {{v1::KnowledgeStore::service_full_name(), &silent}};
  const Listener listener("127.0.0.1:0", services);
  const Client client(listener.address(), 20);
  EXPECT_THAT([&] { client.Search({}); }, ThrowsCode(Code::kInternal, listener.address() + ": INTERNAL"));
}

TEST(ClientTest, WaitsForAServerThatIsStarting) {
  Silent silent;
  const NamedService services[] = {{v1::KnowledgeStore::service_full_name(), &silent}};
  const std::string address = Listener("127.0.0.1:0", services).address();
  const Client client(address, 20);
  std::optional<Listener> listener;
  std::thread starts([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(300));
    listener.emplace(address, services);
  });
  EXPECT_THAT([&] { client.Search({}); }, ThrowsCode(Code::kInternal, address + ": INTERNAL"));
  starts.join();
}

TEST(ClientTest, RefusesAPortThatNoServerHas) {
  for (const char* port : {"0", "99999", "-1", "abc", ""})
    EXPECT_THAT([&] { Client(std::string("127.0.0.1:") + port); },
                ThrowsCode(Code::kInvalidArgument, "the port is no number"))
        << port;
  for (const char* address : {"nonsense", "127.0.0.1", "127.0.0.1:0"})
    EXPECT_THAT([&] { CheckServerAddress(address); }, ThrowsCode(Code::kInvalidArgument, address)) << address;
  CheckServerAddress("127.0.0.1:7700");
}

TEST_F(ServerTest, NobodyListening) {
  EXPECT_THAT([] { Client("127.0.0.1:1", 5).Ask(Question()); }, ThrowsCode(Code::kUnavailable, "lethe serve"));
}

// A server that cannot reach a database is there all the same.
TEST_F(ServerTest, WhatTheServerCannotReachIsNotTheServer) {
  Serve();
  const Client client = MakeClient();
  const auto swap = [&] { client.SwapAlias("default", "postgres://me:secret@127.0.0.1:1/facts?retry=0"); };
  EXPECT_THAT(swap, ThrowsCode(Code::kUnavailable, "server " + server_->address() + ": postgres://me:***@127.0.0.1:1"));
  server_.reset();
  EXPECT_THAT(swap, ThrowsCode(Code::kUnavailable, "lethe serve"));
}

TEST_F(ServerTest, FactsPutThroughTheTableAreServed) {
  Serve();
  aliases_->Swap("default", MakeStore("a", "Oslo"));
  const auto before = aliases_->Pin("default");
  aliases_->Change("default",
                   [](KnowledgeBase& base) { base.PutBatch({MakeFact("", "Cy Fox", "place of birth", "Paris")}); });
  v1::AskRequest request = Question();
  request.set_question("Where was Cy Fox born?");
  EXPECT_EQ(MakeClient().Ask(request).answer(), "Paris");
  EXPECT_TRUE(before->Recall("Cy Fox", "place of birth", 3).empty());  // the version pinned before
  EXPECT_LT(before->ref().version(), aliases_->Pin("default")->ref().version());
}

}  // namespace
}  // namespace lethe
