// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <nlohmann/json.hpp>

#include "reports/details.hpp"
#include "reports/escape.hpp"
#include "reports/root_causes.hpp"
#include "reports/summary.hpp"
#include "reports/writer.hpp"

// TAP 14, a test point for each requirement of the set. "ok" with a SKIP directive is whatever gives no
// answer; undecided ones are "not ok" in the profile certify; what a baseline knows is "not ok" with the
// directive of known failures. A run whose exit code is 3 ends with "Bail out!", one that breaks only the
// user's policy has a point more.
namespace assay::reports {
namespace {

// In a description a backslash and a number sign have a meaning of their own.
std::string description(std::string_view text) {
  std::string safe;
  for (const char c : plain(text)) {
    if (c == '\\' || c == '#') safe += '\\';
    safe += c;
  }
  return safe;
}

// A JSON string is a YAML string, too.
std::string yaml_text(std::string_view text) { return nlohmann::json(plain(text)).dump(-1, ' ', true); }

struct Point {
  bool ok = true;
  std::string skip = {};  // reasons of the directives
  std::string todo = {};
};

std::string known_why(const Row& row) {
  for (const Judgement* judgement : row.judgements) {
    if (judgement->known && !judgement->known->why.empty()) return ": " + judgement->known->why;
  }
  return "";
}

Point point_of(const Row& row, bool certify) {
  if (!row.verdict) return {true, "not judged by this run"};
  const std::string why = row.reasons.empty() ? "" : ": " + row.reasons.front();
  switch (*row.verdict) {
    case Verdict::pass:
    case Verdict::info:
    case Verdict::warn:
      return {};
    case Verdict::inconclusive:
      if (certify) return {false};
      [[fallthrough]];
    case Verdict::not_applicable:
    case Verdict::skipped:
      return {true, std::string(name(*row.verdict)) + why};
    case Verdict::expected:
      return {false, "", "expected" + known_why(row)};
    case Verdict::fail:
    case Verdict::flaky:
    case Verdict::error:
      return {false};
  }
  return {false};
}

std::string diagnostics(const RunResult& result, const Row& row) {
  std::string text = "  ---\n  verdict: " + std::string(name(*row.verdict)) + "\n  judgements:\n";
  for (const Judgement* judgement : row.judgements) {
    if (judgement->verdict < Verdict::expected && judgement->verdict != Verdict::info) continue;
    text += "    - verdict: " + std::string(name(judgement->verdict)) + "\n      lines:\n";
    for (const auto& [label, value] : details_of(result, row.requirement, *judgement))
      text += "        - " + yaml_text(label + ": " + value) + "\n";
  }
  return text + "  ...\n";
}

}  // namespace

std::string write_tap(const RunResult& result) {
  const Summary summary = summarise(result);
  const RunHeader& h = result.header;
  const bool breaks_policy = breaks_policy_only(result);
  const std::size_t points = summary.rows.size() + (breaks_policy ? 1 : 0);
  std::string text = "TAP version 14\n1.." + std::to_string(points) + "\n";
  text += "# wes-assay " + plain(h.suite_version) + " " + plain(h.target) + "\n";
  for (const RootCause& cause : root_causes(result)) text += "# cause: " + plain(told(cause)) + "\n";
  const auto warned = summary.warned();
  int number = 0;
  for (const Row& row : summary.rows) {
    const Point point = point_of(row, h.profile == "certify");
    text += (point.ok ? "ok " : "not ok ") + std::to_string(++number) + " - " +
            description(row.requirement.id + " " + row.requirement.says);
    if (!(point.skip.empty() || std::find(warned.begin(), warned.end(), &row) != warned.end()))
      text += " # SKIP " + description(point.skip);
    if (!point.todo.empty())
      text +=
          " # TO"
          "DO " +
          description(point.todo);
    text += "\n";
    if (row.verdict && *row.verdict != Verdict::pass && point.skip.empty()) text += diagnostics(result, row);
  }
  if (breaks_policy) text += "not ok " + std::to_string(++number) + " - the policy of this run is kept\n";
  for (const std::string& broken : policy_breaks(result)) text += "# policy: " + plain(broken) + "\n";
  for (const std::string& warning : result.footer.warnings) text += "# note: " + plain(warning) + "\n";
  text += "# " + verdict_sentence(result) + "\n";
  if (exit_code(result) == 3) text += "Bail out! " + description(verdict_sentence(result)) + "\n";
  return text;
}

}  // namespace assay::reports
