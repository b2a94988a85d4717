// A generator without a network: a script says, from the facts and the question, which tokens the "model" wants to
// write.
//
// The script holds everything after <derive>, the engine's own <loaded> included; the session then prefers script[i] as
// token i.
// Threads: as a real generator: shared, a session a thread.
#pragma once

#include <chrono>
#include <functional>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include "model/generator.h"
#include "model/tokenizer/tokenizer.h"
#include "proto/knowledge.pb.h"
#include "tests/support/byte_tokenizer.h"

namespace lethe::testing {

using Script =
    std::function<std::vector<int32_t>(const std::vector<NumberedFact>& facts, const std::vector<int32_t>& question)>;

class ScriptedGenerator : public Generator {
 public:
  explicit ScriptedGenerator(Script script, std::chrono::milliseconds per_token = {})
      : script_(std::move(script)), per_token_(per_token) {
    config_.set_vocab_size(ByteTokenizer().vocab_size());
  }

  std::unique_ptr<DecodeSession> NewSession() const override { return std::make_unique<Session>(*this); }
  const ModelConfig& config() const override { return config_; }
  ModelConfig& mutable_config() { return config_; }
  // Facts of the session that ended last, recalled ones included.
  std::vector<NumberedFact> LastFacts() const {
    const std::lock_guard lock(mutex_);
    return last_facts_;
  }

  static constexpr float kPreferred = 0.9f;  // probability of the script's token; the rest is spread evenly

 private:
  class Session : public DecodeSession {
   public:
    explicit Session(const ScriptedGenerator& owner) : owner_(owner), probabilities_(owner.config_.vocab_size()) {}
    ~Session() override {
      const std::lock_guard lock(owner_.mutex_);
      owner_.last_facts_ = facts_;
    }
    void LoadFacts(std::span<const NumberedFact> facts) override {
      facts_.insert(facts_.end(), facts.begin(), facts.end());
    }
    void ReadQuestion(std::span<const int32_t> tokens) override {
      script_ = owner_.script_(facts_, {tokens.begin(), tokens.end()});
    }
    void Append(int32_t) override {
      std::this_thread::sleep_for(owner_.per_token_);
      probabilities_.assign(probabilities_.size(), (1 - kPreferred) / static_cast<float>(probabilities_.size() - 1));
      if (next_ < script_.size()) probabilities_[script_[next_]] = kPreferred;
      ++next_;
    }
    std::span<const float> Probabilities() const override { return probabilities_; }
    std::unique_ptr<DecodeSession> Fork() const override { return std::make_unique<Session>(*this); }
    int64_t length() const override { return static_cast<int64_t>(next_); }

   private:
    const ScriptedGenerator& owner_;
    std::vector<NumberedFact> facts_;
    std::vector<int32_t> script_;
    size_t next_ = 0;
    std::vector<float> probabilities_;
  };

  Script script_;
  std::chrono::milliseconds per_token_;
  ModelConfig config_;
  mutable std::mutex mutex_;
  mutable std::vector<NumberedFact> last_facts_;
};

// Writes a script: texts and special tokens one after the other.
class ScriptWriter {
 public:
  ScriptWriter& Text(std::string_view text) {
    const std::vector<int32_t> tokens = ByteTokenizer().Encode(text);
    tokens_.insert(tokens_.end(), tokens.begin(), tokens.end());
    return *this;
  }
  ScriptWriter& Token(int32_t token) {
    tokens_.push_back(token);
    return *this;
  }
  ScriptWriter& Cite(int number) { return Token(SpecialTokens::Number(number)); }
  ScriptWriter& Key(std::string_view subject, std::string_view relation) {
    return Text(subject).Token(SpecialTokens::kSeparator).Text(relation).Token(SpecialTokens::kSeparator);
  }
  ScriptWriter& Answer(std::string_view answer) {
    return Token(SpecialTokens::kAnswer).Text(answer).Token(SpecialTokens::kEnd);
  }
  ScriptWriter& Unknown() {
    return Token(SpecialTokens::kAnswer).Token(SpecialTokens::kUnknown).Token(SpecialTokens::kEnd);
  }
  std::vector<int32_t> Done() const { return tokens_; }

 private:
  std::vector<int32_t> tokens_;
};

// Copies from the first fact whose subject stands in the question, and says unknown where there is none.
inline Script CopyFromFacts() {
  return [](const std::vector<NumberedFact>& facts, const std::vector<int32_t>& question) {
    const ByteTokenizer tokenizer;
    const std::string asked = tokenizer.Decode(question);
    for (const NumberedFact& fact : facts) {
      std::vector<std::vector<int32_t>> parts(1);
      for (const int32_t token : fact.tokens) {
        if (token == SpecialTokens::kSeparator) {
          parts.emplace_back();
        } else {
          parts.back().push_back(token);
        }
      }
      if (parts.size() != 3 || asked.find(tokenizer.Decode(parts[0])) == std::string::npos) continue;
      const std::string value = tokenizer.Decode(parts[2]);
      return ScriptWriter()
          .Key(tokenizer.Decode(parts[0]), tokenizer.Decode(parts[1]))
          .Text(value)
          .Cite(fact.number)
          .Answer(value)
          .Done();
    }
    return ScriptWriter().Unknown().Done();
  };
}

inline v1::Fact MakeFact(const std::string& id, const std::string& subject, const std::string& relation,
                         const std::string& object) {
  v1::Fact fact;
  fact.set_id(id);
  fact.set_subject(subject);
  fact.set_relation(relation);
  fact.set_object(object);
  return fact;
}

}  // namespace lethe::testing
