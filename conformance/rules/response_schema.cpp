// SPDX-License-Identifier: Apache-2.0
#include "conformance/rules/response_schema.hpp"

#include <algorithm>

#include "core/text.hpp"

namespace assay::conformance {

bool is_null(const Violation& violation) { return violation.keyword == "type" && violation.actual == "null"; }

bool is_at(const Violation& violation, const std::vector<std::string_view>& globs) {
  return std::any_of(globs.begin(), globs.end(),
                     [&](std::string_view glob) { return core::glob_match(glob, violation.instance); });
}

std::vector<Finding> schema_findings(const ExchangePtr& exchange, const std::vector<Violation>& violations,
                                     const std::vector<std::string_view>& globs) {
  std::vector<Finding> findings;
  for (const Violation& violation : violations) {
    if (is_null(violation) || !is_at(violation, globs)) continue;
    const std::string place = violation.instance.empty() ? "the body" : violation.instance;
    const std::string message =
        violation.keyword == "required"
            ? place + " lacks " + violation.expected
            : place + " is " + violation.actual + " where the schema asks for " + violation.expected;
    merge_finding(findings,
                  finding(exchange, "schema-" + violation.keyword + " " + pointer_pattern(violation.schema),
                          message, violation.expected, violation.actual, {violation.instance}));
  }
  return findings;
}

std::vector<Finding> null_findings(const ExchangePtr& exchange, const std::vector<Violation>& violations) {
  std::vector<Finding> findings;
  for (const Violation& violation : violations) {
    if (!is_null(violation)) continue;
    merge_finding(findings,
                  finding(exchange, "explicit-null",
                          "null stands where the schema has no `nullable`; an absent member says the same",
                          violation.expected, "null", {violation.instance}));
  }
  return findings;
}

}  // namespace assay::conformance
