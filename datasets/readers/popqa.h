// PopQA: questions over 16 Wikidata properties, as JSON lines; a record for each.
//
// triples[0] is the fact: subj, prop and obj where the record has them, else what the question's form tells; a question
// of no known form has none. Further: answers, aliases of the subject, passages where the record has paragraphs.
// Errors: RecordError naming file, line and field.
// Source: Mallen et al. 2023, https://github.com/AlexTMallen/adaptive-retrieval
#pragma once

#include <functional>
#include <memory>

#include "datasets/readers/reader.h"
#include "datasets/readers/source_fact.h"

namespace lethe {

std::unique_ptr<FormatReader> OpenPopQa(const FormatOptions& options);

// The records that have a fact, as facts with up to three aliases. Errors: those of Reader.
ReadStats ReadPopQa(const Path& file, const std::function<void(const SourceFact&)>& visit,
                    const ReadOptions& options = {});

}  // namespace lethe
