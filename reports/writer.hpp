// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <span>
#include <string>
#include <string_view>

#include "reports/run_result.hpp"

namespace assay::reports {

// A report format: `--report NAME=PATH`. One file reports/<name>.cpp and one line in writers.cpp.
struct Writer {
  std::string_view name;       // "junit"
  std::string_view extension;  // "xml"
  std::string_view says;       // one line for --help
  std::string (*write)(const RunResult& result);
};

std::span<const Writer> writers();
const Writer* writer(std::string_view name);

std::string write_console(const RunResult& result);  // plain text; see ConsoleStyle for colour
std::string write_json(const RunResult& result);
std::string write_junit(const RunResult& result);
std::string write_html(const RunResult& result);
std::string write_evidence(const RunResult& result);  // the same bytes EvidenceWriter makes
std::string write_ctrf(const RunResult& result);
std::string write_openmetrics(const RunResult& result);
std::string write_sarif(const RunResult& result);
std::string write_tap(const RunResult& result);
std::string write_markdown(const RunResult& result);
std::string write_github(const RunResult& result);       // Markdown within the bounds of a step summary
std::string write_annotations(const RunResult& result);  // workflow commands: what no other format may hold
std::string write_testbed(const RunResult& result);      // valid by our schema, or std::logic_error
std::string write_har(const RunResult& result);
std::string write_badge(const RunResult& result);    // SVG
std::string write_shields(const RunResult& result);  // the endpoint JSON of shields
std::string write_badgen(const RunResult& result);

// The terminal's version of write_console. `colour` off for pipes and NO_COLOR.
struct ConsoleStyle {
  bool colour = false;
  bool verbose = false;   // passes too
  std::size_t width = 0;  // long lines are folded at it; 0: never
};
std::string console_report(const RunResult& result, const ConsoleStyle& style);

}  // namespace assay::reports
