// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "schemas/openapi.hpp"
#include "tests/mock_server/site_support.hpp"

namespace assay::mock {
namespace {

Options seven_bridges() {
  Options options;
  options.dialect = "sevenbridges";
  return options;
}

// A client of tasks, on a virtual clock.
class Tasks : public testing::Test {
 protected:
  core::Response call(const std::string& method, const std::string& path, const std::string& body = "") {
    core::Request request{.method = method, .target = "/v2" + path, .body = body};
    if (!body.empty()) request.headers.set("Content-Type", "application/json");
    return bench.send(std::move(request));
  }
  json read(const std::string& path) { return json::parse(call("GET", path).body); }
  json make(const std::string& query = "", const std::string& app = "ann/demo/echo") {
    const json body = {{"project", "ann/demo"}, {"app", app}, {"inputs", {{"message", "hello"}}}};
    return json::parse(call("POST", "/tasks" + query, body.dump()).body);
  }
  std::string state(const std::string& id) { return read("/tasks/" + id).value("status", ""); }
  // "400 7007"
  static std::string refusal(const core::Response& answer) {
    const auto body = json::parse(answer.body);
    EXPECT_EQ(body.at("status"), answer.status) << answer.body;
    EXPECT_EQ(body.at("more_info"), "http://docs.sevenbridges.com/docs/api-status-codes");
    EXPECT_FALSE(body.at("message").get<std::string>().empty());
    return std::to_string(answer.status) + " " + body.at("code").dump();
  }

  Bench bench{seven_bridges()};
};

TEST_F(Tasks, ADraftWaitsHoweverLong) {
  const std::string id = make().at("id");
  bench.clock->advance(24h);
  EXPECT_EQ(state(id), "DRAFT");
  const auto started = call("POST", "/tasks/" + id + "/actions/run", "null");
  EXPECT_EQ(started.status, 200);
  EXPECT_EQ(json::parse(started.body).at("status"), "QUEUED");
  bench.clock->advance(60ms);
  auto task = read("/tasks/" + id);
  EXPECT_EQ(task.at("status"), "RUNNING");
  EXPECT_EQ(task.at("execution_status").at("message"), "Initializing...");
  EXPECT_EQ(task.at("execution_status").at("instance_init"), true);
  bench.clock->advance(1s);
  task = read("/tasks/" + id);
  EXPECT_EQ(task.at("status"), "COMPLETED");
  EXPECT_EQ(task.at("created_time"), "2026-01-31T12:00:00Z");
  EXPECT_EQ(task.at("start_time"), "2026-02-01T12:00:00Z");
  EXPECT_EQ(task.at("execution_status").at("instance_init"), false);
  EXPECT_EQ(refusal(call("POST", "/tasks/" + id + "/actions/run")), "400 7007");
  EXPECT_EQ(state(id), "COMPLETED");
}

TEST_F(Tasks, AreStartedAtOnceUnlessTheirInputsDoNotFit) {
  EXPECT_EQ(make("?action=run").at("status"), "QUEUED");
  const auto answer =
      call("POST", "/tasks?action=run", R"({"project":"a/b","app":"a/b/c","inputs":{"file":null,"n":1}})");
  EXPECT_EQ(answer.status, 201);
  const auto task = json::parse(answer.body);
  EXPECT_EQ(task.at("status"), "DRAFT");
  ASSERT_EQ(task.at("errors").size(), 1u);
  EXPECT_EQ(task.at("errors")[0].at("id"), "file");
  const auto path = "/tasks/" + task.at("id").get<std::string>();
  EXPECT_EQ(refusal(call("POST", path + "/actions/run", "{}")), "400 7024");
  EXPECT_EQ(call("PATCH", path, R"({"inputs":{"file":"there"}})").status, 200);
  EXPECT_EQ(read(path).at("inputs"), (json{{"file", "there"}, {"n", 1}}));
  EXPECT_EQ(call("POST", path + "/actions/run", "{}").status, 200);
}

TEST_F(Tasks, AreAbortedOnTheirWayOnly) {
  const std::string id = make("", "ann/demo/sleep").at("id");
  const auto path = "/tasks/" + id;
  EXPECT_EQ(refusal(call("POST", path + "/actions/abort")), "400 7011");
  EXPECT_EQ(state(id), "DRAFT");
  call("POST", path + "/actions/run");
  bench.clock->advance(200ms);
  EXPECT_EQ(state(id), "RUNNING");
  EXPECT_EQ(call("POST", path + "/actions/abort", "{}").status, 200);
  EXPECT_EQ(state(id), "ABORTING");
  bench.clock->advance(1s);
  EXPECT_EQ(state(id), "ABORTED");
  EXPECT_EQ(refusal(call("POST", path + "/actions/abort")), "400 7011");
}

TEST_F(Tasks, ChangeAsFarAsTheirStateAllows) {
  const std::string id = make().at("id");
  const auto path = "/tasks/" + id;
  EXPECT_EQ(json::parse(call("PATCH", path, R"({"name":"new","description":"why"})").body).at("description"),
            "why");
  EXPECT_EQ(refusal(call("PATCH", path, R"({"name":7})")), "400 90000");
  EXPECT_EQ(refusal(call("PATCH", path, "name")), "400 90009");
  call("POST", path + "/actions/run");
  EXPECT_EQ(refusal(call("PATCH", path, R"({"name":"newer","inputs":{}})")), "400 7026");
  EXPECT_EQ(read(path).at("name"), "new");
  EXPECT_EQ(call("PATCH", path, R"({"name":"newer"})").status, 200);
  EXPECT_EQ(read(path).at("name"), "newer");
  EXPECT_EQ(refusal(call("DELETE", path)), "400 7010");
  const auto copy = json::parse(call("POST", path + "/actions/clone", "null").body);
  EXPECT_EQ(copy.at("origin_id"), id);
  EXPECT_EQ(copy.at("status"), "DRAFT");
  EXPECT_EQ(copy.at("inputs"), (json{{"message", "hello"}}));
  const auto other = "/tasks/" + copy.at("id").get<std::string>();
  EXPECT_NE(other, path);
  const auto deleted = call("DELETE", other, "{}");
  EXPECT_EQ(deleted.status, 204);
  EXPECT_EQ(deleted.body, "");
  EXPECT_EQ(refusal(call("GET", other)), "404 7002");
}

TEST_F(Tasks, AreListedByPosition) {
  std::vector<std::string> ids;
  for (int i = 0; i < 5; ++i) {
    ids.push_back(make().at("id"));
    bench.clock->advance(1s);
  }
  const auto first = call("GET", "/tasks?order=asc&limit=2");
  EXPECT_EQ(first.headers.get("X-Total-Matching-Query"), "5");
  auto page = json::parse(first.body);
  EXPECT_EQ(page.at("href"), "http://mock.test:8080/v2/tasks?order=asc&limit=2");
  ASSERT_EQ(page.at("items").size(), 2u);
  EXPECT_EQ(page["items"][0]["id"], ids[0]);
  ASSERT_EQ(page.at("links").size(), 1u);
  EXPECT_EQ(page["links"][0], (json{{"rel", "next"},
                                    {"method", "GET"},
                                    {"href", "http://mock.test:8080/v2/tasks?order=asc&limit=2&offset=2"}}));
  page = read("/tasks?order=asc&limit=2&offset=4");
  ASSERT_EQ(page.at("items").size(), 1u);
  EXPECT_EQ(page["items"][0]["id"], ids[4]);
  ASSERT_EQ(page.at("links").size(), 1u);
  EXPECT_EQ(page["links"][0]["rel"], "prev");
  EXPECT_EQ(page["links"][0]["href"], "http://mock.test:8080/v2/tasks?order=asc&limit=2&offset=2");
  EXPECT_EQ(read("/tasks")["items"][0]["id"], ids[4]);
  EXPECT_TRUE(read("/tasks?offset=99")["items"].empty());
}

TEST_F(Tasks, AreListedAsTheQuerySays) {
  const std::string started = make("?action=run").at("id");
  bench.clock->advance(2s);
  const std::string draft = make().at("id");
  call("PATCH", "/tasks/" + draft, R"({"name":"aaa"})");
  const struct {
    std::string query;
    std::vector<std::string> ids;
  } rows[] = {
      {"status=COMPLETED", {started}},
      {"status=DRAFT", {draft}},
      {"status=RUNNING", {}},
      {"project=ann%2Fdemo", {draft, started}},
      {"project=ann%2Fother", {}},
      {"batch=False", {draft, started}},
      {"batch=True", {}},
      {"origin_id=" + started, {}},
      {"parent=" + started, {}},
      {"created_from=2026-01-31T12:00:01", {draft}},
      {"created_to=2026-01-31T14:00:01%2B02:00", {started}},
      {"created_from=2026-02-01", {}},
      {"created_to=2026-01-31", {draft, started}},
      {"started_from=2026-01-31", {started}},
      {"ended_to=2026-01-31T12:00:00", {started}},
      {"order_by=name&order=asc", {draft, started}},
      {"order_by=name&order=desc", {started, draft}},
      {"order=asc", {started, draft}},
  };
  std::size_t ran = 0;
  for (const auto& row : rows) {
    std::vector<std::string> ids;
    const auto page = read("/tasks?" + row.query);
    for (const auto& item : page.at("items")) ids.push_back(item.at("id"));
    EXPECT_EQ(ids, row.ids) << row.query;
    ++ran;
  }
  EXPECT_EQ(ran, 18u);
  EXPECT_EQ(read("/tasks?fields=id,name&status=DRAFT")["items"][0], (json{{"id", draft}, {"name", "aaa"}}));
  EXPECT_EQ(read("/tasks/" + draft + "?fields=_all"), read("/tasks/" + draft));
}

TEST_F(Tasks, AreRefusedByNumber) {
  const std::string id = make().at("id");
  const std::string other = "00000000-0000-4000-8000-000000000000";
  const struct {
    std::string method, path, body, refusal;
  } rows[] = {
      {"GET", "/tasks/" + other, "", "404 7002"},
      {"POST", "/tasks/" + other + "/actions/run", "", "404 7002"},
      {"POST", "/tasks/" + other + "/actions/abort", "", "404 7002"},
      {"POST", "/tasks/" + other + "/actions/clone", "", "404 7002"},
      {"PATCH", "/tasks/" + other, "{}", "404 7002"},
      {"DELETE", "/tasks/" + other, "", "404 7002"},
      {"GET", "/tasks/" + other + "/execution_details", "", "404 7002"},
      {"GET", "/tasks/nonsense", "", "400 7005"},
      {"POST", "/tasks/nonsense/actions/abort", "", "400 7005"},
      {"GET", "/tasks?status=ASLEEP", "", "400 7006"},
      {"GET", "/tasks?limit=0", "", "400 90000"},
      {"GET", "/tasks?limit=101", "", "400 90000"},
      {"GET", "/tasks?offset=-1", "", "400 90000"},
      {"GET", "/tasks?order_by=mood", "", "400 90000"},
      {"GET", "/tasks?created_from=yesterday", "", "400 90000"},
      {"GET", "/tasks?batch=perhaps", "", "400 90000"},
      {"POST", "/tasks", "no json", "400 90009"},
      {"POST", "/tasks", "[]", "400 90000"},
      {"POST", "/tasks", R"({"app":"a/b/c"})", "400 3006"},
      {"POST", "/tasks", R"({"app":"a/b/c","project":"alone"})", "400 3012"},
      {"POST", "/tasks", R"({"project":"a/b"})", "400 7015"},
      {"POST", "/tasks", R"({"project":"a/b","app":"c"})", "400 7016"},
      {"POST", "/tasks", R"({"project":"a/b","app":"a/b/c","inputs":[]})", "400 90000"},
      {"POST", "/tasks/" + id + "/actions/run", "{", "400 90009"},
      {"PUT", "/tasks/" + id, "", "405 90006"},
      {"GET", "/flows", "", "404 90003"},
  };
  std::size_t ran = 0;
  for (const auto& row : rows) {
    EXPECT_EQ(refusal(call(row.method, row.path, row.body)), row.refusal)
        << row.method << " " << row.path << " " << row.body;
    ++ran;
  }
  EXPECT_EQ(ran, 26u);
  EXPECT_EQ(call("GET", "/tasks/" + id, "null").status, 200);
}

TEST_F(Tasks, TellTheRateThatIsLeft) {
  const auto left = [&](std::string_view field) {
    return std::stoull(std::string(call("GET", "/tasks").headers.get(field).value_or("0")));
  };
  const auto before = left("X-RateLimit-Remaining");
  EXPECT_EQ(left("X-RateLimit-Remaining"), before - 1);
  const auto now = std::chrono::duration_cast<std::chrono::seconds>(noon().time_since_epoch()).count();
  EXPECT_EQ(left("X-RateLimit-Reset"), static_cast<std::uint64_t>(now) + 300);
  bench.clock->advance(5min);
  EXPECT_EQ(left("X-RateLimit-Remaining"), before);
  EXPECT_EQ(left("X-RateLimit-Reset"), static_cast<std::uint64_t>(now) + 600);
  const auto refused = call("GET", "/tasks/nonsense");
  EXPECT_TRUE(refused.headers.has("X-RateLimit-Limit"));
  EXPECT_NE(refused.headers.get("X-Request-Id"), call("GET", "/tasks/nonsense").headers.get("X-Request-Id"));
}

TEST_F(Tasks, AnswerAsTheDocumentSays) {
  const auto document = schemas::OpenApi::shipped("sevenbridges", "v2");
  std::size_t checked = 0;
  const auto check = [&](const char* operation, const core::Response& answer) {
    const auto body = json::parse(answer.body);
    for (const auto& each : document->check(operation, answer.status, "application/json", body))
      ADD_FAILURE() << operation << " " << each.instance << ": " << each.expected << ", not " << each.actual;
    ++checked;
    return body;
  };
  const auto made =
      check("CreateTask", call("POST", "/tasks?action=run", R"({"project":"a/b","app":"a/b/tasks"})"));
  const auto path = "/tasks/" + made.at("id").get<std::string>();
  for (int i = 0; i < 6; ++i) {
    check("GetTask", call("GET", path));
    check("GetExecutionDetails", call("GET", path + "/execution_details"));
    check("ListTasks", call("GET", "/tasks"));
    bench.clock->advance(100ms);
  }
  check("CloneTask", call("POST", path + "/actions/clone"));
  check("RunTask", call("POST", path + "/actions/run"));
  check("GetTask", call("GET", "/tasks/nonsense"));
  EXPECT_EQ(checked, 22u);
  EXPECT_EQ(read(path + "/execution_details").at("jobs").size(), 7u);
}

TEST(TasksOfUsers, TakeTheTokenInEitherHeader) {
  Options options = two_users(AuthOptions::Kind::header);
  options.dialect = "sevenbridges";
  options.auth.header_name.clear();
  Bench bench(options);
  const struct {
    const char* name;
    const char* value;
    int status;
  } rows[] = {{"X-SBG-Auth-Token", "secret-a", 200},     {"x-sbg-auth-token", "secret-b", 200},
              {"Authorization", "Bearer secret-a", 200}, {"Authorization", "Basic secret-a", 401},
              {"X-SBG-Auth-Token", "wrong", 401},        {"Accept", "*/*", 401}};
  std::size_t ran = 0;
  for (const auto& row : rows) {
    const auto answer = bench.send({.target = "/v2/tasks", .headers = {{row.name, row.value}}});
    EXPECT_EQ(answer.status, row.status) << row.name << ": " << row.value;
    if (answer.status == 401) {
      EXPECT_EQ(json::parse(answer.body).at("code"), 90001);
    }
    ++ran;
  }
  EXPECT_EQ(ran, 6u);
}

}  // namespace
}  // namespace assay::mock
