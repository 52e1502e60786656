// SPDX-License-Identifier: Apache-2.0
#include <map>
#include <nlohmann/json.hpp>

#include "core/json_guard.hpp"
#include "core/text.hpp"
#include "reports/json_schema.hpp"
#include "reports/testbed.hpp"

namespace assay::reports {
namespace {

using nlohmann::json;

using Counts = std::map<std::string, int>;

const std::vector<std::pair<std::string, std::string>> words = {
    {"UNKNOWN", "unknown"}, {"PASS", "passed"}, {"WARN", "warned"}, {"FAIL", "failed"}, {"SKIP", "skipped"}};

// The rule of the format for everything above a case.
std::string status_from(const Counts& counts) {
  const auto n = [&counts](const char* key) {
    const auto at = counts.find(key);
    return at == counts.end() ? 0 : at->second;
  };
  if (n("failed") > 0) return "FAIL";
  if (n("unknown") > 0) return "UNKNOWN";
  if (n("warned") > 0) return "WARN";
  return n("passed") == 0 ? "SKIP" : "PASS";
}

// "2026-01-31T12:00:00Z"
bool is_plain_time(const std::string& text) {
  constexpr std::string_view shape = "dddd-dd-ddTdd:dd:ddZ";
  if (text.size() != shape.size()) return false;
  for (std::size_t i = 0; i < shape.size(); ++i) {
    const bool digit = text[i] >= '0' && text[i] <= '9';
    if (shape[i] == 'd' ? !digit : text[i] != shape[i]) return false;
  }
  return true;
}

class Linter {
 public:
  explicit Linter(std::vector<std::string>& faults) : faults_(faults) {}

  // `parts` names the members that lead down to the cases.
  Counts level(const json& node, const std::string& place, std::initializer_list<const char*> parts) {
    Counts counts;
    const auto next = parts.begin();
    times(node, place);
    if (next == parts.end()) {
      for (const auto& [status, member] : words) counts[member] = node.at("status") == status ? 1 : 0;
      return counts;
    }
    if (node.contains(*next)) {
      std::size_t i = 0;
      for (const json& part : node.at(*next)) {
        const std::string below = place + "/" + *next + "/" + std::to_string(i++);
        const Counts of_part = level_below(part, below, parts);
        for (const auto& [member, n] : of_part) counts[member] += n;
      }
    }
    outcome(node, place, counts);
    return counts;
  }

 private:
  Counts level_below(const json& part, const std::string& place, std::initializer_list<const char*> parts) {
    if (parts.size() == 3) return level(part, place, {"tests", "cases"});
    if (parts.size() == 2) return level(part, place, {"cases"});
    return level(part, place, {});
  }

  void outcome(const json& node, const std::string& place, const Counts& counts) {
    for (const auto& [status, member] : words) {
      const auto at = counts.find(member);
      const int n = at == counts.end() ? 0 : at->second;
      if (node.at("summary").at(member) != n) {
        faults_.push_back(place + "/summary/" + member + ": expected " + std::to_string(n) + " (cases with " +
                          status + " below), found " + node.at("summary").at(member).dump());
      }
    }
    const std::string status = status_from(counts);
    if (node.at("status") != status)
      faults_.push_back(place + "/status: expected " + status + " by its cases, found " +
                        node.at("status").get<std::string>());
  }

  void times(const json& node, const std::string& place) {
    for (const char* member : {"start_time", "end_time"}) {
      const std::string text = node.at(member);
      if (!is_plain_time(text)) {
        faults_.push_back(place + "/" + member +
                          ": expected UTC in whole seconds (2026-01-31T12:00:00Z), found \"" +
                          core::shortened(core::printable(text), 60) + "\"");
      }
    }
    if (node.at("end_time") < node.at("start_time"))
      faults_.push_back(place + "/end_time: expected a time not before start_time, found an earlier one");
  }

  std::vector<std::string>& faults_;
};

}  // namespace

std::vector<std::string> lint_testbed(std::string_view text) {
  const auto report = core::parse_json(text);
  if (!report) return {"not JSON: " + report.error().text()};
  std::vector<std::string> faults = schema_faults("reports/testbed.schema.json", "report", *report);
  // What follows reads members that the schema asks for.
  if (faults.empty()) Linter(faults).level(*report, "", {"phases", "tests", "cases"});
  return faults;
}

}  // namespace assay::reports
