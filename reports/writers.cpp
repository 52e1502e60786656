// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>

#include "reports/writer.hpp"

namespace assay::reports {
namespace {

constexpr std::array<Writer, 5> table = {{
    {"console", "txt", "the summary of the terminal, as plain text", write_console},
    {"evidence", "ndjson", "every exchange and judgement, one JSON object a line", write_evidence},
    {"html", "html", "one page for a browser, without script or network", write_html},
    {"json", "json", "verdicts, findings and counts for programs", write_json},
    {"junit", "xml", "JUnit XML for CI servers", write_junit},
}};

}  // namespace

std::span<const Writer> writers() { return table; }

const Writer* writer(std::string_view name) {
  const auto found =
      std::find_if(table.begin(), table.end(), [name](const Writer& w) { return w.name == name; });
  return found == table.end() ? nullptr : &*found;
}

}  // namespace assay::reports
