// SPDX-License-Identifier: Apache-2.0
#include "schemas/locate.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <set>
#include <tuple>

#include "core/text.hpp"
#include "schemas/format.hpp"
#include "schemas/pointer.hpp"

namespace assay::schemas {
namespace {

constexpr std::size_t most_violations = 10'000;
constexpr std::size_t longest_expected = 200;

using List = std::vector<Violation>;

struct TypeRow {
  std::string_view word;
  bool (*holds)(const nlohmann::json&);
};
const TypeRow types[] = {
    {"object", [](const nlohmann::json& value) { return value.is_object(); }},
    {"array", [](const nlohmann::json& value) { return value.is_array(); }},
    {"string", [](const nlohmann::json& value) { return value.is_string(); }},
    {"boolean", [](const nlohmann::json& value) { return value.is_boolean(); }},
    {"number", [](const nlohmann::json& value) { return value.is_number(); }},
    // 138.0 is no integer: draft 4 of JSON Schema, on which OpenAPI 3.0 stands, goes by the notation.
    {"integer", [](const nlohmann::json& value) { return value.is_number_integer(); }},
};

bool has_type(const std::string& word, const nlohmann::json& value) {
  const auto* row = std::ranges::find(types, word, &TypeRow::word);
  return row == std::end(types) || row->holds(value);
}

std::string choices_text(const nlohmann::json& choices) {
  std::string text = "one of ";
  for (const nlohmann::json& choice : choices) {
    text += (&choice == &choices.front() ? "" : ", ") +
            (choice.is_string() ? choice.get<std::string>() : choice.dump());
  }
  return core::shortened(text, longest_expected);
}

std::string number_text(double number) {
  const bool whole =
      std::abs(number) < 1e15 && number == static_cast<double>(static_cast<std::int64_t>(number));
  return whole ? std::to_string(static_cast<std::int64_t>(number)) : nlohmann::json(number).dump();
}

class Walker {
 public:
  void walk(const Schema& schema, const nlohmann::json& value, const std::string& at, List& out) {
    if (out.size() >= most_violations || (schema.nullable && value.is_null())) {
      return;
    }
    if (!has_type(schema.type, value)) {
      add(out, schema, at, "type", schema.nullable ? schema.type + " or null" : schema.type, describe(value));
      return;
    }
    scalar(schema, value, at, out);
    if (value.is_object()) {
      object(schema, value, at, out);
    }
    if (value.is_array()) {
      array(schema, value, at, out);
    }
    combinations(schema, value, at, out);
  }

 private:
  static void add(List& out, const Schema& schema, const std::string& at, std::string keyword,
                  std::string expected, std::string actual) {
    std::string pointer = join(schema.pointer, keyword);
    out.push_back({at, std::move(pointer), std::move(keyword), std::move(expected), std::move(actual)});
  }

  static void scalar(const Schema& schema, const nlohmann::json& value, const std::string& at, List& out) {
    if (schema.choices != nullptr && std::ranges::find(*schema.choices, value) == schema.choices->end()) {
      add(out, schema, at, "enum", choices_text(*schema.choices), describe(value));
    }
    if (value.is_number()) {
      limits(schema, value, at, out);
    }
    if (auto fault = scalar_fault(schema, value)) {
      add(out, schema, at, std::move(fault->keyword), std::move(fault->expected), std::move(fault->actual));
    }
  }

  static void limits(const Schema& schema, const nlohmann::json& value, const std::string& at, List& out) {
    const auto number = value.get<double>();
    if (schema.minimum &&
        (number < *schema.minimum || (schema.exclusive_minimum && number <= *schema.minimum))) {
      const std::string_view words = schema.exclusive_minimum ? "more than " : "at least ";
      add(out, schema, at, "minimum", std::string(words) + number_text(*schema.minimum), describe(value));
    }
    if (schema.maximum &&
        (number > *schema.maximum || (schema.exclusive_maximum && number >= *schema.maximum))) {
      const std::string_view words = schema.exclusive_maximum ? "less than " : "at most ";
      add(out, schema, at, "maximum", std::string(words) + number_text(*schema.maximum), describe(value));
    }
  }

  struct CountRow {
    std::string_view keyword;
    std::optional<std::size_t> limit;
    bool least;
    std::string_view things;
  };
  static void count(const Schema& schema, const nlohmann::json& value, const std::string& at,
                    const CountRow& row, List& out) {
    if (row.limit && (row.least ? value.size() < *row.limit : value.size() > *row.limit)) {
      const std::string words = row.least ? "at least " : "at most ";
      add(out, schema, at, std::string(row.keyword),
          words + std::to_string(*row.limit) + " " + std::string(row.things), describe(value));
    }
  }

  void object(const Schema& schema, const nlohmann::json& value, const std::string& at, List& out) {
    for (const std::string& name : schema.required) {
      if (!value.contains(name)) {
        add(out, schema, at, "required", "member " + name, "missing");
      }
    }
    for (const auto& [name, member] : value.items()) {
      const auto declared = schema.properties.find(name);
      if (declared != schema.properties.end()) {
        walk(*declared->second, member, join(at, name), out);
      } else if (schema.additional != nullptr) {
        walk(*schema.additional, member, join(at, name), out);
      } else if (schema.closed) {
        add(out, schema, join(at, name), "additionalProperties", "no member of this name", describe(member));
      }
    }
    count(schema, value, at, {"minProperties", schema.min_properties, true, "members"}, out);
    count(schema, value, at, {"maxProperties", schema.max_properties, false, "members"}, out);
  }

  void array(const Schema& schema, const nlohmann::json& value, const std::string& at, List& out) {
    for (std::size_t i = 0; schema.items != nullptr && i < value.size(); ++i) {
      walk(*schema.items, value[i], at + "/" + std::to_string(i), out);
    }
    count(schema, value, at, {"minItems", schema.min_items, true, "items"}, out);
    count(schema, value, at, {"maxItems", schema.max_items, false, "items"}, out);
    if (schema.unique_items) {
      std::set<nlohmann::json> seen;
      for (std::size_t i = 0; i < value.size(); ++i) {
        if (!seen.insert(value[i]).second) {
          add(out, schema, at + "/" + std::to_string(i), "uniqueItems", "items that differ",
              describe(value[i]));
        }
      }
    }
  }

  void combinations(const Schema& schema, const nlohmann::json& value, const std::string& at, List& out) {
    for (const Schema* each : schema.all_of) {
      walk(*each, value, at, out);
    }
    if (!schema.any_of.empty()) {
      branches(schema.any_of, value, at, out);
    }
    if (!schema.one_of.empty()) {
      const std::size_t matches = branches(schema.one_of, value, at, out);
      if (matches > 1) {
        add(out, schema, at, "oneOf",
            "a match of exactly one of " + std::to_string(schema.one_of.size()) + " schemas",
            std::to_string(matches) + " matches");
      }
    }
    if (schema.negated != nullptr && matches(*schema.negated, value, at)) {
      add(out, schema, at, "not", "no match of " + schema.negated->pointer, describe(value));
    }
  }

  bool matches(const Schema& schema, const nlohmann::json& value, const std::string& at) {
    List found;
    walk(schema, value, at, found);
    return found.empty();
  }

  // How many of `list` match. When none does, adds the violations of the nearest.
  std::size_t branches(const std::vector<const Schema*>& list, const nlohmann::json& value,
                       const std::string& at, List& out) {
    std::size_t matching = 0;
    List nearest;
    for (const Schema* branch : list) {
      List found;
      walk(*branch, value, at, found);
      matching += found.empty() ? 1 : 0;
      if (branch == list.front() || rank(found, at) < rank(nearest, at)) {
        nearest = std::move(found);
      }
    }
    if (matching == 0) {
      std::ranges::move(nearest, std::back_inserter(out));
    }
    return matching;
  }

  // Less is nearer.
  static std::tuple<bool, std::size_t, std::ptrdiff_t> rank(const List& found, const std::string& at) {
    bool other_type = false;
    std::ptrdiff_t deepest = 0;
    for (const Violation& violation : found) {
      other_type |= violation.keyword == "type" && violation.instance == at;
      deepest = std::max(deepest, std::ranges::count(violation.instance, '/'));
    }
    return {other_type, found.size(), -deepest};
  }
};

}  // namespace

std::vector<Violation> locate(const Schema& schema, const nlohmann::json& value) {
  List all;
  Walker().walk(schema, value, "", all);
  // Two parts of an allOf may both say the same of one place.
  std::set<std::tuple<std::string, std::string, std::string>> seen;
  List list;
  for (Violation& violation : all) {
    if (seen.emplace(violation.instance, violation.keyword, violation.expected).second) {
      list.push_back(std::move(violation));
    }
  }
  return list;
}

bool is_too_deep(const nlohmann::json& value) {
  struct Level {
    const nlohmann::json* value;
    std::size_t depth;
  };
  std::vector<Level> open{{&value, 0}};
  while (!open.empty()) {
    const Level level = open.back();
    open.pop_back();
    if (level.depth > deepest_value) return true;
    if (level.value->is_structured()) {
      for (const nlohmann::json& below : *level.value) open.push_back({&below, level.depth + 1});
    }
  }
  return false;
}

}  // namespace assay::schemas
