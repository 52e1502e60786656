// SPDX-License-Identifier: Apache-2.0
#include "core/headers.hpp"

#include <algorithm>

#include "core/ascii.hpp"

namespace assay::core {

namespace {

// Where the part that starts at `from` ends: the next ";" outside a quoted string, or the end of the text.
std::size_t end_of_part(std::string_view text, std::size_t from) {
  bool quoted = false;
  for (std::size_t i = from; i < text.size(); ++i) {
    if (quoted && text[i] == '\\') {
      ++i;
    } else if (text[i] == '"') {
      quoted = !quoted;
    } else if (text[i] == ';' && !quoted) {
      return i;
    }
  }
  return text.size();
}

// A backslash escapes only a quote or a backslash: senders leave those of "C:\data.txt" as they are.
std::optional<std::string> unquoted(std::string_view text) {
  if (!text.starts_with('"')) return std::string(text);
  std::string value;
  for (std::size_t i = 1; i < text.size(); ++i) {
    if (text[i] == '"') {
      if (i + 1 != text.size()) return std::nullopt;
      return value;
    }
    if (text[i] == '\\' && i + 1 < text.size() && (text[i + 1] == '"' || text[i + 1] == '\\')) ++i;
    value += text[i];
  }
  return std::nullopt;
}

}  // namespace

bool equal_without_case(std::string_view a, std::string_view b) {
  return std::ranges::equal(a, b, {}, lower, lower);
}

void Headers::set(std::string_view name, std::string value) {
  const auto named = [name](const Header& field) { return equal_without_case(field.name, name); };
  const auto first = std::ranges::find_if(fields_, named);
  if (first == fields_.end()) return add(std::string(name), std::move(value));
  first->value = std::move(value);
  fields_.erase(std::remove_if(first + 1, fields_.end(), named), fields_.end());
}

void Headers::remove(std::string_view name) {
  std::erase_if(fields_, [name](const Header& field) { return equal_without_case(field.name, name); });
}

std::optional<std::string_view> Headers::get(std::string_view name) const {
  for (const Header& field : fields_)
    if (equal_without_case(field.name, name)) return field.value;
  return std::nullopt;
}

std::vector<std::string_view> Headers::all(std::string_view name) const {
  std::vector<std::string_view> values;
  for (const Header& field : fields_)
    if (equal_without_case(field.name, name)) values.emplace_back(field.value);
  return values;
}

std::string media_type(std::string_view content_type) {
  std::string type(trimmed(content_type.substr(0, content_type.find(';'))));
  std::ranges::transform(type, type.begin(), lower);
  return type;
}

std::optional<std::string> header_parameter(std::string_view value, std::string_view name) {
  // The first part is the type itself.
  for (std::size_t at = end_of_part(value, 0); at < value.size();) {
    const std::size_t end = end_of_part(value, at + 1);
    const std::string_view part = value.substr(at + 1, end - at - 1);
    const auto equals = part.find('=');
    if (equals != part.npos && equal_without_case(trimmed(part.substr(0, equals)), name))
      return unquoted(trimmed(part.substr(equals + 1)));
    at = end;
  }
  return std::nullopt;
}

}  // namespace assay::core
