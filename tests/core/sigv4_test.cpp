// SPDX-License-Identifier: Apache-2.0
#include "core/sigv4.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "core/files.hpp"
#include "tests/support/paths.hpp"

namespace assay::core {
namespace {

Request request_of(const nlohmann::json& vector) {
  Request request{.method = vector["method"], .target = vector["target"], .body = vector["body"]};
  for (const auto& field : vector["headers"]) request.headers.add(field[0], field[1]);
  return request;
}

TEST(SigV4, SignsWhatTwoPublishedClientsSent) {
  const std::string file = tests::source_path("../shared/specs/sigv4_vectors.json");
  if (!std::filesystem::exists(file)) GTEST_SKIP() << "the captured requests are not there: " << file;
  int ran = 0;
  for (const auto& vector : nlohmann::json::parse(read_file(file).value())) {
    Request request = request_of(vector);
    const auto parts = read_sigv4(*request.headers.get("Authorization"));
    ASSERT_TRUE(parts) << vector["headers"];
    EXPECT_EQ(parts->access_key, vector["access_key"]);
    EXPECT_EQ(sigv4_canonical(request, parts->signed_headers), vector["canonical_request"]);
    const std::string secret = vector["secret"];
    EXPECT_EQ(sigv4_signature(request, *parts, secret), vector["signature"]) << request.target;
    EXPECT_EQ(parts->signature, vector["signature"]);
    EXPECT_NE(sigv4_signature(request, *parts, secret + "x"), parts->signature);
    request.method += "X";
    EXPECT_NE(sigv4_signature(request, *parts, secret), parts->signature);
    ++ran;
  }
  EXPECT_EQ(ran, 47);
}

TEST(SigV4, OrdersTheQueryAndFoldsSpaces) {
  const Request request{
      .target = "/a%2Fb/c?z=1&a=%7e&a=%20&flag",
      .headers = {{"Host", "h"}, {"X-Amz-Date", "20261120T000000Z"}, {"X-Two", "  p   q "}}};
  EXPECT_EQ(sigv4_canonical(request, {"host", "x-amz-date", "x-two"}),
            "GET\n/a%252Fb/c\na=%20&a=~&flag=&z=1\nhost:h\nx-amz-date:20261120T000000Z\nx-two:p q\n\n"
            "host;x-amz-date;x-two\ne3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

TEST(SigV4, ReadsNothingFromWhatIsIncomplete) {
  const std::string whole =
      "AWS4-HMAC-SHA256 Credential=K/20261120/r/s/aws4_request, SignedHeaders=host;x-amz-date, Signature=ab";
  ASSERT_TRUE(read_sigv4(whole));
  EXPECT_EQ(read_sigv4(whole)->service, "s");
  const std::vector<std::string> bad = {
      "",
      "Bearer x",
      "AWS4-HMAC-SHA256",
      "AWS4-HMAC-SHA256 Credential=K/20261120/r/s/aws4_request, SignedHeaders=host",
      "AWS4-HMAC-SHA256 Credential=K/20261120/r/aws4_request, SignedHeaders=host, Signature=ab",
      "AWS4-HMAC-SHA256 Credential=K/20261120/r/s/aws5_request, SignedHeaders=host, Signature=ab"};
  int ran = 0;
  for (const auto& text : bad) {
    EXPECT_FALSE(read_sigv4(text)) << text;
    ++ran;
  }
  EXPECT_EQ(ran, 6);
}

}  // namespace
}  // namespace assay::core
