// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <pugixml.hpp>
#include <set>
#include <sstream>

#include "reports/details.hpp"
#include "reports/escape.hpp"
#include "reports/root_causes.hpp"
#include "reports/summary.hpp"
#include "reports/writer.hpp"

// One suite for each area, one case for each judgement; what the user did not select is a number among the
// properties only, since readers show each case. JUnit has four outcomes; undecided and flaky ones are
// skipped (a flaky one with its details, so that it is seen), but errors in the profile certify; what a
// baseline knows is skipped, with its details. A run that did not decide enough, or breaks nothing but the
// user's policy, has a suite more that says so.
namespace assay::reports {
namespace {

struct Tally {
  int tests = 0;
  int failures = 0;
  int errors = 0;
  int skipped = 0;
  core::Duration time{};

  void add(const Tally& other) {
    tests += other.tests;
    failures += other.failures;
    errors += other.errors;
    skipped += other.skipped;
    time += other.time;
  }
};

std::string seconds(core::Duration time) {
  return fmt::format("{:.6f}", static_cast<double>(time.count()) / 1e6);
}

void set(pugi::xml_node node, const char* attribute, std::string_view value) {
  node.append_attribute(attribute).set_value(plain(value).c_str());
}

void set_tally(pugi::xml_node node, const Tally& tally) {
  set(node, "tests", std::to_string(tally.tests));
  set(node, "failures", std::to_string(tally.failures));
  set(node, "errors", std::to_string(tally.errors));
  set(node, "skipped", std::to_string(tally.skipped));
  set(node, "time", seconds(tally.time));
}

core::Duration time_of(const RunResult& result, const Judgement& judgement) {
  std::set<std::uint64_t> ids(judgement.exchanges.begin(), judgement.exchanges.end());
  for (const Finding& finding : judgement.findings)
    ids.insert(finding.exchanges.begin(), finding.exchanges.end());
  core::Duration time{};
  for (const std::uint64_t id : ids) {
    const core::ExchangePtr exchange = result.exchange(id);
    if (exchange) time += exchange->timings.received - exchange->timings.started;
  }
  return time;
}

std::string text_of(const Details& details) {
  std::string text;
  for (const auto& [label, value] : details) {
    if (label == "what") text += "\n";
    text += label + ": " + plain(value) + "\n";
  }
  return text;
}

enum class Outcome { passed, noted, failure, error, skipped };

Outcome outcome_of(Verdict verdict, bool certify) {
  switch (verdict) {
    case Verdict::pass:
      return Outcome::passed;
    case Verdict::info:
    case Verdict::warn:
      return Outcome::noted;
    case Verdict::fail:
      return Outcome::failure;
    case Verdict::error:
      return Outcome::error;
    case Verdict::inconclusive:
    case Verdict::flaky:
      return certify ? Outcome::error : Outcome::skipped;
    case Verdict::not_applicable:
    case Verdict::skipped:
    case Verdict::expected:
      return Outcome::skipped;
  }
  return Outcome::error;
}

void add_output(pugi::xml_node test, const RunResult& result, const Requirement& requirement,
                const Judgement& judgement) {
  const std::string text =
      std::string(name(judgement.verdict)) + "\n" + text_of(details_of(result, requirement, judgement));
  test.append_child("system-out").text().set(text.c_str());
}

Tally add_case(pugi::xml_node suite, const RunResult& result, const Requirement& requirement,
               const Judgement& judgement) {
  Tally tally;
  tally.tests = 1;
  tally.time = time_of(result, judgement);
  pugi::xml_node test = suite.append_child("testcase");
  set(test, "classname", "wes-assay." + requirement.area);
  // Two checks may decide one requirement; readers merge cases of the same name.
  set(test, "name", requirement.id + " " + requirement.says + " [" + judgement.check + "]");
  set(test, "time", seconds(tally.time));
  const Outcome outcome = outcome_of(judgement.verdict, result.header.profile == "certify");
  const std::string_view word = name(judgement.verdict);
  if (outcome == Outcome::noted) {
    add_output(test, result, requirement, judgement);
  } else if (outcome == Outcome::skipped) {
    ++tally.skipped;
    set(test.append_child("skipped"), "message", std::string(word) + ": " + message_of(judgement));
    if (judgement.verdict == Verdict::flaky || judgement.known || !judgement.findings.empty())
      add_output(test, result, requirement, judgement);
  } else if (outcome != Outcome::passed) {
    ++(outcome == Outcome::failure ? tally.failures : tally.errors);
    pugi::xml_node broken = test.append_child(outcome == Outcome::failure ? "failure" : "error");
    set(broken, "message", message_of(judgement));
    set(broken, "type", judgement.findings.empty() ? std::string(word) : judgement.findings.front().reason);
    broken.text().set(text_of(details_of(result, requirement, judgement)).c_str());
  }
  return tally;
}

std::ptrdiff_t not_selected(const RunResult& result) {
  return std::count_if(result.judgements.begin(), result.judgements.end(),
                       [](const Judgement& judgement) { return judgement.verdict == Verdict::skipped; });
}

void add_properties(pugi::xml_node suite, const RunResult& result) {
  const RunHeader& h = result.header;
  const std::pair<const char*, std::string> rows[] = {{"target", h.target},
                                                      {"wes_version", h.wes_version},
                                                      {"version_reason", h.version_reason},
                                                      {"profile", h.profile},
                                                      {"policy", h.policy},
                                                      {"seed", std::to_string(h.seed)},
                                                      {"not_selected", std::to_string(not_selected(result))},
                                                      {"suite", h.suite_version},
                                                      {"requirement_set", h.requirement_set},
                                                      {"requirement_digest", h.requirement_digest}};
  pugi::xml_node properties = suite.append_child("properties");
  const auto add = [&properties](std::string_view key, std::string_view value) {
    pugi::xml_node property = properties.append_child("property");
    set(property, "name", key);
    set(property, "value", value);
  };
  for (const auto& [key, value] : rows) add(key, value);
  for (const std::string& warning : result.footer.warnings) add("note", warning);
  for (const RootCause& cause : root_causes(result)) add("cause", told(cause));
}

pugi::xml_node add_suite(pugi::xml_node suites, const RunResult& result, std::string_view suite_name) {
  pugi::xml_node suite = suites.append_child("testsuite");
  set(suite, "name", "wes-assay." + std::string(suite_name));
  set(suite, "timestamp", core::to_iso8601(result.header.started));
  add_properties(suite, result);
  return suite;
}

// Of the run as a whole; `element` is "error" or "failure".
Tally add_run(pugi::xml_node suites, const RunResult& result, const char* says, const char* element,
              const std::string& text) {
  const pugi::xml_node suite = add_suite(suites, result, "run");
  Tally tally;
  tally.tests = 1;
  ++(std::string_view(element) == "error" ? tally.errors : tally.failures);
  set_tally(suite, tally);
  pugi::xml_node test = pugi::xml_node(suite).append_child("testcase");
  set(test, "classname", "wes-assay.run");
  set(test, "name", says);
  pugi::xml_node broken = test.append_child(element);
  set(broken, "message", verdict_sentence(result));
  if (!text.empty()) broken.text().set(text.c_str());
  return tally;
}

std::string lines_of(const std::vector<std::string>& all) {
  std::string text;
  for (const std::string& one : all) text += plain(one) + "\n";
  return text;
}

std::vector<std::string> told_causes(const RunResult& result) {
  std::vector<std::string> lines;
  for (const RootCause& cause : root_causes(result)) lines.push_back(told(cause));
  return lines;
}

}  // namespace

std::string write_junit(const RunResult& result) {
  const Summary summary = summarise(result);
  pugi::xml_document document;
  pugi::xml_node declaration = document.append_child(pugi::node_declaration);
  set(declaration, "version", "1.0");
  set(declaration, "encoding", "UTF-8");
  pugi::xml_node suites = document.append_child("testsuites");
  set(suites, "name", "wes-assay");
  Tally all;
  for (const AreaCounts& area : summary.areas) {
    Tally tally;
    pugi::xml_node suite = add_suite(suites, result, area.area);
    for (const Row& row : summary.rows) {
      if (row.requirement.area != area.area) continue;
      for (const Judgement* judgement : row.judgements)
        if (judgement->verdict != Verdict::skipped)
          tally.add(add_case(suite, result, row.requirement, *judgement));
    }
    set_tally(suite, tally);
    if (tally.tests == 0) suites.remove_child(suite);
    all.add(tally);
  }
  if (exit_code(result) == 3)
    all.add(add_run(suites, result, "the run decided what it set out to decide", "error",
                    lines_of(told_causes(result))));
  if (breaks_policy_only(result))
    all.add(add_run(suites, result, "the policy of this run is kept", "failure",
                    lines_of(policy_breaks(result))));
  set_tally(suites, all);
  std::ostringstream text;
  document.save(text, "  ", pugi::format_default, pugi::encoding_utf8);
  return text.str();
}

}  // namespace assay::reports
