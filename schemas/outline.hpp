// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <map>
#include <string>
#include <vector>

#include "schemas/compile.hpp"
#include "schemas/openapi.hpp"

namespace assay::schemas {

// What a document offers, with the schemas of its responses. Bodies stand in the order of Operation::bodies.
struct Outline {
  std::string version;
  std::vector<OpenApi::Operation> operations;
  std::vector<std::vector<const Schema*>> bodies;
  std::map<std::string, const Schema*, std::less<>> named;
};

// BadInput when the document is neither OpenAPI 3.0 nor Swagger 2.0, or not a sound one.
Outline read_outline(Sources& sources, Compiler& compiler);

}  // namespace assay::schemas
