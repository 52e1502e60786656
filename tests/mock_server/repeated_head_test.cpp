// SPDX-License-Identifier: Apache-2.0
#include "mock_server/http/repeated_head.hpp"

#include <gtest/gtest.h>

#include "mock_server/base/limits.hpp"
#include "tests/mock_server/wire_support.hpp"

namespace assay::mock {
namespace {

const std::string fields = "Host: a\r\nAccept: */*\r\n\r\n";

std::string get(const std::string& target) { return "GET " + target + " HTTP/1.1\r\n" + fields; }

RepeatedHead learned(const std::string& text) {
  RepeatedHead repeated;
  if (const auto head = read_head(text)) repeated.learn(text, *head);
  return repeated;
}

TEST(RepeatedHead, TakesOnlyWhatDiffersInAPlainTarget) {
  const auto long_target = "/" + std::string(limits::target_bytes - 1, 'a');
  const struct {
    std::string bytes;
    bool taken;
  } rows[] = {
      {get("/x"), true},
      {get("/ga4gh/wes/v1/runs/0b6f3a61-0c3c/status"), true},
      {get("/"), true},
      {get("//a/../~b_c.d"), true},
      {get("/x") + "GET /", true},
      {get(long_target), true},
      {get(long_target + "a"), false},
      {get("/x?page_size=1"), false},
      {get("/x%20y"), false},
      {get("/x#y"), false},
      {get("/x y"), false},
      {get("/x\tY"), false},
      {get("/\xff"), false},
      {get("http://b/x"), false},
      {get("*"), false},
      {"\r\n" + get("/x"), false},
      {"get /x HTTP/1.1\r\n" + fields, false},
      {"HEAD /x HTTP/1.1\r\n" + fields, false},
      {"GET /x HTTP/1.0\r\n" + fields, false},
      {"GET  /x HTTP/1.1\r\n" + fields, false},
      {"GET /x HTTP/1.1\r\nHost: b\r\nAccept: */*\r\n\r\n", false},
      {"GET /x HTTP/1.1\r\nHost: a\r\nAccept: */*\r\nContent-Length: 3\r\n\r\nabc", false},
      {get("/x").substr(0, get("/x").size() - 1), false},
      {"GET /", false},
      {"", false},
  };
  int ran = 0;
  for (const auto& row : rows) {
    auto repeated = learned(get("/first"));
    const auto found = repeated.find(row.bytes);
    const auto* head = found.bytes > 0 ? repeated.head(found.target) : nullptr;
    ASSERT_EQ(head != nullptr, row.taken) << row.bytes;
    ++ran;
    if (!row.taken) continue;
    const auto long_way = read_head(std::string_view(row.bytes).substr(0, found.bytes));
    ASSERT_TRUE(long_way) << row.bytes;
    EXPECT_EQ(head->request.target, long_way->request.target);
    EXPECT_EQ(head->request.method, long_way->request.method);
    EXPECT_EQ(head->request.headers, long_way->request.headers);
    EXPECT_EQ(head->keep_alive, long_way->keep_alive);
    EXPECT_EQ(head->version, long_way->version);
  }
  EXPECT_EQ(ran, 25);
}

TEST(RepeatedHead, LearnsNothingThatHasABodyOrAnotherForm) {
  int ran = 0;
  for (const std::string text : {"GET /x HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\n",
                                 "GET /x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n",
                                 "POST /x HTTP/1.1\r\nHost: a\r\n\r\n", "GET /x HTTP/1.0\r\nHost: a\r\n\r\n",
                                 "GET http://b/x HTTP/1.1\r\nHost: a\r\n\r\n",
                                 "GET /x HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"}) {
    ASSERT_TRUE(read_head(text)) << text;
    EXPECT_EQ(learned(text).find(text).bytes, 0u) << text;
    ++ran;
  }
  EXPECT_EQ(ran, 6);
}

TEST(RepeatedHead, KeepsToTheLimitOfTheWholeHead) {
  const auto much = "Host: a\r\nA: " + std::string(limits::head_bytes - 60, 'a') + "\r\n\r\n";
  const auto repeated = learned("GET /x HTTP/1.1\r\n" + much);
  const auto spare = limits::head_bytes - much.size() - std::string("GET / HTTP/1.1\r\n").size();
  const auto fits = "GET /" + std::string(spare, 'x') + " HTTP/1.1\r\n" + much;
  EXPECT_EQ(repeated.find(fits).bytes, fits.size());
  EXPECT_EQ(repeated.find("GET /" + std::string(spare + 1, 'x') + " HTTP/1.1\r\n" + much).bytes, 0u);
}

// What a connection answers must not depend on whether it knows the head already.
TEST(RepeatedHead, ChangesNoAnswerOfAConnection) {
  const auto answer = [](const core::Request& request) {
    auto said = wire_tests::echo(request);
    for (const auto& field : request.headers) said.response.body += field.name + "=" + field.value + ";";
    return said;
  };
  core::VirtualClock clock(wire_tests::october_noon());
  const auto alone = [&](const std::string& wire) {
    return wire_tests::bytes_of(Connection(answer, clock).feed(wire));
  };
  Connection connection(answer, clock);
  int ran = 0;
  for (const auto& wire : {get("/a"), get("/b"), get("/b?c=d"), get("/c"), "HEAD /c HTTP/1.1\r\n" + fields,
                           get("/d"), std::string("GET /e HTTP/1.1\r\nHost: b\r\n\r\n"), get("/f"),
                           get("http://z/g"), get("/h"), get("/i") + get("/j")}) {
    EXPECT_EQ(wire_tests::bytes_of(connection.feed(wire)), alone(wire)) << wire;
    ++ran;
  }
  EXPECT_EQ(ran, 11);
  for (int i = 0; i < 5; ++i) {  // empty lines count for one request only
    connection.feed("\r\n");
    EXPECT_EQ(wire_tests::bytes_of(connection.feed(get("/l"))), alone(get("/l"))) << i;
  }
  EXPECT_TRUE(wire_tests::closes(connection.feed("GET /k HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n")));
}

}  // namespace
}  // namespace assay::mock
