// SPDX-License-Identifier: Apache-2.0
// Runs and walks are found in the answers of every dialect that is shipped.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "core/url.hpp"
#include "reports/observed.hpp"
#include "reports/writer.hpp"
#include "schemas/page.hpp"

namespace assay::reports {
namespace {

using nlohmann::json;
using schemas::Dialect;

struct Recorder {
  const Dialect& dialect;
  RunResult result = {};

  void add(const char* operation, const std::string& target, const json& body) {
    auto exchange = std::make_shared<core::Exchange>();
    exchange->id = result.exchanges.size() + 1;
    exchange->check = "listing.order-repeats";
    exchange->operation = operation;
    exchange->request.target = target;
    exchange->response.emplace();
    exchange->response->status = 200;
    exchange->response->body = body.dump();
    result.exchanges.push_back(std::move(exchange));
  }
  json run(const std::string& id) const {
    return {{dialect.readings.run_id, id}, {dialect.readings.state, dialect.states.front().word}};
  }
  void page(const std::string& token, const std::string& next, const std::string& id) {
    const schemas::PageReading reading = schemas::page_reading(dialect, "ListRuns");
    const std::string& parameter = dialect.page_token_parameter;
    json body = {{reading.items, json::array({run(id)})}};
    if (!next.empty() && reading.token_parameter.empty()) body[reading.next] = next;
    if (!next.empty() && !reading.token_parameter.empty())
      body[reading.next] =
          json::array({{{"rel", "next"}, {"href", "/x?" + parameter + "=" + core::percent_encode(next)}}});
    const std::string query = token.empty() ? "" : "?" + parameter + "=" + core::percent_encode(token);
    add("ListRuns", dialect.operation("ListRuns")->path + query, body);
  }
};

TEST(Observed, RunsAndWalksOfEveryDialectAreDrawn) {
  int dialects = 0;
  for (const std::string& name : schemas::dialect_names()) {
    for (const std::string& version : schemas::dialect_versions(name)) {
      const auto dialect = schemas::load_dialect(name, version).value();
      if (!dialect->operation("ListRuns") || !dialect->operation("GetRunLog")) continue;
      Recorder recorder{*dialect};
      recorder.result.header.dialect = name;
      recorder.result.header.wes_version = version;
      std::string one = dialect->operation("GetRunLog")->path;
      one.replace(one.find("{run_id}"), 8, "run%2D1");
      recorder.add("GetRunLog", one, recorder.run("run-1"));
      recorder.page("", "to+2", "run-1");
      recorder.page("to+2", "", "run-2");
      const auto stories = run_stories(recorder.result);
      ASSERT_EQ(stories.size(), 1u) << name << " " << version;
      EXPECT_EQ(stories[0].run_id, "run-1");
      ASSERT_EQ(stories[0].lanes.size(), 2u) << name << ": the log, and the list";
      EXPECT_EQ(stories[0].lanes[0].seen[0].phase, dialect->states.front().phase);
      const auto walks = page_walks(recorder.result);
      ASSERT_EQ(walks.size(), 1u) << name << " " << version;
      EXPECT_EQ(walks[0].pages[1].runs, std::vector<std::string>{"run-2"});
      EXPECT_FALSE(walks[0].unfinished());
      EXPECT_NE(write_html(recorder.result).find("<svg"), std::string::npos) << name;
      ++dialects;
    }
  }
  EXPECT_GE(dialects, 6);
}

TEST(Observed, AFolderOfTheUsersOwnIsReadWhileItIsAtHand) {
  auto own = *schemas::load_dialect("wes", "1.1.0").value();
  own.name = "mine";
  Recorder recorder{own};
  recorder.result.header.dialect = "mine";
  recorder.page("", "2", "run-1");
  recorder.page("2", "", "run-2");
  EXPECT_TRUE(page_walks(recorder.result).empty());
  recorder.result.dialect = std::make_shared<const Dialect>(own);
  EXPECT_EQ(page_walks(recorder.result).size(), 1u);
}

}  // namespace
}  // namespace assay::reports
