// SPDX-License-Identifier: Apache-2.0
// Submissions that are unusual and legal.
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "conformance/checks/wes/submission_parts.hpp"
#include "core/json_guard.hpp"

namespace assay::conformance {
namespace {

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
    // RFC 2046 section 5.1.1: composers do not write it, and no transport of HTTP adds it.
    {"SUB-40", "white space after the boundaries", nullptr, padded_boundaries, true},
    {"SUB-40", "a preamble and an epilogue", nullptr, text_around},
    {"SUB-47", "Expect: 100-continue", nullptr, expecting},
    {"SUB-46", "a chunked body", nullptr, chunked},
};

}  // namespace

Task<void> form_variants(CheckContext& t) { return judge_variants(t, form_facets); }
Task<void> encodings(CheckContext& t) { return judge_variants(t, wire_facets); }

Task<void> large_forms(CheckContext& t) {
  static constexpr Facet facet = {"SUB-45", "a large form with a hundred attachments", large_form};
  const RunPtr control = co_await accepted_run(t);
  core::Request request = request_with(control->form, std::span(&facet, 1));
  const ExchangePtr answer = co_await submit_anyway(t, std::move(request));
  if (answer->response) {
    judge_like(t, facet, answer, control->submission);
  } else {
    t.broken("SUB-45", finding(answer, "no-answer", std::string(facet.what) + ": " + in_words(*answer),
                               "200 or 413", "no answer"));
  }
}

}  // namespace assay::conformance
