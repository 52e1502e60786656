// SPDX-License-Identifier: Apache-2.0
// Who may use the control API, and who may not.
#include <gtest/gtest.h>

#include "tests/mock_server/control_support.hpp"

namespace assay::mock {
namespace {

const std::string bearer = "Bearer " + control_token;

TEST(ControlGuard, RefusesWhoeverIsNoProgramWithTheToken) {
  struct {
    const char* name;
    core::Headers headers;
    int status;
  } const rows[] = {
      {"right", {{"Host", "127.0.0.1:4242"}, {"Authorization", bearer}}, 200},
      {"by name", {{"Host", "LocalHost:4242"}, {"Authorization", "bearer " + control_token}}, 200},
      {"IPv6", {{"Host", "[::1]:4242"}, {"Authorization", bearer}}, 200},
      {"no token", {{"Host", "127.0.0.1:4242"}}, 401},
      {"wrong token", {{"Host", "127.0.0.1:4242"}, {"Authorization", "Bearer a-token-of-the-tesT"}}, 401},
      {"part of it", {{"Host", "127.0.0.1:4242"}, {"Authorization", "Bearer a-token-of"}}, 401},
      {"other scheme", {{"Host", "127.0.0.1:4242"}, {"Authorization", "Basic " + control_token}}, 401},
      {"nothing but the scheme", {{"Host", "127.0.0.1:4242"}, {"Authorization", "Bearer "}}, 401},
      {"two", {{"Host", "127.0.0.1:4242"}, {"Authorization", bearer}, {"Authorization", bearer}}, 401},
      {"a page",
       {{"Host", "127.0.0.1:4242"}, {"Authorization", bearer}, {"Origin", "https://a.example"}},
       403},
      {"a file", {{"Host", "127.0.0.1:4242"}, {"Authorization", bearer}, {"Origin", "null"}}, 403},
      {"its own",
       {{"Host", "127.0.0.1:4242"}, {"Authorization", bearer}, {"Origin", "http://127.0.0.1:4242"}},
       403},
      {"allowed", {{"Host", "mock:8081"}, {"Authorization", bearer}}, 200},
      {"allowed, a mapped port", {{"Host", "MOCK:32768"}, {"Authorization", bearer}}, 200},
      {"allowed, no port", {{"Host", "mock"}, {"Authorization", bearer}}, 200},
      {"allowed, no token", {{"Host", "mock:8081"}}, 401},
      {"allowed, a page",
       {{"Host", "mock:8081"}, {"Authorization", bearer}, {"Origin", "http://mock:8081"}},
       403},
      {"not quite allowed", {{"Host", "mock.evil.example:8081"}, {"Authorization", bearer}}, 421},
      {"no port after it", {{"Host", "mock:evil"}, {"Authorization", bearer}}, 421},
      {"rebound", {{"Host", "evil.example:4242"}, {"Authorization", bearer}}, 421},
      {"begins alike", {{"Host", "127.0.0.1.evil.example:4242"}, {"Authorization", bearer}}, 421},
      {"other port", {{"Host", "127.0.0.1:80"}, {"Authorization", bearer}}, 421},
      {"no port", {{"Host", "127.0.0.1"}, {"Authorization", bearer}}, 421},
      {"no Host", {{"Authorization", bearer}}, 421},
  };
  ControlBench bench;
  int ran = 0;
  for (const auto& row : rows) {
    const auto answer = bench.send({.target = "/control/v1/health", .headers = row.headers});
    EXPECT_EQ(answer.status, row.status) << row.name << ": " << answer.body;
    EXPECT_EQ(answer.headers.has("WWW-Authenticate"), row.status == 401) << row.name;
    for (const auto& field : answer.headers)
      EXPECT_FALSE(field.name.starts_with("Access-Control")) << row.name << ": no CORS";
    EXPECT_EQ(answer.body.find(control_token), std::string::npos) << row.name;
    ++ran;
  }
  EXPECT_EQ(ran, 24);
}

// The dashboard is a page of this origin; all others stay out.
TEST(ControlGuard, LetsTheDashboardIn) {
  ControlBench bench;
  Control control(*bench.site, "http://127.0.0.1:8080", Guard(control_token, 4242, {"mock"}, true));
  const auto ask = [&](const std::string& method, const std::string& target, core::Headers headers) {
    return control.handle({.method = method, .target = target, .headers = std::move(headers)}).response;
  };
  const std::string health = "/control/v1/health", here = "127.0.0.1:4242";
  const struct {
    const char* name;
    std::string method, target;
    core::Headers headers;
    int status;
  } rows[] = {
      {"the page", "GET", "/ui/", {{"Host", here}}, 200},
      {"a script", "GET", "/ui/main.js?again", {{"Host", here}}, 200},
      {"no such file", "GET", "/ui/../control.cpp", {{"Host", here}}, 404},
      {"from the root", "GET", "/", {{"Host", here}}, 308},
      {"written to", "POST", "/ui/", {{"Host", here}}, 405},
      {"rebound", "GET", "/ui/", {{"Host", "evil.example:4242"}}, 421},
      {"no token", "GET", health, {{"Host", here}}, 401},
      {"its own page",
       "GET",
       health,
       {{"Host", here}, {"Authorization", bearer}, {"Origin", "http://" + here}},
       200},
      {"its own page, no token", "GET", health, {{"Host", here}, {"Origin", "http://" + here}}, 401},
      {"another name of it",
       "GET",
       health,
       {{"Host", here}, {"Authorization", bearer}, {"Origin", "http://localhost:4242"}},
       403},
      {"another port",
       "GET",
       health,
       {{"Host", here}, {"Authorization", bearer}, {"Origin", "http://127.0.0.1:1"}},
       403},
      {"another page",
       "GET",
       health,
       {{"Host", here}, {"Authorization", bearer}, {"Origin", "https://a.example"}},
       403},
      {"a sandbox", "GET", health, {{"Host", here}, {"Authorization", bearer}, {"Origin", "null"}}, 403},
      {"two",
       "GET",
       health,
       {{"Host", here},
        {"Authorization", bearer},
        {"Origin", "http://" + here},
        {"Origin", "https://a.example"}},
       403},
  };
  for (const auto& row : rows)
    EXPECT_EQ(ask(row.method, row.target, row.headers).status, row.status) << row.name;
  const auto page = ask("GET", "/ui/", {{"Host", here}});
  EXPECT_EQ(page.headers.get("Content-Type"), "text/html; charset=utf-8");
  EXPECT_NE(page.headers.get("Content-Security-Policy")->find("default-src 'none'"), std::string::npos);
  EXPECT_EQ(page.body.find(control_token), std::string::npos);
  EXPECT_EQ(page.body.find("http"), std::string::npos) << "an address of elsewhere";
  const auto off = bench.control->handle({.target = "/ui/", .headers = {{"Host", here}}}).response;
  EXPECT_EQ(off.status, 401) << "without --ui there is no page";
}

TEST(ControlGuard, APreflightGetsNoLeave) {
  ControlBench bench;
  auto preflight = bench.request("OPTIONS", "/reset");
  preflight.headers.add("Origin", "https://a.example");
  preflight.headers.add("Access-Control-Request-Method", "POST");
  EXPECT_EQ(bench.send(preflight).status, 403);
}

TEST(ControlGuard, BodiesAreJsonAndSmall) {
  struct {
    const char* type;
    std::string body;
    int status;
  } const rows[] = {
      {"application/json", R"({"by": "1s"})", 200},
      {"Application/JSON; charset=utf-8", R"({"by": "1s"})", 200},
      {"application/x-www-form-urlencoded", "by=1s", 415},
      {"application/x-www-form-urlencoded", R"({"by": "1s"})", 415},
      {"multipart/form-data; boundary=a", R"({"by": "1s"})", 415},
      {"text/plain", R"({"by": "1s"})", 415},
      {"", R"({"by": "1s"})", 415},
      {"application/json", "by: 1s", 400},
      {"application/json", R"(["1s"])", 400},
      {"application/json", R"({"by": "1s"} more)", 400},
      {"application/json", std::string(100'000, '['), 400},
      {"application/json", R"({"by": "1s", "pad": ")" + std::string(Guard::body_bytes, 'a') + "\"}", 413},
      {"text/plain", std::string(Guard::body_bytes + 1, 'a'), 413},
  };
  ControlBench bench;
  int ran = 0;
  for (const auto& row : rows) {
    auto sent = bench.request("POST", "/clock/advance");
    if (*row.type) sent.headers.add("Content-Type", row.type);
    sent.body = row.body;
    const auto answer = bench.send(sent);
    EXPECT_EQ(answer.status, row.status) << row.type << " " << row.body.substr(0, 40) << ": " << answer.body;
    ++ran;
  }
  EXPECT_EQ(ran, 13);
  EXPECT_EQ(bench.clock->now(), noon() + 2s) << "what was refused moved the clock";
}

TEST(ControlGuard, TokensCannotBeGuessed) {
  std::set<std::string> tokens;
  for (int i = 0; i < 50; ++i) tokens.insert(random_token());
  EXPECT_EQ(tokens.size(), 50u);
  for (const auto& token : tokens) {
    EXPECT_EQ(token.size(), 48u);
    EXPECT_EQ(token.find_first_not_of("0123456789abcdef"), std::string::npos) << token;
  }
}

}  // namespace
}  // namespace assay::mock
