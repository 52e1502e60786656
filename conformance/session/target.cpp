// SPDX-License-Identifier: Apache-2.0
#include "conformance/session/target.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "conformance/client/auth.hpp"
#include "conformance/session/wait_rows.hpp"
#include "core/document.hpp"
#include "core/embedded.hpp"
#include "core/fields.hpp"
#include "core/files.hpp"
#include "core/json_guard.hpp"
#include "core/text.hpp"
#include "core/url.hpp"
#include "schemas/dialect.hpp"

namespace assay::conformance {
namespace {

namespace fs = std::filesystem;
constexpr std::string_view target_folder = "docs/targets/";
using core::Document;
using core::Fields;
using core::Node;

constexpr std::array workload_parts = {"workflow_params", "workflow_type", "workflow_type_version",
                                       "workflow_url", "workflow_attachment"};

const std::string& text_of(const Fields& fields, const Node& node, const std::string& key) {
  if (node.kind != Node::Kind::scalar) fields.fail(node, key + " must be a text");
  return node.scalar;
}

// A mapping or sequence is a convenience for its JSON text.
std::string text_or_json(const Node& node) {
  if (node.kind == Node::Kind::scalar) return node.scalar;
  if (node.kind == Node::Kind::null) return {};
  return core::to_json(node).dump();
}

void read_headers(Fields& fields, Target& target) {
  static constexpr std::array secret = {"Authorization", "Proxy-Authorization", "Cookie"};
  static constexpr std::array framing = {"Host", "Connection", "Content-Length", "Transfer-Encoding"};
  const Node* node = fields.find("headers");
  if (!node) return;
  Fields headers(fields.document(), *node, "the headers");
  for (const Node::Member& member : node->members) {
    const Node& value = headers.need(member.key);
    const auto same = [&](const char* name) { return core::equal_without_case(member.key, name); };
    if (std::any_of(secret.begin(), secret.end(), same)) {
      headers.fail(value, "the header field " + member.key + " would put a secret in this file",
                   "auth: bearer=env:NAME, basic=file:PATH or header:NAME=cmd:COMMAND");
    }
    if (std::any_of(framing.begin(), framing.end(), same)) {
      headers.fail(value, "the header field " + member.key + " is set by the client itself");
    }
    const std::string& text = text_of(headers, value, member.key);
    const auto control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; };
    const auto not_in_name = [&](char c) { return control(c) || c == ' ' || c == ':'; };
    if (member.key.empty() || std::any_of(member.key.begin(), member.key.end(), not_in_name) ||
        std::any_of(text.begin(), text.end(), control)) {
      headers.fail(value, "this is not a header field of one line");
    }
    target.headers.add(member.key, text);
  }
}

void read_form_fields(Fields& fields, Target& target) {
  const Node* node = fields.find("form_fields");
  if (!node) return;
  Fields form(fields.document(), *node, "the form fields");
  for (const Node::Member& member : node->members) {
    const Node& value = form.need(member.key);
    if (std::find(workload_parts.begin(), workload_parts.end(), member.key) != workload_parts.end()) {
      form.fail(value, member.key + " belongs to a workload", "workloads: [{name: quick, ...}]");
    }
    std::string text = text_or_json(value);
    if (member.key == "tags") {
      const auto tags = core::parse_json(text);
      if (!tags || !tags->is_object())
        form.fail(value, "tags must be a JSON object", "tags: {project: demo}");
    }
    target.form_fields.emplace_back(member.key, std::move(text));
  }
}

// The name that an attachment has in the form: its path below the target file, else its last part.
std::string attachment_name(const fs::path& path) {
  const fs::path plain = path.lexically_normal();
  if (plain.is_absolute() || *plain.begin() == "..") return plain.filename().generic_string();
  return plain.generic_string();
}

Workload read_workload(const Document& document, const Node& node) {
  Fields fields(document, node, "a workload");
  Workload workload;
  workload.name = fields.text("name");
  if (const Node* body = fields.find("body")) {
    workload.body = text_or_json(*body);
    const auto parsed = core::parse_json(workload.body);
    if (!parsed || !parsed->is_object())
      fields.fail(*body, "body must be a JSON object", "{workflowId: \"1234567\"}");
    fields.finish();
    return workload;
  }
  workload.workflow_type = fields.text("workflow_type");
  workload.workflow_type_version = fields.text("workflow_type_version");
  workload.workflow_url = fields.text("workflow_url");
  if (const Node* params = fields.find("workflow_params")) {
    workload.workflow_params = text_or_json(*params);
    const auto parsed = core::parse_json(workload.workflow_params);
    if (!parsed)
      fields.fail(*params, "workflow_params is not JSON: " + parsed.error().what, "a mapping, or JSON text");
  }
  if (const Node* attachments = fields.find("attachments")) {
    if (attachments->kind != Node::Kind::sequence)
      fields.fail(*attachments, "attachments must be a list of paths");
    const fs::path folder = fs::path(document.name).parent_path();
    for (const Node& item : attachments->items) {
      const fs::path path = text_of(fields, item, "an attachment");
      auto text = core::read_file((folder / path).string());
      if (!text) fields.fail(item, "the attachment cannot be read: " + text.error().text());
      workload.attachments.push_back({attachment_name(path), std::move(*text)});
    }
  }
  fields.finish();
  return workload;
}

void read_workloads(Fields& fields, Target& target) {
  const Node* node = fields.find("workloads");
  if (!node) return;
  if (node->kind != Node::Kind::sequence) fields.fail(*node, "workloads must be a list", "- name: quick");
  for (const Node& item : node->items) {
    Workload workload = read_workload(fields.document(), item);
    const auto same = [&](const Workload& other) { return other.name == workload.name; };
    if (std::any_of(target.workloads.begin(), target.workloads.end(), same)) {
      fields.fail(item, "the workload " + workload.name + " is given twice");
    }
    target.workloads.push_back(std::move(workload));
  }
}

void read_values(Fields& fields, Target& target) {
  const Node* node = fields.find("values");
  if (!node) return;
  Fields values(fields.document(), *node, "the values");
  for (const Node::Member& member : node->members)
    target.values.emplace_back(member.key, values.text(member.key));
}

void read_waits(Fields& fields, Waits& waits) {
  const Node* node = fields.find("waits");
  if (!node) return;
  Fields times(fields.document(), *node, "the waits");
  for (const WaitRow& row : wait_rows) waits.*row.member = times.duration_or(row.name, waits.*row.member);
  times.finish();
  if (waits.first_poll <= core::Duration::zero() || waits.longest_poll < waits.first_poll) {
    times.fail(*node, "first_poll must be above 0 and at most longest_poll");
  }
}

void read_address(Fields& fields, Target& target) {
  target.base_url = fields.text_or("base_url", {});
  if (!target.base_url.empty()) {
    const auto url = core::parse_base_url(target.base_url);
    if (!url) fields.fail(*fields.find("base_url"), url.error().what, url.error().hint);
  }
  target.base_path = fields.text_or("base_path", {});
  if (!target.base_path.empty() && !core::parse_base_url("http://host" + target.base_path)) {
    fields.fail(*fields.find("base_path"), "base_path is not the path of a URL", "/ga4gh/wes/v1");
  }
  if (!target.base_path.empty() && target.base_path.front() != '/')
    fields.fail(*fields.find("base_path"), "base_path must begin with a slash", "/" + target.base_path);
  std::vector<std::string> versions = schemas::dialect_versions("wes");
  versions.push_back("auto");
  target.wes_version = fields.word_or("wes_version", versions, {});
}

// Credentials are judged here as far as that goes without reading a secret: the file may be for another
// machine.
void read_credentials(Fields& fields, Target& target) {
  static constexpr struct {
    const char* name;
    std::string Target::*member;
  } rows[] = {{"auth", &Target::auth}, {"other_auth", &Target::other_auth}, {"bad_auth", &Target::bad_auth}};
  for (const auto& row : rows) {
    std::string& text = target.*row.member;
    text = fields.text_or(row.name, {});
    if (text.empty()) continue;
    const auto credential = check_credential_form(text);
    if (!credential) fields.fail(*fields.find(row.name), credential.error().what, credential.error().hint);
  }
}

void read_workflow(Fields& fields, Target& target) {
  target.workflow_type = fields.text_or("workflow_type", {});
  target.workflow_type_version = fields.text_or("workflow_type_version", {});
  if (!target.workflow_type.empty() && !language_of(target.workflow_type)) {
    std::vector<std::string> known;
    for (const Language& language : shipped_languages())
      known.insert(known.end(), language.types.begin(), language.types.end());
    std::string hint = core::closest(target.workflow_type, known);
    hint = hint.empty() ? "give workloads of your own: workloads: [{name: quick, ...}]"
                        : "did you mean " + hint + "?";
    fields.fail(*fields.find("workflow_type"),
                "no workload is shipped for the workflow_type " + core::printable(target.workflow_type),
                hint);
  }
  if (target.workflow_type.empty() && !target.workflow_type_version.empty()) {
    fields.fail(*fields.find("workflow_type_version"),
                "workflow_type_version needs a workflow_type beside it", "workflow_type: CWL");
  }
  const Node* params = fields.find("workflow_params");
  if (!params) return;
  target.workflow_params = text_or_json(*params);
  const auto parsed = core::parse_json(target.workflow_params);
  if (!parsed || !parsed->is_object()) {
    fields.fail(*params, "workflow_params must be a mapping: its members are added to those of each workload",
                "workflow_params: {project: demo}");
  }
}

Target target_of(const Document& document, const Node& node) {
  Target target;
  if (node.kind == Node::Kind::null) return target;
  Fields fields(document, node, "a target");
  read_address(fields, target);
  read_credentials(fields, target);
  read_headers(fields, target);
  read_workflow(fields, target);
  read_form_fields(fields, target);
  target.json_content_type = fields.flag_or("json_content_type", false);
  read_workloads(fields, target);
  read_values(fields, target);
  target.dialect = fields.text_or("dialect", {});
  target.region = fields.text_or("region", {});
  read_waits(fields, target.waits);
  fields.finish();
  return target;
}

// The members of `more` win.
std::string with_members(const std::string& params, const std::string& more) {
  if (more.empty()) return params;
  auto object = core::parse_json(params);
  if (!object || !object->is_object()) return params;
  const auto members = core::parse_json(more);
  if (!members || !members->is_object()) return params;
  object->update(*members);
  return object->dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

bool holds_json(std::string_view part) {
  return part == "workflow_params" || part == "tags" || part == "workflow_engine_parameters";
}

}  // namespace

core::Result<Target> parse_target(std::string name, std::string_view text) {
  auto document = core::load_document(std::move(name), text);
  if (!document) return document.error();
  return read_target(*document, document->root);
}

std::vector<std::string> shipped_targets() {
  std::vector<std::string> names;
  for (const std::string_view path : core::embedded_paths(target_folder)) {
    if (!path.ends_with(".yaml")) continue;
    const std::string_view file = path.substr(target_folder.size());
    names.emplace_back(file.substr(0, file.size() - std::string_view(".yaml").size()));
  }
  return names;
}

core::Result<Target> load_target(const std::string& path) {
  if (path.find_first_of("./") == std::string::npos) {
    const std::string shipped = std::string(target_folder) + path + ".yaml";
    if (const auto text = core::embedded_file(shipped)) return parse_target(shipped, *text);
    const std::string near = core::closest(path, shipped_targets());
    return core::Error{
        "there is no target '" + core::printable(path) + "'", "",
        (near.empty() ? "" : "did you mean '" + near + "'? ") +
            std::string("`wes-assay list --targets` names the shipped ones; a file has a . or a /")};
  }
  auto document = core::load_document_file(path);
  if (!document) return document.error();
  return read_target(*document, document->root);
}

core::Result<Target> read_target(const Document& document, const Node& node) {
  return core::reading([&] { return target_of(document, node); });
}

core::Result<std::string> base_url_of(const Target& target, const std::string& given) {
  const std::string& text = given.empty() ? target.base_url : given;
  if (text.empty()) return text;
  const auto url = core::parse_base_url(text);
  if (!url) return url.error();
  return url->path.empty() ? url->origin() + target.base_path : url->text();
}

Form make_form(const Workload& workload, const Target& target, const std::string& tag) {
  nlohmann::json tags = nlohmann::json::object();
  for (const auto& [name, value] : target.form_fields) {
    if (name != "tags") continue;
    auto given = core::parse_json(value);
    if (given && given->is_object()) tags.update(*given);
  }
  tags["wes-assay"] = tag;
  Form form;
  form.parts = {{"workflow_params", with_members(workload.workflow_params, target.workflow_params)},
                {"workflow_type", workload.workflow_type},
                {"workflow_type_version", workload.workflow_type_version},
                {"tags", tags.dump()},
                {"workflow_url", workload.workflow_url}};
  for (const auto& [name, value] : target.form_fields) {
    if (name != "tags") form.parts.push_back({name, value});
  }
  for (const Workload::File& file : workload.attachments) {
    form.parts.push_back({"workflow_attachment", file.text, file.name});
  }
  for (FormPart& part : form.parts) {
    if (target.json_content_type && holds_json(part.name)) part.content_type = "application/json";
  }
  return form;
}

}  // namespace assay::conformance
