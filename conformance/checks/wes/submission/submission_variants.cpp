// SPDX-License-Identifier: Apache-2.0
// Submissions that are unusual and legal, and the parameters that come back.
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "conformance/checks/shared/groups.hpp"
#include "conformance/checks/wes/submission/submission_parts.hpp"
#include "conformance/rules/members.hpp"
#include "conformance/rules/params_echo.hpp"
#include "core/json_guard.hpp"
#include "core/text.hpp"

namespace assay::conformance {
namespace {

using nlohmann::json;

constexpr std::size_t kLargeParams = 128u << 10;
constexpr std::size_t kLargeFile = 1280u << 10;  // above the 1 MiB at which many a proxy refuses
constexpr int kManyFiles = 100;
constexpr std::size_t kChunk = 1000;

Form with_file(Form form, std::string name, std::string text) {
  form.parts.push_back({"workflow_attachment", std::move(text), std::move(name)});
  return form;
}

Form empty_options(const Form& form) {
  Form changed = form.with("tags", "");
  for (const char* name : {"workflow_engine", "workflow_engine_version", "workflow_engine_parameters"}) {
    if (!form.find(name)) changed = changed.with(name, "");
  }
  return changed;
}

Form several_files(const Form& form) { return with_file(form, "wes-assay-second.txt", "second\n"); }
Form files_of_one_name(const Form& form) {
  return with_file(with_file(form, "wes-assay-twice.txt", "one\n"), "wes-assay-twice.txt", "two\n");
}
Form accented_file(const Form& form) { return with_file(form, "wes-assay-\xc3\xa9.txt", "accent\n"); }
Form empty_file(const Form& form) { return with_file(form, "wes-assay-empty.txt", ""); }
Form unknown_field(const Form& form) { return form.with("wes_assay_unknown", "1"); }

Form reversed(const Form& form) {
  Form changed = form;
  std::reverse(changed.parts.begin(), changed.parts.end());
  return changed;
}

void replace_all(std::string& text, const std::string& from, const std::string& to) {
  for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
}

std::string content_type(const core::Request& request) {
  return std::string(request.headers.get("Content-Type").value_or(""));
}

void long_boundary(core::Request& request) {
  const std::string old = core::header_parameter(content_type(request), "boundary").value_or("");
  std::string boundary = "wes-assay'()+_,-./:=?";
  boundary.resize(70, 'x');
  replace_all(request.body, "--" + old, "--" + boundary);
  request.headers.set("Content-Type", "multipart/form-data; boundary=\"" + boundary + "\"");
}

void boundary_in_capitals(core::Request& request) {
  std::string type = content_type(request);
  replace_all(type, "boundary=", "BOUNDARY=");
  request.headers.set("Content-Type", type);
}

void parameter_before_boundary(core::Request& request) {
  std::string type = content_type(request);
  const std::size_t at = type.find(';');
  if (at != std::string::npos) type.insert(at, "; charset=utf-8");
  request.headers.set("Content-Type", type);
}

void media_type_in_capitals(core::Request& request) {
  std::string type = content_type(request);
  replace_all(type, "multipart/form-data", "Multipart/Form-Data");
  request.headers.set("Content-Type", type);
}

void any_accept(core::Request& request) { request.headers.set("Accept", "*/*"); }

void text_around(core::Request& request) {
  request.body = "This is a preamble.\r\n" + request.body + "This is an epilogue.\r\n";
}

void padded_boundaries(core::Request& request) {
  const std::string line = "--" + core::header_parameter(content_type(request), "boundary").value_or("");
  replace_all(request.body, line + "\r\n", line + " \t\r\n");
}

void chunked(core::Request& request) {
  std::string body;
  for (std::size_t at = 0; at < request.body.size(); at += kChunk) {
    const std::string piece = request.body.substr(at, kChunk);
    body += fmt::format("{:x}\r\n{}\r\n", piece.size(), piece);
  }
  request.body = body + "0\r\n\r\n";
  request.headers.set("Transfer-Encoding", "chunked");
}

void expecting(core::Request& request) { request.headers.set("Expect", "100-continue"); }

Form large_form(const Form& form) {
  nlohmann::json params = nlohmann::json::object();
  const FormPart* sent = form.find("workflow_params");
  auto known = core::parse_json(sent ? sent->value : "");
  if (known && known->is_object()) params = std::move(*known);
  params["wes_assay_padding"] = std::string(kLargeParams, 'x');
  Form large = with_file(form.with("workflow_params", params.dump()), "wes-assay-large.bin",
                         std::string(kLargeFile, 'x'));
  for (int i = 1; i < kManyFiles; ++i)
    large = with_file(std::move(large), fmt::format("wes-assay-{}.txt", i), "x");
  return large;
}

// Changes of the form first, the order of parts last: all are applied to one form in turn.
constexpr Facet form_facets[] = {
    {"SUB-13", "empty strings for the optional fields", empty_options},
    {"SUB-28", "a second attachment", several_files},
    {"SUB-52", "an attachment of zero bytes", empty_file},
    {"SUB-56", "two attachments of one name", files_of_one_name},
    {"SUB-57", "an attachment with an accent in its name", accented_file},
    {"SUB-44", "an unknown form field", unknown_field},
    {"SUB-38", "parts with content types", typed_parts},
    {"SUB-36", "the parts in reverse order", reversed},
};

// The chunks last: they enclose the body that the others make.
constexpr Facet wire_facets[] = {
    {"SUB-19", "a form without optional fields", minimal_form},
    {"SUB-40", "a quoted boundary of 70 characters", nullptr, long_boundary},
    {"SUB-40", "a boundary parameter in capitals", nullptr, boundary_in_capitals},
    {"SUB-40", "a parameter before the boundary", nullptr, parameter_before_boundary},
    {"SUB-40", "a media type in capitals", nullptr, media_type_in_capitals},
    {"CT-04", "a submission with Accept: */*", nullptr, any_accept},
    // RFC 2046 section 5.1.1: composers do not write it, and no transport of HTTP adds it.
    {"SUB-40", "white space after the boundaries", nullptr, padded_boundaries, true},
    {"SUB-40", "a preamble and an epilogue", nullptr, text_around},
    {"SUB-47", "Expect: 100-continue", nullptr, expecting},
    {"SUB-46", "a chunked body", nullptr, chunked},
};

Task<void> form_variants(CheckContext& t) { return judge_variants(t, form_facets); }
Task<void> encodings(CheckContext& t) { return judge_variants(t, wire_facets); }

Task<void> large_forms(CheckContext& t) {
  static constexpr Facet facet = {"SUB-45", "a large form with a hundred attachments", large_form};
  const RunPtr control = co_await accepted_run(t);
  core::Request request = request_with(control->form, std::span(&facet, 1));
  const ExchangePtr answer = co_await submit_anyway(t, request);
  bool lost = !answer->response;
  if (lost) lost = co_await is_lost_again(t, std::move(request));
  if (!lost) {
    judge_like(t, facet, answer, control->submission);
  } else {
    t.broken("SUB-45", finding(answer, "no-answer", std::string(facet.what) + ": " + in_words(*answer),
                               "200 or 413", "no answer"));
  }
}

// Held against a run that completed with the same workflow in the top folder.
Task<void> subdirectories_work(CheckContext& t) {
  static constexpr Facet facet = {"SUB-29", "an attachment in a subdirectory"};
  static constexpr std::string_view folder = "wes-assay/sub/";
  const RunPtr control = co_await t.finished_run();
  if (!has_attached_workflow(control->form)) {
    co_return t.not_applicable("SUB-29", "the quick workload of the target file has no attached workflow");
  }
  Form form = control->form;
  for (FormPart& part : form.parts) {
    if (part.filename) part.filename->insert(0, folder);
    if (part.name == "workflow_url") part.value.insert(0, folder);
  }
  const ExchangePtr answer = co_await t.submit(form);
  judge_like(t, facet, answer, control->submission);
  if (!is_accepted(answer)) co_return;
  const std::string end = co_await end_of_run(t, answer);
  t.need(!end.empty(), "the run of a workflow in a subdirectory did not end in time");
  t.expect(end == "COMPLETE", "SUB-29",
           finding(answer, "subdirectory-lost",
                   "a workflow that completes in the top folder does not in a subdirectory", "COMPLETE",
                   core::printable(end)));
}

Task<void> absolute_urls(CheckContext& t) {
  static constexpr Facet facet = {"SUB-33", "an absolute workflow_url"};
  const RunPtr control = co_await accepted_run(t);
  const auto& given = t.target().workloads;
  const bool has_remote =
      std::any_of(given.begin(), given.end(), [](const Workload& one) { return one.name == "remote"; });
  if (has_remote) {
    const Form form = t.form("remote");
    const ExchangePtr answer = co_await t.submit(form);
    co_return judge_like(t, facet, answer, control->submission);
  }
  const std::string url = made_up_url(t, control->form);
  if (url.empty()) {
    co_return t.not_applicable("SUB-33", "service-info announces neither http nor https");
  }
  core::Request request =
      request_with(control->form.without("workflow_attachment").with("workflow_url", url), {});
  const ExchangePtr answer = co_await submit_anyway(t, std::move(request));
  if (is_accepted(answer)) {
    judge_like(t, facet, answer, control->submission);
  } else if (is_server_error(*answer)) {
    t.graded("SUB-33", Verdict::warn,
             finding(answer, "breaks-on-absolute", "an absolute workflow_url: " + in_words(*answer),
                     "200, or 400 for a file that cannot be had", std::to_string(core::status_of(*answer))));
  } else {
    t.inconclusive("SUB-33", in_words(*answer) +
                                 ", perhaps because nothing is there; a workload named remote in a target "
                                 "file would decide it");
  }
}

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

}  // namespace

const std::vector<Check>& submission_variants_checks() {
  static const std::vector<Check> table = {
      {.id = "submission.form-variants-are-accepted",
       .title = "the order, number, size and content types of parts are free",
       .decides = {"SUB-13", "SUB-28", "SUB-36", "SUB-38", "SUB-44", "SUB-52", "SUB-56", "SUB-57"},
       .stage = Stage::lifecycle,
       .run = form_variants,
       .writes = true},
      {.id = "submission.encodings-are-accepted",
       .title = "a minimal form is accepted in every legal framing",
       .decides = {"SUB-19", "SUB-40", "SUB-46", "SUB-47", "CT-04"},
       .stage = Stage::lifecycle,
       .run = encodings,
       .writes = true},
      {.id = "submission.subdirectories-work",
       .title = "a workflow in a subdirectory runs",
       .decides = {"SUB-29"},
       .stage = Stage::lifecycle,
       .run = subdirectories_work,
       .writes = true},
      {.id = "submission.absolute-urls-are-accepted",
       .title = "a workflow may be given by an absolute URL",
       .decides = {"SUB-33"},
       .stage = Stage::lifecycle,
       .run = absolute_urls,
       .writes = true},
      {.id = "submission.params-survive",
       .title = "names and values of parameters come back as they were sent",
       .decides = {"SUB-49"},
       .stage = Stage::lifecycle,
       .run = params_survive,
       .writes = true},
      {.id = "submission.large-forms-are-survived",
       .title = "large parameters and a hundred attachments get an answer in order",
       .decides = {"SUB-45"},
       .stage = Stage::lifecycle,
       .run = large_forms,
       .writes = true,
       .slow = true},
  };
  return table;
}

}  // namespace assay::conformance
