// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "conformance/catalogue/catalogue.hpp"
#include "conformance/checks/checks.hpp"
#include "conformance/runner/preflight.hpp"
#include "conformance/runner/runner.hpp"

namespace assay::conformance {
namespace {

TEST(Select, ProfilesGrow) {
  const std::size_t smoke = select_checks("smoke", {}).value().size();
  const std::size_t core = select_checks("core", {}).value().size();
  const std::size_t full = select_checks("full", {}).value().size();
  EXPECT_GT(smoke, 0u);
  EXPECT_LT(smoke, core);
  EXPECT_LE(core, full);
  EXPECT_EQ(full, checks_of(Catalogue::shipped()).size());
}

TEST(Select, ReadOnlyNeverWrites) {
  const auto checks = select_checks("read-only", {}).value();
  EXPECT_FALSE(checks.empty());
  EXPECT_TRUE(std::none_of(checks.begin(), checks.end(), [](const Check* check) { return check->writes; }));
  EXPECT_TRUE(select_checks("read-only", {"PAG-05"}).has_value()) << "pages of listed runs need no POST";
  EXPECT_FALSE(select_checks("read-only", {"PAG-08"}).has_value());
}

TEST(Select, GlobsNameChecksAndRequirements) {
  EXPECT_EQ(select_checks("core", {"PAG-05"}).value().size(), 2u);
  for (const Check* check : select_checks("smoke", {"pagination.*"}).value())
    EXPECT_EQ(check->id.rfind("pagination.", 0), 0u);
}

TEST(Select, ATypoIsAnErrorWithASuggestion) {
  const auto refused = select_checks("core", {"pagination.walk-is-hole"});
  ASSERT_FALSE(refused.has_value());
  EXPECT_NE(refused.error().text().find("pagination.walk-is-whole"), std::string::npos)
      << refused.error().text();
}

TEST(Select, ChecksComeInTheOrderOfTheirStages) {
  const auto checks = select_checks("full", {}).value();
  EXPECT_TRUE(std::is_sorted(checks.begin(), checks.end(),
                             [](const Check* a, const Check* b) { return a->stage < b->stage; }));
}

TEST(Select, CertifyAllowsNoChoice) {
  RunOptions options;
  options.profile = "certify";
  options.seed = kCertifySeed;
  EXPECT_EQ(select_checks(options).value().size(), checks_of(Catalogue::shipped()).size());
  options.only = {"PAG-05"};
  EXPECT_EQ(select_checks(options).error().where, "--only");
  options.only.clear();
  options.seed = 42;
  EXPECT_EQ(select_checks(options).error().where, "--seed");
  options.seed = kCertifySeed;
  options.openapi = schemas::OpenApi::shipped("wes", "1.1.0");
  EXPECT_EQ(select_checks(options).error().where, "--openapi");
  options.profile = "full";
  EXPECT_TRUE(select_checks(options).has_value());
}

TEST(Version, AutoReadsServiceInfoByItsNumbers) {
  struct Row {
    const char* info;
    const char* version;
    const char* reason;  // what it says
  };
  const std::vector<Row> rows = {
      {R"({"supported_wes_versions":["1.1.0"]})", "1.1.0", "lists 1.1.0"},
      {R"({"supported_wes_versions":["1.1"]})", "1.1.0", "lists 1.1"},
      {R"({"supported_wes_versions":["1.0"]})", "1.0.0", "lists 1.0"},
      {R"({"supported_wes_versions":["1.0.0"]})", "1.0.0", "lists 1.0.0"},
      {R"({"supported_wes_versions":["1.0.1"]})", "1.0.1", "lists 1.0.1"},
      {R"({"supported_wes_versions":["1"]})", "1.0.0", "lists 1"},
      {R"({"supported_wes_versions":["v1.1"]})", "1.1.0", "lists v1.1"},
      {R"({"supported_wes_versions":["1.1.0-rc1"]})", "1.1.0", "lists 1.1.0-rc1"},
      {R"({"supported_wes_versions":["1.0.0","1.1.0"]})", "1.1.0", "lists 1.1.0"},
      {R"({"supported_wes_versions":["1.1.0","1.0.1","1.0.0"]})", "1.1.0", "lists 1.1.0"},
      {R"({"supported_wes_versions":["1.0.1","2.0","1.0"]})", "1.0.1", "lists 1.0.1"},
      {R"({"supported_wes_versions":["0.3.0","1.0.0"]})", "1.0.0", "lists 1.0.0"},
      {R"({"supported_wes_versions":["sapporo-wes-1.1.0"]})", "1.1.0", "lists sapporo-wes-1.1.0"},
      {R"({"supported_wes_versions":["sapporo-wes-2.1.0"]})", "1.0.0",
       "lists sapporo-wes-2.1.0, which is no version known here"},
      {R"({"supported_wes_versions":["1.0.2"]})", "1.0.0", "1.0.2, which is no version known here"},
      {R"({"supported_wes_versions":["\u001b[31m"]})", "1.0.0", "which is no version known here"},
      {R"({"supported_wes_versions":[]})", "1.0.0", "lists no version"},
      {R"({"supported_wes_versions":[7]})", "1.0.0", "lists no version"},
      {R"({"supported_wes_versions":"1.1.0"})", "1.0.0", "is no list but string"},
      {R"({"supported_wes_versions":null})", "1.0.0", "is no list but null"},
      {R"({"supported_wes_versions":{"1.1.0":true}})", "1.0.0", "is no list but object"},
      {R"({})", "1.0.0", "has no supported_wes_versions"},
      {R"(["1.1.0"])", "1.0.0", "could not be read"},
  };
  int ran = 0;
  for (const Row& row : rows) {
    const nlohmann::json info = nlohmann::json::parse(row.info);
    const auto chosen = choose_version("auto", &info);
    ASSERT_TRUE(chosen.has_value());
    EXPECT_EQ(chosen->version, row.version) << row.info;
    EXPECT_NE(chosen->reason.find(row.reason), std::string::npos) << row.info << ": " << chosen->reason;
    EXPECT_EQ(chosen->reason.find('\x1b'), std::string::npos);
    EXPECT_EQ(chosen->warning, "");
    ++ran;
  }
  EXPECT_EQ(ran, 23);
  const nlohmann::json by_shape = {
      {"supported_wes_versions", {"sapporo-wes-2.1.0"}},
      {"workflow_engine_versions", {{"e", {{"workflow_engine_version", {"1"}}}}}}};
  EXPECT_EQ(choose_version("auto", &by_shape)->version, "1.1.0") << "engine versions are objects in 1.1 only";
  const nlohmann::json by_name = {{"supported_wes_versions", {"sapporo-wes-2.1.0"}},
                                  {"workflow_engine_versions", {{"e", "1"}}}};
  EXPECT_EQ(choose_version("auto", &by_name)->version, "1.0.0");
  EXPECT_EQ(choose_version("auto", nullptr)->version, "1.0.0");
}

TEST(Version, AnAskedVersionWinsAndAContradictionIsTold) {
  EXPECT_EQ(choose_version("1.0.1", nullptr)->version, "1.0.1");
  EXPECT_EQ(choose_version("1.0.1", nullptr)->warning, "");
  EXPECT_FALSE(choose_version("1.1", nullptr).has_value());
  const nlohmann::json info{{"supported_wes_versions", {"0.3.0", "v1.0"}}};
  EXPECT_EQ(choose_version("1.0.0", &info)->warning, "");
  const auto asked = choose_version("1.1.0", &info);
  EXPECT_EQ(asked->version, "1.1.0");
  EXPECT_EQ(asked->reason, "--wes-version");
  EXPECT_NE(asked->warning.find("lists 0.3.0, v1.0 and not 1.1.0"), std::string::npos) << asked->warning;
}

}  // namespace
}  // namespace assay::conformance
