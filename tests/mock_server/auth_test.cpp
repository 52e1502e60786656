// SPDX-License-Identifier: Apache-2.0
#include "mock_server/setup/auth.hpp"

#include <gtest/gtest.h>

#include "tests/mock_server/site_support.hpp"

namespace assay::mock {
namespace {

using Kind = AuthOptions::Kind;

std::optional<std::string> user(const Gate& gate, core::Headers headers) {
  return gate.user_of({.target = "/", .headers = std::move(headers)}, noon());
}

TEST(Gate, KnowsItsUsers) {
  struct {
    Kind kind;
    const char *name, *value, *user;  // user "": refused
  } const rows[] = {
      {Kind::bearer, "Authorization", "Bearer secret-a", "ann"},
      {Kind::bearer, "authorization", "bearer secret-b", "bob"},
      {Kind::bearer, "Authorization", "BEARER   secret-b", "bob"},
      {Kind::bearer, "Authorization", "Bearer secret-c", ""},
      {Kind::bearer, "Authorization", "Bearer", ""},
      {Kind::bearer, "Authorization", "Bearer ", ""},
      {Kind::bearer, "Authorization", "secret-a", ""},
      {Kind::bearer, "Authorization", "Basic YW5uOnNlY3JldC1h", ""},
      {Kind::bearer, "X-Token", "secret-a", ""},
      {Kind::basic, "Authorization", "Basic YW5uOnNlY3JldC1h", "ann"},
      {Kind::basic, "Authorization", "basic Ym9iOnNlY3JldC1i", "bob"},
      {Kind::basic, "Authorization", "Basic !!!", ""},
      {Kind::basic, "Authorization", "Basic ann:secret-a", ""},
      {Kind::header, "x-token", "secret-a", "ann"},
      {Kind::header, "X-Token", "Secret-a", ""},
      {Kind::header, "Authorization", "Bearer secret-a", ""},
  };
  int ran = 0;
  const Behaviour behaviour;
  for (const auto& row : rows) {
    const Gate gate(two_users(row.kind).auth, behaviour);
    EXPECT_EQ(user(gate, {{row.name, row.value}}).value_or(""), row.user) << row.value;
    EXPECT_FALSE(user(gate, {}));
    ++ran;
  }
  EXPECT_EQ(ran, 16);
  const Gate gate(two_users().auth, behaviour);
  EXPECT_FALSE(user(gate, {{"Authorization", "Bearer secret-a"}, {"Authorization", "Bearer secret-b"}}));
}

TEST(CheckAuth, RefusesUsersThatCannotBeTold) {
  const auto with = [](std::vector<AuthOptions::User> users) {
    return check_auth({.kind = Kind::bearer, .header_name = "", .users = std::move(users)}).has_value();
  };
  EXPECT_TRUE(with({{"a", "x"}, {"b", "y"}}));
  EXPECT_FALSE(with({}));
  EXPECT_FALSE(with({{"a", "x"}, {"a", "y"}}));
  EXPECT_FALSE(with({{"a", "x"}, {"b", "x"}}));
  EXPECT_FALSE(with({{"a:b", "x"}}));
  EXPECT_FALSE(with({{"a", ""}}));
  EXPECT_FALSE(check_auth({.kind = Kind::header, .header_name = "", .users = {{"a", "x"}}}));
}

TEST(Auth, EveryOperationButServiceInfoAsks) {
  Bench bench(two_users());
  bench.authorization = "Bearer secret-a";
  const auto id = bench.submit();
  int asked = 0;
  for (const std::string authorization : {"", "Bearer wrong", "Basic !!!"}) {
    bench.authorization = authorization;
    EXPECT_EQ(bench.get("/service-info").status, 200);
    for (const auto& path :
         {"/runs", "/runs/x", "/runs/x/status", "/runs/x/tasks", "/runs/x/tasks/y", "/runs/x/logs/stdout"}) {
      for (const auto& run : {id, std::string("unknown")}) {
        auto target = std::string(path);
        if (const auto x = target.find("/x"); x != std::string::npos) target.replace(x + 1, 1, run);
        const auto answer = bench.get(target);
        EXPECT_EQ(answer.status, 401) << target;
        EXPECT_EQ(answer.headers.get("WWW-Authenticate"), "Bearer realm=\"wes-assay mock\"");
        EXPECT_EQ(json::parse(answer.body)["status_code"], 401);
        ++asked;
      }
    }
    EXPECT_EQ(bench.post("/runs", Bench::sound_form()).status, 401);
    EXPECT_EQ(bench.post("/runs/" + id + "/cancel").status, 401);
  }
  EXPECT_EQ(asked, 36);
}

TEST(Auth, UsersSeeTheirOwnRuns) {
  Bench bench(two_users());
  bench.authorization = "Bearer secret-a";
  const auto hers = bench.submit("https://flows.example/sleep.cwl");
  bench.submit();
  const std::string token = bench.read("/runs?page_size=1")["next_page_token"];
  bench.authorization = "Bearer secret-b";
  const auto his = bench.submit();
  EXPECT_EQ(bench.read("/runs")["runs"].size(), 1u);
  EXPECT_EQ(bench.get("/runs?page_token=" + token).status, 400);
  EXPECT_EQ(bench.get("/runs/" + his).status, 200);
  int refused = 0;
  for (const std::string path : {"", "/status", "/tasks", "/tasks/t", "/logs/stdout"}) {
    EXPECT_EQ(bench.get("/runs/" + hers + path).status, 403) << path;
    ++refused;
  }
  EXPECT_EQ(refused, 5);
  EXPECT_EQ(bench.post("/runs/" + hers + "/cancel").status, 403);
  bench.authorization = "Bearer secret-a";
  EXPECT_EQ(bench.state(hers), "QUEUED");
}

}  // namespace
}  // namespace assay::mock
