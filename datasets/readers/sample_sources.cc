#include "datasets/readers/sample_sources.h"

#include <vector>

#include "base/error.h"
#include "base/random.h"
#include "base/text.h"
#include "datasets/readers/reader.h"

namespace lethe {
namespace {

const std::vector<std::string>& Names() {
  static const std::vector<std::string> kNames = {"Ann", "Bela", "Carla", "Dmitri", "Émile", "Farid", "Grete", "Håkon"};
  return kNames;
}

const std::vector<std::string>& Words() {
  static const std::vector<std::string> kWords = {
      "the",   "river",   "behind", "a",      "house",   "turned", "slowly",   "towards", "an",    "old",   "bridge",
      "where", "people",  "had",    "waited", "since",   "spring", "and",      "nobody",  "could", "tell",  "how",
      "many",  "letters", "were",   "lost",   "between", "café",   "stations", "in",      "1874",  "which", "remained"};
  return kWords;
}

// Writes one record after the other in one format.
class SampleWriter {
 public:
  explicit SampleWriter(uint64_t seed) : random_(seed) {}

  std::string Sentence() {
    std::string text = Name();
    const uint64_t words = 6 + random_.Below(12);
    for (uint64_t i = 0; i < words; ++i) text += " " + random_.Pick(Words());
    return text + ".";
  }
  std::string Paragraph(size_t sentences) {
    std::string text;
    for (size_t i = 0; i < sentences; ++i) text += (i > 0 ? " " : "") + Sentence();
    return text;
  }
  std::string Name() { return random_.Pick(Names()); }
  std::string Number() { return std::to_string(random_.Below(1'000'000)); }

  std::string Story() { return Paragraph(6) + "\n" + Paragraph(5) + "\n<|endoftext|>\n"; }
  std::string Article() {
    return " \n = " + Name() + " " + Number() + " = \n \n " + Paragraph(8) + " \n \n = = Life = = \n \n " +
           Paragraph(6) + " \n";
  }
  std::string Chapter() { return "CHAPTER " + Number() + "\n\n" + Paragraph(9) + "\n\n" + Paragraph(7) + "\n\n"; }
  std::string Text() {
    return R"({"id": "w)" + Number() + R"(", "text": ")" + Paragraph(9) + R"(\n\n\"Well,\" said )" + Paragraph(9) +
           R"(", "source": "sample"})" + "\n";
  }
  std::string Lmlm() {
    const std::string subject = Name(), value = Number(), before = Paragraph(4), behind = Paragraph(3);
    return R"({"annotated_text": ")" + before + " [dblookup('" + subject + "', 'Number') -> " + value + "] " + value +
           " " + behind + R"(", "text": ")" + before + " " + value + " " + behind + "\"}\n";
  }
  std::string Fact() {
    return R"({"subject": ")" + Name() + " " + Number() + R"(", "relation": "key", "object": ")" + Number() + "\"}\n";
  }
  std::string PopQa() {
    return R"({"id": )" + Number() + R"(, "question": "Who is the author of )" + Name() + " " + Number() +
           R"(?", "possible_answers": [")" + Name() + R"(", ")" + Number() + R"("], "s_aliases": [")" + Name() +
           R"("], "paragraphs": [{"title": ")" + Name() + R"(", "text": ")" + Paragraph(3) +
           R"(", "is_supporting": true}]})" + "\n";
  }
  std::string EntityQuestion() {
    return R"({"relation": "P19", "question": "Where was )" + Name() + " " + Number() + R"( born?", "answers": [")" +
           Name() + R"(", ")" + Number() + "\"]}\n";
  }
  std::string Trex() {
    return R"({"relation": "P19", "sub_label": ")" + Name() + " " + Number() + R"(", "obj_label": ")" + Name() +
           R"(", "uuid": ")" + Number() + "\"}\n";
  }

  std::string Article(bool first) {
    std::string text = first ? R"({"version": "v2.0", "data": [)" : ", ";
    text += R"({"title": ")" + Name() + "_" + Number() + R"(", "paragraphs": [)";
    for (int p = 0; p < 4; ++p) text += (p > 0 ? ", " : "") + SquadParagraph();
    return text + "]}";
  }
  std::string MultiHop() {
    const std::string a = Name() + " " + Number(), b = Name() + " " + Number(), value = Number();
    std::string context;
    for (int i = 0; i < 8; ++i) context += ", [\"" + Name() + "\", [\"" + Sentence() + "\", \"" + Sentence() + "\"]]";
    return R"({"_id": ")" + Number() +
           R"(", "type": "compositional", "question": "What is the number of the friend of )" + a +
           R"(?", "context": [[")" + a + R"(", [")" + a + " is a friend of " + b + R"(."]], [")" + b + R"(", [")" + b +
           " has the number " + value + R"(.", ")" + Sentence() + "\"]]" + context + R"(], "supporting_facts": [[")" +
           a + R"(", 0], [")" + b + R"(", 0]], "evidences": [[")" + a + R"(", "friend", ")" + b + R"("], [")" + b +
           R"(", "number", ")" + value + R"("]], "answer": ")" + value + "\"}\n";
  }
  std::string Entailment() {
    return R"({"id": "e)" + Number() + R"(", "context": "sent1: )" + Sentence() + " sent2: " + Sentence() +
           " sent3: " + Sentence() + R"(", "question": "Which?", "answer": ")" + Name() + R"(", "hypothesis": ")" +
           Sentence() + R"(", "proof": "sent1 & sent3 -> int1: )" + Sentence() + " ; int1 & sent2 -> hypothesis; \"}\n";
  }
  std::string Strategy(bool first) {
    return (first ? "[\n" : ",\n") + (R"({"qid": ")" + Number()) + R"(", "term": ")" + Name() +
           R"(", "description": ")" + Sentence() + R"(", "question": "Would )" + Name() + R"( wait?", "answer": )" +
           (random_.Chance(0.5) ? "true" : "false") + R"(, "facts": [")" + Sentence() + R"(", ")" + Sentence() +
           R"("], "decomposition": ["Who?", "Is #1 older?"]})";
  }
  std::string Logic() {
    return R"({"id": "l)" + Number() + R"(", "context": "Bob is cold. Bob is red. Red things are round. )" +
           Paragraph(6) +
           R"(", "questions": [{"id": "q1", "text": "Bob is round.", "label": "true"}, {"id": "q2", "text": "Bob is not )" +
           R"(red.", "label": "false"}]})" + "\n";
  }
  std::string Family() {
    const std::string a = "Ann" + Number(), b = "Bo" + Number(), c = "Cy" + Number();
    return Number() + ",c" + Number() + ",\"[" + a + "] is the \"\"mother\"\" of [" + b + "]. " + Sentence() + "\n[" +
           b + "] has a brother, [" + c + "].\",\"('" + a + "', '" + c +
           "')\",son,task_1.2,\"[(0, 1), (1, 2)]\",\"['son', " + "'brother']\",\"" + a + ":female," + b + ":male," + c +
           ":male\"\n";
  }
  std::string Babi() {
    std::string text;
    int line = 0;
    for (int question = 0; question < 3; ++question) {
      const std::string name = Name();
      text += std::to_string(++line) + " " + name + " moved to the bathroom.\n";
      text += std::to_string(++line) + " " + Name() + " went to the hallway.\n";
      const int support = ++line - 2;
      text += std::to_string(line) + " Where is " + name + "? \tbathroom\t" + std::to_string(support) + "\n";
    }
    return text;
  }

 private:
  // A paragraph with an answerable and an unanswerable question.
  std::string SquadParagraph() {
    const std::string answer = Number();
    const std::string before = Paragraph(3) + " The number is ";
    size_t code_points = 0;
    for (const char c : before) code_points += (static_cast<unsigned char>(c) & 0xC0) != 0x80;
    return R"({"context": ")" + before + answer + ". " + Paragraph(3) + R"(", "qas": [{"id": "q)" + Number() +
           R"(", "question": "Which number?", "answers": [{"text": ")" + answer + R"(", "answer_start": )" +
           std::to_string(code_points) + R"(}], "is_impossible": false}, {"id": "u)" + Number() +
           R"(", "question": "Which colour?", "answers": [], "is_impossible": true}]})";
  }

  Random random_;
};

struct Sample {
  std::string_view format, suffix;
  std::string_view head, tail;
  std::string (*record)(SampleWriter& writer, bool first);
};

constexpr std::string_view kFamilyHeader = ",id,story,query,target,task_name,story_edges,edge_types,genders\n";
constexpr std::string_view kBookHead =
    "The Project Gutenberg eBook of Waiting\n\nTitle: Waiting\n\n*** START OF THE PROJECT GUTENBERG EBOOK WAITING "
    "***\n\n";
constexpr std::string_view kBookTail = "*** END OF THE PROJECT GUTENBERG EBOOK WAITING ***\n\nThe licence follows.\n";

const std::vector<Sample>& Samples() {
  using W = SampleWriter;
  static const std::vector<Sample> kSamples = {
      {"tinystories", ".txt", "", "", [](W& w, bool) { return w.Story(); }},
      {"books", ".txt", kBookHead, kBookTail, [](W& w, bool) { return w.Chapter(); }},
      {"wikitext", ".tokens", "", "", [](W& w, bool) { return w.Article(); }},
      {"text", ".txt", "", "", [](W& w, bool) { return w.Paragraph(9) + "\n\n"; }},
      {"openwebtext", ".jsonl", "", "", [](W& w, bool) { return w.Text(); }},
      {"dolma", ".jsonl", "", "", [](W& w, bool) { return w.Text(); }},
      {"lmlm", ".jsonl", "", "", [](W& w, bool) { return w.Lmlm(); }},
      {"facts", ".jsonl", "", "", [](W& w, bool) { return w.Fact(); }},
      {"trex", ".jsonl", "", "", [](W& w, bool) { return w.Trex(); }},
      {"squad", ".json", "", "]}\n", [](W& w, bool first) { return w.Article(first); }},
      {"multihop", ".jsonl", "", "", [](W& w, bool) { return w.MultiHop(); }},
      {"entailmentbank", ".jsonl", "", "", [](W& w, bool) { return w.Entailment(); }},
      {"strategyqa", ".json", "", "\n]\n", [](W& w, bool first) { return w.Strategy(first); }},
      {"logic", ".jsonl", "", "", [](W& w, bool) { return w.Logic(); }},
      {"clutrr", ".csv", kFamilyHeader, "", [](W& w, bool) { return w.Family(); }},
      {"babi", ".txt", "", "", [](W& w, bool) { return w.Babi(); }},
      {"popqa", ".jsonl", "", "", [](W& w, bool) { return w.PopQa(); }},
      {"entityquestions", ".jsonl", "", "", [](W& w, bool) { return w.EntityQuestion(); }},
  };
  return kSamples;
}

const Sample& FindSample(std::string_view format) {
  for (const Sample& sample : Samples()) {
    if (sample.format == format) return sample;
  }
  throw Error(Code::kNotFound, StrCat("there is no sample of the format \"", format, "\""));
}

}  // namespace

std::string SampleSource(std::string_view format, size_t bytes, uint64_t seed) {
  const Sample& sample = FindSample(format);
  SampleWriter writer(seed);
  std::string text(sample.head);
  for (int records = 0; records < 3 || text.size() < bytes; ++records) text += sample.record(writer, records == 0);
  return text.append(sample.tail);
}

std::string_view SampleSuffix(std::string_view format) {
  return FindSample(format).suffix;
}

}  // namespace lethe
