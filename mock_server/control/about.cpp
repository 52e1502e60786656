// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <iterator>
#include <nlohmann/json.hpp>

#include "core/fields.hpp"
#include "core/version.hpp"
#include "mock_server/control/routes.hpp"

namespace assay::mock::control {
namespace {

void family(std::string& text, const char* name, const char* type, const char* help) {
  fmt::format_to(std::back_inserter(text), "# HELP {0} {1}\n# TYPE {0} {2}\n", name, help, type);
}

template <class Value>
void sample(std::string& text, const char* name, Value value) {
  fmt::format_to(std::back_inserter(text), "{} {}\n", name, value);
}

}  // namespace

Answer tell_health(const Turn& turn) {
  nothing_sent(turn);
  return json_answer({{"status", "ok"}});
}

Answer tell_version(const Turn& turn) {
  nothing_sent(turn);
  return json_answer({{"name", "wes-assay"},
                      {"version", core::suite_version()},
                      {"build", core::build_text()},
                      {"wes_version", turn.site.version()},
                      {"url", turn.origin + turn.site.base_path()},
                      {"seed", turn.site.seed()}});
}

Answer tell_openapi(const Turn& turn) {
  nothing_sent(turn);
  static const auto document =
      core::to_json(core::load_embedded_document("mock_server/control/openapi.yaml").root);
  return json_answer(document);
}

// The text format of Prometheus, version 0.0.4.
Answer tell_metrics(const Turn& turn) {
  nothing_sent(turn);
  const auto figures = turn.site.figures();
  std::string text;
  const char* requests = "wes_assay_mock_requests_total";
  family(text, requests, "counter", "Requests answered, by operation and status.");
  for (const auto& [key, count] : figures.answered) {
    fmt::format_to(std::back_inserter(text), "{}{{operation=\"{}\",status=\"{}\"}} {}\n", requests,
                   key.first.empty() ? "none" : key.first, key.second, count);
  }
  const char* runs = "wes_assay_mock_runs";
  family(text, runs, "gauge", "Runs that are shown, by state.");
  for (const auto& [state, count] : figures.runs)
    fmt::format_to(std::back_inserter(text), "{}{{state=\"{}\"}} {}\n", runs, state, count);
  const char* logged = "wes_assay_mock_log_exchanges_total";
  family(text, logged, "counter", "Exchanges that were written to the request log.");
  sample(text, logged, figures.journal);
  const char* judged = "wes_assay_mock_answers_judged_total";
  family(text, judged, "counter", "Responses that were compared with the schema of the version.");
  sample(text, judged, figures.judged.answers);
  const char* violations = "wes_assay_mock_schema_violations_total";
  family(text, violations, "counter", "Of these, those that break it although nothing asked for it.");
  sample(text, violations, figures.judged.accidents);
  const std::pair<const char*, std::uint64_t> old_names[] = {
      {"wes_assay_mock_journal_exchanges_total", figures.journal},
      {"wes_assay_mock_accidents_total", figures.judged.accidents}};
  for (const auto& [name, value] : old_names) {
    family(text, name, "counter", "The old name; the next version does not have it.");
    sample(text, name, value);
  }
  const char* invalid = "wes_assay_mock_invalid_requests_total";
  family(text, invalid, "counter", "Requests that were served although they are invalid.");
  sample(text, invalid, figures.invalid);
  const char* defects = "wes_assay_mock_defects";
  family(text, defects, "gauge", "Defects that are on.");
  sample(text, defects, figures.defects);
  const char* clock = "wes_assay_mock_clock_seconds";
  family(text, clock, "gauge", "The time of the mock, since 1970.");
  fmt::format_to(std::back_inserter(text), "{} {:.6f}\n", clock,
                 std::chrono::duration<double>(figures.now.time_since_epoch()).count());
  Answer answer;
  answer.response.status = 200;
  answer.response.headers.add("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
  answer.response.body = std::move(text);
  return answer;
}

}  // namespace assay::mock::control
