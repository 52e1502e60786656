// SPDX-License-Identifier: Apache-2.0
#include "schemas/compile.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "schemas/pattern.hpp"
#include "schemas/pointer.hpp"

namespace assay::schemas {
namespace {

constexpr std::size_t deepest_chain = 32;
constexpr std::size_t widest_expansion = 10'000;

// "file" is of Swagger 2.0: a body that is no JSON.
constexpr std::string_view type_words[] = {"object", "array",   "string", "integer",
                                           "number", "boolean", "file"};

const nlohmann::json* member(const Place& place, std::string_view key) { return below(*place.value, key); }

std::optional<double> number(const Place& place, std::string_view key) {
  const nlohmann::json* value = member(place, key);
  if (value != nullptr && !value->is_number()) {
    (place / key).fail(std::string(key) + " at " + place.pointer + " is no number");
  }
  return value != nullptr ? std::optional(value->get<double>()) : std::nullopt;
}

std::optional<std::size_t> count(const Place& place, std::string_view key) {
  const nlohmann::json* value = member(place, key);
  if (value != nullptr && !value->is_number_unsigned() && !(value->is_number_integer() && *value >= 0)) {
    (place / key).fail(std::string(key) + " at " + place.pointer + " is no whole number");
  }
  return value != nullptr ? std::optional(value->get<std::size_t>()) : std::nullopt;
}

bool flag(const Place& place, std::string_view key) {
  const nlohmann::json* value = member(place, key);
  if (value != nullptr && !value->is_boolean()) {
    (place / key).fail(std::string(key) + " at " + place.pointer + " is neither true nor false");
  }
  return value != nullptr && value->get<bool>();
}

std::string type_of(const Place& place) {
  const nlohmann::json* type = member(place, "type");
  if (type == nullptr) {
    return "";
  }
  if (!type->is_string() || std::ranges::find(type_words, type->get<std::string>()) == std::end(type_words)) {
    (place / "type")
        .fail("the type at " + place.pointer + " is " + describe(*type),
              "one of object, array, string, integer, number, boolean");
  }
  return *type == "file" ? "" : type->get<std::string>();
}

std::shared_ptr<const Pattern> pattern_of(const Place& place) {
  const nlohmann::json* text = member(place, "pattern");
  if (text == nullptr) {
    return nullptr;
  }
  auto pattern = text->is_string() ? Pattern::compile(text->get<std::string>()) : nullptr;
  if (pattern == nullptr) {
    (place / "pattern")
        .fail("the pattern at " + place.pointer + " is no regular expression, or too large a one",
              "at most 2,000 bytes and 100 nested groups");
  }
  return pattern;
}

void fill_limits(Schema& schema, const Place& place) {
  schema.minimum = number(place, "minimum");
  schema.maximum = number(place, "maximum");
  schema.exclusive_minimum = flag(place, "exclusiveMinimum");
  schema.exclusive_maximum = flag(place, "exclusiveMaximum");
  schema.multiple_of = number(place, "multipleOf");
  if (schema.multiple_of && !(*schema.multiple_of > 0)) {
    (place / "multipleOf").fail("multipleOf at " + place.pointer + " is not above 0");
  }
  schema.min_length = count(place, "minLength");
  schema.max_length = count(place, "maxLength");
  schema.min_items = count(place, "minItems");
  schema.max_items = count(place, "maxItems");
  schema.unique_items = flag(place, "uniqueItems");
  schema.min_properties = count(place, "minProperties");
  schema.max_properties = count(place, "maxProperties");
  schema.pattern = pattern_of(place);
  const nlohmann::json* format = member(place, "format");
  schema.format = format != nullptr && format->is_string() ? format->get<std::string>() : "";
}

// How far a schema reaches without a step into the value: a walk over a value goes this deep and this often.
struct Reach {
  std::size_t depth = 0;  // 0: not known yet
  std::size_t count = 0;
};

class ReachFinder {
 public:
  explicit ReachFinder(const std::deque<Place>& places) : places_(places), known_(places.size()) {}

  const Reach& of(const Schema& schema, std::size_t level = 1) {
    Reach& reach = known_[schema.index];
    if (reach.depth != 0) {
      return reach;
    }
    const Place& place = places_[schema.index];
    if (level > deepest_chain) {
      place.fail("the schema at " + schema.pointer +
                     " contains itself, or too many others, without a member between",
                 "allOf, anyOf, oneOf and not that end after 32 steps");
    }
    Reach found{1, 1};
    for (const auto* list : {&schema.all_of, &schema.any_of, &schema.one_of}) {
      for (const Schema* branch : *list) {
        add(found, of(*branch, level + 1));
      }
    }
    if (schema.negated != nullptr) {
      add(found, of(*schema.negated, level + 1));
    }
    if (found.depth > deepest_chain || found.count > widest_expansion) {
      place.fail("the schema at " + schema.pointer + " expands to too many others", "at most 10,000");
    }
    return reach = found;
  }

 private:
  static void add(Reach& sum, const Reach& part) {
    sum.depth = std::max(sum.depth, part.depth + 1);
    sum.count += part.count;
  }

  const std::deque<Place>& places_;
  std::vector<Reach> known_;
};

}  // namespace

const Schema* Compiler::schema(const Place& place) {
  const Place target = sources_.resolved(place);
  const std::string pointer = target.source->prefix + target.pointer;
  Schema*& known = known_[pointer];
  if (known == nullptr) {
    if (!target.value->is_object()) {
      target.fail("the schema at " + pointer + " is no mapping");
    }
    known = &schemas_.emplace_back();
    known->index = schemas_.size() - 1;
    known->pointer = pointer;
    places_.push_back(target);
    pending_.push_back({known, target});
  }
  return known;
}

void Compiler::finish() {
  while (!pending_.empty()) {
    const Pending next = std::move(pending_.back());
    pending_.pop_back();
    fill(*next.schema, next.place);
  }
  ReachFinder reach(places_);
  for (const Schema& each : schemas_) {
    reach.of(each);
  }
}

void Compiler::fill(Schema& schema, const Place& place) {
  schema.type = type_of(place);
  schema.nullable = flag(place, "nullable") || flag(place, "x-nullable");
  schema.choices = member(place, "enum");
  if (schema.choices != nullptr && !schema.choices->is_array()) {
    (place / "enum").fail("enum at " + place.pointer + " is no list");
  }
  fill_limits(schema, place);
  fill_structure(schema, place);
}

void Compiler::fill_structure(Schema& target, const Place& place) {
  const Place members = place / "properties";
  if (members.value != nullptr) {
    if (!members.value->is_object()) {
      members.fail("properties at " + place.pointer + " is no mapping");
    }
    for (const auto& [name, value] : members.value->items()) {
      target.properties[name] = schema(members / name);
    }
  }
  target.required = required(place);
  const Place additional = place / "additionalProperties";
  if (additional.value != nullptr && additional.value->is_boolean()) {
    target.closed = !additional.value->get<bool>();
  } else if (additional.value != nullptr) {
    target.additional = schema(additional);
  }
  if (const Place items = place / "items"; items.value != nullptr) {
    target.items = schema(items);
  }
  target.all_of = branches(place / "allOf");
  target.any_of = branches(place / "anyOf");
  target.one_of = branches(place / "oneOf");
  if (const Place negated = place / "not"; negated.value != nullptr) {
    target.negated = schema(negated);
  }
}

std::vector<const Schema*> Compiler::branches(const Place& place) {
  std::vector<const Schema*> list;
  if (place.value == nullptr) {
    return list;
  }
  if (!place.value->is_array()) {
    place.fail("the value at " + place.pointer + " is no list of schemas");
  }
  for (std::size_t i = 0; i < place.value->size(); ++i) {
    list.push_back(schema(place / std::to_string(i)));
  }
  return list;
}

std::vector<std::string> Compiler::required(const Place& place) {
  std::vector<std::string> names;
  const Place listed = place / "required";
  if (listed.value == nullptr) {
    return names;
  }
  if (!listed.value->is_array()) {
    listed.fail("required at " + place.pointer + " is no list of members", "required: [run_id, state]");
  }
  for (const nlohmann::json& name : *listed.value) {
    if (!name.is_string()) {
      listed.fail("required at " + place.pointer + " holds " + describe(name), "names of members");
    }
    // A member that is only for writing is never in a response.
    const Place declared = place / "properties" / name.get<std::string>();
    if (declared.value == nullptr || !flag(sources_.resolved(declared), "writeOnly")) {
      names.push_back(name);
    }
  }
  return names;
}

}  // namespace assay::schemas
