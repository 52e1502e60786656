// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "conformance/checks/shared/groups.hpp"
#include "conformance/rules/content.hpp"
#include "conformance/rules/members.hpp"
#include "conformance/rules/service_info.hpp"
#include "conformance/session/context.hpp"
#include "core/text.hpp"
#include "schemas/pointer.hpp"

namespace assay::conformance {
namespace {

using nlohmann::json;

// The first answer of service-info, read by the runner; ends the check where it holds nothing.
JsonPtr known_body(CheckContext& t) {
  const JsonPtr body = t.service_info();
  t.need(body && body->is_object(), in_words(*t.service_info_exchange()) + ", which holds no service-info",
         t.service_info_exchange());
  return body;
}

bool is_web_address(std::string_view text) {
  const std::size_t colon = text.find("://");
  const std::string_view scheme = text.substr(0, std::min(colon, text.size()));
  return colon != std::string_view::npos && text.size() > colon + 3 &&
         (core::equal_without_case(scheme, "https") || core::equal_without_case(scheme, "http"));
}

bool is_mail_address(std::string_view text) {
  return core::equal_without_case(text.substr(0, 7), "mailto:") && text.size() > 7;
}

Task<void> is_an_object(CheckContext& t) {
  const ExchangePtr answer = t.service_info_exchange();
  t.judge_status("SI-01", answer, "service-info");
  if (!is_ok(*answer)) co_return;
  const JsonPtr body = t.service_info();
  const std::string unread = body ? "" : unreadable(*answer);
  t.need(unread.empty(), in_words(*answer) + "; " + unread, answer);
  t.expect(body && body->is_object(), "SI-01",
           finding(answer, "no-object", "service-info is answered with something other than a JSON object",
                   "a JSON object", body ? body->type_name() : "no JSON", {""}));
}

// Requirements that speak of a member where it is there; that it is there is SI-03 and SI-04.
struct Part {
  std::string_view requirement;
  std::vector<std::string_view> members;
};
const std::vector<Part>& parts() {
  static const std::vector<Part> table = {{"SI-05", {"type"}},
                                          {"SI-06", {"organization"}},
                                          {"SI-07", {"organization", "contactUrl", "documentationUrl"}},
                                          {"SI-08", {"createdAt", "updatedAt"}},
                                          {"SI-13", {"workflow_type_versions"}},
                                          {"SI-17", {"default_workflow_engine_parameters"}},
                                          {"SI-18", {"system_state_counts"}},
                                          {"SI-22", {"tags"}},
                                          {"SI-23", {"supported_filesystem_protocols"}}};
  return table;
}

bool is_there(const json& body, std::string_view name) {
  const json* value = member(&body, name);
  return value && !value->is_null();
}

void judge_part(CheckContext& t, const json& body, const std::vector<Violation>& violations,
                const Part& part) {
  const ExchangePtr answer = t.service_info_exchange();
  const bool there = std::any_of(part.members.begin(), part.members.end(),
                                 [&](std::string_view name) { return is_there(body, name); });
  if (!there)
    return t.not_applicable(part.requirement,
                            fmt::format("service-info has no {}", fmt::join(part.members, ", no ")));
  t.broken_by(part.requirement, service_info_findings(answer, violations, part.requirement), answer);
}

// WES 1.1 made an object of what was a string: a breaking change in a minor version, so the shape of the
// other version weighs less in the lenient policy than a shape of no version.
void judge_engines(CheckContext& t, const json& body, const std::vector<Violation>& violations) {
  const bool want_objects = t.dialect().has("ListTasks");
  const std::string_view id = want_objects ? "SI-16" : "SI-15";
  if (!is_there(body, "workflow_engine_versions"))
    return t.not_applicable(id, "service-info has no workflow_engine_versions");
  std::vector<Finding> findings = service_info_findings(t.service_info_exchange(), violations, "SI-16");
  if (findings.empty() || !engines_of_other_version(body, want_objects)) {
    return t.broken_by(id, std::move(findings), t.service_info_exchange());
  }
  for (Finding& each : findings) {
    each.reason = "engines-of-other-version";
    each.message += want_objects ? "; WES 1.0 had strings here" : "; WES 1.1 has objects here";
    t.graded(id, t.policy() == Policy::strict ? Verdict::fail : Verdict::warn, std::move(each));
  }
}

Task<void> matches_its_schema(CheckContext& t) {
  const JsonPtr body = known_body(t);
  const ExchangePtr answer = t.service_info_exchange();
  const std::vector<Violation> violations =
      t.openapi().check("GetServiceInfo", 200, "application/json", *body);
  for (const std::string_view id : {"SI-03", "SI-04"}) {
    t.broken_by(id, service_info_findings(answer, violations, id), answer);
  }
  for (const Part& part : parts()) judge_part(t, *body, violations, part);
  judge_engines(t, *body, violations);
  t.holds("SI-02", answer);
  for (Finding& each : service_info_findings(answer, violations, "SI-02")) {
    const bool null = each.reason == "explicit-null";
    t.graded("SI-02", null && t.policy() == Policy::lenient ? Verdict::warn : Verdict::fail, std::move(each));
  }
  co_return;
}

void judge_type(CheckContext& t, const json& body) {
  const ExchangePtr answer = t.service_info_exchange();
  const json* type = member(&body, "type");
  const std::string group = text_member(type, "group");
  const std::string artifact = text_member(type, "artifact");
  const std::string version = text_member(type, "version");
  if (group.empty() || artifact.empty()) {
    t.not_applicable("SI-09", "service-info names no group and artifact");
  } else if (group != "org.ga4gh") {
    t.info("SI-09", "the service is one of " + core::printable(group), answer);
  } else {
    t.expect(
        artifact == "wes", "SI-09",
        finding(answer, "artifact-not-wes", "a service of org.ga4gh that is no wes: clients look for wes",
                "wes", core::printable(artifact), {"/type/artifact"}));
  }
  if (version.empty()) return t.not_applicable("SI-10", "service-info gives its type no version");
  t.expect(schemas::match_version(version, {t.version()}).has_value(), "SI-10",
           finding(answer, "type-version-differs",
                   "the type of the service has another version than the one under test", t.version(),
                   core::printable(version), {"/type/version"}));
}

Task<void> speaks_the_version(CheckContext& t) {
  const JsonPtr body = known_body(t);
  judge_type(t, *body);
  const json* list = member(body.get(), "supported_wes_versions");
  if (!list || !list->is_array()) {
    t.not_applicable("SI-12", "service-info has no list of supported_wes_versions");
    co_return;
  }
  const bool listed = std::any_of(list->begin(), list->end(), [&](const json& claimed) {
    return claimed.is_string() &&
           schemas::match_version(claimed.get_ref<const std::string&>(), {t.version()}).has_value();
  });
  t.expect(listed, "SI-12",
           finding(t.service_info_exchange(), "version-not-listed",
                   "supported_wes_versions does not hold the version under test", t.version(),
                   short_json(*list, 120), {"/supported_wes_versions"}));
}

void judge_counts(CheckContext& t, const json* counts) {
  if (!counts || !counts->is_object())
    return t.not_applicable("SI-19", "service-info has no map of system_state_counts");
  const ExchangePtr answer = t.service_info_exchange();
  t.holds("SI-19", answer);
  for (const auto& [state, count] : counts->items()) {
    const std::string pointer = schemas::join("/system_state_counts", state);
    t.expect(t.dialect().state(state) != nullptr, "SI-19",
             finding(answer, "no-state",
                     core::printable(state) + " is counted, which is no state of WES " + t.version(),
                     "states", core::printable(state), {pointer}));
    t.expect(!count.is_number() || count.get<double>() >= 0, "SI-19",
             finding(answer, "negative-count", "there are less than no runs " + core::printable(state),
                     "0 or more", short_json(count, 120), {pointer}));
  }
}

Task<void> says_what_it_runs(CheckContext& t) {
  const JsonPtr body = known_body(t);
  const ExchangePtr answer = t.service_info_exchange();
  for (const char* name : {"workflow_type_versions", "supported_wes_versions"}) {
    t.expect(member(body.get(), name) != nullptr, "SI-11",
             finding(answer, std::string("no-") + name,
                     std::string("service-info has no ") + name + ": a client cannot choose what to submit",
                     name, "no such member", {""}));
  }
  const json* types = member(body.get(), "workflow_type_versions");
  if (!types || !types->is_object()) {
    t.not_applicable("SI-14", "service-info has no map of workflow_type_versions");
  } else {
    t.expect(announced_types(*types) > 0, "SI-14",
             finding(answer, "no-workflow-type", "no workflow type with a version is announced",
                     "at least one", short_json(*types, 120), {"/workflow_type_versions"}));
  }
  judge_counts(t, member(body.get(), "system_state_counts"));
  co_return;
}

Task<void> gives_addresses(CheckContext& t) {
  const JsonPtr body = known_body(t);
  const ExchangePtr answer = t.service_info_exchange();
  const json* instructions = member(body.get(), "auth_instructions_url");
  if (!instructions || !instructions->is_string()) {
    t.not_applicable("SI-21", "service-info has no auth_instructions_url of type string");
  } else {
    t.expect(is_web_address(instructions->get_ref<const std::string&>()), "SI-21",
             finding(answer, "no-web-address",
                     "auth_instructions_url is no web address: nobody learns how to get credentials",
                     "http:// or https://", short_json(*instructions, 120), {"/auth_instructions_url"}));
  }
  const json* contact = member(body.get(), "contact_info_url");
  if (!contact || !contact->is_string()) {
    t.not_applicable("SI-24", "service-info has no contact_info_url of type string");
  } else {
    const std::string& text = contact->get_ref<const std::string&>();
    t.expect(is_web_address(text) || is_mail_address(text), "SI-24",
             finding(answer, "no-contact-address", "contact_info_url is neither a mailto nor a web address",
                     "mailto:, http:// or https://", short_json(*contact, 120), {"/contact_info_url"}));
  }
  co_return;
}

Task<void> stands_beside_the_runs(CheckContext& t) {
  const ExchangePtr answer = co_await t.list("", "");
  t.judge_status("SI-25", answer, "the list of runs, beside service-info");
}

Task<void> spells_its_members(CheckContext& t) {
  const JsonPtr body = known_body(t);
  std::vector<Finding> findings;
  for (const NearMiss& miss : near_misses(*body, t.version() != "1.0.0")) {
    findings.push_back(finding(t.service_info_exchange(), "misspelt " + miss.meant,
                               fmt::format("service-info has {}, which no client reads; {} is meant",
                                           core::printable(miss.is), miss.meant),
                               miss.meant, core::printable(miss.is), {schemas::join("", miss.is)}));
  }
  t.broken_by("SI-27", std::move(findings), t.service_info_exchange());
  co_return;
}

double sum_of(const json& counts) {
  double sum = 0;
  for (const json& count : counts) sum += count.is_number() ? count.get<double>() : 0;
  return sum;
}

// A cache may have kept it, and it says so.
bool is_of_some_age(const core::Exchange& answer) {
  const core::Headers& headers = answer.response->headers;
  const auto control = headers.get("Cache-Control");
  return headers.has("Age") || headers.has("Expires") ||
         (control && control->find("max-age=") != std::string_view::npos);
}

// At the end of the run, so that the two reads are far apart and there are runs to count.
Task<void> two_reads_agree(CheckContext& t) {
  const JsonPtr first = known_body(t);
  Call call;
  call.operation = "GetServiceInfo";
  const ExchangePtr answer = co_await t.send(call);
  const JsonPtr second = is_ok(*answer) ? t.json(answer) : nullptr;
  t.need(second && second->is_object(), in_words(*answer) + ", which holds no service-info");
  const std::vector<std::string> differing = differing_members(*first, *second);
  std::vector<std::string> pointers;
  for (const std::string& name : differing) pointers.push_back(schemas::join("", name));
  Finding differs = finding(
      answer, "reads-differ",
      core::printable(fmt::format("two reads of service-info differ in {}", fmt::join(differing, ", "))),
      "the same but for counts and updatedAt", "other values", pointers);
  differs.exchanges.push_back(t.service_info_exchange()->id);
  t.expect(differing.empty(), "SI-26", std::move(differs));

  const json* counts = member(second.get(), "system_state_counts");
  if (!counts || !counts->is_object()) {
    t.not_applicable("SI-20", "service-info has no map of system_state_counts");
  } else if (const json* before = member(first.get(), "system_state_counts");
             before && *before == *counts && !counts->empty() && t.own_runs().size() > 1) {
    const std::string what = fmt::format(
        "the counts are the same as at first, and the suite made {} runs meanwhile", t.own_runs().size());
    if (is_of_some_age(*answer)) co_return t.info("SI-20", what + "; the answer may be cached", answer);
    Finding frozen = finding(answer, "counts-stand-still", what, "other counts", short_json(*counts, 120),
                             {"/system_state_counts"});
    frozen.exchanges.push_back(t.service_info_exchange()->id);
    t.graded("SI-20", Verdict::warn, std::move(frozen));
  } else if (sum_of(*counts) < static_cast<double>(t.own_runs().size())) {
    t.info("SI-20",
           fmt::format("the counts add up to {:.0f}, and the suite alone made {} runs", sum_of(*counts),
                       t.own_runs().size()),
           answer);
  } else {
    t.holds("SI-20", answer);
  }
}

}  // namespace

const std::vector<Check>& service_info_checks() {
  static const std::vector<Check> table = {
      {.id = "service_info.is-an-object",
       .title = "service-info answers with a JSON object",
       .decides = {"SI-01"},
       .stage = Stage::reading,
       .run = is_an_object,
       .smoke = true},
      {.id = "service_info.matches-its-schema",
       .title = "every member of service-info is there and has its type",
       .decides = {"SI-02", "SI-03", "SI-04", "SI-05", "SI-06", "SI-07", "SI-08", "SI-13", "SI-15", "SI-16",
                   "SI-17", "SI-18", "SI-22", "SI-23"},
       .stage = Stage::reading,
       .run = matches_its_schema,
       .smoke = true},
      {.id = "service_info.speaks-the-version",
       .title = "service-info speaks of the version under test",
       .decides = {"SI-09", "SI-10", "SI-12"},
       .stage = Stage::reading,
       .run = speaks_the_version},
      {.id = "service_info.says-what-it-runs",
       .title = "service-info announces workflow types, and counts states",
       .decides = {"SI-11", "SI-14", "SI-19"},
       .stage = Stage::reading,
       .run = says_what_it_runs},
      {.id = "service_info.gives-addresses",
       .title = "the addresses for people are addresses",
       .decides = {"SI-21", "SI-24"},
       .stage = Stage::reading,
       .run = gives_addresses},
      {.id = "service_info.stands-beside-the-runs",
       .title = "the list of runs lies beside service-info",
       .decides = {"SI-25"},
       .stage = Stage::reading,
       .run = stands_beside_the_runs},
      {.id = "service_info.spells-its-members",
       .title = "no member of service-info is a misspelt known one",
       .decides = {"SI-27"},
       .stage = Stage::reading,
       .run = spells_its_members},
      {.id = "service_info.two-reads-agree",
       .title = "two reads of service-info agree",
       .decides = {"SI-26", "SI-20"},
       .stage = Stage::closing,
       .run = two_reads_agree},
  };
  return table;
}

}  // namespace assay::conformance
