#include "datasets/question_book.h"

#include <algorithm>
#include <array>

#include "base/config.h"
#include "base/error.h"
#include "base/text.h"

namespace lethe {
namespace {

using Names = std::vector<std::string_view>;
using List = google::protobuf::RepeatedPtrField<std::string>;

struct Row {
  const char* field;
  const List& (QuestionBook::*list)() const;
  std::vector<std::string> QuestionWordings::*target;
  Names required, optional;
};

const std::vector<Row>& Rows() {
  using B = QuestionBook;
  using W = QuestionWordings;
  static const std::vector<Row> kRows = {
      {"inverse", &B::inverse, &W::inverse, {"w"}, {}},
      {"inverse_noun", &B::inverse_noun, &W::inverse_noun, {"o", "r"}, {"who", "whose", "whom"}},
      {"compare", &B::compare, &W::compare, {"a", "b", "p"}, {"who"}},
      {"compare_check", &B::compare_check, &W::compare_check, {"a", "b", "p"}, {}},
      {"superlative", &B::superlative, &W::superlative, {"p"}, {"who", "and", "or"}},
      {"superlative_open", &B::superlative_open, &W::superlative_open, {"p"}, {"type", "types", "r"}},
      {"count", &B::count, &W::count, {"many", "s"}, {}},
      {"intersect", &B::intersect, &W::intersect, {"p", "q"}, {"who"}},
      {"years_between", &B::years_between, &W::years_between, {"e", "f"}, {}},
      {"days_after", &B::days_after, &W::days_after, {"e", "n"}, {}},
      {"days_before", &B::days_before, &W::days_before, {"e", "n"}, {}},
      {"year_of_age", &B::year_of_age, &W::year_of_age, {"s"}, {"n", "nth"}},
      {"age_in_year", &B::age_in_year, &W::age_in_year, {"s", "y"}, {}},
      {"anniversary", &B::anniversary, &W::anniversary, {"e"}, {"n", "nth"}},
      {"confirm", &B::confirm, &W::confirm, {"st"}, {}},
      {"confirm_noun", &B::confirm_noun, &W::confirm_noun, {"o", "n"}, {}},
      {"deny", &B::deny, &W::deny, {"st"}, {}},
      {"take", &B::take, &W::take, {"n"}, {}},
  };
  return kRows;
}

bool Holds(std::span<const std::string_view> names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

std::vector<std::string> Copy(const List& list) {
  return {list.begin(), list.end()};
}

MeasureWords MeasureOf(const Measure& from, const std::string& place) {
  if (from.relation().empty() == from.value().empty() || from.noun().empty() != from.value().empty()) {
    throw Error(Code::kInvalidArgument,
                StrCat(place, ": a measure has either the name of a relation, or a value type and nouns"));
  }
  if (from.more().empty() || from.less().empty() || from.most().empty() || from.least().empty())
    throw Error(Code::kInvalidArgument, StrCat(place, ": write at least one each of more, less, most and least"));
  static constexpr std::array<std::string_view, 1> kRelation = {"r"}, kSubject = {"s"};
  for (const List* list : {&from.more(), &from.less(), &from.most(), &from.least()}) {
    for (const std::string& text : *list) CheckSlots(place, text, {}, kRelation);
  }
  for (const std::string& text : from.event()) CheckSlots(StrCat(place, ", event"), text, kSubject, kRelation);
  return {Copy(from.noun()), Copy(from.more()),  Copy(from.less()),
          Copy(from.most()), Copy(from.least()), Copy(from.event())};
}

}  // namespace

std::string FillSlots(std::string_view wording, std::span<const Slot> slots) {
  std::string out;
  out.reserve(wording.size() + 64);
  size_t at = 0;
  for (size_t brace; (brace = wording.find('{', at)) != std::string_view::npos;) {
    out.append(wording, at, brace - at);
    const size_t end = wording.find('}', brace);
    const std::string_view name =
        end == std::string_view::npos ? std::string_view() : wording.substr(brace + 1, end - brace - 1);
    const auto slot = std::find_if(slots.begin(), slots.end(), [&](const Slot& other) { return other.first == name; });
    if (slot == slots.end()) {  // not ours: stays
      out += '{';
      at = brace + 1;
      continue;
    }
    out += slot->second;
    at = end + 1;
  }
  out.append(wording, at);
  return out;
}

void CheckSlots(const std::string& place, const std::string& text, std::span<const std::string_view> required,
                std::span<const std::string_view> optional) {
  const auto refuse = [&](const std::string& why) {
    throw Error(Code::kInvalidArgument, StrCat(place, ": \"", text, "\" ", why));
  };
  if (Trim(text).empty()) refuse("is empty");
  if (!IsValidUtf8(text)) refuse("is not valid UTF-8");
  std::vector<std::string_view> seen;
  for (size_t at = 0; (at = text.find_first_of("{}", at)) != std::string::npos;) {
    const size_t end = text.find('}', at);
    if (text[at] == '}' || end == std::string::npos) refuse("holds a brace without its partner");
    const std::string_view name = std::string_view(text).substr(at + 1, end - at - 1);
    if (!Holds(required, name) && !Holds(optional, name)) refuse(StrCat("holds {", name, "}, which this list has not"));
    seen.push_back(name);
    at = end + 1;
  }
  for (const std::string_view name : required) {
    if (!Holds(seen, name)) refuse(StrCat("lacks {", name, "}"));
  }
}

QuestionWordings QuestionWordings::Load(const Path& file, WorldConfig::WordingPart part) {
  QuestionBook book;
  LoadConfig(file, book);
  QuestionWordings wordings;
  for (const Row& row : Rows()) {
    const List& list = (book.*row.list)();
    if (list.empty())
      throw Error(Code::kInvalidArgument, StrCat(file.string(), ": has no ", row.field, "; write at least one"));
    for (int i = 0; i < list.size(); ++i)
      CheckSlots(StrCat(file.string(), ": ", row.field, " number ", i + 1), list[i], row.required, row.optional);
    wordings.*row.target = SelectPart(list, part);
  }
  for (int i = 0; i < book.measure_size(); ++i) {
    const Measure& measure = book.measure(i);
    MeasureWords words = MeasureOf(measure, StrCat(file.string(), ": measure number ", i + 1));
    if (measure.relation().empty()) {
      wordings.of_value.emplace_back(measure.value(), std::move(words));
    } else {
      wordings.of_relation[measure.relation()] = std::move(words);
    }
  }
  for (const Countable& countable : book.countable()) {
    if (countable.relation().empty() || countable.many().empty())
      throw Error(Code::kInvalidArgument, StrCat(file.string(), ": a countable needs relation and many"));
    wordings.countables[countable.relation()] = Copy(countable.many());
  }
  for (const TypeNoun& noun : book.type_noun()) wordings.type_nouns_[noun.type()] = {noun.one(), noun.many()};
  return wordings;
}

std::string QuestionWordings::TypeOne(const std::string& type) const {
  const auto found = type_nouns_.find(type);
  return found == type_nouns_.end() ? type : found->second.first;
}

std::string QuestionWordings::TypeMany(const std::string& type) const {
  const auto found = type_nouns_.find(type);
  return found == type_nouns_.end() ? PluralOf(type) : found->second.second;
}

}  // namespace lethe
