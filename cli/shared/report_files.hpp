// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <CLI/CLI.hpp>
#include <cstdio>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "cli/shared/terminal.hpp"
#include "reports/baseline.hpp"
#include "reports/writer.hpp"

namespace assay::cli {

// `--report FORMAT=PATH`; "-" is stdout.
struct ReportFile {
  const reports::Writer* writer;
  std::string path;
};

void add_report_option(CLI::App& app, std::vector<std::string>& texts);
// core::BadInput, with what was meant, on an unknown format, or a path that is missing or cannot be written.
std::vector<ReportFile> parse_reports(const std::vector<std::string>& texts);
// core::BadInput where one cannot be written, or two are the same: before the work is done whose result they
// hold.
void check_paths(const std::vector<std::string>& paths);
bool is_taken(const std::vector<ReportFile>& files);  // stdout, by a report
// The report for people, or with --quiet its last line.
void show_result(const reports::RunResult& result, const OutputFlags& flags, std::FILE* to);
// "wrote wes.html, wes.xml" on stderr.
void announce(const std::vector<ReportFile>& files, const OutputFlags& flags);
void put_text(const std::string& path, const std::string& text);  // "-" is stdout
void write_report(const ReportFile& file, const reports::RunResult& result);

// An evidence file, whole or cut off; that it is a partial run is told on stderr in the name of `verb`.
reports::RunResult evidence_of(std::string_view verb, const std::string& path);

// core::BadInput, with its place, where the file is no baseline.
std::shared_ptr<const reports::Baseline> load_baseline(const std::string& path);

// On a GitHub runner: the job summary ($GITHUB_STEP_SUMMARY) and, on stderr, the annotations of the findings.
// Nothing elsewhere.
void tell_github(const reports::RunResult& result);

}  // namespace assay::cli
