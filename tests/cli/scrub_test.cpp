// SPDX-License-Identifier: Apache-2.0
#include "record/scrub.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace assay::cli {
namespace {

TEST(Scrub, DropsWhatOpensADoor) {
  core::Redactor secrets;
  ASSERT_TRUE(secrets.add(core::Secret("n4med-s3cret", "$TOKEN")));
  struct {
    const char* text;
    const char* scrubbed;
  } const rows[] = {
      {"", ""},
      {"all is well: 3 of 4", "all is well: 3 of 4"},
      {"a basic run of the tokenizer", "a basic run of the tokenizer"},
      {"sent n4med-s3cret twice", "sent $TOKEN twice"},
      {"see https://a.example/b?sig=x#y, or not", "see https://a.example/b or not"},
      {"\"s3://key:pass@bucket/a\" 'ftp://b@c'", "\"s3://bucket/a\" 'ftp://c'"},
      {"https://a.example/@b", "https://a.example/@b"},
      {"GET / Authorization: Basic YTpi done", "GET / Authorization: Basic DROPPED done"},
      {"bearer abc.def", "bearer DROPPED"},
      {"--password=abc --user=me", "--password=DROPPED --user=me"},
      {R"({"access_token": "abc", "a": 1})", R"({"access_token": "DROPPED", "a": 1})"},
      {"AWS_SECRET_ACCESS_KEY=abc", "AWS_SECRET_ACCESS_KEY=DROPPED"},
      {"token=", "token="},
      {"://", "://"},
  };
  int ran = 0;
  for (const auto& row : rows) {
    EXPECT_EQ(scrubbed(std::string_view(row.text), secrets), row.scrubbed);
    ++ran;
  }
  EXPECT_EQ(ran, 14);
}

TEST(Scrub, GoesThroughADocument) {
  const core::Redactor none;
  const auto clean = scrubbed(
      nlohmann::json::parse(R"({"a": [{"my_apiKey": "b", "n": 1}, "x://y?z"], "token_count": 7})"), none);
  EXPECT_EQ(clean.dump(), R"({"a":[{"my_apiKey":"DROPPED","n":1},"x://y"],"token_count":7})");
}

}  // namespace
}  // namespace assay::cli
