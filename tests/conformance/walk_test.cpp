// SPDX-License-Identifier: Apache-2.0
#include "conformance/rules/walk.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace assay::conformance {
namespace {

Page page(const std::string& body, int status = 200, const char* items = "runs") {
  auto exchange = std::make_shared<core::Exchange>();
  exchange->response.emplace();
  exchange->response->status = status;
  const nlohmann::json json = nlohmann::json::parse(body);
  return read_page(exchange, &json, items);
}

Walk walk(std::vector<std::string> bodies, std::string page_size = "2") {
  Walk made;
  made.page_size = std::move(page_size);
  for (const std::string& body : bodies) made.pages.push_back(page(body));
  return made;
}

TEST(PageRead, KnowsEachKindOfToken) {
  struct Row {
    const char* body;
    Page::Token kind;
    bool readable;
  };
  const std::vector<Row> rows = {
      {R"({"runs":[],"next_page_token":"x"})", Page::Token::text, true},
      {R"({"runs":[],"next_page_token":""})", Page::Token::empty, true},
      {R"({"runs":[],"next_page_token":null})", Page::Token::null, true},
      {R"({"runs":[]})", Page::Token::absent, true},
      {R"({"runs":[],"next_page_token":3})", Page::Token::wrong_type, true},
      {R"({"runs":{}})", Page::Token::absent, false},
      {R"([])", Page::Token::absent, false},
  };
  for (const Row& row : rows) {
    const Page read = page(row.body);
    EXPECT_EQ(read.token_kind, row.kind) << row.body;
    EXPECT_EQ(read.readable, row.readable) << row.body;
  }
  EXPECT_EQ(rows.size(), 7u);
}

TEST(PageRead, FollowsTheLinkOfRelNext) {
  struct Row {
    const char* links;
    Page::Token kind;
    const char* token;
  };
  const std::vector<Row> rows = {
      {R"([{"rel":"prev","href":"http://h/v2/tasks?offset=0"},{"rel":"next","href":"http://h/v2/tasks?limit=2&offset=4"}])",
       Page::Token::text, "4"},
      {R"([{"rel":"prev","href":"http://h/v2/tasks?offset=0"}])", Page::Token::absent, ""},
      {"[]", Page::Token::absent, ""},
      {R"([{"rel":"next","href":"http://h/v2/tasks"}])", Page::Token::wrong_type, ""},
      {R"([{"rel":"next"}])", Page::Token::wrong_type, ""},
      {R"({"next":"http://h/v2/tasks?offset=4"})", Page::Token::wrong_type, ""},
  };
  const auto dialect = schemas::load_dialect("sevenbridges", "v2").value();
  for (const Row& row : rows) {
    auto exchange = std::make_shared<core::Exchange>();
    exchange->response.emplace();
    exchange->response->status = 200;
    const auto json =
        nlohmann::json::parse(R"({"items":[{"id":"x"}],"links":)" + std::string(row.links) + "}");
    const Page read = read_page(exchange, &json, page_reading(*dialect, "ListRuns"));
    EXPECT_EQ(read.token_kind, row.kind) << row.links;
    EXPECT_EQ(read.token, row.token) << row.links;
    EXPECT_EQ(read.ids, std::vector<std::string>{"x"}) << row.links;
  }
  EXPECT_EQ(rows.size(), 6u);
}

TEST(PageRead, KnowsTasksFromRuns) {
  const auto dialect = schemas::load_dialect("healthomics", "2022-11-28").value();
  auto exchange = std::make_shared<core::Exchange>();
  exchange->response.emplace();
  exchange->response->status = 200;
  const auto json = nlohmann::json::parse(R"({"items":[{"taskId":"4","id":"no"}],"nextToken":"t"})");
  const Page read = read_page(exchange, &json, page_reading(*dialect, "ListTasks"));
  EXPECT_EQ(read.ids, std::vector<std::string>{"4"});
  EXPECT_EQ(read.token, "t");
}

TEST(PageRead, ReadsTheNameOfWes0) {
  const Page read = page(R"({"workflows":[{"run_id":"a"},{"run_id":7},{}]})");
  EXPECT_EQ(read.member, "workflows");
  EXPECT_EQ(read.ids, (std::vector<std::string>{"a", "7", ""}))
      << "an id that is a number is read by its digits";
  EXPECT_EQ(page(R"({"runs":[],"workflows":[{"run_id":"a"}]})").member, "runs");
}

TEST(PageRead, DoesNotReadAnErrorAsAPage) { EXPECT_FALSE(page(R"({"runs":[]})", 500).readable); }

TEST(PageWalk, ReportsARunSeenTwice) {
  const auto repeat = first_repeat(walk({R"({"runs":[{"run_id":"a"},{"run_id":"b"}],"next_page_token":"1"})",
                                         R"({"runs":[{"run_id":"b"}],"next_page_token":""})"}));
  ASSERT_TRUE(repeat);
  EXPECT_EQ(repeat->id, "b");
  EXPECT_EQ(repeat->first_page, 0u);
  EXPECT_EQ(repeat->second_page, 1u);
}

TEST(PageWalk, DoesNotCallItemsWithoutAnIdARepeat) {
  EXPECT_FALSE(first_repeat(walk({R"({"runs":[{},{}],"next_page_token":""})"})));
}

TEST(PageWalk, EndsWhereTheServerSaysSo) {
  int rows = 0;
  for (const char* end :
       {R"({"runs":[{"run_id":"a"}],"next_page_token":""})",
        R"({"runs":[{"run_id":"a"}],"next_page_token":null})", R"({"runs":[{"run_id":"a"}]})"}) {
    Walk made = walk({end});
    EXPECT_FALSE(wants_more(made));
    EXPECT_TRUE(made.ended) << end;
    EXPECT_EQ(made.cut, "") << end;
    ++rows;
  }
  EXPECT_EQ(rows, 3);
}

TEST(PageWalk, IsCutByACircleOfTokens) {
  Walk made = walk({R"({"runs":[{"run_id":"a"}],"next_page_token":"1"})",
                    R"({"runs":[{"run_id":"b"}],"next_page_token":"2"})",
                    R"({"runs":[{"run_id":"c"}],"next_page_token":"1"})"});
  EXPECT_FALSE(wants_more(made));
  EXPECT_TRUE(made.token_cycle);
  EXPECT_FALSE(made.ended);
}

TEST(PageWalk, IsCutByPagesThatIgnoreTheSize) {
  Walk made = walk({R"({"runs":[{"run_id":"a"},{"run_id":"b"},{"run_id":"c"}],"next_page_token":"1"})"});
  EXPECT_FALSE(wants_more(made));
  EXPECT_EQ(oversized(made).size(), 1u);
  EXPECT_FALSE(made.ended);
}

TEST(PageWalk, GoesOnAfterAnEmptyPageWithAToken) {
  Walk made =
      walk({R"({"runs":[{"run_id":"a"}],"next_page_token":"1"})", R"({"runs":[],"next_page_token":"2"})"});
  EXPECT_TRUE(wants_more(made));
}

TEST(PageWalk, IsCutByItsOwnBound) {
  Walk made = walk({R"({"runs":[{"run_id":"a"}],"next_page_token":"1"})"});
  made.most_pages = 1;
  EXPECT_FALSE(wants_more(made));
  EXPECT_NE(made.cut, "");
}

TEST(PageWalk, EndsOnOneLargePageThatHasNoToken) {
  Walk made = walk({R"({"runs":[{"run_id":"a"},{"run_id":"b"},{"run_id":"c"}],"next_page_token":""})"}, "2");
  EXPECT_FALSE(wants_more(made));
  EXPECT_TRUE(made.ended);
}

TEST(PageWalk, IsCutByTheFourthEmptyPageInARow) {
  Walk made =
      walk({R"({"runs":[],"next_page_token":"1"})", R"({"runs":[{"run_id":"a"}],"next_page_token":"2"})",
            R"({"runs":[],"next_page_token":"3"})", R"({"runs":[],"next_page_token":"4"})",
            R"({"runs":[],"next_page_token":"5"})"});
  EXPECT_EQ(empty_streak(made), 3u);
  EXPECT_TRUE(wants_more(made));
  made.pages.push_back(page(R"({"runs":[],"next_page_token":"6"})"));
  EXPECT_EQ(empty_streak(made), 4u);
  EXPECT_FALSE(wants_more(made));
  EXPECT_FALSE(made.ended);
}

TEST(PageWalk, NamesWhatIsMissing) {
  const Walk made = walk({R"({"runs":[{"run_id":"a"}],"next_page_token":""})"});
  EXPECT_EQ(missing_from(made, {"b", "a", "c"}), (std::vector<std::string>{"b", "c"}));
}

TEST(Order, ComparesOnlyWhatBothHave) {
  EXPECT_FALSE(first_disorder({"a", "x", "b"}, {"y", "a", "b"}));
  const auto clash = first_disorder({"a", "b", "c"}, {"c", "b", "a"});
  ASSERT_TRUE(clash);
  EXPECT_EQ(*clash, std::make_pair(std::string("a"), std::string("b")));
}

TEST(Order, CountsTheFirstPlaceOfAnIdThatComesTwice) {
  EXPECT_FALSE(first_disorder({"a", "b", "a"}, {"a", "b"}));
  EXPECT_TRUE(first_disorder({"b", "a", "b"}, {"a", "b"}));
}

TEST(ExactPageSize, FillsItsPages) {
  struct Row {
    std::size_t total, pages, size;
  };
  const std::vector<Row> rows = {{2, 8, 2},  {4, 8, 2},  {7, 8, 7},  {15, 8, 3},
                                 {16, 8, 2}, {18, 8, 3}, {97, 8, 97}};
  for (const Row& row : rows) EXPECT_EQ(exact_page_size(row.total, row.pages), row.size) << row.total;
  EXPECT_EQ(rows.size(), 7u);
}

}  // namespace
}  // namespace assay::conformance
