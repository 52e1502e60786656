// SPDX-License-Identifier: Apache-2.0
#include "cli/shared/bench_result.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>

#include "bench/evidence.hpp"
#include "bench/report.hpp"
#include "bench/validity.hpp"
#include "cli/shared/exit_codes.hpp"
#include "cli/shared/report_files.hpp"
#include "cli/shared/say.hpp"
#include "core/files.hpp"
#include "core/text.hpp"

namespace assay::cli {
namespace {

std::string path_of(const std::string& report) {
  const std::size_t equals = report.find('=');
  return equals == std::string::npos ? "-" : report.substr(equals + 1);
}

bool is_stdout_taken(const std::vector<std::string>& reports) {
  return std::any_of(reports.begin(), reports.end(),
                     [](const std::string& text) { return path_of(text) == "-"; });
}

// "wrote load.html, load.xml" on stderr.
void write_reports(const std::vector<std::string>& reports, const bench::Result& result, bool quiet) {
  std::string names;
  for (const std::string& text : reports) {
    const bench::Writer& writer = *bench::find_writer(text.substr(0, text.find('='))).value();
    const std::string path = path_of(text);
    if (put_text(path, writer.write(result)) && path != "-")
      names += (names.empty() ? "" : ", ") + core::printable(path);
  }
  if (!names.empty() && !quiet) say("wrote {}\n", names);
}

int exit_code(const bench::Result& result) {
  using Word = bench::Conclusion::Word;
  if (result.interrupted) return exit_interrupted;
  const Word word = bench::conclude(result).word;
  return word == Word::invalid ? exit_incomplete : word == Word::broken ? exit_broken : exit_ok;
}

}  // namespace

std::string report_help() {
  return "Write " + core::joined(bench::writers(), ", ", &bench::Writer::name) + "; - is stdout; repeatable.";
}

void check_bench_reports(const std::vector<std::string>& reports, const std::vector<std::string>& inputs) {
  std::vector<std::string> paths;
  for (const std::string& report : reports) {
    bench::find_writer(report.substr(0, report.find('='))).value();
    paths.push_back(path_of(report));
  }
  claim_outputs(paths, inputs);
}

std::vector<bench::Condition> conditions_of(const std::string& slo) {
  return slo.empty() ? std::vector<bench::Condition>() : bench::parse_slo(slo).value();
}

bool is_bench_evidence(const std::string& path) {
  std::string start(200, '\0');
  std::ifstream file(path, std::ios::binary);
  file.read(start.data(), static_cast<std::streamsize>(start.size()));
  return bench::is_evidence(start);
}

int report_bench(const std::string& path, const std::vector<std::string>& reports) {
  check_bench_reports(reports, {path});
  const bench::Result result = bench::read_json(path).value();
  write_reports(reports.empty() ? std::vector<std::string>{"console=-"} : reports, result, false);
  return exit_ok;
}

int finish_bench(bench::Result result, const std::vector<bench::Condition>& conditions,
                 const std::vector<std::string>& reports, bool quiet) {
  result.slo = bench::judge_slo(conditions, result);
  write_reports(reports, result, quiet);
  const std::string text = bench::write_console(result);
  // The last line is the verdict.
  const std::size_t last = text.rfind('\n', text.size() - 2);
  const std::string shown = quiet && last != std::string::npos ? text.substr(last + 1) : text;
  is_stdout_taken(reports) ? say_text(shown) : to_stdout_text(shown);
  return exit_code(result);
}

}  // namespace assay::cli
