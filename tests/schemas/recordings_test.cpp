// SPDX-License-Identifier: Apache-2.0
// Bodies of real servers through the validator: what is found equals tests/data/recording_violations.yaml, a
// reviewed table. With ASSAY_PRINT_TABLE in the environment the test prints the table as it would be now.
#include <gtest/gtest.h>

#include <cstdlib>
#include <iostream>
#include <map>
#include <nlohmann/json.hpp>
#include <regex>

#include "core/fields.hpp"
#include "core/json_guard.hpp"
#include "schemas/openapi.hpp"
#include "schemas/pointer.hpp"
#include "tests/schemas/shared.hpp"
#include "tests/support/recording.hpp"

namespace assay::schemas {
namespace {

using tests::Recorded;

struct Recording {
  std::string server;
  std::string file;
  std::string base_path;
  std::vector<std::pair<std::string, std::size_t>>
      judged;  // by version, how many bodies it lists the status of
};
const std::vector<Recording> recordings = {
    {"toil", "toil-5.9.2.ndjson", "/ga4gh/wes/v1", {{"1.0.0", 142}}},
    {"wes-service", "wes-service-4.0.ndjson", "/ga4gh/wes/v1", {{"1.0.0", 127}}},
    {"sapporo", "sapporo-1.7.1.ndjson", "", {{"1.0.0", 597}, {"1.1.0", 603}}},
    {"agc", "agc-wes-adapter.ndjson", "/ga4gh/wes/v1", {{"1.0.0", 205}}},
};

// nullptr for what the document does not offer.
const OpenApi::Operation* operation_of(const OpenApi& document, const Recorded& asked,
                                       const std::string& base_path) {
  if (!asked.path().starts_with(base_path)) {
    return nullptr;
  }
  std::vector<std::string> wanted = tokens(asked.path().substr(base_path.size()));
  for (const OpenApi::Operation& operation : document.operations()) {
    std::vector<std::string> offered = tokens(operation.path);
    bool same = operation.method == asked.method && offered.size() == wanted.size();
    for (std::size_t i = 0; same && i < offered.size(); ++i) {
      same = offered[i].starts_with('{') ? !wanted[i].empty() : offered[i] == wanted[i];
    }
    if (same) {
      return &operation;
    }
  }
  return nullptr;
}

// "/runs/17/state" -> "/runs/*/state"; members of maps keep their names.
std::string pattern_of(const std::string& pointer) {
  static const std::regex index("/[0-9]+(?=/|$)");
  return std::regex_replace(pointer, index, "/*");
}

// Server, version, operation, status, keyword, pattern of the instance, expected.
using Key = std::vector<std::string>;
using Table = std::map<Key, std::size_t>;
const std::vector<std::string> key_words = {"server",  "version",  "operation", "status",
                                            "keyword", "instance", "expected"};

// Adds to `table`; how many bodies were judged.
std::size_t judge(const Recording& recording, const std::string& version, Table& table) {
  const auto document = OpenApi::shipped("wes", version);
  std::size_t judged = 0;
  for (const Recorded& recorded : tests::read_recording(recording.file)) {
    const OpenApi::Operation* operation = operation_of(*document, recorded, recording.base_path);
    if (operation == nullptr || recorded.response.body.empty() ||
        recorded.response.headers.get("Content-Type") != "application/json") {
      continue;
    }
    const int status = recorded.response.status;
    const auto body = core::parse_json(recorded.response.body);
    if (body.has_error()) {
      ADD_FAILURE() << recorded.step << " " << body.error().text();
      continue;
    }
    const auto has_schema = [&](const OpenApi::Body& each) { return each.status == status; };
    judged += std::ranges::any_of(operation->bodies, has_schema) ? 1 : 0;
    for (const Violation& violation : document->check(operation->id, status, "application/json", *body)) {
      ++table[{recording.server, version, operation->id, std::to_string(status), violation.keyword,
               pattern_of(violation.instance), violation.expected}];
    }
  }
  return judged;
}

Table reviewed() {
  const core::Document document = core::load_document_file(data_file("recording_violations.yaml")).value();
  Table table;
  for (const core::Node& node : document.root.items) {
    core::Fields fields(document, node, "a violation");
    Key key;
    for (const std::string& word : key_words) {
      key.push_back(fields.text(word));
    }
    const auto count = static_cast<std::size_t>(fields.integer_or("count", 0));
    fields.finish();
    EXPECT_TRUE(table.emplace(key, count).second) << "twice: " << testing::PrintToString(key);
  }
  return table;
}

void print(const Table& table) {
  for (const auto& [key, count] : table) {
    std::cout << "- {";
    for (std::size_t i = 0; i < key.size(); ++i) {
      const bool quoted = key_words[i] == "instance" || key_words[i] == "expected";
      std::cout << key_words[i] << ": " << (quoted ? "'" + key[i] + "'" : key[i]) << ", ";
    }
    std::cout << "count: " << count << "}\n";
  }
}

TEST(Recordings, BreakTheSchemaWhereTheReviewedTableSays) {
  ASSAY_NEEDS_SHARED("recordings");
  Table found;
  for (const Recording& recording : recordings) {
    for (const auto& [version, judged] : recording.judged) {
      EXPECT_EQ(judge(recording, version, found), judged) << recording.server << " " << version;
    }
  }
  if (std::getenv("ASSAY_PRINT_TABLE") != nullptr) {
    print(found);
  }
  const Table expected = reviewed();
  for (const auto& [key, count] : found) {
    const auto row = expected.find(key);
    EXPECT_EQ(row == expected.end() ? 0 : row->second, count) << "found: " << testing::PrintToString(key);
  }
  for (const auto& [key, count] : expected) {
    EXPECT_TRUE(found.contains(key)) << "no longer found: " << testing::PrintToString(key);
  }
}

// Documents that servers hand out of themselves are what --openapi is for.
TEST(Recordings, HoldDocumentsThatLoad) {
  ASSAY_NEEDS_SHARED("recordings");
  std::size_t loaded = 0;
  for (const Recording& recording : recordings) {
    for (const Recorded& recorded : tests::read_recording(recording.file)) {
      const std::string path = recorded.path();
      const bool is_document = path.ends_with("/swagger.json") || path.ends_with("/openapi.json");
      if (!is_document || recorded.response.status != 200) {
        continue;
      }
      const auto document = OpenApi::load(recording.server, recorded.response.body);
      ASSERT_TRUE(document.has_value()) << document.error().text();
      EXPECT_NE((*document)->operation("GET", "/runs/{run_id}/status"), nullptr) << recording.server;
      ++loaded;
    }
  }
  EXPECT_EQ(loaded, 3u);
}

}  // namespace
}  // namespace assay::schemas
