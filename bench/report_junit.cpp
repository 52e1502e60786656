// SPDX-License-Identifier: Apache-2.0
// One case for each condition of --slo, and one that says whether the load is valid. What was not measured is
// an error: each condition of a load that was cut short, one that the injector's lag leaves undecided.
#include <fmt/format.h>

#include <pugixml.hpp>
#include <sstream>

#include "bench/report.hpp"
#include "bench/validity.hpp"
#include "reports/escape.hpp"

namespace assay::bench {
namespace {

void set(pugi::xml_node node, const char* attribute, std::string_view value) {
  node.append_attribute(attribute).set_value(reports::plain(value).c_str());
}

pugi::xml_node add_case(pugi::xml_node suite, std::string_view name, const Result& result) {
  pugi::xml_node one = suite.append_child("testcase");
  set(one, "classname", "wes-assay.bench");
  set(one, "name", name);
  set(one, "time", fmt::format("{:.3f}", result.measured_s));
  return one;
}

void add_outcome(pugi::xml_node one, const char* kind, std::string_view message) {
  set(one.append_child(kind), "message", message);
}

}  // namespace

std::string write_junit(const Result& result) {
  const Conclusion end = conclude(result);
  std::size_t failures = 0, errors = !end.why.empty();
  pugi::xml_document document;
  pugi::xml_node root = document.append_child("testsuites");
  pugi::xml_node suite = root.append_child("testsuite");
  set(suite, "name", "load of " + result.target);
  set(suite, "timestamp", result.started);
  pugi::xml_node valid = add_case(suite, "the load is valid", result);
  for (const std::string& one : end.why) add_outcome(valid, "error", one);
  for (const Judged& judged : result.slo) {
    pugi::xml_node one = add_case(suite, judged.condition.text, result);
    if (!end.whole || judged.verdict == Verdict::undecided) {
      ++errors;
      add_outcome(one, "error", "not measured: " + (end.whole ? in_words(judged) : end.why.front()));
    } else if (!judged.held()) {
      ++failures;
      add_outcome(one, "failure", in_words(judged));
    }
  }
  for (pugi::xml_node node : {root, suite}) {
    set(node, "tests", std::to_string(result.slo.size() + 1));
    set(node, "failures", std::to_string(failures));
    set(node, "errors", std::to_string(errors));
    set(node, "time", fmt::format("{:.3f}", result.measured_s));
  }
  pugi::xml_node out = suite.append_child("system-out");
  out.text().set(reports::plain(verdict(result)).c_str());
  std::ostringstream text;
  document.save(text, "  ");
  return text.str();
}

}  // namespace assay::bench
