// SPDX-License-Identifier: Apache-2.0
#include "conformance/client/signing.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>

#include "core/sigv4.hpp"

namespace assay::conformance {
namespace {

constexpr const char* kSecret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

Credential credential(const std::string& session) {
  Credential made;
  made.header = "Authorization";
  made.scheme = "AWS4-HMAC-SHA256 ";
  made.access_key = "AKIDEXAMPLE";
  made.secret = core::Secret(kSecret, "$AWS");
  if (!session.empty()) made.session = core::Secret(session, "$SESSION");
  return made;
}

core::Request signed_request(const std::string& session) {
  core::Request request;
  request.method = "POST";
  request.target = "/run";
  request.headers.add("Content-Type", "application/json");
  request.body = R"({"name":"a"})";
  const core::Time now = std::chrono::sys_days(std::chrono::year(2026) / 11 / 21) + std::chrono::hours(7);
  sign(request, credential(session), kSecret, {"us-east-1", "omics"},
       core::parse_base_url("http://127.0.0.1:8080").value(), now);
  return request;
}

TEST(Signing, IsWhatAVerifierComputes) {
  int verified = 0;
  for (const std::string session : {"", "a-session-token"}) {
    const core::Request request = signed_request(session);
    const auto parts = core::read_sigv4(*request.headers.get("Authorization"));
    ASSERT_TRUE(parts.has_value());
    EXPECT_EQ(parts->access_key, "AKIDEXAMPLE");
    EXPECT_EQ(parts->date + parts->region + parts->service, "20261121us-east-1omics");
    EXPECT_EQ(*request.headers.get("X-Amz-Date"), "20261121T070000Z");
    EXPECT_EQ(*request.headers.get("Host"), "127.0.0.1:8080");
    EXPECT_EQ(request.headers.has("X-Amz-Security-Token"), !session.empty());
    EXPECT_EQ(parts->signature, core::sigv4_signature(request, *parts, kSecret));
    EXPECT_NE(parts->signature, core::sigv4_signature(request, *parts, "another secret"));
    ++verified;
  }
  EXPECT_EQ(verified, 2);
}

TEST(Signing, IsNotWritten) {
  core::Request request = signed_request("");
  const std::string signature = core::read_sigv4(*request.headers.get("Authorization"))->signature;
  hide_signature(request);
  const std::string shown(*request.headers.get("Authorization"));
  EXPECT_EQ(shown.find(signature), std::string::npos);
  EXPECT_TRUE(shown.ends_with("Signature=$SIGNATURE")) << shown;
}

TEST(Signing, ReadsItsKeysFromOneText) {
  setenv("ASSAY_TEST_KEYS", "AKIDEXAMPLE:secret/key:session", 1);
  const auto whole = parse_credential("sigv4=env:ASSAY_TEST_KEYS", "--auth");
  ASSERT_TRUE(whole.has_value()) << whole.error().text();
  EXPECT_TRUE(whole->signs());
  EXPECT_EQ(whole->access_key, "AKIDEXAMPLE");
  EXPECT_EQ(whole->secret.expose(), "secret/key");
  EXPECT_EQ(whole->session.expose(), "session");
  setenv("ASSAY_TEST_KEYS", "AKIDEXAMPLE", 1);
  const auto half = parse_credential("sigv4=env:ASSAY_TEST_KEYS", "--auth");
  ASSERT_FALSE(half.has_value());
  EXPECT_THAT(half.error().text(), testing::HasSubstr("ACCESS_KEY:SECRET_KEY"));
  unsetenv("ASSAY_TEST_KEYS");
}

}  // namespace
}  // namespace assay::conformance
