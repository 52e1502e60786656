// SPDX-License-Identifier: Apache-2.0
#include "conformance/rules/error_reading.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "core/json_guard.hpp"

namespace assay::conformance {
namespace {

struct Row {
  const char* what;
  const char* name;
  const char* version;
  const char* body;
  core::Headers headers;
  std::vector<std::string> reasons;
};

TEST(ErrorReading, AsksForWhatTheDialectPromises) {
  const core::Headers json = {{"Content-Type", "application/json"}};
  const core::Headers typed = {{"Content-Type", "application/json"},
                               {"x-amzn-ErrorType", "ConflictException"}};
  const std::vector<Row> rows = {
      {"as promised", "healthomics", "2022-11-28", R"({"message":"no"})", typed, {}},
      {"no type", "healthomics", "2022-11-28", R"({"message":"no"})", json, {"error-header-missing"}},
      {"another name", "healthomics", "2022-11-28", R"({"Message":"no"})", typed, {"error-message-missing"}},
      {"no text", "healthomics", "2022-11-28", R"({"message":7})", typed, {"error-message-missing"}},
      {"no JSON", "healthomics", "2022-11-28", "no", typed, {"error-not-json"}},
      {"as promised", "sevenbridges", "v2", R"({"message":"no","status":409,"code":7007})", json, {}},
      {"another status",
       "sevenbridges",
       "v2",
       R"({"message":"no","status":400,"code":7007})",
       json,
       {"error-status-differs"}},
      {"a status in words",
       "sevenbridges",
       "v2",
       R"({"message":"no","status":"409","code":7007})",
       json,
       {"error-status-differs"}},
      {"no code", "sevenbridges", "v2", R"({"message":"no","status":409})", json, {"error-code-missing"}},
  };
  for (const Row& row : rows) {
    auto exchange = std::make_shared<core::Exchange>();
    exchange->response.emplace();
    exchange->response->status = 409;
    exchange->response->headers = row.headers;
    exchange->response->body = row.body;
    const auto body = core::parse_json(row.body);
    std::vector<std::string> reasons;
    for (const Finding& each : misshapen_error(exchange, body ? &*body : nullptr,
                                               *schemas::load_dialect(row.name, row.version).value()))
      reasons.push_back(each.reason);
    EXPECT_EQ(reasons, row.reasons) << row.name << ": " << row.what;
  }
  EXPECT_EQ(rows.size(), 9u);
}

}  // namespace
}  // namespace assay::conformance
