// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "reports/details.hpp"
#include "reports/escape.hpp"
#include "reports/root_causes.hpp"
#include "reports/summary.hpp"
#include "reports/writer.hpp"

// Common Test Report Format: a test for each requirement, our verdict in rawStatus. `warn` has passed, what
// is undecided or known to a baseline is "other" (undecided has failed in the profile certify).
namespace assay::reports {
namespace {

using nlohmann::json;

std::int64_t epoch_milliseconds(core::Time time) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(time.time_since_epoch()).count();
}

std::string_view status_of(Verdict verdict, bool certify) {
  switch (verdict) {
    case Verdict::pass:
    case Verdict::info:
    case Verdict::warn:
      return "passed";
    case Verdict::fail:
    case Verdict::error:
    case Verdict::flaky:
      return "failed";
    case Verdict::inconclusive:
      return certify ? "failed" : "other";
    case Verdict::expected:
      return "other";
    case Verdict::not_applicable:
    case Verdict::skipped:
      return "skipped";
  }
  return "other";
}

std::string trace_of(const RunResult& result, const Row& row) {
  std::string text;
  for (const Judgement* judgement : row.judgements) {
    for (const auto& [label, value] : details_of(result, row.requirement, *judgement))
      text += label + ": " + plain(value) + "\n";
  }
  return text;
}

json ctrf_test(const RunResult& result, const Row& row) {
  const Verdict verdict = row.verdict.value_or(Verdict::skipped);
  json test{{"name", row.requirement.id + " " + plain(row.requirement.says)},
            {"status", status_of(verdict, result.header.profile == "certify")},
            {"rawStatus", row.verdict ? name(verdict) : "not judged"},
            {"duration", 0},
            {"suite", row.requirement.area},
            {"tags", {row.requirement.level}}};
  if (verdict == Verdict::flaky) test["flaky"] = true;
  if (!row.causes.empty()) {
    test["message"] = plain(row.causes.front().finding.message);
    test["trace"] = trace_of(result, row);
  } else if (!row.reasons.empty()) {
    test["message"] = plain(row.reasons.front());
  }
  return test;
}

// A run that decided too little, or that breaks nothing but the user's policy, is green for no reader.
json run_test(std::string_view says, std::string_view word, const std::string& message) {
  return {{"name", says},  {"status", "failed"}, {"rawStatus", word},
          {"duration", 0}, {"suite", "run"},     {"message", plain(message)}};
}

}  // namespace

std::string write_ctrf(const RunResult& result) {
  const RunHeader& h = result.header;
  json tests = json::array();
  for (const Row& row : summarise(result).rows) tests.push_back(ctrf_test(result, row));
  if (exit_code(result) == 3)
    tests.push_back(
        run_test("the run decided what it set out to decide", "incomplete", verdict_sentence(result)));
  if (breaks_policy_only(result))
    tests.push_back(run_test("the policy of this run is kept", "policy",
                             fmt::format("{}", fmt::join(policy_breaks(result), "; "))));
  json counts{{"tests", tests.size()}, {"passed", 0},  {"failed", 0},
              {"pending", 0},          {"skipped", 0}, {"other", 0}};
  for (const json& test : tests) {
    json& count = counts[test["status"].get<std::string>()];
    count = count.get<int>() + 1;
  }
  counts["start"] = epoch_milliseconds(h.started);
  counts["stop"] = epoch_milliseconds(result.footer.finished);
  json causes = json::array(), notes = json::array();
  for (const RootCause& cause : root_causes(result)) causes.push_back(plain(told(cause)));
  for (const std::string& warning : result.footer.warnings) notes.push_back(plain(warning));
  const json report{{"reportFormat", "CTRF"},
                    {"specVersion", "0.0.0"},
                    {"results",
                     {{"tool", {{"name", "wes-assay"}, {"version", plain(h.suite_version)}}},
                      {"summary", counts},
                      {"tests", tests},
                      {"environment", {{"testEnvironment", plain(h.target)}}},
                      {"extra",
                       {{"verdict", plain(verdict_sentence(result))},
                        {"exit_code", exit_code(result)},
                        {"causes", causes},
                        {"notes", notes}}}}}};
  return report.dump(2, ' ', true, json::error_handler_t::replace) + "\n";
}

}  // namespace assay::reports
