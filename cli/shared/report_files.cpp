// SPDX-License-Identifier: Apache-2.0
#include "cli/shared/report_files.hpp"
#include "cli/shared/say.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "cli/shared/bench_result.hpp"
#include "cli/shared/command.hpp"
#include "core/fields.hpp"
#include "core/files.hpp"
#include "core/result.hpp"
#include "core/text.hpp"
#include "reports/evidence.hpp"
#include "reports/summary.hpp"

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

// Files of ours that are taken for evidence.
void refuse_other_formats(const std::string& path, const std::string& text) {
  const std::string hint = "the file of --report evidence=FILE";
  if (text.starts_with("<?xml"))
    throw core::BadInput(
        {"this is XML, such as a JUnit report, and no evidence", core::printable(path), hint});
  if (text.starts_with("<!DOCTYPE html"))
    throw core::BadInput({"this is an HTML page, and no evidence", core::printable(path), hint});
  if (text.starts_with("{\n"))
    throw core::BadInput({"this is a JSON report or the result of a load, and no evidence",
                          core::printable(path),
                          hint + "; `bench diff` and `bench merge` read results of loads"});
}

bool is_same_file(const std::string& a, const std::string& b) {
  std::error_code error;
  if (std::filesystem::equivalent(a, b, error) && !error) return true;
  return std::filesystem::weakly_canonical(a, error) == std::filesystem::weakly_canonical(b, error);
}

// A device or a pipe takes any number of texts.
bool is_replaced(const std::string& path) {
  std::error_code ignored;
  const auto kind = std::filesystem::status(path, ignored).type();
  return kind == std::filesystem::file_type::not_found || kind == std::filesystem::file_type::regular;
}

}  // namespace

void add_report_option(CLI::App& app, std::vector<std::string>& texts) {
  many(add(
      app, "--report", "FORMAT=PATH", texts,
      "Write html, junit, json, evidence or another format of docs/reports.md; - is stdout; repeatable."));
}

void claim_outputs(const std::vector<std::string>& paths, const std::vector<std::string>& inputs) {
  for (auto path = paths.begin(); path != paths.end(); ++path) {
    const bool is_stdout = *path == "-";
    const auto is_this = [&](const std::string& other) {
      return *path == other || (!is_stdout && !other.empty() && other != "-" && is_same_file(*path, other));
    };
    if (!is_stdout && !is_replaced(*path)) {
      core::can_write_file(*path).value();
      continue;
    }
    if (std::any_of(paths.begin(), path, is_this))
      core::refuse("two outputs have the same place", is_stdout ? "-" : core::printable(*path),
                   "a file for each");
    if (is_stdout) continue;
    if (std::any_of(inputs.begin(), inputs.end(), is_this))
      core::refuse("the output would replace a file that is read", core::printable(*path), "another file");
    core::can_write_file(*path).value();
  }
}

std::vector<ReportFile> parse_reports(const std::vector<std::string>& texts,
                                      const std::vector<std::string>& inputs) {
  std::vector<ReportFile> files;
  std::vector<std::string> paths;
  for (const std::string& text : texts) {
    files.push_back(parse_report(text));
    paths.push_back(files.back().path);
  }
  claim_outputs(paths, inputs);
  return files;
}

bool is_taken(const std::vector<ReportFile>& files) {
  return std::any_of(files.begin(), files.end(), [](const ReportFile& file) { return file.path == "-"; });
}

void show_result(const reports::RunResult& result, const OutputFlags& flags, std::FILE* to) {
  const reports::ConsoleStyle style{wants_colour(flags.colour, to), flags.verbose, width_of(to)};
  const std::string text =
      flags.quiet ? reports::verdict_sentence(result) + "\n" : reports::console_report(result, style);
  to == stdout ? to_stdout_text(text) : say_text(text);
}

void announce(const std::vector<ReportFile>& files, const OutputFlags& flags) {
  std::string names;
  for (const ReportFile& file : files) {
    if (file.path != "-") names += (names.empty() ? "" : ", ") + core::printable(file.path);
  }
  if (!names.empty() && !flags.quiet) say("wrote {}\n", names);
}

bool put_text(const std::string& path, const std::string& text) {
  if (path == "-") {
    to_stdout_text(text);
    return true;
  }
  const auto written = core::write_file(path, text);
  if (!written) output_failed(written.error().text());
  return written.has_value();
}

bool write_report(const ReportFile& file, const reports::RunResult& result) {
  return put_text(file.path, file.writer->write(result));
}

reports::RunResult evidence_of(std::string_view verb, const std::string& path) {
  if (is_bench_evidence(path))
    throw core::BadInput(
        {"this is the evidence of a load", path,
         "`wes-assay report FILE` makes its reports, `bench merge` and `bench diff` read it, too"});
  const std::string text = core::read_file(path, reports::most_evidence_bytes).value();
  refuse_other_formats(path, text);
  reports::RunResult result = reports::read_evidence(path, text).value();
  if (!result.footer.complete) {
    say("wes-assay {}: {} is a partial run: {}\n", verb, core::printable(path),
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
    if (!file.flush()) say("wes-assay: the job summary cannot be written to {}\n", summary);
  }
  const char* runner = std::getenv("GITHUB_ACTIONS");
  if (runner && std::string_view(runner) == "true") say("{}", reports::write_annotations(result));
}

std::shared_ptr<const reports::Baseline> load_baseline(const std::string& path) {
  return std::make_shared<const reports::Baseline>(
      reports::parse_baseline(path, core::read_file(path).value()).value());
}

}  // namespace assay::cli
