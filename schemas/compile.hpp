// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <deque>
#include <map>
#include <string>
#include <vector>

#include "schemas/schema.hpp"
#include "schemas/source.hpp"

namespace assay::schemas {

// Makes Schema objects from places in documents: one for each place, however often it is referred to.
class Compiler {
 public:
  explicit Compiler(Sources& sources) : sources_(sources) {}
  Compiler(const Compiler&) = delete;
  Compiler& operator=(const Compiler&) = delete;

  // The schema at `place`, references followed. It is filled by finish().
  const Schema* schema(const Place& place);
  // Reads everything that was asked for and what that leads to. BadInput on what is no OpenAPI 3.0 or
  // Swagger 2.0 schema, and on schemas that contain themselves without a member or item between, or expand to
  // over 10,000.
  void finish();
  const std::deque<Schema>& schemas() const { return schemas_; }

 private:
  struct Pending {
    Schema* schema;
    Place place;
  };
  void fill(Schema& schema, const Place& place);
  void fill_structure(Schema& schema, const Place& place);
  std::vector<const Schema*> branches(const Place& place);
  std::vector<std::string> required(const Place& place);

  Sources& sources_;
  std::deque<Schema> schemas_;
  std::deque<Place> places_;  // by index of schema
  std::map<std::string, Schema*> known_;
  std::vector<Pending> pending_;
};

}  // namespace assay::schemas
