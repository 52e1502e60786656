// SPDX-License-Identifier: Apache-2.0
#include "mock_server/operations/submission.hpp"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "core/json_guard.hpp"
#include "core/text.hpp"
#include "core/url.hpp"
#include "mock_server/base/capabilities.hpp"
#include "mock_server/base/limits.hpp"
#include "mock_server/http/multipart.hpp"

namespace assay::mock {
namespace {

enum class FieldKind { text, object, strings };
enum class Need { always, before_tasks, never };  // before_tasks: in the versions before 1.1

struct FieldRow {
  std::string name;
  std::optional<std::string> RunRequest::*member;
  FieldKind kind = FieldKind::text;
  Need need = Need::never;
  bool since_tasks = false;           // unknown to the versions before 1.1, and so passed over
  std::string_view optional_in = {};  // a dialect whose clients leave it out
};

const std::vector<FieldRow>& field_rows() {
  static const std::vector<FieldRow> rows{
      {"workflow_url", &RunRequest::url, FieldKind::text, Need::always},
      {"workflow_type", &RunRequest::type, FieldKind::text, Need::always},
      {"workflow_type_version", &RunRequest::type_version, FieldKind::text, Need::always, false,
       "cavatica-wes"},
      {"workflow_params", &RunRequest::params, FieldKind::object, Need::before_tasks},
      {"tags", &RunRequest::tags, FieldKind::strings},
      {"workflow_engine_parameters", &RunRequest::engine_parameters, FieldKind::strings},
      {"workflow_engine", &RunRequest::engine, FieldKind::text, Need::never, true},
      {"workflow_engine_version", &RunRequest::engine_version, FieldKind::text, Need::never, true},
  };
  return rows;
}

struct Refused {
  std::string rule;
  Refusal refusal;
};

// Reads one form; throws Refused at the first broken rule that Behaviour does not let pass.
class Reader {
 public:
  Reader(const schemas::Dialect& dialect, const Behaviour& behaviour, const Capabilities& known)
      : dialect_(dialect.name), has_tasks_(dialect.has("ListTasks")), behaviour_(behaviour), known_(known) {
    if (!dialect.submission.body.empty()) own_ = nlohmann::json::parse(dialect.submission.body);
  }

  RunRequest read(const core::Request& request) {
    const auto parts = form(request);
    for (const auto& part : parts) {
      if (part.name == "workflow_attachment") attach(part);
    }
    for (const auto& row : field_rows()) {
      if (has_tasks_ || !row.since_tasks) take(row, parts);
    }
    check_supported();
    check_url();
    made_.invalid = !passed_.empty();
    return std::move(made_);
  }
  std::vector<Invalid> passed() { return std::move(passed_); }

 private:
  void refuse(const std::string& rule, std::string text, int status = 400) {
    if (behaviour_.accepts.contains(rule)) return;
    if (!behaviour_.serves_invalid) throw Refused{rule, {status, std::move(text)}};
    passed_.push_back({rule, std::move(text)});
  }

  std::vector<Part> form(const core::Request& request) {
    if (request.body.size() > limits::body_bytes) throw Refused{"too-large", {413, "the form is too large"}};
    const auto type = std::string(request.headers.get("Content-Type").value_or(""));
    const auto media = core::media_type(type);
    const bool is_json = media == "application/json";
    const bool readable =
        is_json || media == "application/x-www-form-urlencoded" || media == "multipart/form-data";
    if (!readable || !(is_json ? behaviour_.takes_json : behaviour_.takes_forms)) {
      const std::string wanted = behaviour_.takes_forms ? "multipart/form-data" : "application/json";
      const auto text = "a run is submitted as " + wanted;
      if (!readable) throw Refused{"content-type", {415, text}};
      refuse("content-type", text, 415);
    }
    if (is_json) return members(request.body);
    if (media == "application/x-www-form-urlencoded") {
      std::vector<Part> parts;
      for (auto& [name, value] : core::decode_query(request.body))
        parts.push_back({.name = name, .value = value});
      return parts;
    }
    auto parts = parse_multipart(type, request.body);
    if (!parts) throw Refused{"malformed-form", {400, parts.error().text()}};
    return std::move(*parts);
  }

  // The members of a JSON object as parts of a form.
  static std::vector<Part> members(std::string_view text) {
    const auto body = core::parse_json(text);
    if (!body || !body->is_object()) throw Refused{"malformed-form", {400, "the body is no JSON object"}};
    std::vector<Part> parts;
    for (const auto& [name, value] : body->items())
      parts.push_back({.name = name, .value = value.is_string() ? value.get<std::string>() : value.dump()});
    return parts;
  }

  void attach(const Part& part) {
    if (!part.filename) {
      refuse("attachment-without-filename", "a workflow_attachment part needs a filename");
      return;
    }
    const auto judged = check_attachment_name(*part.filename);
    if (!judged) refuse("attachment-name", judged.error().text());
    auto name = *part.filename;
    while (name.starts_with("./")) name.erase(0, 2);
    made_.attachments[name] = part.value.size();
    contents_[name] = part.value;
  }

  void take(const FieldRow& row, const std::vector<Part>& parts) {
    const auto is_field = [&](const Part& part) { return part.name == row.name; };
    const auto found = std::find_if(parts.begin(), parts.end(), is_field);
    const bool required = row.need == Need::always || (row.need == Need::before_tasks && !has_tasks_);
    if (found == parts.end()) {
      const bool is_optional = !row.optional_in.empty() && row.optional_in == dialect_;
      if (required && !is_optional) refuse("missing-" + row.name, row.name + " is required");
      return;
    }
    if (std::count_if(parts.begin(), parts.end(), is_field) > 1) {
      refuse("repeated-" + row.name, row.name + " is there more than once");
    }
    if (!core::is_valid_utf8(found->value)) refuse("invalid-utf8", row.name + " is not UTF-8");
    if (found->value.empty()) {
      if (required) refuse("empty-" + row.name, row.name + " must not be empty");
      return;
    }
    if (row.kind == FieldKind::text || takes_json(row, found->value)) made_.*row.member = found->value;
  }

  bool takes_json(const FieldRow& row, const std::string& text) {
    const auto value = core::parse_json(text);
    if (!value) {
      refuse(row.name + "-not-json", row.name + " is not JSON: " + value.error().text());
      return false;
    }
    if (!value->is_object()) {
      refuse(row.name + "-not-object", row.name + " must be a JSON object");
      return true;
    }
    if (row.name == "workflow_params") check_params(*value);
    if (row.kind != FieldKind::strings) return true;
    for (const auto& [key, member] : value->items()) {
      if (!member.is_string()) {
        refuse(row.name + "-not-strings", row.name + ": the value of " + key + " must be a string");
      } else if (row.name == "tags") {
        made_.tag_values[key] = member.get<std::string>();
      }
    }
    return true;
  }

  // What the dialect puts into the parameters of each submission, it needs there.
  void check_params(const nlohmann::json& params) {
    const auto needed = own_.find("workflow_params");
    if (needed == own_.end()) return;
    for (const auto& [name, value] : needed->items()) {
      const bool there = params.contains(name) && params[name].is_string();
      if (!there) refuse("missing-" + name, "workflow_params has no " + name);
    }
  }

  bool is_own_scheme(const std::string& scheme) const {
    return own_.value("workflow_url", std::string()).starts_with(scheme + ":");
  }

  void check_supported() {
    check_pair(known_.workflow_types, made_.type, made_.type_version, "type", "workflow_type");
    if (made_.engine_version && !made_.engine) {
      refuse("engine-version-alone", "workflow_engine is required with workflow_engine_version");
    }
    check_pair(known_.engines, made_.engine, made_.engine_version, "engine", "workflow_engine");
  }

  void check_pair(const std::vector<Capabilities::Named>& known, const std::optional<std::string>& name,
                  const std::optional<std::string>& version, const std::string& rule,
                  const std::string& field) {
    if (!name) return;
    const auto row = std::ranges::find_if(known, [&](const Capabilities::Named& one) {
      return one.name == *name ||
             (behaviour_.types_without_case && core::equal_without_case(one.name, *name));
    });
    const bool is_known = row != known.end();
    if (!is_known) refuse("unsupported-" + rule, field + " " + core::printable(*name) + " is not supported");
    if (!is_known || !version) return;
    if (std::find(row->versions.begin(), row->versions.end(), *version) == row->versions.end()) {
      refuse("unsupported-" + rule + "-version",
             field + "_version " + core::printable(*version) + " of " + *name + " is not supported");
    }
  }

  void check_url() {
    if (!made_.url) return;
    const auto& url = *made_.url;
    switch (core::classify_url(url)) {
      case core::UrlKind::none:
        refuse("url-malformed", "workflow_url is not a URL");
        break;
      case core::UrlKind::absolute: {
        const auto scheme = url.substr(0, url.find(':'));
        const auto& known = known_.filesystem_protocols;
        const bool supported = std::any_of(known.begin(), known.end(), [&](const std::string& one) {
          return core::equal_without_case(one, scheme);
        });
        if (!supported && !is_own_scheme(scheme))
          refuse("url-scheme", "workflow_url has an unsupported scheme");
        break;
      }
      case core::UrlKind::relative:
        if (const auto* file = attached(url)) {
          made_.readable = is_workflow(made_.type.value_or(""), *file);
        } else {
          refuse("url-not-attached", "workflow_url is relative but names no attachment");
        }
        break;
    }
  }

  // A fragment ("flow.cwl#main") names a part of the file.
  const std::string* attached(std::string name) const {
    while (name.starts_with("./")) name.erase(0, 2);
    const auto file = name.substr(0, name.find_first_of("?#"));
    for (const auto& one : {name, file, core::percent_decode(file)}) {
      if (const auto found = contents_.find(one); found != contents_.end()) return &found->second;
    }
    return nullptr;
  }

  std::string dialect_;
  bool has_tasks_;
  nlohmann::json own_ = nlohmann::json::object();  // what the dialect says of a form
  const Behaviour& behaviour_;
  const Capabilities& known_;
  RunRequest made_;
  std::vector<Invalid> passed_;
  std::map<std::string, std::string> contents_;  // of the attachments
};

}  // namespace

Submission read_submission(const core::Request& request, const schemas::Dialect& dialect,
                           const Behaviour& behaviour, const Capabilities& known) {
  try {
    Reader reader(dialect, behaviour, known);
    return {.request = reader.read(request), .passed = reader.passed()};
  } catch (Refused& refused) {
    return {.rule = std::move(refused.rule), .refusal = std::move(refused.refusal)};
  }
}

}  // namespace assay::mock
