// SPDX-License-Identifier: Apache-2.0
// Signed requests, as two published clients send them and as they must not be.
#include <gtest/gtest.h>

#include "core/files.hpp"
#include "mock_server/setup/auth.hpp"
#include "tests/mock_server/site_support.hpp"
#include "tests/support/paths.hpp"

namespace assay::mock {
namespace {

core::Request request_of(const json& vector) {
  core::Request request{.method = vector["method"], .target = vector["target"]};
  for (const auto& field : vector["headers"]) request.headers.add(field[0], field[1]);
  request.body = vector["body"].is_string() ? vector["body"].get<std::string>() : "";
  return request;
}

std::string with(std::string text, const std::string& what, const std::string& other) {
  return text.replace(text.find(what), what.size(), other);
}

class Signed : public testing::Test {
 protected:
  void SetUp() override {
    const auto file = tests::shared_path("specs/sigv4_vectors.json");
    if (!std::filesystem::exists(file)) GTEST_SKIP() << "the captured requests are not there: " << file;
    vectors_ = json::parse(core::read_file(file).value());
  }

  Gate::Judged judge(const core::Request& request, core::Duration late = {}) {
    const auto date = std::string(request.headers.get("X-Amz-Date").value_or("20261120T093000Z"));
    const auto hour = std::chrono::hours(std::stoi(date.substr(9, 2)));
    const auto minute = std::chrono::minutes(std::stoi(date.substr(11, 2)));
    const core::Time sent(std::chrono::sys_days(std::chrono::year(2026) / 11 / std::stoi(date.substr(6, 2))) +
                          hour + minute + std::chrono::seconds(std::stoi(date.substr(13, 2))));
    return gate_.judge(request, sent + late);
  }

  json vectors_;
  Behaviour behaviour_;
  Gate gate_{{.kind = AuthOptions::Kind::sigv4,
              .header_name = "",
              .service = "omics",
              .users = {{"AKIDEXAMPLE", "secret"}, {"AKIDBOB", "other"}}},
             behaviour_};
};

TEST_F(Signed, EveryCapturedRequestIsTaken) {
  int ran = 0;
  for (const auto& vector : vectors_) {
    const auto judged = judge(request_of(vector));
    EXPECT_EQ(judged.user.value_or(judged.why), vector["access_key"]) << vector["target"];
    ++ran;
  }
  EXPECT_EQ(ran, 47);
}

TEST_F(Signed, WhatWasChangedIsRefusedAndSaysWhy) {
  const struct {
    const char* type;
    std::function<void(core::Request&)> change;
  } rows[] = {
      {"InvalidSignatureException", [](auto& r) { r.body += " "; }},
      {"InvalidSignatureException", [](auto& r) { r.target += "x"; }},
      {"InvalidSignatureException", [](auto& r) { r.headers.set("Host", "elsewhere"); }},
      {"InvalidSignatureException",
       [](auto& r) {
         const std::string old(*r.headers.get("Authorization"));
         r.headers.set("Authorization", with(old, "Credential=AKIDEXAMPLE", "Credential=AKIDBOB"));
       }},
      {"UnrecognizedClientException",
       [](auto& r) {
         const std::string old(*r.headers.get("Authorization"));
         r.headers.set("Authorization", with(old, "Credential=AKIDEXAMPLE", "Credential=AKIDNOBODY"));
       }},
      {"InvalidSignatureException",
       [](auto& r) {
         const std::string old(*r.headers.get("Authorization"));
         r.headers.set("Authorization", with(old, "/omics/", "/s3/"));
       }},
      {"IncompleteSignatureException", [](auto& r) { r.headers.remove("X-Amz-Date"); }},
      {"IncompleteSignatureException", [](auto& r) { r.headers.set("Authorization", "Bearer x"); }},
      {"MissingAuthenticationTokenException", [](auto& r) { r.headers.remove("Authorization"); }},
  };
  int ran = 0;
  for (const auto& vector : vectors_) {
    for (const auto& row : rows) {
      auto request = request_of(vector);
      row.change(request);
      const auto judged = judge(request);
      EXPECT_FALSE(judged.user) << vector["target"] << " " << row.type;
      EXPECT_EQ(judged.type, row.type) << judged.why;
      ++ran;
    }
  }
  EXPECT_EQ(ran, 47 * 9);
}

TEST_F(Signed, IsGoodForAQuarterOfAnHour) {
  const auto request = request_of(vectors_.front());
  EXPECT_TRUE(judge(request, 15min).user);
  EXPECT_TRUE(judge(request, -15min).user);
  EXPECT_EQ(judge(request, 15min + 1s).type, "InvalidSignatureException");
  EXPECT_EQ(judge(request, -15min - 1s).type, "InvalidSignatureException");
}

TEST(SignedSite, AnswersAnUnsignedRequest403) {
  Options options;
  options.dialect = "healthomics";
  options.auth = parse_auth("sigv4").value();
  Bench bench(options);
  const auto answer = bench.get("/run");
  EXPECT_EQ(answer.status, 403);
  EXPECT_EQ(answer.headers.get("x-amzn-ErrorType"), "MissingAuthenticationTokenException");
  EXPECT_FALSE(answer.headers.get("WWW-Authenticate"));
  EXPECT_TRUE(json::parse(answer.body).contains("message"));
  options.dialect = "wes";
  const auto none = make_site(options);
  ASSERT_FALSE(none);
  EXPECT_NE(none.error().text().find("--auth"), std::string::npos) << none.error().text();
}

}  // namespace
}  // namespace assay::mock
