// SPDX-License-Identifier: Apache-2.0
// Submissions with a field that is missing, is not what it should be, or names what the service does not
// have.
#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <nlohmann/json.hpp>

#include "conformance/checks/shared/groups.hpp"
#include "conformance/checks/wes/submission/submission_parts.hpp"
#include "conformance/rules/announced.hpp"
#include "core/text.hpp"

namespace assay::conformance {
namespace {

Form no_url(const Form& form) { return form.without("workflow_url"); }
Form no_type(const Form& form) { return form.without("workflow_type"); }
Form no_type_version(const Form& form) { return form.without("workflow_type_version"); }
Form no_params(const Form& form) { return form.without("workflow_params"); }
Form no_part(const Form&) { return {}; }
Form empty_url(const Form& form) { return form.with("workflow_url", ""); }
Form empty_type(const Form& form) { return form.with("workflow_type", ""); }
Form empty_type_version(const Form& form) { return form.with("workflow_type_version", ""); }

void no_body(core::Request& request) {
  request.body.clear();
  request.headers.remove("Content-Type");
}

constexpr Facet field_facets[] = {
    {"SUB-06", "a form without workflow_url", no_url},
    {"SUB-07", "a form without workflow_type", no_type},
    {"SUB-08", "a form without workflow_type_version", no_type_version},
    {"SUB-10", "a form without any part", no_part},
    {"SUB-11", "a POST without a body", nullptr, no_body},
    {"SUB-12", "an empty workflow_url", empty_url},
    {"SUB-12", "an empty workflow_type", empty_type},
    {"SUB-12", "an empty workflow_type_version", empty_type_version},
};
constexpr Facet params_facet = {"SUB-09", "a form without workflow_params", no_params};

constexpr Facet json_facets[] = {
    {"SUB-14", "workflow_params that is cut off",
     [](const Form& form) { return form.with("workflow_params", R"({"a":)"); }},
    {"SUB-15", "workflow_params that is an array",
     [](const Form& form) { return form.with("workflow_params", "[1]"); }},
    {"SUB-15", "workflow_params that is a string",
     [](const Form& form) { return form.with("workflow_params", R"("x")"); }},
    {"SUB-15", "workflow_params that is a number",
     [](const Form& form) { return form.with("workflow_params", "3"); }},
    {"SUB-15", "workflow_params that is null",
     [](const Form& form) { return form.with("workflow_params", "null"); }},
    {"SUB-16", "tags that are no JSON", [](const Form& form) { return form.with("tags", R"({"a":)"); }},
    {"SUB-16", "tags that are an array", [](const Form& form) { return form.with("tags", R"(["a"])"); }},
    {"SUB-17", "a tag that is a number", [](const Form& form) { return form.with("tags", R"({"n":1})"); }},
    {"SUB-18", "engine parameters that are no JSON",
     [](const Form& form) { return form.with("workflow_engine_parameters", R"({"a":)"); }},
    {"SUB-18", "engine parameters that are an array",
     [](const Form& form) { return form.with("workflow_engine_parameters", R"(["a"])"); }},
    {"SUB-51", "a field that is not UTF-8",
     [](const Form& form) { return form.with("tags", "{\"wes-assay\":\"\xff\xfe\"}"); }},
};
constexpr Facet numbers_facet = {"SUB-18", "an engine parameter that is a number", [](const Form& form) {
                                   return form.with("workflow_engine_parameters", R"({"wes-assay":1})");
                                 }};

Task<void> required_fields(CheckContext& t) {
  co_await judge_refusals(t, field_facets);
  const RunPtr control = co_await accepted_run(t);
  core::Request request = request_with(control->form, std::span(&params_facet, 1));
  const ExchangePtr answer = co_await submit_anyway(t, std::move(request));
  if (is_accepted(answer) && t.version().starts_with("1.1")) {
    t.info("SUB-09", "accepted without workflow_params, which the schema of 1.1 does not require", answer);
  } else {
    judge_answer(t, params_facet, answer);
  }
}

Task<void> json_fields(CheckContext& t) {
  co_await judge_refusals(t, json_facets);
  const RunPtr control = co_await accepted_run(t);
  core::Request request = request_with(control->form, std::span(&numbers_facet, 1));
  const ExchangePtr answer = co_await submit_anyway(t, std::move(request));
  if (is_accepted(answer)) {
    t.graded("SUB-18", Verdict::warn,
             finding(answer, "number-accepted", std::string(numbers_facet.what) + ": " + in_words(*answer),
                     "400", std::to_string(core::status_of(*answer))));
  } else {
    judge_answer(t, numbers_facet, answer);
  }
}

constexpr int kMostEngines = 4;  // not every engine runs every type

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

}  // namespace

const std::vector<Check>& submission_fields_checks() {
  static const std::vector<Check> table = {
      {.id = "submission.required-fields-are-asked-for",
       .title = "a form that lacks a required field is refused",
       .decides = {"SUB-06", "SUB-07", "SUB-08", "SUB-09", "SUB-10", "SUB-11", "SUB-12"},
       .stage = Stage::refusals,
       .run = required_fields,
       .writes = true},
      {.id = "submission.json-fields-are-judged",
       .title = "fields that are not the JSON they should be are refused",
       .decides = {"SUB-14", "SUB-15", "SUB-16", "SUB-17", "SUB-18", "SUB-51"},
       .stage = Stage::refusals,
       .run = json_fields,
       .writes = true},
      {.id = "submission.unannounced-types-are-refused",
       .title = "types and versions that service-info does not announce are refused",
       .decides = {"SUB-20", "SUB-21", "SUB-53"},
       .stage = Stage::refusals,
       .run = unannounced_types,
       .writes = true},
      {.id = "submission.engines-are-judged",
       .title = "an announced engine is taken, others are refused",
       .decides = {"SUB-22", "SUB-23", "SUB-24", "SUB-25", "SUB-26"},
       .stage = Stage::refusals,
       .run = engines,
       .writes = true},
  };
  return table;
}

}  // namespace assay::conformance
