// SPDX-License-Identifier: Apache-2.0
// Files that strangers wrote, from the reader to the last that is made of them.
#include <nlohmann/json.hpp>

#include "bench/merge.hpp"
#include "bench/report.hpp"
#include "bench/result_json.hpp"
#include "conformance/runner/settings.hpp"
#include "conformance/session/target.hpp"
#include "core/json_guard.hpp"
#include "reports/baseline.hpp"
#include "reports/difference.hpp"
#include "reports/evidence.hpp"
#include "reports/html/matrix.hpp"
#include "reports/writer.hpp"
#include "schemas/openapi.hpp"
#include "tests/fuzz/harness.hpp"

namespace assay::fuzz {

void evidence(std::string_view bytes) {
  const auto read = reports::read_evidence("e.ndjson", bytes);
  if (!read) return;
  for (const reports::Writer& writer : reports::writers()) {
    const std::string text = writer.write(*read);
    if (writer.name == "json" || writer.name == "har")
      must(core::parse_json(text).has_value(), std::string(writer.name) + " is no JSON");
    if (writer.name != "evidence") continue;
    const auto again = reports::read_evidence("e.ndjson", text);
    must(again.has_value(), "written evidence cannot be read");
    must(again->judgements == read->judgements, "written evidence has other judgements");
  }
  const auto options = conformance::options_of(read->header, nullptr);
  if (!options) return;
  must(options->concurrency >= 1 && options->concurrency <= 32, "a number of workers that nothing bounds");
  must(options->repeat >= 0 && options->repeat <= 100, "a number of repetitions that nothing bounds");
  for (const conformance::Workload& workload : options->target.workloads)
    conformance::make_form(workload, options->target, "tag");
}

void openapi(std::string_view bytes) {
  constexpr std::string_view line = "\n===\n";
  const std::size_t end = bytes.find(line);
  const auto document = schemas::OpenApi::load("own.yaml", bytes.substr(0, end));
  const auto body = core::parse_json(end == std::string_view::npos ? "{}" : bytes.substr(end + line.size()));
  if (!document || !body) return;
  for (const schemas::OpenApi::Operation& operation : (*document)->operations()) {
    for (const int status : {200, 404, 500}) {
      for (const schemas::Violation& each :
           (*document)->check(operation.id, status, "application/json", *body))
        must(!each.keyword.empty(), "a violation of no keyword");
    }
  }
}

void comparison(std::string_view bytes) {
  constexpr std::string_view line = "\n===\n";
  const std::size_t end = std::min(bytes.find(line), bytes.size());
  const auto before = reports::read_evidence("a.ndjson", bytes.substr(0, end));
  const auto after =
      reports::read_evidence("b.ndjson", bytes.substr(std::min(end + line.size(), bytes.size())));
  if (!before || !after) return;
  const reports::Difference all = reports::difference(*before, *after);
  must(!reports::write_difference(all, "a", "b").empty(), "a difference without words");
  must(!reports::difference(*before, *before).is_worse(), "a run is worse than itself");
  const std::vector<reports::NamedRun> runs = {{"a", *before}, {"b", *after}};
  must(reports::write_matrix_html(runs).find("<script") == std::string::npos, "a script in the matrix");
  must(!reports::write_matrix_markdown(runs).empty(), "a matrix without words");
}

void baseline(std::string_view bytes) {
  const auto read = reports::parse_baseline("b.yaml", bytes);
  if (!read) return;
  for (const std::string& each : reports::baseline_trouble(*read, {}, core::Time{}, nullptr))
    must(!each.empty(), "trouble without words");
}

void target(std::string_view bytes) {
  const auto read = conformance::parse_target("t.yaml", bytes);
  if (!read) return;
  static_cast<void>(conformance::base_url_of(*read, "http://127.0.0.1"));
  for (const conformance::Workload& workload : read->workloads)
    conformance::make_form(workload, *read, "tag");
}

void bench_result(std::string_view bytes) {
  const auto json = core::parse_json(bytes);
  if (!json) return;
  try {
    const bench::Result read = bench::result_of(*json);
    must(read.measured_s >= 0 && read.measured_s < 1e9, "a length that nothing bounds");
    for (const bench::Writer& writer : bench::writers()) {
      const std::string text = writer.write(read);
      if (writer.name == "json") must(core::parse_json(text).has_value(), "the JSON is none");
    }
    static_cast<void>(bench::merge_parts({{"a", read}, {"b", read}}));
  } catch (const core::BadInput&) {
  } catch (const nlohmann::json::exception&) {
  }
}

}  // namespace assay::fuzz
