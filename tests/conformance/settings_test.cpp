// SPDX-License-Identifier: Apache-2.0
#include "conformance/runner/settings.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "schemas/openapi.hpp"

namespace assay::conformance {
namespace {

using nlohmann::json;

reports::RunHeader header_of(const json& settings) {
  reports::RunHeader header;
  header.target = "http://127.0.0.1:8080/ga4gh/wes/v1";
  header.profile = "core";
  header.settings = settings.dump();
  return header;
}

json good_settings() {
  RunOptions options;
  options.budget.runs = 5;
  options.budget.requests = 50;
  const auto document = schemas::OpenApi::shipped("wes", "1.1.0");
  return json::parse(settings_text(options, *document, core::Redactor()));
}

TEST(Settings, WhatARunWroteIsRead) {
  const auto read = options_of(header_of(good_settings()), nullptr);
  ASSERT_TRUE(read) << read.error().text();
  EXPECT_EQ(read->concurrency, 4);
  EXPECT_EQ(read->budget.runs, 5u);
}

// They come from a file that a stranger may have changed, and decide how many workers, runs and waits there
// are.
TEST(Settings, EveryNumberHasARangeAndEveryTextItsShape) {
  const struct {
    const char* pointer;
    std::vector<json> values;
  } rows[] = {{"/concurrency", {0, -1, 33, INT64_MAX, 1e308, "4", nullptr}},
              {"/repeat", {-1, 101, 2'000'000'000, 1.5}},
              {"/deadline", {-1, INT64_MAX, INT64_MIN, "1"}},
              {"/limits/head_bytes", {-1, 1e30}},
              {"/limits/redirects", {-1, INT64_MAX}},
              {"/limits/total", {-1, INT64_MAX}},
              {"/budget/runs", {-1, 0.5}},
              {"/budget/rate", {-1, 1e300, "1"}},
              {"/target/waits/finish", {-1, INT64_MAX, UINT64_MAX}},
              {"/target/workflow_type", {"x", 1}},
              {"/target/workflow_params", {"x", "[]", "{", 1}},
              {"/users", {1, {{"main", 1}}}},
              {"/target", {nullptr, 1, json::array()}}};
  int tried = 0;
  for (const auto& row : rows) {
    for (const json& value : row.values) {
      json settings = good_settings();
      settings[json::json_pointer(row.pointer)] = value;
      EXPECT_FALSE(options_of(header_of(settings), nullptr)) << row.pointer << " " << value;
      ++tried;
    }
  }
  EXPECT_GT(tried, 35);
}

}  // namespace
}  // namespace assay::conformance
