// The classic collections Cranfield and CISI, brought into BEIR's layout.
//
// Cranfield: cran.all.1400.xml (<doc> with <docno>, <title>, <text>), cran.qry.xml, whose queries count by position,
// not by their <num>, and cranqrel*.txt. CISI: CISI.ALL, CISI.QRY and CISI.REL* in SMART's format (.I, .T, .W). Each
// file may be compressed. Documents without a word are left out. Errors: kInvalidArgument naming file and line;
// kNotFound for a folder that holds neither. Threads: pure functions. Source: Cleverdon, "The Cranfield tests on index
// language devices", 1967; Glasgow IR group's copies.
#pragma once

#include "base/file.h"

namespace lethe {

// Whether the folder holds one of them.
bool IsClassicCollection(const Path& folder);

// Writes corpus.jsonl, queries.jsonl and qrels/test.tsv under `out`.
void WriteBeirLayout(const Path& folder, const Path& out);

}  // namespace lethe
