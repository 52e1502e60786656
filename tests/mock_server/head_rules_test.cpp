// SPDX-License-Identifier: Apache-2.0
#include "mock_server/http/head_rules.hpp"

#include <gtest/gtest.h>

#include "mock_server/base/limits.hpp"
#include "mock_server/http/head_reader.hpp"

namespace assay::mock {
namespace {

// Status of the refusal, 0 where the head is good.
int status_of(const std::string& head) {
  const auto read = read_head(head);
  return read ? 0 : read.error().status;
}

std::string get(const std::string& fields) { return "GET /x HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n"; }

struct Row {
  std::string head;
  int status;
};

TEST(ReadHead, RefusesWhatTheParserLetsPass) {
  const std::vector<Row> rows = {
      // Transfer codings.
      {get("Transfer-Encoding: chunked\r\n"), 0},
      {get("Transfer-Encoding: Chunked\r\n"), 0},
      {get("Transfer-Encoding: \tchunked \r\n"), 0},
      {get("Transfer-Encoding: , chunked\r\n"), 0},
      {get("Transfer-Encoding: identity\r\n"), 400},
      {get("Transfer-Encoding: chunked, identity\r\n"), 400},
      {get("Transfer-Encoding: identity, chunked\r\n"), 400},
      {get("Transfer-Encoding: chunked, chunked\r\n"), 400},
      {get("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n"), 400},
      {get("Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n"), 400},
      {get("Transfer-Encoding: gzip\r\n"), 400},
      {get("Transfer-Encoding: gzip\r\nContent-Length: 1\r\n"), 400},
      {get("Transfer-Encoding:\r\n"), 400},
      {get("Transfer-Encoding: gzip, chunked\r\n"), 501},
      {get("Transfer-Encoding: xchunked\r\n"), 501},
      {get("Transfer-Encoding: chunked;q=1\r\n"), 501},
      {get("Transfer-Encoding: \"chunked\"\r\n"), 501},
      {get("Transfer-Encoding: chunked\r\nContent-Length: 3\r\n"), 400},
      {get("Content-Length: 3\r\nTransfer-Encoding: chunked\r\n"), 400},
      {"POST /x HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n", 400},
      {get("Transfer-Encoding : chunked\r\n"), 400},
      // Content-Length.
      {get("Content-Length: 0\r\n"), 0},
      {get("Content-Length: 007\r\n"), 0},
      {get("Content-Length: 1\r\nContent-Length: 1\r\n"), 400},
      {get("Content-Length: 1\r\nContent-Length: 2\r\n"), 400},
      {get("Content-Length: 1, 1\r\n"), 400},
      {get("Content-Length: +1\r\n"), 400},
      {get("Content-Length: -1\r\n"), 400},
      {get("Content-Length: 0x1\r\n"), 400},
      {get("Content-Length: 1 1\r\n"), 400},
      {get("Content-Length:\r\n"), 400},
      {get("Content-Length : 1\r\n"), 400},
      {get("Content-Length: 16777216\r\n"), 0},
      {get("Content-Length: 16777217\r\n"), 413},
      {get("Content-Length: 9999999999999999999\r\n"), 413},
      {get("Content-Length: 99999999999999999999\r\n"), 400},  // more than 64 bits: the parser's own refusal
      // Host.
      {"GET / HTTP/1.1\r\n\r\n", 400},
      {"GET / HTTP/1.0\r\n\r\n", 0},
      {"GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n", 400},
      {"GET / HTTP/1.0\r\nHost: a\r\nhost: b\r\n\r\n", 400},
      {"GET / HTTP/1.1\r\nHost: a, b\r\n\r\n", 400},
      {"GET / HTTP/1.1\r\nHost: a/b\r\n\r\n", 400},
      {"GET / HTTP/1.1\r\nHost: u@a\r\n\r\n", 400},
      {"GET / HTTP/1.1\r\nHost: a b\r\n\r\n", 400},
      {"GET / HTTP/1.1\r\nHost:\r\n\r\n", 0},
      {"GET / HTTP/1.1\r\nhOST:[::1]:80\r\n\r\n", 0},
      // Lines.
      {get("A: b\r\n c\r\n"), 400},
      {get("A: b\r\n\tc\r\n"), 400},
      {"GET / HTTP/1.1\r\n Host: a\r\n\r\n", 400},
      {get("A b: c\r\n"), 400},
      {get("no colon\r\n"), 400},
      {get(": no name\r\n"), 400},
      {get("A: \xff\xfe\r\n"), 0},  // obs-text in a value is opaque, and legal
      // Request line.
      {"GET /\r\nHost: a\r\n\r\n", 400},
      {"GET  / HTTP/1.1\r\nHost: a\r\n\r\n", 400},
      {"GET / HTTP/1.1 \r\nHost: a\r\n\r\n", 400},
      {" GET / HTTP/1.1\r\nHost: a\r\n\r\n", 400},
      {"G(T / HTTP/1.1\r\nHost: a\r\n\r\n", 400},
      {"GET / http/1.1\r\nHost: a\r\n\r\n", 400},
      {"GET / HTTP/1.12\r\nHost: a\r\n\r\n", 400},
      {"GET / HTTP/1.2\r\nHost: a\r\n\r\n", 505},
      {"GET / HTTP/0.9\r\nHost: a\r\n\r\n", 505},
      {"PRI * HTTP/2.0\r\n\r\n", 505},
      // Targets.
      {"BREW /x?a=%00&b=|{} HTTP/1.1\r\nHost: a\r\n\r\n", 0},
      {"GET x HTTP/1.1\r\nHost: a\r\n\r\n", 400},
      {"GET /x#y HTTP/1.1\r\nHost: a\r\n\r\n", 400},
      {"GET * HTTP/1.1\r\nHost: a\r\n\r\n", 400},
      {"OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n", 0},
      {"CONNECT a:80 HTTP/1.1\r\nHost: a\r\n\r\n", 501},
      {"GET http://a/x HTTP/1.1\r\nHost: a\r\n\r\n", 0},
      {"GET http://u:p@a/x HTTP/1.1\r\nHost: a\r\n\r\n", 400},
      {"GET http:///x HTTP/1.1\r\nHost: a\r\n\r\n", 400},
      {"GET ftp://a/x HTTP/1.1\r\nHost: a\r\n\r\n", 400},
      {"GET /" + std::string(limits::target_bytes - 1, 'a') + " HTTP/1.1\r\nHost: a\r\n\r\n", 0},
      {"GET /" + std::string(limits::target_bytes, 'a') + " HTTP/1.1\r\nHost: a\r\n\r\n", 414},
  };
  std::size_t ran = 0;
  for (const auto& row : rows) {
    EXPECT_EQ(status_of(row.head), row.status) << row.head.substr(0, 120);
    ++ran;
  }
  EXPECT_EQ(ran, 75u);
}

TEST(ReadHead, ReducesAnAbsoluteTarget) {
  const std::vector<std::array<std::string, 3>> rows = {
      {"GET http://b:81/x?y=z HTTP/1.1", "/x?y=z", "b:81"},
      {"GET http://b HTTP/1.1", "/", "b"},
      {"GET HTTPS://b?y HTTP/1.1", "/?y", "b"},
      {"OPTIONS http://b HTTP/1.1", "*", "b"},
      {"GET http://b//c HTTP/1.1", "//c", "b"},
  };
  for (const auto& [line, target, host] : rows) {
    const auto head = read_head(line + "\r\nHost: a\r\n\r\n");
    ASSERT_TRUE(head) << line;
    EXPECT_EQ(head->request.target, target) << line;
    EXPECT_EQ(head->request.headers.get("Host"), host) << line;
  }
}

TEST(ReadHead, KeepsTheFieldsAsSent) {
  const auto head = read_head("GET / HTTP/1.1\r\nX-b: 1 \r\nhost:a\r\nX-A:\r\nx-B: \t2\r\n\r\n");
  ASSERT_TRUE(head);
  EXPECT_EQ(head->request.headers, (core::Headers{{"X-b", "1"}, {"host", "a"}, {"X-A", ""}, {"x-B", "2"}}));
}

TEST(ReadHead, SaysWhetherTheConnectionStays) {
  struct Keep {
    std::string version, field;
    bool keep;
  };
  const std::vector<Keep> rows = {
      {"1.1", "", true},
      {"1.0", "", false},
      {"1.1", "Connection: close\r\n", false},
      {"1.1", "Connection: x, Close\r\n", false},
      {"1.0", "Connection: Keep-Alive\r\n", true},
      {"1.0", "Connection: keep-alive\r\nConnection: close\r\n", false},
      {"1.1", "Connection: keep-alive\r\n", true},
  };
  for (const auto& row : rows) {
    const auto head = read_head("GET / HTTP/" + row.version + "\r\nHost: a\r\n" + row.field + "\r\n");
    ASSERT_TRUE(head) << row.field;
    EXPECT_EQ(head->keep_alive, row.keep) << row.version << " " << row.field;
  }
}

TEST(ReadHead, ExpectsContinueOnlyWithABodyAndHttp11) {
  const auto expects = [](const std::string& version, const std::string& fields) {
    const auto head =
        read_head("POST / HTTP/" + version + "\r\nHost: a\r\nExpect: 100-Continue\r\n" + fields + "\r\n");
    return head && head->expects_continue;
  };
  EXPECT_TRUE(expects("1.1", "Content-Length: 3\r\n"));
  EXPECT_TRUE(expects("1.1", "Transfer-Encoding: chunked\r\n"));
  EXPECT_FALSE(expects("1.1", "Content-Length: 0\r\n"));
  EXPECT_FALSE(expects("1.1", ""));
  EXPECT_FALSE(expects("1.0", "Content-Length: 3\r\n"));
}

TEST(HeadReader, JudgesLinesAndSizesAsTheyCome) {
  std::string fields;
  for (std::size_t i = 0; i < limits::head_fields; ++i) fields += "a: b\r\n";
  const std::string start = "GET / HTTP/1.1\r\n";
  const std::vector<Row> rows = {
      {start + "\r\n", 0},
      {"\r\n\r\n" + start + "\r\n", 0},
      {"\r\n\r\n\r\n", 400},
      {"GET / HTTP/1.1\n", 400},
      {"GET / HTTP/1.1\rX", 400},
      {"\n", 400},
      {start + "a: b\n", 400},
      {start + "a: \rb", 400},
      {start + std::string("a: \0", 4), 400},
      {start + "a: \x0b", 400},
      {start + "a: \x7f", 400},
      {"GET /\x80", 400},
      {"GET /\t HTTP/1.1\r\n\r\n", 0},  // left to the parser, which refuses it
      {"\x16\x03\x01", 400},            // a TLS client on a plain port
      {start + fields + "\r\n", 0},
      {start + fields + "a: b\r\n", 431},
      {start + "a: " + std::string(limits::head_bytes, 'b'), 431},
      {start + "a: " + std::string(limits::head_bytes - start.size() - 7, 'b') + "\r\n\r\n", 0},
      {start + "a: " + std::string(limits::head_bytes - start.size() - 6, 'b') + "\r\n\r\n", 431},
      {"GET /" + std::string(limits::request_line_bytes, 'a'), 414},
  };
  std::size_t ran = 0;
  for (const auto& row : rows) {
    HeadReader reader;
    const auto taken = reader.take(row.head);
    EXPECT_EQ(reader.refusal() ? reader.refusal()->status : 0, row.status) << row.head.substr(0, 80);
    if (row.status == 0) {
      EXPECT_TRUE(reader.complete()) << row.head.substr(0, 80);
      EXPECT_EQ(taken, row.head.size());
    }
    ++ran;
  }
  EXPECT_EQ(ran, 20u);
  EXPECT_EQ(status_of("GET /\t HTTP/1.1\r\nHost: a\r\n\r\n"), 400);
}

TEST(HeadReader, LeavesWhatFollowsTheHead) {
  HeadReader reader;
  EXPECT_EQ(reader.take("GET / HTTP/1.1\r\n\r\nrest"), 18u);
  EXPECT_TRUE(reader.complete());
}

}  // namespace
}  // namespace assay::mock
