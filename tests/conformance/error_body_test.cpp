// SPDX-License-Identifier: Apache-2.0
#include "conformance/rules/error_body.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace assay::conformance {
namespace {

struct Sample {
  ExchangePtr exchange;
  std::optional<nlohmann::json> body;
  const nlohmann::json* json() const { return body ? &*body : nullptr; }
};

Sample answer(int status, std::string body, std::string type = "application/json",
              std::string target = "/runs/x") {
  core::Exchange exchange;
  exchange.id = 1;
  exchange.operation = "GetRunLog";
  exchange.request.target = std::move(target);
  core::Response response;
  response.status = status;
  response.body = body;
  if (!type.empty()) response.headers.add("Content-Type", std::move(type));
  exchange.response = std::move(response);
  Sample sample{std::make_shared<const core::Exchange>(std::move(exchange)), std::nullopt};
  auto parsed = nlohmann::json::parse(body, nullptr, false);
  if (!parsed.is_discarded()) sample.body = std::move(parsed);
  return sample;
}

std::string reason_of(const std::optional<Finding>& found) { return found ? found->reason : ""; }

TEST(ErrorBody, LeavesOutWhatHttpAnswersByItself) {
  struct Row {
    int status;
    const char* operation;
    const char* method;
    bool counts;
  } rows[] = {{404, "GetRunLog", "GET", true},  {400, "ListRuns", "GET", true},
              {500, "GetRunLog", "GET", true},  {422, "RunWorkflow", "POST", true},
              {405, "GetRunLog", "GET", false}, {503, "ListRuns", "GET", false},
              {404, "", "GET", false},          {404, "GetRunLog", "HEAD", false},
              {200, "ListRuns", "GET", false}};
  int seen = 0;
  for (const Row& row : rows) {
    core::Exchange exchange;
    exchange.operation = row.operation;
    exchange.request.method = row.method;
    exchange.response = core::Response{.status = row.status};
    EXPECT_EQ(is_operation_error(exchange), row.counts) << row.status << " " << row.method << row.operation;
    ++seen;
  }
  EXPECT_EQ(seen, 9);
}

TEST(ErrorBody, WantsAJsonObjectAsJson) {
  struct Row {
    const char* body;
    const char* type;
    const char* reason;
  } rows[] = {{R"({"msg":"no"})", "application/json", ""},
              {R"({"msg":"no"})", "application/json; charset=utf-8", ""},
              {R"({"msg":"no"})", "application/problem+json", "error-media-type"},
              {R"({"msg":"no"})", "", "error-media-type"},
              {"", "application/json", "error-empty"},
              {" \n", "application/json", "error-empty"},
              {"<html></html>", "text/html", "error-not-json"},
              {"[]", "application/json", "error-no-object"},
              {"\"no\"", "application/json", "error-no-object"}};
  int seen = 0;
  for (const Row& row : rows) {
    const Sample sample = answer(404, row.body, row.type);
    EXPECT_EQ(reason_of(not_an_error_object(sample.exchange, sample.json())), row.reason) << row.body;
    ++seen;
  }
  EXPECT_EQ(seen, 9);
}

TEST(ErrorBody, NamesWhatStandsInPlaceOfTheMembers) {
  struct Row {
    const char* body;
    const char* reason;
  } rows[] = {{R"({"msg":"no","status_code":404})", ""},
              {R"({"msg":"no","status_code":404,"timestamp":1})", ""},
              {R"({"detail":"no"})", "error-members-are detail"},
              {R"({"message":"no","code":"404"})", "error-members-are message, code"},
              {R"({"err_msg":"no","err_code":1})", "error-members-are err_msg, err_code"},
              {R"({"msg":"no","error_code":1})", "error-members-are error_code"},
              {R"({"msg":"no"})", "error-members-missing"},
              {"{}", "error-members-missing"},
              {"[]", ""}};
  int seen = 0;
  for (const Row& row : rows) {
    const Sample sample = answer(404, row.body);
    EXPECT_EQ(reason_of(missing_error_members(sample.exchange, sample.json())), row.reason) << row.body;
    ++seen;
  }
  EXPECT_EQ(seen, 9);
}

TEST(ErrorBody, SaysTheTypesAndTheStatusApart) {
  const Sample text = answer(404, R"({"msg":7,"status_code":"404"})");
  const auto types = wrong_error_types(text.exchange, text.json());
  ASSERT_EQ(types.size(), 2U);
  EXPECT_EQ(types[0].pointers, std::vector<std::string>{"/msg"});
  EXPECT_EQ(types[1].actual, "\"404\"");
  EXPECT_FALSE(other_status_code(text.exchange, text.json()));
  const Sample other = answer(404, R"({"msg":"no","status_code":400})");
  EXPECT_EQ(reason_of(other_status_code(other.exchange, other.json())), "status-code-differs");
  const Sample right = answer(404, R"({"msg":"no","status_code":404})");
  EXPECT_FALSE(other_status_code(right.exchange, right.json()));
  EXPECT_TRUE(wrong_error_types(right.exchange, right.json()).empty());
}

TEST(ErrorBody, SeesTheInsideOfAServer) {
  struct Row {
    const char* body;
    const char* target;
    const char* reason;
  } rows[] = {
      {R"({"msg":"there is no run of that id"})", "/runs/x", ""},
      {R"({"msg":""})", "/runs/x", "msg-empty"},
      {R"({"msg":" "})", "/runs/x", "msg-empty"},
      {R"({"msg":"Traceback (most recent call last):\n"})", "/runs/x", "error-shows-inside"},
      {R"({"msg":"java.lang.NullPointerException"})", "/runs/x", "error-shows-inside"},
      {R"({"msg":"boom\n\tat org.example.Main"})", "/runs/x", "error-shows-inside"},
      {R"({"msg":"no such file: '/var/lib/wes/run-1'"})", "/runs/x", "error-shows-inside"},
      {R"({"msg":"see https://example.org/home/page"})", "/runs/x", ""},
      {R"({"msg":"no run ../var/x and /var/x"})", "/runs/..%2Fvar%2Fx", ""},
      {R"({"msg":"psycopg2.errors.UndefinedTable"})", "/runs/x", "error-shows-inside"},
  };
  int seen = 0;
  for (const Row& row : rows) {
    const Sample sample = answer(404, row.body, "application/json", row.target);
    EXPECT_EQ(reason_of(poor_error_text(sample.exchange, sample.json())), row.reason) << row.body;
    ++seen;
  }
  EXPECT_EQ(seen, 10);
}

TEST(ErrorBody, FindsAnErrorInsideASuccess) {
  struct Row {
    int status;
    const char* body;
    bool hidden;
  } rows[] = {{200, R"({"msg":"no","status_code":404})", true},
              {200, R"({"message":"no","code":"404"})", true},
              {204, R"({"status":500})", true},
              {404, R"({"msg":"no","status_code":404})", false},
              {200, R"({"msg":"hello"})", false},
              {200, R"({"run_id":"a","status_code":404})", false},
              {200, R"({"id":"org.wes","status":"ok"})", false},
              {200, R"({"code":7})", false},
              {200, "[404]", false}};
  int seen = 0;
  for (const Row& row : rows) {
    const Sample sample = answer(row.status, row.body);
    EXPECT_EQ(hidden_error(sample.exchange, sample.json()).has_value(), row.hidden) << row.body;
    ++seen;
  }
  EXPECT_EQ(seen, 9);
}

}  // namespace
}  // namespace assay::conformance
