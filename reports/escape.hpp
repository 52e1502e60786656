// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <string_view>

namespace assay::reports {

// One line that is safe in a terminal, in a CI log and (once its markup is escaped) in XML: control
// characters, bidirectional marks, invalid UTF-8, U+FFFE and U+FFFF are visible escapes; nothing in it is a
// workflow command
// ("::error::" at its start, "##[error]" or "##vso[" anywhere).
std::string plain(std::string_view text);

// plain(), with & < > " ' as references: for element content and quoted attributes of XML and HTML.
std::string markup(std::string_view text);

// plain(), as text of Markdown (in a table cell and between HTML tags too): nothing in it is emphasis, a
// link, a heading, HTML, a formula, or a mention of somebody.
std::string markdown(std::string_view text);

}  // namespace assay::reports
