// Plain text as documents: stories, books, articles, or parts of any text.
//
// TinyStories: stories end with a line <|endoftext|>; files without that mark have empty lines between the paragraphs
// of a story and none between two stories. WikiText: an article begins with a heading of the first level, " = Title =
// "; its text stays as published, `<unk>` and ` @-@ ` included. Books and other texts come in parts of about part_bytes
// that end with a paragraph; what Project Gutenberg puts before and behind a book is left out. Errors: RecordError for
// a document with a line that is no UTF-8 or too long; the next one follows.
#pragma once

#include <memory>

#include "datasets/readers/reader.h"

namespace lethe {

std::unique_ptr<FormatReader> OpenTinyStories(const FormatOptions& options);
std::unique_ptr<FormatReader> OpenBooks(const FormatOptions& options);
std::unique_ptr<FormatReader> OpenWikiText(const FormatOptions& options);
std::unique_ptr<FormatReader> OpenPlainText(const FormatOptions& options);

}  // namespace lethe
