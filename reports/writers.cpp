// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "reports/writer.hpp"

namespace assay::reports {
namespace {

constexpr Writer table[] = {
    {"annotations", "annotations.txt", "findings as annotations of a GitHub runner", write_annotations},
    {"badge", "svg", "a badge as an image", write_badge},
    {"badgen", "badgen.json", "a badge for badgen", write_badgen},
    {"console", "txt", "the summary of the terminal, as plain text", write_console},
    {"ctrf", "ctrf.json", "Common Test Report Format, a test for each requirement", write_ctrf},
    {"evidence", "ndjson", "every exchange and judgement, one JSON object a line", write_evidence},
    {"github", "summary.md", "a job summary for GitHub, within its limits", write_github},
    {"har", "har", "every exchange as an HTTP archive 1.2", write_har},
    {"html", "html", "one page for a browser, without script or network", write_html},
    {"json", "json", "verdicts, findings and counts for programs", write_json},
    {"junit", "xml", "JUnit XML for CI servers", write_junit},
    {"markdown", "md", "verdict, areas and findings for an issue or a wiki", write_markdown},
    {"openmetrics", "om", "figures for Prometheus and other monitors", write_openmetrics},
    {"sarif", "sarif", "SARIF 2.1.0 for code scanning", write_sarif},
    {"shields", "shields.json", "a badge for shields", write_shields},
    {"tap", "tap", "TAP 14, a test point for each requirement", write_tap},
    {"testbed", "testbed.json", "the GA4GH testbed report 0.1.0", write_testbed},
};

}  // namespace

std::span<const Writer> writers() { return table; }

const Writer* writer(std::string_view name) {
  const auto found =
      std::find_if(std::begin(table), std::end(table), [name](const Writer& w) { return w.name == name; });
  return found == std::end(table) ? nullptr : &*found;
}

}  // namespace assay::reports
