// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <CLI/CLI.hpp>
#include <string>
#include <vector>

#include "reports/writer.hpp"

namespace assay::cli {

// `--report FORMAT=PATH`; "-" is stdout.
struct ReportFile {
  const reports::Writer* writer;
  std::string path;
};

void add_report_option(CLI::App& app, std::vector<std::string>& texts);
// core::BadInput, with what was meant, on an unknown format or a missing path.
std::vector<ReportFile> parse_reports(const std::vector<std::string>& texts);
void put_text(const std::string& path, const std::string& text);  // "-" is stdout
void write_report(const ReportFile& file, const reports::RunResult& result);

// On a GitHub runner: the job summary ($GITHUB_STEP_SUMMARY) and, on stderr, the annotations of the findings.
// Nothing elsewhere.
void tell_github(const reports::RunResult& result);

}  // namespace assay::cli
