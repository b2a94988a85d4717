// JSON lines that hold a text or a fact each: web corpora, annotated text, facts.
//
// Errors: RecordError naming file, line and field.
// Source: LMLM, Zhao et al. 2025, https://github.com/kilian-group/LMLM; T-REx as in
// https://github.com/yanaiela/pararel; Dolma, https://github.com/allenai/dolma.
#pragma once

#include <memory>

#include "datasets/readers/reader.h"

namespace lethe {

// {"text": ..., "id"?, "title"?, "source"?, "url"?}: text, title; `type` is the source.
std::unique_ptr<FormatReader> OpenTextRecords(const FormatOptions& options);
// {"annotated_text", "text"}: the look-ups become triples.
std::unique_ptr<FormatReader> OpenLmlm(const FormatOptions& options);
// {"subject", "relation", "object"} and / or {"text"}, with "aliases", "source" and "id" where there: `type` is the
// source. Files called .csv, .tsv or .tab are tables with a header of these names; aliases are parted by ";".
std::unique_ptr<FormatReader> OpenFacts(const FormatOptions& options);
// {"relation": "P19", "sub_label", "obj_label"}
std::unique_ptr<FormatReader> OpenTrex(const FormatOptions& options);

}  // namespace lethe
