#include "services/rpc/knowledge_service.h"

#include <gmock/gmock.h>
#include <grpcpp/grpcpp.h>

#include "base/error.h"
#include "retriever/knowledge_base.h"
#include "tests/support/scripted_generator.h"
#include "tests/support/temp_dir.h"

namespace lethe {
namespace {

using testing::MakeFact;

// The service behind a real channel, without the engine.
class KnowledgeServiceTest : public testing::TempDir {
 protected:
  void SetUp() override {
    KnowledgeBase::Open(dir() / "store", {}, OpenMode::kCreate)
        ->PutBatch({MakeFact("", "Ann Lee", "employer", "Acme")});
    aliases_.Swap("default", dir() / "store");
    grpc::ServerBuilder builder;
    builder.RegisterService(&service_);
    server_ = builder.BuildAndStart();
    stub_ = v1::KnowledgeStore::NewStub(server_->InProcessChannel({}));
  }
  void TearDown() override {
    if (server_ != nullptr) server_->Shutdown();
  }

  v1::PutResponse Put(const std::vector<v1::Fact>& facts, grpc::Status& status) {
    v1::PutRequest request;
    for (const v1::Fact& fact : facts) *request.add_facts() = fact;
    return PutMessages({request}, status);
  }

  v1::PutResponse PutMessages(const std::vector<v1::PutRequest>& messages, grpc::Status& status) {
    grpc::ClientContext context;
    v1::PutResponse response;
    const auto writer = stub_->Put(&context, &response);
    for (const v1::PutRequest& message : messages) {
      if (!writer->Write(message)) break;
    }
    writer->WritesDone();
    status = writer->Finish();
    return response;
  }

  static v1::PutRequest Message(const v1::Fact& fact, const std::string& alias = "") {
    v1::PutRequest request;
    request.set_alias(alias);
    *request.add_facts() = fact;
    return request;
  }

  uint64_t FactCount() {
    grpc::ClientContext context;
    v1::StatsResponse response;
    EXPECT_TRUE(stub_->Stats(&context, {}, &response).ok());
    EXPECT_GT(response.dimension(), 0u);
    EXPECT_FALSE(response.embedder().empty());
    return response.facts();
  }

  AliasTable aliases_{ReasonerLimits()};
  KnowledgeService service_{aliases_};
  std::unique_ptr<grpc::Server> server_;
  std::unique_ptr<v1::KnowledgeStore::Stub> stub_;
};

TEST_F(KnowledgeServiceTest, PutGetSearchDelete) {
  grpc::Status status;
  const v1::PutResponse put =
      Put({MakeFact("", "Bo Day", "employer", "Globex"), MakeFact("", "Cy Fox", "employer", "Initech")}, status);
  ASSERT_TRUE(status.ok()) << status.error_message();
  ASSERT_EQ(put.ids_size(), 2);
  EXPECT_EQ(FactCount(), 3u);

  grpc::ClientContext get_context;
  v1::GetRequest get;
  get.add_ids(put.ids(1));
  get.add_ids("no-such-id");
  v1::GetResponse got;
  ASSERT_TRUE(stub_->Get(&get_context, get, &got).ok());
  ASSERT_EQ(got.facts_size(), 1);
  EXPECT_EQ(got.facts(0).object(), "Initech");
  EXPECT_EQ(got.store().version(), put.version());

  grpc::ClientContext search_context;
  v1::SearchRequest search;
  search.set_text("Who is the employer of Bo Day?");
  v1::SearchResponse hits;
  ASSERT_TRUE(stub_->Search(&search_context, search, &hits).ok());
  ASSERT_GT(hits.hits_size(), 0);
  EXPECT_EQ(hits.hits(0).fact().subject(), "Bo Day");

  grpc::ClientContext delete_context;
  v1::DeleteRequest remove;
  remove.add_ids(put.ids(0));
  v1::DeleteResponse removed;
  ASSERT_TRUE(stub_->Delete(&delete_context, remove, &removed).ok());
  EXPECT_EQ(removed.deleted(), 1u);
  EXPECT_EQ(FactCount(), 2u);
}

TEST_F(KnowledgeServiceTest, GetsNoMoreThanAMessageTakes) {
  grpc::Status status;
  v1::Fact large;
  large.set_text(std::string(60'000, 'x'));
  const v1::PutResponse put = Put({large}, status);
  ASSERT_TRUE(status.ok()) << status.error_message();
  const auto get = [&](int count) {
    grpc::ClientContext context;
    v1::GetRequest request;
    for (int i = 0; i < count; ++i) request.add_ids(put.ids(0));
    v1::GetResponse response;
    return stub_->Get(&context, request, &response);
  };
  EXPECT_EQ(get(1001).error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(get(600).error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
  EXPECT_THAT(get(600).error_message(), ::testing::HasSubstr("fewer ids"));
}

TEST_F(KnowledgeServiceTest, DeletesBySubjectSourceAndCondition) {
  grpc::Status status;
  v1::Fact draft = MakeFact("", "Bo Day", "employer", "Globex");
  draft.set_source("crm");
  draft.add_tags("draft");
  v1::Fact final = MakeFact("", "Cy Fox", "employer", "Globex");
  final.set_source("crm");
  Put({draft, final}, status);
  const auto removed = [&](const v1::DeleteRequest& request) {
    grpc::ClientContext context;
    v1::DeleteResponse response;
    EXPECT_TRUE(stub_->Delete(&context, request, &response).ok());
    return response.deleted();
  };
  v1::DeleteRequest drafts;
  drafts.add_sources("crm");
  drafts.add_tags("draft");
  EXPECT_EQ(removed(drafts), 1u);
  v1::DeleteRequest subject;
  subject.add_subjects("cy  FOX");
  EXPECT_EQ(removed(subject), 1u);
  EXPECT_EQ(FactCount(), 1u);
  grpc::ClientContext context;
  v1::DeleteResponse response;
  EXPECT_EQ(stub_->Delete(&context, {}, &response).error_code(), grpc::StatusCode::INVALID_ARGUMENT);
}

TEST_F(KnowledgeServiceTest, SearchesByModeAndFilterAndSaysWhy) {
  grpc::Status status;
  v1::Fact draft = MakeFact("", "Bo Day", "employer", "Globex");
  draft.set_source("crm");
  Put({draft}, status);
  v1::SearchRequest search;
  search.set_text("Who is the employer of Ann Lee?");
  search.set_mode("bm25");
  search.set_explain(true);
  search.mutable_filter()->add_sources("crm");
  grpc::ClientContext context, wrong_context;
  v1::SearchResponse hits;
  ASSERT_TRUE(stub_->Search(&context, search, &hits).ok());
  ASSERT_EQ(hits.hits_size(), 1);
  EXPECT_EQ(hits.hits(0).fact().subject(), "Bo Day");
  EXPECT_EQ(hits.hits(0).channel(), "lexical");
  EXPECT_EQ(hits.hits(0).reason().lexical_rank(), 1u);
  EXPECT_FALSE(hits.nothing_found());
  search.set_mode("vectors");
  EXPECT_EQ(stub_->Search(&wrong_context, search, &hits).error_code(), grpc::StatusCode::INVALID_ARGUMENT);
}

TEST_F(KnowledgeServiceTest, ARefusedFactLeavesNothing) {
  grpc::Status status;
  Put({MakeFact("", "Bo Day", "employer", "Globex"), v1::Fact()}, status);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT) << status.error_message();
  EXPECT_EQ(FactCount(), 1u);
}

TEST_F(KnowledgeServiceTest, TheMessagesOfAStreamAreOneChange) {
  grpc::Status status;
  const v1::Fact day = MakeFact("", "Bo Day", "employer", "Globex"),
                 fox = MakeFact("", "Cy Fox", "employer", "Initech");
  PutMessages({Message(day), Message(v1::Fact())}, status);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_NE(status.error_message().find("fact 2 of 2"), std::string::npos) << status.error_message();
  EXPECT_EQ(FactCount(), 1u);
  const uint64_t version = aliases_.PinView("")->version();
  const v1::PutResponse put = PutMessages({Message(day), Message(fox, "default")}, status);
  EXPECT_TRUE(status.ok()) << status.error_message();
  EXPECT_EQ(put.ids_size(), 2);
  EXPECT_EQ(put.version(), version + 1);
}

TEST_F(KnowledgeServiceTest, AStreamIsOfOneStore) {
  grpc::Status status;
  aliases_.Swap("other", dir() / "store");
  PutMessages({Message(MakeFact("", "Bo Day", "employer", "Globex")),
               Message(MakeFact("", "Cy Fox", "employer", "Initech"), "other")},
              status);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_NE(status.error_message().find("\"alias\" is \"other\""), std::string::npos) << status.error_message();
  EXPECT_EQ(FactCount(), 1u);
}

TEST_F(KnowledgeServiceTest, AStreamOfTooManyBytesIsRefusedWhole) {
  grpc::Status status;
  v1::PutRequest large;  // as a message may be: 3 MB of facts that are right
  for (int i = 0; i < 50; ++i) *large.add_facts() = MakeFact("", "Bo Day", StrCat("r", i), std::string(60'000, 'x'));
  PutMessages(std::vector(30, large), status);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED) << status.error_message();
  EXPECT_NE(status.error_message().find("several streams"), std::string::npos) << status.error_message();
  EXPECT_EQ(FactCount(), 1u);
}

TEST_F(KnowledgeServiceTest, ATextOfAnyLengthIsNotSearchedFor) {
  grpc::ClientContext context;
  v1::SearchRequest search;
  search.set_text(std::string(5000, 'x'));
  v1::SearchResponse hits;
  const grpc::Status status = stub_->Search(&context, search, &hits);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_NE(status.error_message().find("max_question_bytes"), std::string::npos) << status.error_message();
}

TEST_F(KnowledgeServiceTest, WrongRequestsNameTheField) {
  grpc::ClientContext empty_context, unknown_context;
  v1::SearchRequest search;
  v1::SearchResponse hits;
  EXPECT_EQ(stub_->Search(&empty_context, search, &hits).error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  search.set_text("x");
  search.set_alias("legal");
  EXPECT_EQ(stub_->Search(&unknown_context, search, &hits).error_code(), grpc::StatusCode::NOT_FOUND);
}

}  // namespace
}  // namespace lethe
