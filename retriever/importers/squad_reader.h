// Paragraphs of a SQuAD file (v1.1 or v2.0): {"data": [{"title": ..., "paragraphs": [{"context": ..., "qas": ...}]}]}.
// Each paragraph becomes one free-text fact with its article's title as subject; questions are passed over.
//
// Errors: kInvalidArgument naming the line of malformed JSON, or the path of a wrong field
// ("dev.json: data[3].paragraphs[0].context"). Cost: the whole file is parsed at once; without the questions that is
// about the size of the text.
// Source: Rajpurkar et al., "SQuAD: 100,000+ Questions for Machine Comprehension of Text", EMNLP 2016.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "retriever/importers/fact_reader.h"

namespace lethe {

class SquadFactReader : public FactReader {
 public:
  // Throws when the file is no JSON of this form.
  SquadFactReader(const Path& file, const std::string& name);

  bool Next(v1::Fact& fact) override;
  std::string Where() const override;
  size_t bytes_read() const override;
  size_t bytes_total() const override { return bytes_total_; }

 private:
  struct Paragraph {
    std::string title;
    std::string context;
    std::string path;   // "data[3].paragraphs[0]"
    std::string wrong;  // what is wrong with it; empty when it is right
  };
  void AddArticle(const std::string& path, const nlohmann::json& article);

  std::string name_;
  size_t bytes_total_ = 0;
  std::vector<Paragraph> paragraphs_;
  size_t next_ = 0;
};

}  // namespace lethe
