// SPDX-License-Identifier: Apache-2.0
#include "cli/shared/report_files.hpp"

#include <fmt/format.h>

#include <cstdlib>
#include <fstream>

#include "cli/shared/bench_result.hpp"
#include "core/fields.hpp"
#include "core/files.hpp"
#include "core/result.hpp"
#include "core/text.hpp"
#include "reports/evidence.hpp"

namespace assay::cli {
namespace {

std::vector<std::string> format_names() {
  std::vector<std::string> names;
  for (const reports::Writer& writer : reports::writers()) names.emplace_back(writer.name);
  return names;
}

ReportFile parse_report(const std::string& text) {
  const std::size_t equals = text.find('=');
  const std::string name = text.substr(0, equals);
  const reports::Writer* writer = reports::writer(name);
  if (!writer) {
    const std::string near = core::closest(name, format_names());
    throw core::BadInput({"there is no report format '" + core::printable(name) + "'", "--report",
                          near.empty() ? fmt::format("one of {}", fmt::join(format_names(), ", "))
                                       : "did you mean '" + near + "'?"});
  }
  if (equals == std::string::npos || equals + 1 == text.size())
    throw core::BadInput(
        {"'" + name + "' has no path", "--report", name + "=FILE, or " + name + "=- for stdout"});
  return {writer, text.substr(equals + 1)};
}

}  // namespace

void add_report_option(CLI::App& app, std::vector<std::string>& texts) {
  app.add_option("--report", texts,
                 fmt::format("FORMAT=PATH, repeatable; {}", fmt::join(format_names(), ", ")))
      ->expected(1)
      ->allow_extra_args(false)  // the next word may be the URL
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
}

std::vector<ReportFile> parse_reports(const std::vector<std::string>& texts) {
  std::vector<ReportFile> files;
  for (const std::string& text : texts) files.push_back(parse_report(text));
  return files;
}

void put_text(const std::string& path, const std::string& text) {
  if (path == "-") {
    fmt::print("{}", text);
  } else {
    core::write_file(path, text).value();
  }
}

void write_report(const ReportFile& file, const reports::RunResult& result) {
  put_text(file.path, file.writer->write(result));
}

reports::RunResult evidence_of(std::string_view verb, const std::string& path) {
  if (is_bench_evidence(path))
    throw core::BadInput(
        {"this is the evidence of a load", path,
         "`wes-assay report FILE` makes its reports, `bench merge` and `bench diff` read it, too"});
  const std::string text = core::read_file(path, reports::most_evidence_bytes).value();
  reports::RunResult result = reports::read_evidence(path, text).value();
  if (!result.footer.complete) {
    fmt::print(stderr, "wes-assay {}: {} is a partial run: {}\n", verb, core::printable(path),
               core::printable(result.footer.why_incomplete));
  }
  return result;
}

void tell_github(const reports::RunResult& result) {
  const char* summary = std::getenv("GITHUB_STEP_SUMMARY");
  if (summary && *summary) {
    // Other steps of the job write there too.
    std::ofstream file(summary, std::ios::binary | std::ios::app);
    file << reports::write_github(result);
    if (!file.flush()) fmt::print(stderr, "wes-assay: the job summary cannot be written to {}\n", summary);
  }
  const char* runner = std::getenv("GITHUB_ACTIONS");
  if (runner && std::string_view(runner) == "true")
    fmt::print(stderr, "{}", reports::write_annotations(result));
}

std::shared_ptr<const reports::Baseline> load_baseline(const std::string& path) {
  return std::make_shared<const reports::Baseline>(
      reports::parse_baseline(path, core::read_file(path).value()).value());
}

}  // namespace assay::cli
