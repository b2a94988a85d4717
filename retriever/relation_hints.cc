#include <array>

#include "base/text.h"
#include "retriever/lexical/analyzer.h"
#include "retriever/relation_similarity.h"

namespace lethe {
namespace {

// Words of questions, and the words of relations that such questions are usually after. One row a group.
struct HintRow {
  std::string_view asked;
  std::string_view meant;
};

constexpr std::array kHints = {
    HintRow{"where", "place location city town country birthplace headquarters address site room"},
    HintRow{"when", "date year time day inception founded established"},
    HintRow{"who whom", "person name"},
    HintRow{"old age", "birth date age"},
    HintRow{"born birth birthplace birthday", "birth birthplace birthday born"},
    HintRow{"die died dead death killed", "death died"},
    HintRow{"buried", "burial grave"},
    HintRow{"married marry wife husband spouse wed", "spouse wife husband married partner"},
    HintRow{"mother father parent", "parent mother father"},
    HintRow{"child son daughter", "child children son daughter"},
    HintRow{"brother sister sibling", "sibling brother sister"},
    HintRow{"wrote write written writer author pen penned", "author writer screenwriter lyricist written language"},
    HintRow{"work works worked job profession occupation living career",
            "occupation profession job employer work field position"},
    HintRow{"employed employer company firm", "employer company manufacturer owner"},
    HintRow{"studied study educated education attend attended school university college graduate degree",
            "educated education school university college alma mater degree"},
    HintRow{"found founded founder start started establish established set",
            "founder founded foundation formation inception established"},
    HintRow{"created create creator made invent invented developed designed design",
            "creator inventor developer designer created discoverer manufacturer maker"},
    HintRow{"discovered discover found", "discoverer inventor discovered"},
    HintRow{"sing sang sung performed perform performer artist band singer recorded",
            "performer artist singer band musician"},
    HintRow{"composed compose composer music song", "composer music genre"},
    HintRow{"directed direct director film movie", "director"},
    HintRow{"produced produce producer make makes made", "producer manufacturer company maker product"},
    HintRow{"published publish publisher", "publisher publication"},
    HintRow{"label signed record", "record label"},
    HintRow{"play plays played position role", "position sport team instrument role"},
    HintRow{"team club", "team club member"},
    HintRow{"sport game", "sport"},
    HintRow{"genre type kind style sort", "genre type kind category occupation class"},
    HintRow{"language speak speaks spoken tongue", "language languages"},
    HintRow{"famous known notable", "notable work known occupation"},
    HintRow{"own owns owned owner belong belongs", "owner parent organization"},
    HintRow{"located location situated lie lies found stand stands",
            "located location country place city continent administrative territorial entity"},
    HintRow{"based headquartered headquarter headquarters seat office", "headquarters location seat office"},
    HintRow{"country nation nationality citizen from", "country citizenship nationality origin"},
    HintRow{"come comes originate origin", "origin country birth formation"},
    HintRow{"capital", "capital"},
    HintRow{"continent", "continent region"},
    HintRow{"money currency pay", "currency"},
    HintRow{"people population inhabitants live many", "population inhabitants"},
    HintRow{"live lives lived reside", "residence home address population"},
    HintRow{"large big size area", "area size"},
    HintRow{"high tall height elevation", "height elevation"},
    HintRow{"long length", "length duration"},
    HintRow{"deep depth", "depth"},
    HintRow{"heavy weigh weighs weight", "weight mass"},
    HintRow{"cost price expensive", "price cost"},
    HintRow{"border borders neighbour neighbor", "border borders neighbours boundaries"},
    HintRow{"religion believe faith", "religion religions"},
    HintRow{"president leader head chief ruler king queen rule governs government boss lead leads",
            "head president leader chief ruler state government manager"},
    HintRow{"member belong", "member party group"},
    HintRow{"colour color", "colour color"},
};

std::unordered_map<std::string, std::vector<std::string>> BuildHints() {
  std::unordered_map<std::string, std::vector<std::string>> hints;
  for (const HintRow& row : kHints) {
    for (const std::string_view asked : SplitWords(row.asked)) {
      std::vector<std::string>& meant = hints[Stem(std::string(asked))];
      for (const std::string_view word : SplitWords(row.meant)) meant.push_back(Stem(std::string(word)));
    }
  }
  return hints;
}

}  // namespace

const std::vector<std::string>& HintsOf(const std::string& stem) {
  static const std::unordered_map<std::string, std::vector<std::string>> kTable = BuildHints();
  static const std::vector<std::string> kNone;
  const auto it = kTable.find(stem);
  return it == kTable.end() ? kNone : it->second;
}

}  // namespace lethe
