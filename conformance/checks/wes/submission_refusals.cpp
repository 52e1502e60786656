// SPDX-License-Identifier: Apache-2.0
// Submissions that should be refused: each is an accepted one with a single change.
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "conformance/checks/wes/submission_parts.hpp"
#include "conformance/rules/members.hpp"
#include "core/json_guard.hpp"
#include "core/text.hpp"

namespace assay::conformance {
namespace {

// --- fields

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

// --- fields of JSON

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

// --- bodies

Form named_texts(const Form& form) {
  Form changed = form;
  for (FormPart& part : changed.parts) {
    if (!part.filename) part.filename = part.name;
  }
  return changed;
}

Form type_twice(const Form& form) {
  Form changed = form;
  const FormPart* type = form.find("workflow_type");
  if (type) changed.parts.insert(changed.parts.begin(), *type);
  return changed;
}

void no_boundary(core::Request& request) { request.headers.set("Content-Type", "multipart/form-data"); }

void never_closed(core::Request& request) {
  request.body.resize(std::min(request.body.rfind("\r\n--"), request.body.size()));
}

void cut_in_a_part_head(core::Request& request) {
  request.body.resize(std::min(request.body.find("form-data") + 4, request.body.size()));
}

constexpr Facet body_facets[] = {
    {"SUB-39", "text fields with a file name", named_texts},
    {"SUB-55", "workflow_type twice", type_twice},
    {"SUB-41", "a multipart body without a boundary parameter", nullptr, no_boundary},
    {"SUB-41", "a multipart body that is never closed", nullptr, never_closed},
    {"SUB-41", "a multipart body that ends in the head of a part", nullptr, cut_in_a_part_head},
};

void as_json(core::Request& request, const Form& form) {
  nlohmann::json body = nlohmann::json::object();
  for (const FormPart& part : form.parts) {
    if (part.filename) continue;
    auto value = core::parse_json(part.value);
    if (value && value->is_object()) {
      body[part.name] = std::move(*value);
    } else {
      body[part.name] = part.value;
    }
  }
  request.headers.set("Content-Type", "application/json");
  request.body = body.dump();
}

// --- names of attachments

struct NameRow {
  std::string_view name;
  std::string_view what;
};
constexpr NameRow names[] = {
    {"../wes-assay.txt", "an attachment in the folder above"},
    {"a/../../wes-assay.txt", "an attachment that climbs out of a folder"},
    {"./../wes-assay.txt", "an attachment that climbs out of the folder it is in"},
    {"..\\wes-assay.txt", "an attachment that climbs with a backslash"},
    {"..", "an attachment named .."},
    {"/etc/wes-assay.txt", "an attachment with an absolute path"},
    {"C:\\wes-assay.txt", "an attachment with a drive letter"},
    {"%2e%2e/wes-assay.txt", "an attachment that climbs percent-encoded"},
    {{"wes-assay\0/../../x", 18}, "an attachment with a NUL in its name"},
};

Form with_attachment(const Form& form, std::string_view name) {
  Form changed = form;
  changed.parts.push_back({"workflow_attachment", "wes-assay\n", std::string(name)});
  return changed;
}

constexpr Facet extended_name = {
    "SUB-30", "an attachment that climbs in filename*",
    [](const Form& form) { return with_attachment(form, "wes-assay-extended"); },
    [](core::Request& request) {
      static constexpr std::string_view plain = "filename=\"wes-assay-extended\"";
      request.body.replace(request.body.find(plain), plain.size(), "filename*=UTF-8''..%2Fwes-assay.txt");
    }};

constexpr Facet nameless = {"SUB-31", "an attachment without a file name", [](const Form& form) {
                              Form changed = form;
                              changed.parts.push_back({"workflow_attachment", "wes-assay\n"});
                              return changed;
                            }};

// --- what refusals leave

struct ListedIds {
  std::vector<std::string> ids;
  ExchangePtr exchange;
};

Task<std::shared_ptr<ListedIds>> whole_list(CheckContext& t) {
  Walk walk;
  walk.page_size = "100";
  walk.most_pages = 50;
  co_await t.finish_walk(walk);
  const Page& first = walk.pages.front();
  // More than was asked for, but all there is.
  const bool all_at_once = walk.pages.size() == 1 && first.readable && first.token_kind != Page::Token::text;
  t.need(walk.ended || all_at_once, "the list was not read to its end: " + walk.cut);
  co_return std::make_shared<ListedIds>(ListedIds{walk.ids(), walk.pages.back().exchange});
}

// Runs of `after` that were not listed before and that the suite was told nothing of.
std::vector<std::string> strangers(CheckContext& t, const ListedIds& before, const ListedIds& after) {
  std::set<std::string> known(before.ids.begin(), before.ids.end());
  for (const RunPtr& run : t.own_runs()) known.insert(run->id);
  std::vector<std::string> found;
  for (const std::string& id : after.ids) {
    if (known.insert(id).second) found.push_back(id);
  }
  return found;
}

}  // namespace

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

Task<void> odd_bodies(CheckContext& t) {
  const RunPtr control = co_await accepted_run(t);
  for (const Facet& facet : body_facets) {
    core::Request request = request_with(control->form, std::span(&facet, 1));
    const ExchangePtr answer = co_await submit_anyway(t, request);
    bool lost = !answer->response && facet.requirement == "SUB-41";
    if (lost) lost = co_await is_lost_again(t, std::move(request));
    if (lost) {
      t.graded("SUB-41", Verdict::warn,
               finding(answer, "no-answer", std::string(facet.what) + ": " + in_words(*answer), "400 or 415",
                       "no answer"));
    } else {
      judge_answer(t, facet, answer);
    }
  }
  core::Request json;
  as_json(json, control->form);
  const ExchangePtr json_answer = co_await submit_anyway(t, std::move(json));
  judge_answer(t, {"SUB-42", "a JSON body"}, json_answer);
  core::Request urlencoded;
  set_urlencoded(urlencoded, control->form);
  const ExchangePtr form_answer = co_await submit_anyway(t, std::move(urlencoded));
  judge_answer(t, {"SUB-43", "a urlencoded form"}, form_answer);
}

// A server that takes all names takes them in one run; one by one is for those that refuse.
Task<void> attachment_names(CheckContext& t) {
  const RunPtr control = co_await accepted_run(t);
  Form all = control->form;
  for (const NameRow& row : names) all = with_attachment(all, row.name);
  core::Request together = request_with(all, {});
  const ExchangePtr taken = co_await submit_anyway(t, std::move(together));
  if (is_accepted(taken)) {
    judge_answer(t, {"SUB-30", "attachments with names that leave the run directory"}, taken);
  } else {
    for (const NameRow& row : names) {
      core::Request request = request_with(with_attachment(control->form, row.name), {});
      const ExchangePtr answer = co_await submit_anyway(t, std::move(request));
      judge_answer(t, {"SUB-30", row.what}, answer);
    }
    core::Request request = request_with(control->form, std::span(&extended_name, 1));
    const ExchangePtr answer = co_await submit_anyway(t, std::move(request));
    judge_answer(t, extended_name, answer);
  }
  core::Request request = request_with(control->form, std::span(&nameless, 1));
  const ExchangePtr answer = co_await submit_anyway(t, std::move(request));
  judge_answer(t, nameless, answer);
}

Task<void> refusals_leave_no_run(CheckContext& t) {
  co_await accepted_run(t);
  const Form form = t.form("quick");
  const std::shared_ptr<ListedIds> before = co_await whole_list(t);
  int refused = 0;
  const std::vector<Form> bad_forms = {no_url(form), no_type(form), form.with("workflow_params", R"({"a":)"),
                                       form.with("workflow_type", "WES-ASSAY-NO-SUCH-TYPE")};
  for (const Form& bad : bad_forms) {
    core::Request request = request_with(bad, {});
    const ExchangePtr answer = co_await submit_anyway(t, std::move(request));
    if (is_error(*answer)) ++refused;
  }
  t.need(refused > 0, "none of four bad submissions was refused");
  const std::shared_ptr<ListedIds> after = co_await whole_list(t);
  const std::vector<std::string> left = strangers(t, *before, *after);
  if (left.empty()) {
    t.holds("SUB-48", after->exchange);
    co_return;
  }
  // Somebody else may be submitting: then runs appear without any refusal, too.
  co_await t.sleep(std::chrono::seconds(2));
  const std::shared_ptr<ListedIds> later = co_await whole_list(t);
  t.need(strangers(t, *after, *later).empty(), "somebody else submits runs meanwhile");
  t.broken("SUB-48",
           finding(after->exchange, "run-left",
                   fmt::format("after {} refused submissions the list has {} runs that nobody was told of, "
                               "{} among them",
                               refused, left.size(), core::printable(left.front())),
                   "no new run", fmt::format("{} new runs", left.size()), {"/runs"}));
}

}  // namespace assay::conformance
