// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "conformance/rules/finding.hpp"
#include "schemas/openapi.hpp"

namespace assay::conformance {

using schemas::Violation;

// Each violation of the schema of service-info belongs to one requirement, so that one mistake is told once:
// missing members to SI-03 or SI-04, formats to SI-07 and SI-08, a member with a requirement of its own to
// that, everything else and every explicit null to SI-02. Engine versions are SI-16 in every version of WES.
std::string_view service_info_requirement(const Violation& violation);

// All of `violations` that belong to `requirement`: one finding for all members that one object lacks, one
// for all explicit nulls, one for each other kind.
std::vector<Finding> service_info_findings(const ExchangePtr& exchange,
                                           const std::vector<Violation>& violations,
                                           std::string_view requirement);

// Whether all engine versions have the shape of the other version of WES, and are not just wrong: strings
// where objects are wanted (`want_objects`: WES 1.1), objects where strings are. False where there is no
// engine.
bool engines_of_other_version(const nlohmann::json& body, bool want_objects);

// An unknown member that a known one was meant by. `since_1_0_1`: the members of a GA4GH service are known.
struct NearMiss {
  std::string is;
  std::string meant;
};
std::vector<NearMiss> near_misses(const nlohmann::json& body, bool since_1_0_1);

// Workflow types for which at least one version is announced; values of a wrong shape count when they hold
// something.
std::size_t announced_types(const nlohmann::json& workflow_type_versions);

// Names of top-level members in which two answers of service-info differ, counts and updatedAt left out.
std::vector<std::string> differing_members(const nlohmann::json& a, const nlohmann::json& b);

}  // namespace assay::conformance
