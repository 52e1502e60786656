// SPDX-License-Identifier: Apache-2.0
#include "core/http/field_list.hpp"

#include <algorithm>

#include "core/ascii.hpp"

namespace assay::core {
namespace {

bool is_token_char(char c) {
  return is_digit(c) || is_letter(c) || std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
}

}  // namespace

std::vector<std::string_view> list_items(std::string_view value) {
  std::vector<std::string_view> items;
  for (;;) {
    const std::size_t comma = value.find(',');
    items.push_back(trimmed(value.substr(0, comma)));
    if (comma == std::string_view::npos) return items;
    value.remove_prefix(comma + 1);
  }
}

std::vector<std::string_view> list_items(const Headers& headers, std::string_view name) {
  std::vector<std::string_view> items;
  for (const std::string_view value : headers.all(name)) {
    const auto more = list_items(value);
    items.insert(items.end(), more.begin(), more.end());
  }
  return items;
}

std::vector<std::string_view> list_members(const Headers& headers, std::string_view name) {
  auto members = list_items(headers, name);
  std::erase(members, std::string_view());
  return members;
}

bool has_member(const std::vector<std::string_view>& members, std::string_view word) {
  return std::any_of(members.begin(), members.end(),
                     [&](std::string_view each) { return equal_without_case(each, word); });
}

bool has_member(const Headers& headers, std::string_view name, std::string_view word) {
  return has_member(list_members(headers, name), word);
}

bool is_token(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), is_token_char);
}

bool keeps_alive(const Headers& headers, int version) {
  const auto members = list_members(headers, "Connection");
  return !has_member(members, "close") && (version == 11 || has_member(members, "keep-alive"));
}

}  // namespace assay::core
