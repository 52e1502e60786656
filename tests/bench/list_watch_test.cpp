// SPDX-License-Identifier: Apache-2.0
#include "bench/list_watch.hpp"

#include <gtest/gtest.h>

namespace assay::bench {
namespace {

struct ListPageTest : ::testing::Test {
  std::shared_ptr<const schemas::Dialect> dialect = schemas::load_dialect("wes", "1.1.0").value();
  Judge judge{*dialect};
};

TEST_F(ListPageTest, TellsStatesAndTheNextPage) {
  ListPage page;
  Outcome outcome = Outcome::body;
  ASSERT_TRUE(
      read_page(R"({"runs":[{"run_id":"a","state":"RUNNING","tags":{}},{"run_id":"b","state":"COMPLETE"}],
                            "next_page_token":"t2"})",
                *dialect, judge, page, outcome));
  EXPECT_EQ(outcome, Outcome::right);
  ASSERT_EQ(page.items.size(), 2u);
  EXPECT_EQ(page.items[1].id, "b");
  EXPECT_FALSE(judge.is_terminal(page.items[0].word));
  EXPECT_TRUE(judge.is_terminal(page.items[1].word));
  EXPECT_EQ(page.next, "t2");
}

TEST_F(ListPageTest, RefusesWhatIsNone) {
  const std::pair<const char*, Outcome> rows[] = {
      {"", Outcome::body},
      {"[]", Outcome::body},
      {"{}", Outcome::body},
      {R"({"runs":{}})", Outcome::body},
      {R"({"runs":[1]})", Outcome::body},
      {R"({"runs":[{"run_id":"a"}]})", Outcome::illegal_state},
      {R"({"runs":[{"run_id":"a","state":"DONE"}]})", Outcome::illegal_state},
  };
  int ran = 0;
  for (const auto& [body, kind] : rows) {
    ListPage page;
    Outcome outcome = Outcome::right;
    EXPECT_FALSE(read_page(body, *dialect, judge, page, outcome)) << body;
    EXPECT_EQ(outcome, kind) << body;
    ++ran;
  }
  EXPECT_EQ(ran, 7);
}

TEST_F(ListPageTest, TheRequestCarriesTheToken) {
  const core::Url base = core::parse_base_url("http://127.0.0.1:8080/ga4gh/wes/v1").value();
  const Target target{base, {}, *dialect, {}, {}};
  EXPECT_TRUE(
      list_request(target, "", true).starts_with("GET /ga4gh/wes/v1/runs?page_size=100 HTTP/1.1\r\n"));
  EXPECT_TRUE(list_request(target, "a b&c", true)
                  .starts_with("GET /ga4gh/wes/v1/runs?page_size=100&page_token=a%20b%26c "));
}

}  // namespace
}  // namespace assay::bench
