// Requests for a search, as they come over the network: as messages, and as texts in every mode.
#include <google/protobuf/stubs/logging.h>
#include <grpcpp/grpcpp.h>

#include "base/error.h"
#include "base/log.h"
#include "retriever/fact.h"
#include "retriever/knowledge_base.h"
#include "services/rpc/alias_table.h"
#include "services/rpc/knowledge_service.h"
#include "tests/fuzz/fuzz_target.h"
#include "tests/retriever/fact_samples.h"

namespace lethe::fuzz {
namespace {

constexpr uint32_t kDefaultHits = 5;

class SearchService {
 public:
  SearchService() {
    SetLogLevel(LogLevel::kError);
    google::protobuf::SetLogHandler(nullptr);  // it tells of every text that is not UTF-8
    const Path store = folder_.path() / "store";
    {
      const auto base = KnowledgeBase::Open(store, {}, OpenMode::kCreate);
      std::vector<v1::Fact> facts = testing::NumberedFacts(0, 60);
      facts.push_back(testing::TextFact("Z\xC3\xBCrich lies on a lake, 1.5 km from \xE4\xB8\xAD\xE6\x96\x87."));
      facts.push_back(testing::Triple("Ann Lee", "place of birth", "Oslo"));
      facts.back().set_valid_from("1999");
      facts.back().add_tags("person");
      facts.back().add_aliases("A. Lee");
      base->PutBatch(std::move(facts));
      base->Delete(std::vector<std::string>{ContentId(testing::NumberedFact(3))});
    }
    NothingFoundConfig weak;
    weak.set_bias(-1);
    weak.set_exact(2);
    weak.set_threshold(0.3F);
    KnowledgeBase::Calibrate(store, weak);
    aliases_.Swap("default", store);
  }

  void Search(const v1::SearchRequest& request) {
    grpc::ServerContext context;
    v1::SearchResponse response;
    const grpc::Status status = service_.Search(&context, &request, &response);
    const bool refused =
        status.error_code() == grpc::StatusCode::INVALID_ARGUMENT || status.error_code() == grpc::StatusCode::NOT_FOUND;
    if (!status.ok() && !refused)
      throw FuzzFailure(StrCat("status ", static_cast<int>(status.error_code()), ": ", status.error_message()));
    const uint32_t k = request.k() == 0 ? kDefaultHits : request.k();
    if (static_cast<uint32_t>(response.hits_size()) > k) throw FuzzFailure("more hits than asked for");
    for (const v1::SearchHit& hit : response.hits()) {
      if (!(hit.score() > 0 && hit.score() <= 1.0 + 1e-9)) throw FuzzFailure(StrCat("score ", hit.score()));
    }
  }
  void Recall(const std::string& subject, const std::string& relation) const {
    try {
      aliases_.PinView("")->LookupOrSearch(subject, relation, 4);
    } catch (const Error& error) {
      if (error.code() != Code::kInvalidArgument) throw FuzzFailure(error.what());
    }
  }

 private:
  TemporaryFolder folder_;
  AliasTable aliases_{ReasonerLimits()};
  KnowledgeService service_{aliases_};
};

SearchService& Service() {
  static SearchService service;
  return service;
}

void SearchMessage(std::string_view bytes) {
  v1::SearchRequest request;
  if (request.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) Service().Search(request);
}

// The first byte chooses the mode, the rest is the question; what stands behind a line break goes into the filter.
void SearchText(std::string_view bytes) {
  static constexpr const char* kModes[] = {"", "exact", "bm25", "dense", "fused"};
  if (bytes.empty()) return;
  v1::SearchRequest request;
  const auto choice = static_cast<unsigned char>(bytes[0]);
  request.set_mode(kModes[choice % std::size(kModes)]);
  request.set_explain(choice % 2 == 1);
  request.set_k(choice % 7);
  const std::string_view rest = bytes.substr(1);
  const size_t line = rest.find('\n');
  request.set_text(std::string(rest.substr(0, line)));
  if (line != std::string_view::npos) request.mutable_filter()->set_valid_at(std::string(rest.substr(line + 1)));
  Service().Search(request);
  Service().Recall(request.text(), request.filter().valid_at());
}

std::string Message(const std::string& text, uint32_t k, const std::string& mode, const std::string& date) {
  v1::SearchRequest request;
  request.set_text(text);
  request.set_k(k);
  request.set_mode(mode);
  request.set_explain(k % 2 == 0);
  if (!date.empty()) {
    request.mutable_filter()->set_valid_at(date);
    request.mutable_filter()->add_tags("person");
    request.mutable_filter()->add_sources("wiki");
  }
  return request.SerializeAsString();
}

}  // namespace

std::vector<FuzzTarget> SearchTargets() {
  return {
      {"search_request",
       SearchMessage,
       {Message("Where was Ann Lee born?", 3, "", ""), Message("lake", 10, "bm25", "2024-05"),
        Message("who is Kalo Lee's spouse", 0, "fused", "-0044")},
       {"Ann Lee", "exact", "dense", "2024-05-31", "\x28\x7F", "\x18\xFF\xFF\xFF\xFF\x0F"}},
      {"search_text",
       SearchText,
       {"\x04Where was Ann Lee born?", "\x02lake lake lake\n2024",
        "\x01"
        "A. Lee\n-0044-01",
        "\x03Z\xC3\xBCrich"},
       {"'s ", "\xE2\x80\x99s", "\xCC\x81", "\xF0\x9F\x98\x80", " of ", "ANN LEE", "\n2024", std::string(1, '\0'),
        "\xFF"}},
  };
}

}  // namespace lethe::fuzz
