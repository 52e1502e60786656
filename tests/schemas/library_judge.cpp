// SPDX-License-Identifier: Apache-2.0
#include "tests/schemas/library_judge.hpp"

#include <nlohmann/json.hpp>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/constraints/concrete_constraints.hpp>
#include <valijson/schema.hpp>
#include <valijson/validator.hpp>

#include "schemas/format.hpp"
#include "schemas/pointer.hpp"

namespace assay::schemas {
namespace {

using valijson::adapters::NlohmannJsonAdapter;
using Rules = valijson::Subschema;
namespace constraints = valijson::constraints;

// The keywords of scalar_fault() as a constraint of the library.
class ScalarConstraint final : public constraints::PolyConstraint {
 public:
  explicit ScalarConstraint(const Schema& schema) : schema_(schema) {}

  bool validate(const valijson::adapters::Adapter& target, const std::vector<std::string>& context,
                valijson::ValidationResults* results) const override {
    const auto fault = scalar_fault(schema_, scalar(target));
    if (fault && results != nullptr) {
      results->pushError(context,
                         fault->keyword + ": expected " + fault->expected + ", found " + fault->actual);
    }
    return !fault;
  }

 private:
  static nlohmann::json scalar(const valijson::adapters::Adapter& target) {
    if (target.isString()) {
      return target.asString();
    }
    if (target.isInteger()) {
      return target.asInteger();
    }
    return target.isDouble() ? nlohmann::json(target.asDouble()) : nlohmann::json();
  }

  constraints::Constraint* cloneInto(void* memory) const override {
    return new (memory) ScalarConstraint(schema_);
  }
  std::size_t sizeOf() const override { return sizeof(ScalarConstraint); }

  const Schema& schema_;
};

bool has_scalar_rules(const Schema& schema) {
  return !schema.format.empty() || schema.pattern || schema.multiple_of || schema.min_length ||
         schema.max_length;
}

constraints::TypeConstraint type_constraint(const std::string& word) {
  constraints::TypeConstraint constraint;
  constraint.addNamedType(constraints::TypeConstraint::jsonTypeFromString(word));
  return constraint;
}

std::string pointer_of(const std::vector<std::string>& context) {
  std::string pointer;
  for (std::size_t i = 1; i < context.size(); ++i) {  // the first is "<root>", the others "[name]"
    pointer = join(pointer, context[i].substr(1, context[i].size() - 2));
  }
  return pointer;
}

}  // namespace

struct Judge::State {
  valijson::Schema library;
  std::vector<const Rules*> by_index;

  const Rules* rules(const Schema* schema) const {
    return schema != nullptr ? by_index[schema->index] : library.emptySubschema();
  }

  template <class Constraint>
  void add(const Rules* rules, const Constraint& constraint) {
    library.addConstraintToSubschema(constraint, rules);
  }

  template <class Constraint>
  void add_branches(const Rules* rules_of, const std::vector<const Schema*>& branches) {
    if (branches.empty()) {
      return;
    }
    Constraint constraint;
    for (const Schema* branch : branches) {
      constraint.addSubschema(rules(branch));
    }
    add(rules_of, constraint);
  }

  // Where null is allowed, `rules` becomes a choice between null and what is returned.
  const Rules* below_nullable(const Schema& schema, const Rules* rules_of) {
    if (!schema.nullable) {
      return rules_of;
    }
    const Rules* null = library.createSubschema();
    const Rules* rest = library.createSubschema();
    add(null, type_constraint("null"));
    constraints::AnyOfConstraint either;
    either.addSubschema(null);
    either.addSubschema(rest);
    add(rules_of, either);
    return rest;
  }

  void add_object(const Schema& schema, const Rules* to) {
    constraints::PropertiesConstraint members;
    for (const auto& [name, member] : schema.properties) {
      members.addPropertySubschema(name, rules(member));
    }
    members.setAdditionalPropertiesSubschema(schema.closed ? nullptr : rules(schema.additional));
    if (!schema.properties.empty() || schema.closed || schema.additional != nullptr) {
      add(to, members);
    }
    constraints::RequiredConstraint required;
    for (const std::string& name : schema.required) {
      required.addRequiredProperty(name);
    }
    if (!schema.required.empty()) {
      add(to, required);
    }
    if (schema.min_properties) {
      constraints::MinPropertiesConstraint least;
      least.setMinProperties(*schema.min_properties);
      add(to, least);
    }
    if (schema.max_properties) {
      constraints::MaxPropertiesConstraint most;
      most.setMaxProperties(*schema.max_properties);
      add(to, most);
    }
  }

  void add_array(const Schema& schema, const Rules* to) {
    if (schema.items != nullptr) {
      constraints::SingularItemsConstraint items;
      items.setItemsSubschema(rules(schema.items));
      add(to, items);
    }
    if (schema.min_items) {
      constraints::MinItemsConstraint least;
      least.setMinItems(*schema.min_items);
      add(to, least);
    }
    if (schema.max_items) {
      constraints::MaxItemsConstraint most;
      most.setMaxItems(*schema.max_items);
      add(to, most);
    }
    if (schema.unique_items) {
      add(to, constraints::UniqueItemsConstraint());
    }
  }

  void add_scalar(const Schema& schema, const Rules* to) {
    if (schema.minimum) {
      constraints::MinimumConstraint least;
      least.setMinimum(*schema.minimum);
      least.setExclusiveMinimum(schema.exclusive_minimum);
      add(to, least);
    }
    if (schema.maximum) {
      constraints::MaximumConstraint most;
      most.setMaximum(*schema.maximum);
      most.setExclusiveMaximum(schema.exclusive_maximum);
      add(to, most);
    }
    if (schema.choices != nullptr) {
      constraints::EnumConstraint choices;
      for (const nlohmann::json& choice : *schema.choices) {
        choices.addValue(NlohmannJsonAdapter(choice));
      }
      add(to, choices);
    }
    if (has_scalar_rules(schema)) {
      add(to, ScalarConstraint(schema));
    }
  }

  void add_all(const Schema& schema) {
    const Rules* to = below_nullable(schema, by_index[schema.index]);
    if (!schema.type.empty()) {
      add(to, type_constraint(schema.type));
    }
    add_scalar(schema, to);
    add_object(schema, to);
    add_array(schema, to);
    add_branches<constraints::AllOfConstraint>(to, schema.all_of);
    add_branches<constraints::AnyOfConstraint>(to, schema.any_of);
    add_branches<constraints::OneOfConstraint>(to, schema.one_of);
    if (schema.negated != nullptr) {
      constraints::NotConstraint negated;
      negated.setSubschema(rules(schema.negated));
      add(to, negated);
    }
  }
};

Judge::Judge(const std::deque<Schema>& schemas) : state_(std::make_unique<State>()) {
  for (std::size_t i = 0; i < schemas.size(); ++i) {
    state_->by_index.push_back(state_->library.createSubschema());
  }
  for (const Schema& schema : schemas) {
    state_->add_all(schema);
  }
}

Judge::~Judge() = default;

bool Judge::holds(const Schema& schema, const nlohmann::json& value) const {
  valijson::Validator validator;
  return validator.validate(*state_->rules(&schema), NlohmannJsonAdapter(value), nullptr);
}

Judge::Complaint Judge::complaint(const Schema& schema, const nlohmann::json& value) const {
  valijson::Validator validator;
  valijson::ValidationResults results;
  validator.validate(*state_->rules(&schema), NlohmannJsonAdapter(value), &results);
  valijson::ValidationResults::Error first;
  if (!results.popError(first)) {
    return {};
  }
  return {pointer_of(first.context), first.description};
}

}  // namespace assay::schemas
