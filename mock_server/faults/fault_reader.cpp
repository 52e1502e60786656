// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "core/fields.hpp"
#include "core/text.hpp"
#include "mock_server/base/reading.hpp"
#include "mock_server/faults/fault_kinds.hpp"

namespace assay::mock {
namespace {

using core::Fields;
using core::Node;

constexpr std::int64_t most_bytes = 1'000'000'000;
constexpr auto uncounted = std::numeric_limits<std::int64_t>::max();

bool is_plain(std::string_view glob) { return glob.find_first_of("*?") == std::string_view::npos; }

// A word that no operation has, or an operation with methods that are not its own: such a match holds for
// nothing.
void check_operations(Fields& fields, const Fault::Match& match, const schemas::Dialect& dialect) {
  std::vector<std::string> known{"MockRunText", "MockTaskText", "MockRateLimit"};
  for (const auto& operation : dialect.operations) known.push_back(operation.id);
  for (const auto& glob : match.operations) {
    const auto fits = [&](const std::string& id) { return core::glob_match(glob, id); };
    if (std::any_of(known.begin(), known.end(), fits)) continue;
    const auto near = core::closest(glob, known);
    fields.fail(
        fields.need("operation"),
        "the match can never fire: " + title_of(dialect) + " has no operation " + core::printable(glob),
        near.empty() ? "for example GetRunStatus" : "did you mean " + near + "?");
  }
  if (match.operations.size() != 1 || !is_plain(match.operations[0]) || match.methods.empty()) return;
  const auto* operation = dialect.operation(match.operations[0]);
  const std::string method = operation ? operation->method : "GET";
  const auto fits = [&](const std::string& glob) {
    return core::glob_match(glob, method) || (method == "GET" && core::glob_match(glob, "HEAD"));
  };
  if (!std::any_of(match.methods.begin(), match.methods.end(), fits))
    fields.fail(fields.need("method"),
                "the match can never fire: " + match.operations[0] + " is asked for with " + method, method);
}

Fault::Match read_match(const core::Document& document, const Node& node, const schemas::Dialect& dialect) {
  Fields fields(document, node, "the match of a fault");
  Fault::Match match{.operations = fields.texts("operation"),
                     .methods = fields.texts("method"),
                     .paths = fields.texts("path"),
                     .run_ids = fields.texts("run_id"),
                     .users = fields.texts("user"),
                     .headers = read_globs(fields, "header")};
  fields.finish();
  if (node.members.empty())
    fields.fail(node, "an empty match", "leave `match` out: the fault is then for every request");
  for (const auto& glob : match.paths) {
    if (!glob.starts_with('/') && !glob.starts_with('*'))
      fields.fail(*node.find("path"),
                  "the match can never fire: a path begins with a slash, below the base path",
                  "/runs/*/status");
  }
  check_operations(fields, match, dialect);
  return match;
}

double read_number(Fields& fields, std::string_view key, double fallback, double least, double most) {
  const auto* node = fields.find(key);
  if (!node) return fallback;
  const auto value = node->kind == Node::Kind::scalar ? core::to_json(*node) : nlohmann::json();
  const bool good = value.is_number() && value.get<double>() >= least && value.get<double>() <= most;
  if (!good) fields.fail(*node, fmt::format("{} must be a number from {} to {}", key, least, most));
  return value.get<double>();
}

std::uint64_t read_size(Fields& fields, std::string_view key, std::int64_t fallback, std::int64_t most) {
  const auto value = fields.integer_or(key, fallback);
  if (value < 1 || value > most)
    fields.fail(*fields.find(key), fmt::format("{} must be a whole number from 1 to {}", key, most));
  return static_cast<std::uint64_t>(value);
}

// "300ms", {uniform: {from: 1s, to: 2s}}, {exponential: {mean: 1s}} or {lognormal: {median: 1s, sigma: 0.5}}.
Spread read_spread(Fields& outer, std::string_view key) {
  const auto& node = outer.need(key);
  if (node.kind == Node::Kind::scalar) return {.first = read_duration(outer, key)};
  Fields fields(outer.document(), node, "a time that is drawn");
  Spread spread;
  const auto inner = [&](const Node& shape) {
    return Fields(outer.document(), shape, "the shape of a time");
  };
  if (node.members.size() != 1)
    fields.fail(node, "a time that is drawn has one shape", "{uniform: {from: 100ms, to: 1s}}");
  if (const auto* uniform = fields.find("uniform")) {
    auto shape = inner(*uniform);
    shape.need("to");
    spread = {Spread::Shape::uniform, read_duration(shape, "from"), read_duration(shape, "to")};
    if (spread.second < spread.first) shape.fail(shape.need("to"), "the time ends before it begins");
    shape.finish();
  } else if (const auto* exponential = fields.find("exponential")) {
    auto shape = inner(*exponential);
    shape.need("mean");
    spread = {Spread::Shape::exponential, read_duration(shape, "mean")};
    shape.finish();
  } else if (const auto* lognormal = fields.find("lognormal")) {
    auto shape = inner(*lognormal);
    shape.need("median");
    spread = {Spread::Shape::lognormal, read_duration(shape, "median")};
    spread.sigma = read_number(shape, "sigma", 0.5, 0, 5);
    shape.finish();
  }
  fields.finish();
  return spread;
}

// "5s", {date: 5s} or {text: soon}.
RetryAfter read_retry_after(Fields& outer) {
  const auto* node = outer.find("retry_after");
  if (!node) return {};
  if (node->kind == Node::Kind::scalar)
    return {RetryAfter::Form::seconds, read_duration(outer, "retry_after")};
  Fields fields(outer.document(), *node, "retry_after");
  RetryAfter retry;
  if (node->members.size() != 1)
    fields.fail(*node, "retry_after is a time, a date or a text", "5s, {date: 5s} or {text: soon}");
  if (fields.find("date")) retry = {RetryAfter::Form::date, read_duration(fields, "date")};
  if (fields.find("text")) retry = {RetryAfter::Form::text, {}, fields.text("text")};
  fields.finish();
  return retry;
}

void read_details(Fields& fields, Fault& fault) {
  const auto takes = [&](std::string_view member) {
    const auto& list = fault.kind->takes;
    return std::find(list.begin(), list.end(), member) != list.end();
  };
  if (takes("time")) fault.time = read_spread(fields, "time");
  if (takes("at")) fault.at = fields.word_or("at", {"before-head", "after-head", "mid-body"}, "before-head");
  if (takes("part")) fault.part = fields.word_or("part", {"all", "head", "body"}, "all");
  if (takes("bytes")) fault.bytes = read_size(fields, "bytes", 64, most_bytes);
  if (takes("levels")) fault.bytes = read_size(fields, "levels", 100'000, most_bytes / 10);
  if (takes("size")) fault.bytes = read_size(fields, "size", 80 << 20, most_bytes);
  if (takes("interval")) {
    fault.interval =
        fields.find("interval") ? read_duration(fields, "interval") : std::chrono::milliseconds(100);
  }
  if (takes("value")) fault.value = fields.text_or("value", "text/html");
  if (!takes("status")) return;
  const auto& node = fields.need("status");
  const auto status = fields.integer_or("status", 0);
  if (status < 400 || status > 599) fields.fail(node, "status must be from 400 to 599");
  fault.status = static_cast<int>(status);
  fault.retry_after = read_retry_after(fields);
}

void read_served(Fields& fields, Fault& fault) {
  const auto* node = fields.find("served");
  const bool cut_later = !fault.at.empty() && fault.at != "before-head";
  const bool free = fault.kind->serves != FaultKind::Serves::must && !cut_later;
  if (node && !free)
    fields.fail(*node, "what this fault changes is the answer of a request that was served",
                "leave `served` out");
  fault.served = fields.flag_or("served", fault.kind->serves != FaultKind::Serves::on_demand);
}

// What is left of a rule that can act: some moment, some number.
void read_occasions(Fields& fields, const core::Document& document, Fault& fault) {
  fault.nth = read_nth(fields);
  if (const auto* every = fields.find("every"); every && !fault.nth.empty())
    fields.fail(*every, "nth and every are two ways to say the same", "leave one of them out");
  fault.every = static_cast<std::uint64_t>(read_count(fields, "every", uncounted));
  fault.probability = read_number(fields, "probability", 1, 0, 1);
  if (fields.find("seed")) fault.seed = static_cast<std::uint64_t>(fields.integer_or("seed", 0));
  if (fields.find("count")) fault.most = static_cast<std::uint64_t>(read_count(fields, "count", uncounted));
  if (fields.find("ttl")) fault.life = read_duration(fields, "ttl");
  if (const auto* node = fields.find("window")) {
    Fields window(document, *node, "a window");
    fault.from = read_duration(window, "from");
    if (window.find("to")) fault.to = read_duration(window, "to");
    window.finish();
    if (fault.to && *fault.to <= fault.from)
      window.fail(*node, "the window never opens: it ends before it begins");
    if (fault.life && *fault.life <= fault.from)
      window.fail(*node, "the window never opens: the ttl is over before");
  }
}

Fault read(const core::Document& document, const Node& node, const schemas::Dialect& dialect) {
  Fields fields(document, node, "a fault");
  Fault fault;
  std::vector<std::string> words;
  for (const auto& kind : fault_kinds()) words.emplace_back(kind.word);
  fields.need("do");
  fault.kind = find_fault_kind(fields.word_or("do", words, {}));
  fault.id = fields.text_or("id", "");
  if (const auto* match = fields.find("match")) fault.match = read_match(document, *match, dialect);
  read_occasions(fields, document, fault);
  read_details(fields, fault);
  read_served(fields, fault);
  fields.finish();
  return fault;
}

}  // namespace

std::vector<Fault> read_faults(const core::Document& document, const Node& node,
                               const schemas::Dialect& dialect) {
  if (node.kind != Node::Kind::sequence)
    throw core::BadInput(document.error(node.mark, "faults must be a list", "- {do: delay, time: 300ms}"));
  std::vector<Fault> faults;
  for (const auto& one : node.items) {
    auto fault = read(document, one, dialect);
    const bool taken =
        !fault.id.empty() &&
        std::any_of(faults.begin(), faults.end(), [&](const Fault& other) { return other.id == fault.id; });
    if (taken)
      throw core::BadInput(
          document.error(one.find("id")->mark, "two faults of one id", "another id, or none"));
    faults.push_back(std::move(fault));
  }
  return faults;
}

core::Result<std::vector<Fault>> load_faults(const core::Document& document,
                                             const schemas::Dialect& dialect) {
  return core::reading([&] {
    if (document.root.kind == Node::Kind::sequence) return read_faults(document, document.root, dialect);
    return std::vector<Fault>{read(document, document.root, dialect)};
  });
}

core::Result<std::vector<Fault>> load_faults(const std::string& name, const std::string& yaml,
                                             const schemas::Dialect& dialect) {
  // The ending says that a brace begins YAML, not JSON.
  const std::string ending = ".yaml";
  auto document = core::load_document(name + ending, yaml);
  if (document) {
    document->name = name;
    return load_faults(*document, dialect);
  }
  auto error = document.error();
  if (error.where.starts_with(name + ending)) error.where.erase(name.size(), ending.size());
  return error;
}

}  // namespace assay::mock
