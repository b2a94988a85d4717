// How an answer is shown: one JSON object for machines, a short text for people, events as they come for the curious.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <ostream>
#include <string>

#include "proto/reasoner.pb.h"

namespace lethe {

// {answer, answerable, steps[{text, uses[], recalled, verified}], facts[{id, text, score, used, recalled, cut}],
//  store{alias, version}, confidence, tokens, timings_ms{}}
nlohmann::ordered_json AnswerJson(const v1::Answer& answer);

// The answer, its numbered steps with citations, the facts they cite.
void PrintAnswer(const v1::Answer& answer, std::ostream& out);

// Names the facts of which the model read the beginning alone; empty where there are none.
std::string CutFactsWarning(const v1::Answer& answer);

// One line, for --trace.
void PrintEvent(const v1::AskEvent& event, std::ostream& out);

}  // namespace lethe
