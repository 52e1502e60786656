// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <deque>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <string>

#include "schemas/schema.hpp"

namespace assay::schemas {

// Schemas as another validator (valijson) reads them: the second opinion of whether a body holds.
class Judge {
 public:
  // `schemas` stand at their index.
  explicit Judge(const std::deque<Schema>& schemas);
  ~Judge();

  bool holds(const Schema& schema, const nlohmann::json& value) const;

  // The library's first complaint about a value that does not hold; "" for both when there is none.
  struct Complaint {
    std::string instance;  // a JSON pointer
    std::string text;
  };
  Complaint complaint(const Schema& schema, const nlohmann::json& value) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace assay::schemas
