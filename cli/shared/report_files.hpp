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
// core::BadInput, with what was meant, on an unknown format or a missing path; also where a path is named
// twice, is one of `inputs` (an empty one is none), or cannot be written. So a verb knows before its work
// that its reports have a place.
std::vector<ReportFile> parse_reports(const std::vector<std::string>& texts,
                                      const std::vector<std::string>& inputs);
// The same for paths that are no reports; "-" is stdout.
void claim_outputs(const std::vector<std::string>& paths, const std::vector<std::string>& inputs);
bool is_taken(const std::vector<ReportFile>& files);  // stdout, by a report
// The report for people, or with --quiet its last line.
void show_result(const reports::RunResult& result, const OutputFlags& flags, std::FILE* to);
// "wrote wes.html, wes.xml" on stderr.
void announce(const std::vector<ReportFile>& files, const OutputFlags& flags);
// "-" is stdout. What cannot be written is reported by output_failed(); the reports after it are written all
// the same. Whether it was written.
bool put_text(const std::string& path, const std::string& text);
bool write_report(const ReportFile& file, const reports::RunResult& result);

// An evidence file, whole or cut off; that it is a partial run is told on stderr in the name of `verb`.
reports::RunResult evidence_of(std::string_view verb, const std::string& path);

// core::BadInput, with its place, where the file is no baseline.
std::shared_ptr<const reports::Baseline> load_baseline(const std::string& path);

// On a GitHub runner: the job summary ($GITHUB_STEP_SUMMARY) and, on stderr, the annotations of the findings.
// Nothing elsewhere.
void tell_github(const reports::RunResult& result);

}  // namespace assay::cli
