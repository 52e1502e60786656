// SPDX-License-Identifier: Apache-2.0
// Files that strangers wrote, from the reader to the last that is made of them.
#include <nlohmann/json.hpp>

#include "bench/result_json.hpp"
#include "conformance/runner/settings.hpp"
#include "conformance/session/target.hpp"
#include "core/json_guard.hpp"
#include "reports/evidence.hpp"
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
  } catch (const core::BadInput&) {
  } catch (const nlohmann::json::exception&) {
  }
}

}  // namespace assay::fuzz
