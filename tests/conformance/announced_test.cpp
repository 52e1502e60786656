// SPDX-License-Identifier: Apache-2.0
#include "conformance/rules/announced.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace assay::conformance {
namespace {

using nlohmann::json;

TEST(Announced, ReadsEnginesOfBothShapes) {
  const json info = json::parse(R"({"workflow_engine_versions":
    {"a":{"workflow_engine_version":["1","2"]},"b":"3","c":7,"":"4"}})");
  const auto engines = announced_engines(&info);
  ASSERT_EQ(engines.size(), 3u);
  EXPECT_EQ(engines[0].name, "a");
  EXPECT_EQ(engines[0].versions, (std::vector<std::string>{"1", "2"}));
  EXPECT_EQ(engines[1].versions, (std::vector<std::string>{"3"}));
  EXPECT_TRUE(engines[2].versions.empty());
}

TEST(Announced, ReadsTypesOfEveryShapeSeen) {
  const json info = json::parse(R"({"workflow_type_versions":
    {"CWL":{"workflow_type_version":["v1.0",3]},"NFL":"1.0","WDL":["1.0","1.1"],"X":null,"":["1"]}})");
  const auto types = declared_types(&info);
  ASSERT_EQ(types.size(), 4u);
  EXPECT_EQ(types[0].versions, (std::vector<std::string>{"v1.0"}));
  EXPECT_EQ(types[1].versions, (std::vector<std::string>{"1.0"}));
  EXPECT_EQ(types[2].versions, (std::vector<std::string>{"1.0", "1.1"}));
  EXPECT_TRUE(types[3].versions.empty());
  const json singular = json::parse(R"({"workflow_type_version":{"WDL":["1.0"]}})");
  EXPECT_EQ(declared_types(&singular).size(), 1u);
  EXPECT_TRUE(declared_types(nullptr).empty());
}

TEST(Announced, ReadsNothingFromNothing) {
  const json array =
      json::parse(R"({"workflow_engine_versions":["a"],"supported_filesystem_protocols":"http"})");
  EXPECT_TRUE(announced_engines(nullptr).empty());
  EXPECT_TRUE(announced_engines(&array).empty());
  EXPECT_TRUE(announces_protocol(nullptr, "http"));
  EXPECT_TRUE(announces_protocol(&array, "http"));
}

TEST(Announced, KnowsProtocolsWithoutCase) {
  const json info = json::parse(R"({"supported_filesystem_protocols":["HTTP",3,"s3"]})");
  EXPECT_TRUE(announces_protocol(&info, "http"));
  EXPECT_FALSE(announces_protocol(&info, "https"));
}

TEST(Announced, ATypeIsHeldToItsVersions) {
  const nlohmann::json info{
      {"workflow_type_versions",
       {{"CWL", {{"workflow_type_version", {"v1.0", "v1.2"}}}}, {"WDL", {"1.0"}}, {"NFL", 7}}}};
  EXPECT_TRUE(announces_type(&info, "CWL", "v1.2"));
  EXPECT_FALSE(announces_type(&info, "CWL", "v1.1"));
  EXPECT_TRUE(announces_type(&info, "WDL", "1.0"));
  EXPECT_FALSE(announces_type(&info, "SMK", "7"));
  EXPECT_TRUE(announces_type(&info, "NFL", "1"));
  EXPECT_TRUE(announces_type(nullptr, "CWL", "v1.2"));
}

}  // namespace
}  // namespace assay::conformance
