// SPDX-License-Identifier: Apache-2.0
// What a submission asks for: parameters, types, engines and URLs.
#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <nlohmann/json.hpp>

#include "conformance/checks/wes/submission_parts.hpp"
#include "conformance/rules/announced.hpp"
#include "conformance/rules/members.hpp"
#include "conformance/rules/params_echo.hpp"
#include "core/json_guard.hpp"
#include "core/text.hpp"

namespace assay::conformance {
namespace {

using nlohmann::json;

constexpr int kMostEngines = 4;  // not every engine runs every type

// Values that servers are known to lose, beside those of the workload. UTF-8: u umlaut, the name of Japan, a
// face.
json telling_params(const Form& form) {
  json params = json::object();
  const FormPart* sent = form.find("workflow_params");
  auto known = core::parse_json(sent ? sent->value : "");
  if (known && known->is_object()) params = std::move(*known);
  params["wes_assay"] = {
      {"text", "\xc3\xbc \xe6\x97\xa5\xe6\x9c\xac \xf0\x9f\x98\x80 \"quoted\" \\ / tab\t line\n"},
      {"", "an empty name"},
      {"\xc3\xbc", "a name beyond ASCII"},
      {"nested", json::parse(R"([[],{},null,true,[1,[2,[{"a":[3]}]]]])")},
      {"small", 1e-7},
      {"negative", -1},
      {"large", 9007199254740993}};
  return params;
}

// Refused, or accepted and failed: by the outcomes. Accepted and COMPLETE: a fail, as nothing was checked.
Task<void> judge_unannounced(CheckContext& t, Facet facet, Form form) {
  core::Request request = request_with(form, {});
  const ExchangePtr answer = co_await submit_anyway(t, std::move(request));
  judge_answer(t, facet, answer);
  if (!is_accepted(answer)) co_return;
  const std::string end = co_await end_of_run(t, answer);
  if (end == "COMPLETE") {
    t.graded(
        facet.requirement, Verdict::fail,
        finding(answer, "unannounced-completes",
                std::string(facet.what) + " was accepted, and the run ended COMPLETE", "400", "COMPLETE"));
  }
}

std::string in_other_case(std::string text) {
  const bool has_lower =
      std::any_of(text.begin(), text.end(), [](unsigned char c) { return std::islower(c) != 0; });
  for (char& c : text) {
    const auto byte = static_cast<unsigned char>(c);
    c = static_cast<char>(has_lower ? std::toupper(byte) : std::tolower(byte));
  }
  return text;
}

// An announced engine that the service takes for the quick workload; "" where there is none.
Task<std::string> engine_without_version(CheckContext& t, RunPtr control) {
  static constexpr Facet facet = {"SUB-25", "a workflow_engine without a version"};
  const Form bare = control->form.without("workflow_engine_version");
  if (const FormPart* given = bare.find("workflow_engine")) {
    const ExchangePtr answer = co_await t.submit(bare);
    judge_like(t, facet, answer, control->submission);
    co_return is_accepted(answer) ? given->value : std::string();
  }
  ExchangePtr last;
  int tried = 0;
  const JsonPtr info = t.service_info();
  for (const AnnouncedEngine& engine : announced_engines(info.get())) {
    if (++tried > kMostEngines) break;
    const Form named = bare.with("workflow_engine", engine.name);
    last = co_await t.submit(named);
    if (!same_success(last, control->submission)) continue;
    t.holds("SUB-25", last);
    co_return engine.name;
  }
  if (last) {
    judge_answer(t, facet, last);
  } else {
    t.not_applicable("SUB-25", "service-info announces no engine");
  }
  co_return std::string();
}

Task<void> engine_fields_of_1_1(CheckContext& t, RunPtr control) {
  const JsonPtr info = t.service_info();
  const std::vector<AnnouncedEngine> known = announced_engines(info.get());
  const bool complete = !known.empty() && !known.front().versions.empty();
  const Form form = control->form.with("workflow_engine", complete ? known.front().name : "cwltool")
                        .with("workflow_engine_version", complete ? known.front().versions.front() : "1.0");
  core::Request request = request_with(form, {});
  const ExchangePtr answer = co_await submit_anyway(t, std::move(request));
  judge_like(t, {"SUB-26", "workflow_engine and workflow_engine_version"}, answer, control->submission);
}

// The line of the superuser in /etc/passwd.
bool shows_passwd(const std::string& text) {
  const std::size_t root = text.find("root:");
  const std::size_t ids = text.find(":0:0:", root);
  return root != std::string::npos && ids != std::string::npos && ids - root < 20;
}

struct UrlRow {
  Facet facet;
  const char* url;
  bool ends_as_workflow = false;  // with the ending of the accepted workflow
};
constexpr UrlRow url_rows[] = {
    {{"SUB-32", "a relative workflow_url that no attachment has"}, "wes-assay-no-such-file", true},
    {{"SUB-34", "a workflow_url of an unknown scheme"}, "wes-assay-scheme://nowhere.invalid/echo", true},
    {{"SUB-35", "a workflow_url of the scheme file"}, "file:///etc/passwd"},
    {{"SUB-35", "a workflow_url that climbs to the root"}, "../../../../../../../../etc/passwd"},
};

}  // namespace

Task<void> params_survive(CheckContext& t) {
  const RunPtr control = co_await accepted_run(t);
  const json sent = telling_params(control->form);
  const Form form = control->form.with("workflow_params", sent.dump());
  const ExchangePtr answer = co_await t.submit(form);
  const std::string id = id_member(t.json(answer).get(), "run_id");
  t.need(is_accepted(answer) && !id.empty(), "a submission with more parameters: " + in_words(*answer));
  const ExchangePtr log = co_await t.get("GetRunLog", id);
  const JsonPtr body = t.json(log);
  const json* got = member(member(body.get(), "request"), "workflow_params");
  t.need(got != nullptr, "the run log does not show the parameters that were sent");
  t.holds("SUB-49", log);
  for (const ParamChange& change : params_changes(sent, *got)) {
    const std::string where = "/request/workflow_params" + change.pointer;
    Finding found =
        finding(log, "param-changed",
                "the parameter at " + core::printable(where) + " did not come back as it was sent",
                core::shortened(core::printable(change.sent), 200),
                core::shortened(core::printable(change.got), 200), {where});
    if (change.kind == ParamChange::Kind::rounded) {
      found.reason = "integer-rounded";
      t.graded("SUB-49", Verdict::warn, std::move(found));
    } else {
      t.broken("SUB-49", std::move(found));
    }
  }
}

Task<void> unannounced_types(CheckContext& t) {
  const RunPtr control = co_await accepted_run(t);
  const Form& form = control->form;
  static constexpr Facet type_facet = {"SUB-20", "a workflow_type that is not announced"};
  static constexpr Facet version_facet = {"SUB-21", "a workflow_type_version that is not announced"};
  const Form odd_type = form.with("workflow_type", "WES-ASSAY-NO-SUCH-TYPE");
  co_await judge_unannounced(t, type_facet, odd_type);
  const Form odd_version = form.with("workflow_type_version", "999.0-wes-assay");
  co_await judge_unannounced(t, version_facet, odd_version);
  const FormPart* type = form.find("workflow_type");
  const std::string other = in_other_case(type ? type->value : "");
  const Form renamed = form.with("workflow_type", other);
  const ExchangePtr answer = co_await t.submit(renamed);
  t.info("SUB-53",
         fmt::format("the type in other letters ({}) was answered {}", core::printable(other),
                     core::status_of(*answer)),
         answer);
}

Task<void> engines(CheckContext& t) {
  const RunPtr control = co_await accepted_run(t);
  if (!t.version().starts_with("1.1")) co_return co_await engine_fields_of_1_1(t, control);
  const Form bare = control->form.without("workflow_engine_version");
  const std::string engine = co_await engine_without_version(t, control);
  static constexpr Facet engine_facet = {"SUB-22", "a workflow_engine that is not announced"};
  const Form odd_engine = bare.with("workflow_engine", "wes-assay-no-such-engine");
  co_await judge_unannounced(t, engine_facet, odd_engine);
  const JsonPtr info = t.service_info();
  const std::vector<AnnouncedEngine> known = announced_engines(info.get());
  const auto own = std::find_if(known.begin(), known.end(), [&](const AnnouncedEngine& one) {
    return one.name == engine && !one.versions.empty();
  });
  if (own == known.end()) {
    t.not_applicable("SUB-23", "no engine is announced with its versions and taken");
  } else {
    const Form form = bare.with("workflow_engine", engine).with("workflow_engine_version", "999.0-wes-assay");
    static constexpr Facet version_facet = {"SUB-23", "a workflow_engine_version that is not announced"};
    co_await judge_unannounced(t, version_facet, form);
  }
  const std::string version = own == known.end() ? "1.0" : own->versions.front();
  core::Request alone =
      request_with(bare.without("workflow_engine").with("workflow_engine_version", version), {});
  const ExchangePtr answer = co_await submit_anyway(t, std::move(alone));
  judge_answer(t, {"SUB-24", "a workflow_engine_version without workflow_engine"}, answer);
}

Task<void> unusable_urls(CheckContext& t) {
  const RunPtr control = co_await accepted_run(t);
  for (const UrlRow& row : url_rows) {
    const std::string_view requirement = row.facet.requirement;
    const std::string url = row.url + (row.ends_as_workflow ? file_ending(control->form) : std::string());
    core::Request request = request_with(control->form.with("workflow_url", url), {});
    const ExchangePtr answer = co_await submit_anyway(t, std::move(request));
    judge_answer(t, row.facet, answer);
    if (!is_accepted(answer)) continue;
    const std::string end = co_await end_of_run(t, answer);
    const std::string id = id_member(t.json(answer).get(), "run_id");
    if (requirement != "SUB-35") {
      t.expect(end != "COMPLETE", requirement,
               finding(answer, "unusable-completes",
                       std::string(row.facet.what) + " was accepted, and the run ended COMPLETE",
                       "400, or an error state", "COMPLETE"));
    } else if (!id.empty()) {
      const ExchangePtr log = co_await t.get("GetRunLog", id);
      t.expect(!shows_passwd(log->response->body), "SUB-35",
               finding(log, "file-shown",
                       std::string(row.facet.what) + " made the run log show /etc/passwd of the service",
                       "no such content", "a line of that file"));
    }
  }
}

}  // namespace assay::conformance
