// SPDX-License-Identifier: Apache-2.0
#include "mock_server/http/repeated_head.hpp"

#include <array>

#include "mock_server/base/limits.hpp"

namespace assay::mock {
namespace {

constexpr std::string_view get_and_blank = "GET ";

// Of a path: letters, digits and marks that mean nothing anywhere.
constexpr auto plain_bytes = [] {
  std::array<bool, 256> table = {};
  for (const char c : std::string_view("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789/-._~"))
    table[static_cast<unsigned char>(c)] = true;
  return table;
}();

bool is_plain_path(std::string_view path) {
  bool all = true;
  for (const char c : path) all &= plain_bytes[static_cast<unsigned char>(c)];
  return all;
}

}  // namespace

void RepeatedHead::learn(std::string_view text, const Head& head) {
  if (!text.starts_with("GET /") || head.version != 11 || head.has_body() || !head.keep_alive) return;
  const auto rest = text.substr(text.find(' ', get_and_blank.size()));
  if (rest == rest_) return;
  rest_ = rest;
  head_ = head;
}

RepeatedHead::Found RepeatedHead::find(std::string_view bytes) const {
  if (rest_.empty() || !bytes.starts_with("GET /")) return {};
  const auto end = bytes.find(' ', get_and_blank.size());
  const auto size = end + rest_.size();
  const auto target = bytes.substr(get_and_blank.size(), end - get_and_blank.size());
  const bool same = end != bytes.npos && bytes.substr(end).starts_with(rest_);
  if (!same || size > limits::head_bytes || target.size() > limits::target_bytes) return {};
  return {target, size};
}

const Head* RepeatedHead::head(std::string_view target) {
  if (!is_plain_path(target)) return nullptr;
  head_.request.target = target;
  return &head_;
}

}  // namespace assay::mock
