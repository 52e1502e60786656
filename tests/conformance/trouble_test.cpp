// SPDX-License-Identifier: Apache-2.0
#include "conformance/rules/trouble.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace assay::conformance {
namespace {

core::Exchange answered(int status, std::string body = "{}", std::string operation = "GetRunLog") {
  core::Exchange exchange;
  exchange.operation = std::move(operation);
  exchange.request.headers.add("Accept", "application/json");
  exchange.response.emplace();
  exchange.response->status = status;
  exchange.response->body = std::move(body);
  return exchange;
}

TEST(Trouble, IsWhatSpeaksOfLoadAndOfGateways) {
  for (const int status : {408, 425, 429, 503}) EXPECT_EQ(trouble_of(answered(status)), Trouble::busy);
  for (const int status : {407, 502, 504}) EXPECT_EQ(trouble_of(answered(status)), Trouble::gateway);
  for (const int status : {200, 201, 204, 304, 400, 403, 404, 405, 409, 422, 500, 501, 505})
    EXPECT_EQ(trouble_of(answered(status)), Trouble::none) << status;
}

// Each names its statuses, and no other.
TEST(Trouble, WordsForStatusesHoldForThoseOnly) {
  const struct {
    bool (*holds)(const core::Exchange&);
    std::vector<int> of;
  } rows[] = {{is_ok, {200}},
              {is_success, {200, 201, 204}},
              {is_refusal, {400, 401, 403, 404, 405, 410, 411, 415}},
              {is_server_error, {500, 501, 505}},
              {is_error, {400, 401, 403, 404, 405, 410, 411, 415, 500, 501, 505}},
              {is_denied, {401, 403}},
              {is_unauthorized, {401}},
              {is_missing, {404}},
              {is_gone, {404, 410}},
              {is_bad_request, {400}},
              {is_no_method, {405}},
              {is_unchanged, {304}},
              {is_moved, {301, 302}},
              {is_not_implemented, {501}},
              {is_no_version, {505}},
              {is_about_the_body, {411, 415}}};
  for (std::size_t i = 0; i < std::size(rows); ++i) {
    for (const int status :
         {200, 201, 204, 301, 302, 304, 400, 401, 403, 404, 405, 410, 411, 415, 500, 501, 505}) {
      const bool named = std::find(rows[i].of.begin(), rows[i].of.end(), status) != rows[i].of.end();
      EXPECT_EQ(rows[i].holds(answered(status)), named) << i << ": " << status;
    }
  }
}

TEST(Trouble, Is401OnlyToCredentialsThatShouldBeGood) {
  EXPECT_EQ(trouble_of(answered(401)), Trouble::credentials);
  for (const char* user : {"none", "bad"}) {
    core::Exchange refused = answered(401);
    refused.user = user;
    EXPECT_EQ(trouble_of(refused), Trouble::none) << user;
  }
  EXPECT_EQ(trouble_of(answered(401, "{}", "")), Trouble::none) << "a path outside the document";
}

TEST(Trouble, IsAPageWhereJsonWasDue) {
  const std::string page = " \n<!DOCTYPE html><html><form action=login></form></html>";
  EXPECT_EQ(trouble_of(answered(200, page)), Trouble::page);
  EXPECT_EQ(trouble_of(answered(404, page)), Trouble::none);
  EXPECT_EQ(trouble_of(answered(500, page)), Trouble::none);
  EXPECT_EQ(trouble_of(answered(200, page, "")), Trouble::none);
  EXPECT_EQ(trouble_of(answered(200, "{\"html\": 1}")), Trouble::none);
  core::Exchange browser = answered(200, page);
  browser.request.headers.set("Accept", "text/html");
  EXPECT_EQ(trouble_of(browser), Trouble::none);
  core::Exchange anything = answered(200, page);
  anything.request.headers.set("Accept", "*/*");
  EXPECT_EQ(trouble_of(anything), Trouble::page);
  core::Exchange text = answered(200, "Please wait.");
  EXPECT_EQ(trouble_of(text), Trouble::none);
  text.response->headers.set("Content-Type", "Text/HTML; charset=utf-8");
  EXPECT_EQ(trouble_of(text), Trouble::page);
  core::Exchange mislabelled = answered(200);
  mislabelled.response->headers.set("Content-Type", "text/html");
  EXPECT_EQ(trouble_of(mislabelled), Trouble::none);
  EXPECT_FALSE(is_stray_page(mislabelled));
}

TEST(Trouble, IsAStrayPageWhereOneMayBeTheAnswer) {
  const std::string page = "<html><h1>Welcome</h1></html>";
  core::Exchange unknown_path = answered(200, page, "");
  EXPECT_TRUE(is_stray_page(unknown_path));
  core::Exchange stranger = answered(200, page);
  stranger.user = "none";
  EXPECT_TRUE(is_stray_page(stranger));
  EXPECT_FALSE(is_stray_page(answered(200, page))) << "trouble already";
  EXPECT_FALSE(is_stray_page(answered(404, page, "")));
  unknown_path.request.headers.set("Accept", "*/*");
  EXPECT_FALSE(is_stray_page(unknown_path)) << "a file behind a link";
}

TEST(Trouble, IsNoneWhereALoginTakesThePlaceOfA401) {
  core::Exchange page = answered(200, "<html><form action=login></form></html>");
  core::Exchange moved = answered(200);
  moved.response.reset();
  moved.fault = core::TransportFault::redirect;
  EXPECT_EQ(trouble_of(moved), Trouble::transport);
  for (const char* user : {"none", "bad", "shortened"}) {
    page.user = moved.user = user;
    EXPECT_EQ(trouble_of(page), Trouble::none) << user;
    EXPECT_EQ(trouble_of(moved), Trouble::none) << user;
  }
}

TEST(Trouble, IsNoAnswer) {
  core::Exchange lost;
  lost.fault = core::TransportFault::closed;
  EXPECT_EQ(trouble_of(lost), Trouble::transport);
  EXPECT_FALSE(is_success(lost) || is_refusal(lost) || is_server_error(lost));
}

TEST(Refusal, IsOneOnlyWithABodyThatIsOne) {
  EXPECT_TRUE(is_own_refusal(answered(404, "{\"msg\": \"no such run\"}")));
  EXPECT_TRUE(is_own_refusal(answered(404, "")));
  EXPECT_TRUE(is_own_refusal(answered(404, "no such run")));
  EXPECT_FALSE(is_own_refusal(answered(404, "<html><h1>Not Found</h1></html>")));
  EXPECT_TRUE(is_own_refusal(answered(404, "<html><h1>Not Found</h1></html>", "")));
  EXPECT_FALSE(is_own_refusal(answered(200)));
}

}  // namespace
}  // namespace assay::conformance
