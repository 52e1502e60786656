// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <map>
#include <string>

#include "schemas/openapi.hpp"

namespace assay::schemas {

// The structure of a document, one fact a row, told the same way for OpenAPI 3.0 and Swagger 2.0:
//   "GET /runs parameter query page_size"  -> "integer int64"
//   "GET /runs response 200"               -> "application/json -> RunListResponse"
//   "RunStatus required"                   -> "[\"run_id\"]"
// Words for people (description, summary, title, example, tags) are no facts.
std::map<std::string, std::string> facts(const OpenApi& document);

}  // namespace assay::schemas
