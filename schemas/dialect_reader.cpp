// SPDX-License-Identifier: Apache-2.0
#include "schemas/dialect_reader.hpp"

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>

#include "core/fields.hpp"

namespace assay::schemas {
namespace {

// In the order of Phase.
const std::vector<std::string> phase_words = {
    "unknown",        "queued",       "initializing", "running",   "paused", "canceling", "complete",
    "executor_error", "system_error", "canceled",     "preempted", "draft",  "stopping"};
const std::vector<std::string> scheme_words = {"any", "header", "sigv4"};  // of AuthPromise::Scheme
const std::vector<std::string> encoding_words = {"form", "json"};          // of SubmissionShape::Encoding
const std::vector<std::string> style_words = {"token", "links"};           // of PageStyle

Phase phase_of(std::string_view word) {
  return static_cast<Phase>(std::ranges::find(phase_words, word) - phase_words.begin());
}

std::vector<Phase> read_phases(core::Fields& fields, std::string_view key) {
  std::vector<Phase> phases;
  for (const std::string& word : fields.texts(key)) {
    if (std::ranges::find(phase_words, word) == phase_words.end()) {
      fields.fail(fields.need(key), "there is no phase \"" + word + "\"", core::closest(word, phase_words));
    }
    phases.push_back(phase_of(word));
  }
  return phases;
}

// At least one.
const std::vector<core::Node>& items_of(core::Fields& fields, std::string_view key) {
  const core::Node& node = fields.need(key);
  if (node.kind != core::Node::Kind::sequence || node.items.empty())
    fields.fail(node, std::string(key) + " must be a list with at least one entry");
  return node.items;
}

int read_status(core::Fields& fields, std::string_view key, int fallback) {
  const std::int64_t status = fields.integer_or(key, fallback);
  if (status < 0 || status > 599)
    fields.fail(fields.need(key), std::string(key) + " must be a status of HTTP");
  return static_cast<int>(status);
}

Operation read_operation(const core::Document& document, const core::Node& node) {
  core::Fields fields(document, node, "an operation");
  Operation operation;
  operation.id = fields.text("id");
  operation.called = fields.text_or("called", operation.id);
  operation.method = fields.text("method");
  operation.path = fields.text("path");
  if (!operation.path.starts_with('/')) fields.fail(fields.need("path"), "a path begins with a slash");
  operation.success = read_status(fields, "success", operation.success);
  for (const std::string& word : fields.texts("errors")) {
    int status = 0;
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), status);
    if (error != std::errc() || end != word.data() + word.size()) {
      fields.fail(fields.need("errors"), "the status \"" + word + "\" is no number");
    }
    operation.errors.push_back(status);
  }
  fields.finish();
  return operation;
}

StateWord read_state(const core::Document& document, const core::Node& node) {
  core::Fields fields(document, node, "a state");
  StateWord state{fields.text("word"), Phase::unknown, fields.flag_or("terminal", false)};
  fields.need("phase");
  state.phase = phase_of(fields.word_or("phase", phase_words, ""));
  state.also = read_phases(fields, "also");
  fields.finish();
  return state;
}

void read_paging(const core::Document& document, const core::Node& node, Dialect& dialect) {
  core::Fields fields(document, node, "paging");
  dialect.page_size_parameter = fields.text("size");
  dialect.page_token_parameter = fields.text("token");
  dialect.page_style =
      fields.word_or("style", style_words, "token") == "links" ? PageStyle::links : PageStyle::token;
  if (dialect.page_style == PageStyle::token) dialect.next_token_member = fields.text("next");
  dialect.default_page_size = static_cast<int>(fields.integer_or("default", 0));
  dialect.largest_page_size = static_cast<int>(fields.integer_or("largest", 0));
  fields.finish();
}

void read_readings(const core::Document& document, const core::Node& node, Readings& readings) {
  core::Fields fields(document, node, "the readings");
  const struct {
    std::string_view key;
    std::string& member;
  } rows[] = {
      {"run_id", readings.run_id},
      {"state", readings.state},
      {"runs", readings.runs},
      {"tasks", readings.tasks},
      {"task_id", readings.task_id},
      {"task_state", readings.task_state},
      {"created", readings.created},
      {"started", readings.started},
      {"ended", readings.ended},
      {"error_message", readings.error_message},
      {"error_status", readings.error_status},
      {"error_code", readings.error_code},
      {"error_header", readings.error_header},
  };
  for (const auto& row : rows) row.member = fields.text_or(row.key, row.member);
  fields.finish();
}

Follows read_follows(const core::Document& document, const core::Node& node) {
  core::Fields fields(document, node, "what a dialect follows");
  Follows follows{fields.text("name"), fields.text("version")};
  fields.finish();
  return follows;
}

CancelPromise read_cancel(const core::Document& document, const core::Node& node) {
  core::Fields fields(document, node, "the cancel");
  CancelPromise promise;
  promise.from = read_phases(fields, "from");
  promise.otherwise = read_status(fields, "otherwise", 0);
  fields.finish();
  return promise;
}

AuthPromise read_auth(const core::Document& document, const core::Node& node) {
  using Scheme = AuthPromise::Scheme;
  core::Fields fields(document, node, "the auth");
  AuthPromise promise;
  const std::string scheme = fields.word_or("scheme", scheme_words, "any");
  promise.scheme = static_cast<Scheme>(std::ranges::find(scheme_words, scheme) - scheme_words.begin());
  if (promise.scheme == Scheme::header) promise.header = fields.text("header");
  if (promise.scheme == Scheme::sigv4) promise.service = fields.text("service");
  promise.refused = read_status(fields, "refused", promise.refused);
  fields.finish();
  return promise;
}

// The name of each place in braces.
std::vector<std::string> places_in(std::string_view text) {
  std::vector<std::string> places;
  for (std::size_t at = text.find('{'); at != std::string_view::npos; at = text.find('{', at + 1)) {
    const std::string_view name = text.substr(at + 1, text.find('}', at) - at - 1);
    const bool is_name =
        !name.empty() && std::ranges::all_of(name, [](char c) { return c >= 'a' && c <= 'z'; });
    if (is_name) places.emplace_back(name);
  }
  return places;
}

SubmissionShape read_submission(const core::Document& document, const core::Node& node) {
  core::Fields fields(document, node, "the submission");
  SubmissionShape shape;
  shape.encoding = fields.word_or("encoding", encoding_words, "form") == "json"
                       ? SubmissionShape::Encoding::json
                       : SubmissionShape::Encoding::form;
  if (fields.need("body").kind != core::Node::Kind::mapping)
    fields.fail(fields.need("body"), "the body of a submission is an object");
  shape.body = core::to_json(fields.need("body")).dump();
  shape.query = fields.text_or("query", "");
  std::vector<std::string> known = {"workload", "tag", "unique"};
  if (const core::Node* values = fields.find("values")) {
    core::Fields own(document, *values, "the values of a submission");
    for (const core::Node::Member& member : values->members) {
      shape.values.emplace_back(member.key, own.text(member.key));
      known.push_back(member.key);
    }
  }
  for (const std::string& place : places_in(shape.body)) {
    if (std::ranges::find(known, place) == known.end())
      fields.fail(fields.need("body"), "the place {" + place + "} has no value",
                  "values: {" + place + ": ...}");
  }
  fields.finish();
  return shape;
}

Clues read_clues(const core::Document& document, const core::Node& node) {
  core::Fields fields(document, node, "the clues");
  Clues clues{fields.texts("hosts"), fields.text_or("header", "")};
  fields.finish();
  return clues;
}

}  // namespace

Dialect read_dialect(const core::Document& document) {
  core::Fields fields(document, document.root, "a dialect");
  Dialect dialect;
  dialect.name = fields.text("name");
  dialect.version = fields.text("version");
  dialect.base_path = fields.text("base_path");
  const bool is_path = dialect.base_path.starts_with('/') && !dialect.base_path.ends_with('/');
  if (!dialect.base_path.empty() && !is_path)
    fields.fail(fields.need("base_path"), "a base path begins with a slash and does not end with one");
  if (const core::Node* node = fields.find("follows")) dialect.follows = read_follows(document, *node);
  read_paging(document, fields.need("paging"), dialect);
  if (const core::Node* node = fields.find("readings")) read_readings(document, *node, dialect.readings);
  if (const core::Node* node = fields.find("cancel")) dialect.cancel = read_cancel(document, *node);
  if (const core::Node* node = fields.find("auth")) dialect.auth = read_auth(document, *node);
  if (const core::Node* node = fields.find("submission"))
    dialect.submission = read_submission(document, *node);
  if (const core::Node* node = fields.find("clues")) dialect.clues = read_clues(document, *node);
  for (const core::Node& node : items_of(fields, "operations")) {
    dialect.operations.push_back(read_operation(document, node));
  }
  for (const core::Node& node : items_of(fields, "states")) {
    dialect.states.push_back(read_state(document, node));
  }
  fields.finish();
  return dialect;
}

}  // namespace assay::schemas
