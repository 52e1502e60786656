// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "reports/details.hpp"
#include "reports/escape.hpp"
#include "reports/json_schema.hpp"
#include "reports/root_causes.hpp"
#include "reports/summary.hpp"
#include "reports/writer.hpp"

// GA4GH testbed report 0.1.0: a phase is an area, a test is a requirement, a case is a judgement. The format
// is closed, so what it has no member for stands in log_messages as "key: value".
namespace assay::reports {
namespace {

using nlohmann::ordered_json;

// The order of the members of a summary.
constexpr std::string_view statuses[] = {"UNKNOWN", "PASS", "WARN", "FAIL", "SKIP"};
constexpr std::string_view members[] = {"unknown", "passed", "warned", "failed", "skipped"};

std::string_view status_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::pass:
    case Verdict::info:
      return "PASS";
    case Verdict::warn:
    case Verdict::expected:
      return "WARN";
    case Verdict::fail:
      return "FAIL";
    case Verdict::not_applicable:
    case Verdict::skipped:
      return "SKIP";
    case Verdict::inconclusive:
    case Verdict::flaky:
    case Verdict::error:
      break;
  }
  return "UNKNOWN";
}

struct TestTally {
  int of[5] = {};

  void add(std::string_view status) {
    for (std::size_t i = 0; i < 5; ++i) of[i] += statuses[i] == status ? 1 : 0;
  }
  void add(const TestTally& other) {
    for (std::size_t i = 0; i < 5; ++i) of[i] += other.of[i];
  }
  // As the format's own library works it out: the first rule that fits.
  std::string_view status() const {
    const auto [unknown, passed, warned, failed, skipped] = of;
    if (failed > 0) return "FAIL";
    if (unknown > 0) return "UNKNOWN";
    if (warned > 0) return "WARN";
    return passed == 0 ? "SKIP" : "PASS";
  }
  ordered_json summary() const {
    ordered_json object = ordered_json::object();
    for (std::size_t i = 0; i < 5; ++i) object[std::string(members[i])] = of[i];
    return object;
  }
};

// A level of the report while its parts are added.
struct Level {
  ordered_json head;
  ordered_json parts = ordered_json::array();
  TestTally tally = {};
  Span span = {core::Time::max(), core::Time::min()};

  void add(ordered_json part, const TestTally& of_part, const Span& of_time) {
    parts.push_back(std::move(part));
    tally.add(of_part);
    span.from = std::min(span.from, of_time.from);
    span.to = std::max(span.to, of_time.to);
  }
  void add_outcome(const RunResult& result) {
    if (span.from > span.to) span = {result.header.started, result.footer.finished};
    head["start_time"] = core::to_iso8601(span.from);
    head["end_time"] = core::to_iso8601(span.to);
    head["status"] = tally.status();
    head["summary"] = tally.summary();
  }
};

ordered_json case_of(const RunResult& result, const Requirement& requirement, const Judgement& judgement,
                     const Span& span) {
  ordered_json logs = ordered_json::array();
  logs.push_back("verdict: " + std::string(name(judgement.verdict)));
  for (const auto& [label, value] : details_of(result, requirement, judgement))
    logs.push_back(label + ": " + plain(value));
  return {{"case_name", plain(judgement.check)},
          {"case_description", plain(requirement.says)},
          {"log_messages", logs},
          {"start_time", core::to_iso8601(span.from)},
          {"end_time", core::to_iso8601(span.to)},
          {"status", status_of(judgement.verdict)},
          {"message", plain(message_of(judgement))}};
}

Level test_of(const RunResult& result, const Row& row) {
  const Requirement& r = row.requirement;
  const std::string clause = citations(r);
  Level test{{{"test_name", plain(r.id)},
              {"test_description",
               plain(r.says) + (clause.empty() ? "" : " [" + plain(clause + ", " + r.level) + "]")}}};
  for (const Judgement* judgement : row.judgements) {
    const Span span = span_of(result, *judgement);
    TestTally one;
    one.add(status_of(judgement->verdict));
    test.add(case_of(result, r, *judgement, span), one, span);
  }
  test.add_outcome(result);
  std::string message = row.verdict ? std::string(name(*row.verdict)) : "not judged by this run";
  for (const std::string& reason : row.reasons) message += "; " + plain(reason);
  test.head["message"] = message;
  test.head["cases"] = std::move(test.parts);
  return test;
}

void add_phase(Level& report, const RunResult& result, const std::string& area, const std::string& says,
               std::vector<Level> tests) {
  Level phase{{{"phase_name", area}, {"phase_description", says}}};
  for (Level& test : tests) phase.add(std::move(test.head), test.tally, test.span);
  phase.add_outcome(result);
  phase.head["tests"] = std::move(phase.parts);
  report.add(std::move(phase.head), phase.tally, phase.span);
}

// So that a run that ended early, decided nothing or breaks the user's policy is not a PASS.
Level about_the_run(const RunResult& result, const std::string& says, Verdict verdict) {
  const Requirement requirement{"RUN", "run", "", says, {}};
  Judgement judgement;
  judgement.requirement = requirement.id;
  judgement.check = "run";
  judgement.verdict = verdict;
  judgement.reason = verdict_sentence(result);
  return test_of(result, {requirement, judgement.verdict, {&judgement}, {}, {}});
}

// Values are strings: a reader of the format takes no other.
ordered_json inputs_of(const RunHeader& h) {
  ordered_json inputs = {{"target", h.target},
                         {"wes_version", h.wes_version},
                         {"version_reason", h.version_reason},
                         {"profile", h.profile},
                         {"policy", h.policy},
                         {"seed", std::to_string(h.seed)},
                         {"requirement_set", h.requirement_set},
                         {"requirement_digest", h.requirement_digest}};
  for (const auto& [key, value] : h.config) inputs["config." + plain(key)] = value;
  for (auto& value : inputs) value = plain(value.get<std::string>());
  return inputs;
}

std::string notes_of(const RunResult& result) {
  std::string notes;
  for (const RootCause& cause : root_causes(result)) notes += ". Cause: " + plain(told(cause));
  for (const std::string& warning : result.footer.warnings) notes += ". Note: " + plain(warning);
  return notes;
}

}  // namespace

std::string write_testbed(const RunResult& result) {
  const RunHeader& h = result.header;
  const Summary summary = summarise(result);
  Level report{{{"schema_name", "ga4gh-testbed-report"},
                {"schema_version", "0.1.0"},
                {"testbed_name", "wes-assay"},
                {"testbed_version", plain(h.suite_version)},
                {"testbed_description",
                 "Conformance of a GA4GH Workflow Execution Service; no official GA4GH "
                 "certification" +
                     notes_of(result)},
                {"platform_name", plain(h.target)},
                {"platform_description", plain(h.dialect + " " + h.wes_version + " at " + h.target)},
                {"input_parameters", inputs_of(h)}}};
  for (const AreaCounts& area : summary.areas) {
    std::vector<Level> tests;
    for (const Row& row : summary.rows) {
      if (row.requirement.area == area.area) tests.push_back(test_of(result, row));
    }
    add_phase(report, result, plain(area.area), "requirements of the area " + plain(area.area),
              std::move(tests));
  }
  if (exit_code(result) == 3 || breaks_policy_only(result)) {
    std::vector<Level> tests;
    tests.push_back(
        exit_code(result) == 3
            ? about_the_run(result, "the run decided what it set out to decide", Verdict::inconclusive)
            : about_the_run(result, "the policy of this run is kept", Verdict::fail));
    add_phase(report, result, "run", "about the run itself", std::move(tests));
  }
  report.span = {h.started, result.footer.finished};
  report.add_outcome(result);
  report.head["phases"] = std::move(report.parts);
  const std::string text = report.head.dump(2, ' ', true, ordered_json::error_handler_t::replace) + "\n";
  const auto faults = schema_faults("reports/testbed.schema.json", "report", nlohmann::json::parse(text));
  if (!faults.empty()) throw std::logic_error("the testbed report is not valid: " + faults.front());
  return text;
}

}  // namespace assay::reports
