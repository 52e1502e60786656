// SPDX-License-Identifier: Apache-2.0
#include "mock_server/base/reading.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

namespace assay::mock {

using core::Fields;
using core::Node;

const std::vector<Node>& list_of(const Fields& fields, const Node& node, std::string_view key) {
  if (node.kind != Node::Kind::sequence || node.items.empty()) {
    fields.fail(node, std::string(key) + " must be a list with at least one entry");
  }
  return node.items;
}

core::Duration read_duration(Fields& fields, std::string_view key) {
  const auto value = fields.duration_or(key, core::Duration{});
  if (value < core::Duration{}) fields.fail(*fields.find(key), std::string(key) + " must not be negative");
  if (value > longest_time) fields.fail(*fields.find(key), std::string(key) + " is more than ten years");
  return value;
}

std::vector<std::pair<std::string, std::string>> read_globs(Fields& fields, std::string_view key) {
  std::vector<std::pair<std::string, std::string>> globs;
  const auto* node = fields.find(key);
  if (!node) return globs;
  if (node->kind != Node::Kind::mapping) {
    fields.fail(*node, std::string(key) + " must be a mapping of names to values");
  }
  for (const auto& member : node->members) {
    if (member.value.kind != Node::Kind::scalar) {
      fields.fail(member.value, "the value of a " + std::string(key) + " must be text");
    }
    globs.emplace_back(member.key, member.value.scalar);
  }
  return globs;
}

std::vector<std::uint64_t> read_nth(Fields& fields) {
  std::vector<std::uint64_t> turns;
  const auto* node = fields.find("nth");
  if (!node) return turns;
  const auto take = [&](const Node& one) {
    const auto value = one.kind == Node::Kind::scalar ? core::to_json(one) : nlohmann::json();
    if (!value.is_number_integer() || value.get<std::int64_t>() < 1) {
      fields.fail(one, "nth can never be met: it is a whole number from 1, or a list of such");
    }
    turns.push_back(static_cast<std::uint64_t>(value.get<std::int64_t>()));
  };
  if (node->kind != Node::Kind::sequence) {
    take(*node);
  } else {
    for (const auto& one : list_of(fields, *node, "nth")) take(one);
  }
  return turns;
}

std::int64_t read_count(Fields& fields, std::string_view key, std::int64_t most) {
  const auto value = fields.integer_or(key, 1);
  if (value < 1 || value > most) {
    fields.fail(*fields.find(key), fmt::format("{} must be a whole number from 1 to {}", key, most));
  }
  return value;
}

std::string title_of(const schemas::Dialect& dialect) {
  return (dialect.name == "wes" ? "WES" : dialect.name) + " " + dialect.version;
}

}  // namespace assay::mock
