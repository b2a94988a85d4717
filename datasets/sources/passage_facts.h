// The sentences of a record's passages as facts of an example: which are cited, which stay as distractors, which must
// go.
//
// A sentence that does not name its passage's subject is given with the title in front ("Ann Lee: She was born in
// Oslo."), so that it says whom it is about. Threads: one object, one thread.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "datasets/readers/record.h"
#include "proto/example.pb.h"

namespace lethe {

class PassageFacts {
 public:
  struct Sentence {
    std::string text;
    size_t passage = 0;
    bool marked = false;   // as supporting by the source
    bool needed = false;   // cited by a step
    bool dropped = false;  // says once more what another sentence is cited for
  };

  explicit PassageFacts(const Record& record);

  const std::vector<Sentence>& sentences() const { return sentences_; }
  std::string IdOf(size_t sentence) const;

  // The first sentence that `fits`, marked ones first; only those of `passage` where one is named.
  std::optional<size_t> Find(const std::function<bool(const std::string& text)>& fits,
                             std::optional<size_t> passage = std::nullopt) const;

  // Adds a step that cites the sentence.
  v1::DerivationStep& AddLookup(size_t sentence, const std::string& subject, const std::string& relation,
                                const std::string& object, v1::Example& example);
  v1::DerivationStep& AddQuote(size_t sentence, const std::string& text, v1::Example& example);

  // Puts the cited sentences into the context, then at most `distractors` others. Those that state a look-up's subject
  // and object beside the cited one are left out, since its step would follow twice.
  void AddTo(v1::Example& example, size_t distractors);

 private:
  void DropRepeats(const v1::Example& example);

  std::vector<Sentence> sentences_;
};

// "Low Tide (song)" -> "Low Tide".
std::string WithoutRemark(std::string_view title);

}  // namespace lethe
