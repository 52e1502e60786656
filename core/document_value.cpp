// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>

#include "core/document.hpp"

namespace assay::core {
namespace {

using nlohmann::json;

template <class T>
bool read_number(std::string_view text, T& value, int base) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
  return error == std::errc() && end == text.data() + text.size();
}

bool all_digits(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

// [-+]? ( \. [0-9]+ | [0-9]+ ( \. [0-9]* )? ) ( [eE] [-+]? [0-9]+ )?   (YAML 1.2.2 section 10.3.2)
bool looks_like_float(std::string_view text) {
  if (text.starts_with('-') || text.starts_with('+')) text.remove_prefix(1);
  if (const std::size_t e = text.find_first_of("eE"); e != std::string_view::npos) {
    std::string_view exponent = text.substr(e + 1);
    if (exponent.starts_with('-') || exponent.starts_with('+')) exponent.remove_prefix(1);
    if (!all_digits(exponent)) return false;
    text = text.substr(0, e);
  }
  const std::size_t dot = text.find('.');
  if (dot == std::string_view::npos) return all_digits(text);
  const std::string_view whole = text.substr(0, dot);
  const std::string_view part = text.substr(dot + 1);
  return (all_digits(whole) && (part.empty() || all_digits(part))) || (whole.empty() && all_digits(part));
}

json number_or_text(const std::string& scalar) {
  std::string_view text = scalar;
  std::int64_t integer = 0;
  std::uint64_t natural = 0;
  const int base = text.starts_with("0x") ? 16 : text.starts_with("0o") ? 8 : 10;
  if (base != 10 && !text.substr(2).starts_with('-')) {
    if (read_number(text.substr(2), integer, base)) return integer;
    if (read_number(text.substr(2), natural, base)) return natural;
  }
  if (!looks_like_float(text)) return scalar;
  if (text.starts_with('+')) text.remove_prefix(1);
  if (read_number(text, integer, 10)) return integer;
  if (read_number(text, natural, 10)) return natural;
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() ? json(value) : json(scalar);
}

json plain(const std::string& scalar) {
  for (const std::string_view word : {"", "~", "null", "Null", "NULL"}) {
    if (scalar == word) return nullptr;
  }
  for (const std::string_view word : {"true", "True", "TRUE"}) {
    if (scalar == word) return true;
  }
  for (const std::string_view word : {"false", "False", "FALSE"}) {
    if (scalar == word) return false;
  }
  return number_or_text(scalar);
}

}  // namespace

json to_json(const Node& node) {
  if (node.kind == Node::Kind::scalar) return node.quoted ? json(node.scalar) : plain(node.scalar);
  json value;
  if (node.kind == Node::Kind::sequence) {
    value = json::array();
    for (const Node& item : node.items) value.push_back(to_json(item));
  }
  if (node.kind == Node::Kind::mapping) {
    value = json::object();
    for (const Node::Member& member : node.members) value.emplace(member.key, to_json(member.value));
  }
  return value;
}

}  // namespace assay::core
