// The one grammar of everything the model reads and writes.
//
//   <s> Ann Lee <|> place of birth <|> Oslo [1]   Oslo lies in Norway. [2]   ...
//   <question> In which country was Ann Lee born?
//   <derive> Ann Lee <|> place of birth <|> Oslo [1]   Oslo <|> country <|> Norway [2]   <answer> Norway <end>
//
// A fact is followed by its number. A step of the derivation is one of
//   look-up   subject <|> relation <|> value [n]
//   recall    subject <|> relation <|> <recall> {facts that the store had, numbered} <loaded> value [n]
//             subject <|> relation <|> <recall> <loaded> <unknown>            when the store had nothing that helps
//   quote     text [n]
//   derived   text [a] [b] <as> [m]                                           numbered on, so that later steps can cite
//   it; the number is given, not chosen
// The data builder writes it, the engine reads and continues it, evaluation parses it; nothing else knows it.
//
// Every token has a kind, from which attention, positions and loss all follow (model/layers/segments.h):
// fact tokens see their own fact and <s>; a fact's number sees the fact as well, but the fact does not see its number,
// so a fact's keys and values do not depend on the number it was given; the question sees all facts and itself; the
// derivation is causal.
//
// Threads: everything here is a value or a pure function.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "base/random.h"
#include "model/tokenizer/tokenizer.h"
#include "proto/example.pb.h"

namespace lethe {

enum class TokenKind : uint8_t { kStart = 0, kFact = 1, kNumber = 2, kQuestion = 3, kDerivation = 4 };

// A fact as the model reads it: a triple, or free text where relation is empty (a text may still name its subject).
struct FactText {
  std::string subject, relation, object;
  std::string text;
};

// Tokens of the fact without its number.
std::vector<int32_t> EncodeFact(const Tokenizer& tokenizer, const FactText& fact);
// <question> and the question's tokens.
std::vector<int32_t> EncodeQuestion(const Tokenizer& tokenizer, const std::string& question);

struct Sequence {
  void Add(int32_t token, TokenKind kind, float weight = 0) {
    tokens.push_back(token);
    kinds.push_back(kind);
    loss_weight.push_back(weight);
  }

  std::vector<int32_t> tokens;
  std::vector<TokenKind> kinds;
  // Of predicting this token from the ones before it: 0 outside derivation and answer, and for the number that a
  // derived step is given. Decoding allows one number there, and merged documents (model/data/merge.h) have others,
  // which nothing tells.
  std::vector<float> loss_weight;
};

// Turns an example into a training sequence. `numbering` draws the numbers of the facts at random, so that all numbers
// are trained; pass nullptr for 1, 2, 3, ... in the order of the context. Errors: kInvalidArgument naming the example
// and field when it breaks the format (unknown id, too many facts).
Sequence EncodeExample(const Tokenizer& tokenizer, const v1::Example& example, Random* numbering);

// One parsed step of a derivation.
struct ParsedStep {
  enum class Kind { kLookup, kQuote, kDerived } kind = Kind::kLookup;
  std::string subject, relation, value;  // look-up
  std::string text;                      // quote and derived; for a look-up "subject | relation | value"
  std::vector<int> cites;                // numbers
  int number = 0;                        // of a derived step
  bool recalled = false;
  bool unknown = false;
};

struct ParsedDerivation {
  std::vector<ParsedStep> steps;
  std::string answer;  // "unknown" when the model refuses
  bool answerable = false;
  bool complete = false;  // false when it broke off or is malformed
};

// `tokens` from the one after <derive>, without the recalled facts' own tokens.
ParsedDerivation ParseDerivation(const Tokenizer& tokenizer, const std::vector<int32_t>& tokens);

inline constexpr const char* kUnknownAnswer = "unknown";

}  // namespace lethe
