// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "reports/details.hpp"
#include "reports/escape.hpp"
#include "reports/root_causes.hpp"
#include "reports/summary.hpp"
#include "reports/writer.hpp"

// SARIF 2.1.0: a rule for each requirement that is not kept, a result for each cause. GitHub refuses a
// location that is a URL, so a result stands in the baseline or, without one, in wes-assay.yaml, and names
// the request as a logical location.
namespace assay::reports {
namespace {

using nlohmann::json;

std::string_view level_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::fail:
    case Verdict::error:
      return "error";
    case Verdict::flaky:
    case Verdict::warn:
      return "warning";
    default:
      return "note";
  }
}

std::string place_of(const RunHeader& header) {
  for (const auto& [name, value] : header.config) {
    if (name == "baseline") return plain(value.substr(0, value.find(',')));
  }
  return "wes-assay.yaml";
}

json location_of(const RunResult& result, const Finding& finding, const std::string& place) {
  json location{
      {"physicalLocation", {{"artifactLocation", {{"uri", place}}}, {"region", {{"startLine", 1}}}}}};
  const auto exchanges = to_repeat(result, finding);
  if (!exchanges.empty())
    location["logicalLocations"] = {
        {{"fullyQualifiedName", plain(one_line(*exchanges.front()))}, {"kind", "resource"}}};
  return location;
}

json result_of(const RunResult& result, const Row& row, const Cause& cause, const std::string& place) {
  std::string text = plain(cause.finding.message);
  if (!cause.finding.expected.empty()) text += " Expected: " + plain(cause.finding.expected) + ".";
  if (!cause.finding.actual.empty()) text += " Found: " + plain(cause.finding.actual) + ".";
  return {{"ruleId", row.requirement.id},
          {"level", level_of(cause.verdict)},
          {"kind", "fail"},
          {"message", {{"text", text}}},
          {"locations", {location_of(result, cause.finding, place)}},
          // The same cause keeps its fingerprint from run to run.
          {"partialFingerprints", {{"wesAssay/v1", row.requirement.id + "/" + plain(cause.finding.reason)}}},
          {"properties", {{"verdict", name(cause.verdict)}}}};
}

json rule_of(const Requirement& requirement) {
  return {{"id", requirement.id},
          {"name", plain(requirement.area)},
          {"shortDescription", {{"text", plain(requirement.says)}}},
          {"help", {{"text", plain(citations(requirement))}}},
          {"properties", {{"tags", {requirement.level, requirement.area}}}}};
}

json notification(std::string_view level, const std::string& text) {
  return {{"level", level}, {"message", {{"text", plain(text)}}}};
}

}  // namespace

std::string write_sarif(const RunResult& result) {
  const std::string place = place_of(result.header);
  json rules = json::array(), results = json::array(), notes = json::array();
  for (const Row& row : summarise(result).rows) {
    if (!row.verdict || *row.verdict < Verdict::expected) continue;
    if (!row.causes.empty()) rules.push_back(rule_of(row.requirement));
    for (const Cause& cause : row.causes) results.push_back(result_of(result, row, cause, place));
  }
  const std::string_view weight = exit_code(result) == 3 ? "error" : "warning";
  for (const RootCause& cause : root_causes(result))
    notes.push_back(notification(weight, "cause: " + told(cause)));
  for (const std::string& broken : policy_breaks(result))
    notes.push_back(notification("error", "policy: " + broken));
  for (const std::string& warning : result.footer.warnings) notes.push_back(notification("note", warning));
  const json report{{"$schema", "https://json.schemastore.org/sarif-2.1.0.json"},
                    {"version", "2.1.0"},
                    {"runs",
                     {{{"tool",
                        {{"driver",
                          {{"name", "wes-assay"},
                           {"semanticVersion", plain(result.header.suite_version)},
                           {"rules", rules}}}}},
                       {"invocations",
                        {{{"executionSuccessful", result.footer.complete},
                          {"exitCode", exit_code(result)},
                          {"exitCodeDescription", plain(verdict_sentence(result))},
                          {"toolExecutionNotifications", notes}}}},
                       {"results", results}}}}};
  return report.dump(2, ' ', true, json::error_handler_t::replace) + "\n";
}

}  // namespace assay::reports
