// SPDX-License-Identifier: Apache-2.0
#include "conformance/rules/content.hpp"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

namespace assay::conformance {
namespace {

using nlohmann::json;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

core::Exchange answer(int status, core::Headers headers, std::string body) {
  core::Exchange exchange;
  exchange.response.emplace();
  exchange.response->status = status;
  exchange.response->headers = std::move(headers);
  exchange.response->body = std::move(body);
  return exchange;
}

TEST(JsonText, FollowsTheGrammar) {
  const std::string deep(2'000, '[');
  const std::string open = deep + std::string(2'000, ']');
  int rows = 0;
  for (const std::string& body : {std::string("{}"), std::string(R"({"a": [1, 2.5, "x"], "b": null})"),
                                  std::string(" [] \n"), std::string("[1e999]"), open}) {
    EXPECT_EQ(read_json_text(body).malformed, "") << body.substr(0, 40);
    ++rows;
  }
  for (const std::string& body :
       {std::string(), std::string("{"), std::string("[1,]"), std::string("[NaN]"), std::string("{'a': 1}"),
        std::string("{} {}"), std::string("{}\0", 3), deep, std::string("<html></html>")}) {
    EXPECT_THAT(read_json_text(body).malformed, HasSubstr("at byte")) << body.substr(0, 40);
    ++rows;
  }
  EXPECT_EQ(rows, 14);
}

TEST(JsonText, TellsEncodingFromGrammar) {
  const JsonText latin = read_json_text("{\"a\": \"caf\xE9\"}");
  EXPECT_TRUE(latin.invalid_utf8);
  EXPECT_EQ(latin.malformed, "");
  const JsonText both = read_json_text("\xEF\xBB\xBF{\"a\": \"caf\xE9\",}");
  EXPECT_TRUE(both.byte_order_mark);
  EXPECT_TRUE(both.invalid_utf8);
  EXPECT_NE(both.malformed, "");
  const JsonText mark = read_json_text("\xEF\xBB\xBF{}");
  EXPECT_TRUE(mark.byte_order_mark);
  EXPECT_FALSE(mark.invalid_utf8);
  EXPECT_EQ(mark.malformed, "");
}

TEST(JsonText, NamesMembersThatComeTwice) {
  EXPECT_THAT(read_json_text(R"({"a": {"b": 1, "b": 2}})").duplicates, ElementsAre("/a/b"));
  EXPECT_THAT(read_json_text(R"({"a": {"b": 1}, "b": 2})").duplicates, IsEmpty());
}

TEST(ClaimsJson, ByTypeOrByItsFirstByte) {
  const core::Headers as_json = {{"Content-Type", "application/json; charset=utf-8"}};
  EXPECT_TRUE(claims_json(answer(200, as_json, "")));
  EXPECT_TRUE(claims_json(answer(404, as_json, "no")));
  EXPECT_TRUE(claims_json(answer(404, {{"Content-Type", "application/problem+json"}}, "{}")));
  EXPECT_TRUE(claims_json(answer(200, {{"Content-Type", "text/html"}}, " {}")));
  EXPECT_TRUE(claims_json(answer(200, {}, "\xEF\xBB\xBF[]")));
  EXPECT_FALSE(claims_json(answer(404, as_json, "")));
  EXPECT_FALSE(claims_json(answer(404, {{"Content-Type", "text/plain"}}, "{}")));
  EXPECT_FALSE(claims_json(answer(200, {{"Content-Type", "text/html"}}, "<p>")));
  core::Headers packed = as_json;
  packed.add("Content-Encoding", "gzip");
  EXPECT_FALSE(claims_json(answer(200, packed, "\x1f\x8b")));
  core::Exchange head = answer(200, as_json, "");
  head.request.method = "HEAD";
  EXPECT_FALSE(claims_json(head));
  EXPECT_FALSE(claims_json(core::Exchange()));
}

TEST(IntegersWrittenOtherwise, AreFoundWhereIntegersBelong) {
  const json body = json::parse(R"({
    "system_state_counts": {"RUNNING": 1.0, "QUEUED": 2, "PAUSED": 1.5},
    "run_log": {"exit_code": 0e0},
    "task_logs": [{"exit_code": 1}, {"exit_code": 1.0e1}],
    "outputs": {"exit_code": 1.0}, "request": {"workflow_params": {"exit_code": 1.0}},
    "tags": {"weight": 1.0}})");
  EXPECT_THAT(integers_written_otherwise(body),
              ElementsAre("/run_log/exit_code", "/system_state_counts/RUNNING", "/task_logs/1/exit_code"));
  EXPECT_THAT(integers_written_otherwise(json::parse(R"({"exit_code": 36893488147419103232})")), IsEmpty());
}

TEST(Unreadable, IsABodyThatIsCodedAsItSays) {
  EXPECT_THAT(unreadable(answer(200, {{"Content-Encoding", "gzip"}}, "\x1f\x8b\x08")),
              HasSubstr("is coded (gzip)"));
  EXPECT_EQ(unreadable(answer(200, {{"Content-Encoding", "gzip"}}, "{}")), "") << "plain, whatever it says";
  EXPECT_EQ(unreadable(answer(200, {{"Content-Encoding", "identity"}}, "{}")), "");
}

TEST(CodingFault, IsWhatWasNotAskedForOrIsNotTrue) {
  using Kind = CodingFault::Kind;
  struct Case {
    const char* label;  // "" is no field
    const char* body;
    const char* asked;
    Kind kind;
  };
  const Case cases[] = {{"", "{}", "gzip", Kind::none},
                        {"", "{}", "identity", Kind::none},
                        {"identity", "{}", "identity", Kind::none},
                        {"gzip", "\x1f\x8b\x08", "gzip", Kind::none},
                        {"x-gzip", "\x1f\x8b\x08", "gzip", Kind::none},
                        {"GZIP", "\x1f\x8b\x08", "gzip", Kind::none},
                        {"gzip", "\x1f\x8b\x08", "identity", Kind::not_asked_for},
                        {"br", "{}", "gzip", Kind::untrue},
                        {"br", "\x1b\x01", "gzip", Kind::not_asked_for},
                        {"gzip", "{}", "gzip", Kind::untrue},
                        {"", "\x1f\x8b\x08", "gzip", Kind::untrue}};
  int rows = 0;
  for (const Case& row : cases) {
    core::Response response;
    response.body = row.body;
    if (*row.label) response.headers.add("Content-Encoding", row.label);
    EXPECT_EQ(coding_fault(response, row.asked).kind, row.kind) << row.label << " for " << row.asked;
    ++rows;
  }
  EXPECT_EQ(rows, 11);
}

}  // namespace
}  // namespace assay::conformance
