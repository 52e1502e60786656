// SPDX-License-Identifier: Apache-2.0
#include "schemas/pointer.hpp"

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>

#include "core/text.hpp"

namespace assay::schemas {
namespace {

constexpr std::size_t longest_shown = 80;

std::string decoded(std::string_view token) {
  std::string text;
  for (std::size_t i = 0; i < token.size(); ++i) {
    const bool escape =
        token[i] == '~' && i + 1 < token.size() && (token[i + 1] == '0' || token[i + 1] == '1');
    text += escape ? (token[++i] == '0' ? '~' : '/') : token[i];
  }
  return text;
}

const nlohmann::json* element(const nlohmann::json& array, std::string_view token) {
  std::size_t index = 0;
  const auto [end, error] = std::from_chars(token.data(), token.data() + token.size(), index);
  const bool whole = error == std::errc() && end == token.data() + token.size();
  return whole && index < array.size() ? &array[index] : nullptr;
}

std::string counted(std::string_view kind, std::size_t count, std::string_view one, std::string_view many) {
  return std::string(kind) + " of " + std::to_string(count) + " " + std::string(count == 1 ? one : many);
}

}  // namespace

std::string join(std::string_view pointer, std::string_view token) {
  std::string text(pointer);
  text += '/';
  for (const char c : token) {
    if (c == '~') {
      text += "~0";
    } else if (c == '/') {
      text += "~1";
    } else {
      text += c;
    }
  }
  return text;
}

std::vector<std::string> tokens(std::string_view pointer) {
  std::vector<std::string> list;
  while (!pointer.empty() && pointer.front() == '/') {
    pointer.remove_prefix(1);
    const std::size_t end = std::min(pointer.find('/'), pointer.size());
    list.push_back(decoded(pointer.substr(0, end)));
    pointer.remove_prefix(end);
  }
  return list;
}

const nlohmann::json* below(const nlohmann::json& value, std::string_view token) {
  if (!value.is_object()) {
    return value.is_array() ? element(value, token) : nullptr;
  }
  const auto member = value.find(token);
  return member == value.end() ? nullptr : &*member;
}

const nlohmann::json* find(const nlohmann::json& root, std::string_view pointer) {
  if (!pointer.empty() && pointer.front() != '/') {
    return nullptr;
  }
  const nlohmann::json* place = &root;
  for (const std::string& token : tokens(pointer)) {
    place = below(*place, token);
    if (place == nullptr) {
      return nullptr;
    }
  }
  return place;
}

std::string describe(const nlohmann::json& value) {
  if (value.is_object()) {
    return counted("an object", value.size(), "member", "members");
  }
  if (value.is_array()) {
    return counted("an array", value.size(), "item", "items");
  }
  if (value.is_string()) {
    const nlohmann::json text = core::shortened(value.get_ref<const std::string&>(), longest_shown);
    return text.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  }
  return value.dump();
}

}  // namespace assay::schemas
