// SPDX-License-Identifier: Apache-2.0
#include "conformance/rules/service_info.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "conformance/rules/members.hpp"
#include "conformance/rules/response_schema.hpp"

namespace assay::conformance {
namespace {

using Names = std::vector<std::string_view>;

const Names wes_members = {"workflow_type_versions",
                           "supported_wes_versions",
                           "supported_filesystem_protocols",
                           "workflow_engine_versions",
                           "default_workflow_engine_parameters",
                           "system_state_counts",
                           "auth_instructions_url",
                           "tags"};
// Those of a GA4GH service; the first five are required.
const Names service_members = {"id",          "name",       "type",       "organization",
                               "version",     "contactUrl", "createdAt",  "documentationUrl",
                               "environment", "updatedAt",  "description"};
constexpr std::size_t kRequiredOfService = 5;

bool contains(const Names& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

// "member run_id" -> "run_id".
std::string_view missing_name(const Violation& violation) {
  constexpr std::string_view before = "member ";
  const std::string_view expected = violation.expected;
  return expected.starts_with(before) ? expected.substr(before.size()) : expected;
}

struct MemberRow {
  std::string_view keyword;  // "" is any
  std::vector<std::string_view> globs;
  std::string_view requirement;
};
// The first that fits.
const std::vector<MemberRow>& rows() {
  static const std::vector<MemberRow> table = {
      {"format", {"/organization/url", "/contactUrl", "/documentationUrl"}, "SI-07"},
      {"format", {"/createdAt", "/updatedAt"}, "SI-08"},
      {"", {"/type", "/type/*"}, "SI-05"},
      {"", {"/organization", "/organization/*"}, "SI-06"},
      {"", {"/workflow_type_versions", "/workflow_type_versions/*"}, "SI-13"},
      {"", {"/workflow_engine_versions", "/workflow_engine_versions/*"}, "SI-16"},
      {"", {"/default_workflow_engine_parameters", "/default_workflow_engine_parameters/*"}, "SI-17"},
      {"", {"/system_state_counts", "/system_state_counts/*"}, "SI-18"},
      {"", {"/tags", "/tags/*"}, "SI-22"},
      {"", {"/supported_filesystem_protocols", "/supported_filesystem_protocols/*"}, "SI-23"},
  };
  return table;
}

std::vector<Finding> missing_findings(const ExchangePtr& exchange, const std::vector<Violation>& violations) {
  std::map<std::string, std::vector<std::string_view>> missing;  // by the place of the object
  for (const Violation& each : violations) {
    if (each.keyword == "required") missing[each.instance].push_back(missing_name(each));
  }
  std::vector<Finding> findings;
  for (const auto& [place, names] : missing) {
    findings.push_back(
        finding(exchange, "members-missing " + place,
                fmt::format("{} lacks {}", place.empty() ? "service-info" : place, fmt::join(names, ", ")),
                fmt::format("{}", fmt::join(names, ", ")), "no such member", {place}));
  }
  return findings;
}

// "workflow_engine_version" and "WorkflowEngineVersions" -> "workflowengineversion".
std::string plain(std::string_view name) {
  std::string letters;
  for (const char c : name) {
    if (c == '_' || c == '-') continue;
    letters += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  if (letters.ends_with('s')) letters.pop_back();
  return letters;
}

// Other words for a known member that servers were seen to send.
struct OtherWord {
  std::string_view is;
  std::string_view meant;
};
constexpr OtherWord other_words[] = {{"key_values", "tags"},
                                     {"auth_instruction_url", "auth_instructions_url"},
                                     {"contact_info", "contact_info_url"},
                                     {"contact_info", "contactUrl"},
                                     {"contact_url", "contact_info_url"}};

}  // namespace

std::string_view service_info_requirement(const Violation& violation) {
  if (is_null(violation)) return "SI-02";
  if (violation.keyword == "required" && violation.instance.empty()) {
    const auto end = service_members.begin() + kRequiredOfService;
    return std::find(service_members.begin(), end, missing_name(violation)) != end ? "SI-04" : "SI-03";
  }
  for (const MemberRow& row : rows()) {
    if ((row.keyword.empty() || row.keyword == violation.keyword) && is_at(violation, row.globs))
      return row.requirement;
  }
  return "SI-02";
}

std::vector<Finding> service_info_findings(const ExchangePtr& exchange,
                                           const std::vector<Violation>& violations,
                                           std::string_view requirement) {
  std::vector<Violation> own;
  std::copy_if(violations.begin(), violations.end(), std::back_inserter(own),
               [&](const Violation& each) { return service_info_requirement(each) == requirement; });
  std::vector<Finding> findings = missing_findings(exchange, own);
  std::erase_if(own, [](const Violation& each) { return each.keyword == "required"; });
  for (Finding& each : schema_findings(exchange, own, {"*"})) findings.push_back(std::move(each));
  for (Finding& each : null_findings(exchange, own)) findings.push_back(std::move(each));
  return findings;
}

bool engines_of_other_version(const nlohmann::json& body, bool want_objects) {
  const nlohmann::json* engines = member(&body, "workflow_engine_versions");
  if (!engines || !engines->is_object() || engines->empty()) return false;
  return std::all_of(engines->begin(), engines->end(), [&](const nlohmann::json& engine) {
    return want_objects ? engine.is_string() : member(&engine, "workflow_engine_version") != nullptr;
  });
}

std::vector<NearMiss> near_misses(const nlohmann::json& body, bool since_1_0_1) {
  Names known = wes_members;
  if (since_1_0_1) {
    known.insert(known.end(), service_members.begin(), service_members.end());
  } else {
    known.push_back("contact_info_url");
  }
  std::vector<NearMiss> found;
  if (!body.is_object()) return found;
  for (const auto& [name, value] : body.items()) {
    if (contains(known, name)) continue;
    const auto meant = std::find_if(known.begin(), known.end(), [&, &is = name](std::string_view right) {
      if (body.contains(right)) return false;
      const bool listed =
          std::any_of(std::begin(other_words), std::end(other_words),
                      [&](const OtherWord& other) { return other.is == is && other.meant == right; });
      return listed || plain(is) == plain(right);
    });
    if (meant != known.end()) found.push_back({name, std::string(*meant)});
  }
  return found;
}

std::size_t announced_types(const nlohmann::json& workflow_type_versions) {
  if (!workflow_type_versions.is_object()) return 0;
  return static_cast<std::size_t>(std::count_if(
      workflow_type_versions.begin(), workflow_type_versions.end(), [](const nlohmann::json& type) {
        const nlohmann::json* versions = member(&type, "workflow_type_version");
        const nlohmann::json& shown = versions ? *versions : type;
        return shown.is_string() ? !shown.get_ref<const std::string&>().empty()
                                 : shown.is_array() && !shown.empty();
      }));
}

std::vector<std::string> differing_members(const nlohmann::json& a, const nlohmann::json& b) {
  std::set<std::string> names;
  for (const nlohmann::json* each : {&a, &b}) {
    for (const auto& [name, value] : each->items()) names.insert(name);
  }
  std::vector<std::string> differing;
  for (const std::string& name : names) {
    if (name == "system_state_counts" || name == "updatedAt") continue;
    const nlohmann::json* in_a = member(&a, name);
    const nlohmann::json* in_b = member(&b, name);
    if (!in_a || !in_b || *in_a != *in_b) differing.push_back(name);
  }
  return differing;
}

}  // namespace assay::conformance
