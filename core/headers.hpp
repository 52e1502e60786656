// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace assay::core {

struct Header {
  std::string name;
  std::string value;
  bool operator==(const Header&) const = default;
};

// Fields in the order they were sent; names compare without case (RFC 9110 section 5.1), duplicates are kept.
class Headers {
 public:
  Headers() = default;
  Headers(std::initializer_list<Header> fields) : fields_(fields) {}

  void add(std::string name, std::string value) { fields_.push_back({std::move(name), std::move(value)}); }
  void set(std::string_view name, std::string value);  // replaces every field of that name
  void remove(std::string_view name);
  bool has(std::string_view name) const { return get(name).has_value(); }
  std::optional<std::string_view> get(std::string_view name) const;  // the first
  std::vector<std::string_view> all(std::string_view name) const;

  auto begin() const { return fields_.begin(); }
  auto end() const { return fields_.end(); }
  auto begin() { return fields_.begin(); }
  auto end() { return fields_.end(); }
  std::size_t size() const { return fields_.size(); }
  bool operator==(const Headers&) const = default;

 private:
  std::vector<Header> fields_;
};

bool equal_without_case(std::string_view a, std::string_view b);

// "application/json; charset=utf-8" -> "application/json", in lower case.
std::string media_type(std::string_view content_type);
// The parameter of a content type or disposition, unquoted; nothing when absent.
std::optional<std::string> header_parameter(std::string_view value, std::string_view name);

}  // namespace assay::core
