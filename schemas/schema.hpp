// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <map>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

namespace assay::schemas {

struct Pattern;

// A schema object with its references resolved. Schemas point at each other and may form circles through
// members and items, but not through allOf, anyOf, oneOf and not alone. All of them live as long as the
// OpenApi they belong to.
struct Schema {
  std::size_t index = 0;
  std::string pointer;  // where it stands: "/components/schemas/State"; "service-info-1.0.0#/..." in a
                        // bundled document
  std::string type;     // "" is any
  bool nullable = false;
  const nlohmann::json* choices = nullptr;  // the array of `enum`
  std::vector<std::string> required;
  std::map<std::string, const Schema*, std::less<>> properties;
  const Schema* additional = nullptr;  // of members that `properties` does not name
  bool closed = false;                 // additionalProperties: false
  const Schema* items = nullptr;
  std::vector<const Schema*> all_of;
  std::vector<const Schema*> any_of;
  std::vector<const Schema*> one_of;
  const Schema* negated = nullptr;
  std::string format;
  std::shared_ptr<const Pattern> pattern;
  std::optional<double> minimum;
  std::optional<double> maximum;
  bool exclusive_minimum = false;
  bool exclusive_maximum = false;
  std::optional<double> multiple_of;
  std::optional<std::size_t> min_length;
  std::optional<std::size_t> max_length;
  std::optional<std::size_t> min_items;
  std::optional<std::size_t> max_items;
  bool unique_items = false;
  std::optional<std::size_t> min_properties;
  std::optional<std::size_t> max_properties;
};

}  // namespace assay::schemas
