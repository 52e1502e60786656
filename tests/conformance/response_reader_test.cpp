// SPDX-License-Identifier: Apache-2.0
#include "conformance/client/response_reader.hpp"

#include <gmock/gmock.h>

#include "core/sha256.hpp"

namespace assay::conformance {
namespace {

using core::TransportFault;
using State = ResponseReader::State;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr ResponseReader::Limits limits = {1000, 100};

struct Outcome {
  State state;
  core::Response response;
  std::vector<std::string> notes;
  TransportFault fault;
  std::string text;
  std::string leftover;
  bool keep_alive;
};

// Fed `step` bytes at a time, then the end when the reader still waits.
Outcome read(const std::string& bytes, std::size_t step, bool head = false) {
  ResponseReader reader(head, limits);
  for (std::size_t at = 0; at < bytes.size() && reader.state() == State::reading; at += step) {
    reader.feed(std::string_view(bytes).substr(at, step));
  }
  if (reader.state() == State::reading) reader.finish();
  Outcome outcome = {reader.state(),     reader.take_response(), reader.notes(),
                     reader.fault(),     reader.fault_text(),    {},
                     reader.keep_alive()};
  outcome.leftover = reader.take_leftover();
  return outcome;
}

// What the run cannot keep is not held while it is read, whatever the framing and however it comes.
TEST(ResponseReader, ALargeBodyIsKeptAsItsFirstBytesItsSizeAndItsDigest) {
  const std::string body(300'000, 'b');
  const std::string ok = "HTTP/1.1 200 OK\r\n";
  const std::string counted = ok + "Content-Length: 300000\r\n\r\n" + body;
  const std::string chunked = ok + "Transfer-Encoding: chunked\r\n\r\n493e0\r\n" + body + "\r\n0\r\n\r\n";
  for (const std::string& bytes : {counted, chunked, ok + "\r\n" + body}) {
    for (const std::size_t step : {std::size_t{7'000}, bytes.size()}) {
      ResponseReader reader(false, {1000, 1'000'000, 200'000});
      for (std::size_t at = 0; at < bytes.size(); at += step)
        reader.feed(std::string_view(bytes).substr(at, step));
      reader.finish();
      ASSERT_EQ(reader.state(), State::done) << reader.fault_text();
      const core::Response response = reader.take_response();
      ASSERT_TRUE(response.cut);
      EXPECT_EQ(response.cut->size, body.size());
      EXPECT_EQ(response.cut->sha256, core::sha256_hex(body));
      EXPECT_EQ(response.body, body.substr(0, 128 * 1024));
    }
  }
}

TEST(ResponseReader, ABodyBelowThatLimitOrOfAHeadIsWhole) {
  for (const bool head : {false, true}) {
    ResponseReader reader(head, {1000, 1'000'000, head ? 1u : 200'000u});
    reader.feed("HTTP/1.1 200 OK\r\nContent-Length: 200000\r\n\r\n" +
                (head ? "" : std::string(200'000, 'b')));
    ASSERT_EQ(reader.state(), State::done);
    EXPECT_FALSE(reader.take_response().cut);
  }
}

TEST(ResponseReader, AFieldOfAnySizeBelowTheLimitOfTheHeadIsRead) {
  const std::string value(200'000, 'v');
  for (const char* name : {"X-Long", "Connection", "Upgrade"}) {
    ResponseReader reader(false, {256 * 1024, 100});
    reader.feed("HTTP/1.1 200 OK\r\n" + std::string(name) + ": " + value + "\r\nContent-Length: 2\r\n\r\nok");
    ASSERT_EQ(reader.state(), State::done) << name << ": " << reader.fault_text();
    const core::Response response = reader.take_response();
    EXPECT_EQ(response.headers.get(name), value);
    EXPECT_EQ(response.body, "ok");
  }
}

TEST(ResponseReader, RefusesBadFramingWithAPreciseSentence) {
  const std::string line = "HTTP/1.1 200 OK\r\n";
  const std::string chunked = line + "Transfer-Encoding: chunked\r\n\r\n";
  struct Row {
    std::string bytes;
    TransportFault fault;
    const char* text;
  } rows[] = {
      {"SSH-2.0-x\r\n", TransportFault::framing, "does not start with \"HTTP/\" but with \"S"},
      {"<html></html>", TransportFault::framing, "does not start with \"HTTP/\""},
      {"\x15\x03\x01\x02", TransportFault::framing, ""},
      {"HTTP/2.0 200 OK\r\n\r\n", TransportFault::framing, "not HTTP/1.0 or HTTP/1.1"},
      {"HTTP/x 200 OK\r\n\r\n", TransportFault::framing, "no HTTP version"},
      {"HTTP/1.1 20 OK\r\n\r\n", TransportFault::framing, "no status of three digits"},
      {"HTTP/1.1 2000 OK\r\n\r\n", TransportFault::framing, "followed by something else"},
      {"HTTP/1.1 099 OK\r\n\r\n", TransportFault::framing, "below 100"},
      {"HTTP/1.1 200 O\x01K\r\n\r\n", TransportFault::framing, "reason phrase holds a control"},
      {line + "no colon\r\n\r\n", TransportFault::framing, "has no colon"},
      {line + ": x\r\n\r\n", TransportFault::framing, "has no name"},
      {line + " X: y\r\n\r\n", TransportFault::framing, "first header line starts with a space"},
      {line + "X Y: z\r\n\r\n", TransportFault::framing, "character that is not allowed: \"X Y\""},
      {line + "X: a" + std::string(1, '\0') + "b\r\n\r\n", TransportFault::framing,
       "value of X holds a control"},
      {line + "X: a\rb\r\n\r\n", TransportFault::framing, "value of X holds a control"},
      {line + "Content-Length: abc\r\n\r\n", TransportFault::framing, "not a number of bytes: \"abc\""},
      {line + "Content-Length: -1\r\n\r\n", TransportFault::framing, "not a number of bytes: \"-1\""},
      {line + "Content-Length: +1\r\n\r\n", TransportFault::framing, "not a number of bytes"},
      {line + "Content-Length: 0x1\r\n\r\n", TransportFault::framing, "not a number of bytes"},
      {line + "Content-Length:\r\n\r\n", TransportFault::framing, "not a number of bytes"},
      {line + "Content-Length: 99999999999999999999\r\n\r\n", TransportFault::framing,
       "not a number of bytes"},
      {line + "Content-Length: 1\r\nContent-Length: 2\r\n\r\n", TransportFault::framing,
       "as \"1\" and as \"2\""},
      {line + "Content-Length: 1, 2\r\n\r\n", TransportFault::framing, "as \"1\" and as \"2\""},
      {line + "Transfer-Encoding: identity\r\n\r\n", TransportFault::framing, "\"identity\""},
      {line + "Transfer-Encoding: chunked, identity\r\n\r\n", TransportFault::framing,
       "\"chunked, identity\""},
      {line + "Transfer-Encoding: gzip, chunked\r\n\r\n", TransportFault::framing, "\"gzip, chunked\""},
      {line + "Transfer-Encoding: xchunked\r\n\r\n", TransportFault::framing, "\"xchunked\""},
      {line + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n", TransportFault::framing,
       "\"chunked, chunked\""},
      {"HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", TransportFault::framing,
       "in an HTTP/1.0 answer"},
      {chunked + "xyz\r\n", TransportFault::framing, "size in hexadecimal"},
      {chunked + "0x1\r\na\r\n0\r\n\r\n", TransportFault::framing, "chunk"},
      {chunked + "2\r\nokXX\r\n", TransportFault::framing, "does not end with CR LF where it should"},
      {chunked + "2\nok\r\n", TransportFault::framing, "an extension, or an ending"},
      {chunked + "0\r\nX : y\r\n\r\n", TransportFault::framing, "is not a field"},
      {chunked + "0\r\nContent-Length: 3\r\n\r\n", TransportFault::framing, "stands in a trailer"},
      {chunked + "0\r\nTransfer-Encoding: chunked\r\n\r\n", TransportFault::framing, "stands in a trailer"},
      {"HTTP/1.1 101 Switching\r\n\r\n", TransportFault::framing, "status 101"},
      {line + "X: " + std::string(1000, 'a'), TransportFault::too_large, "head is larger than 1000"},
      {line + "X: " + std::string(1000, 'a') + "\r\n\r\n", TransportFault::too_large,
       "head is larger than 1000"},
      {line + "Content-Length: 101\r\n\r\n", TransportFault::too_large, "body is larger than 100"},
      {chunked + "65\r\n", TransportFault::too_large, "body is larger than 100"},
      {chunked + "ffffffffffffffff\r\n", TransportFault::too_large, "body is larger than 100"},
      {line + "Connection: close\r\n\r\n" + std::string(101, 'a'), TransportFault::too_large,
       "body is larger"},
      {chunked + "1;x=" + std::string(1000, 'a'), TransportFault::too_large, "chunk header or trailer"},
      {chunked + "0\r\nX: " + std::string(1000, 'a'), TransportFault::too_large, "chunk header or trailer"},
      {"", TransportFault::closed, "closed before an answer"},
      {"HTTP/1.1 2", TransportFault::closed, "closed inside the head"},
      {"HTTP/1.1 100 Continue\r\n\r\n", TransportFault::closed, "closed after an interim answer"},
      {line + "Content-Length: 9\r\n\r\nfour", TransportFault::closed, "after 4 of 9 bytes of the body"},
      {chunked + "5\r\nfo", TransportFault::closed, "inside a chunked body, after 2 bytes"},
      {chunked + "2\r\nok\r\n0\r\n", TransportFault::closed, "inside a chunked body, after 2 bytes"},
  };
  int run = 0;
  for (const Row& row : rows) {
    for (std::size_t step : {std::size_t{1}, std::size_t{7}, row.bytes.size() + 1}) {
      const Outcome outcome = read(row.bytes, step);
      EXPECT_EQ(outcome.state, State::fault) << row.bytes;
      EXPECT_EQ(outcome.fault, row.fault) << row.bytes << outcome.text;
      EXPECT_THAT(outcome.text, HasSubstr(row.text)) << row.bytes;
    }
    ++run;
  }
  EXPECT_EQ(run, 51);
}

TEST(ResponseReader, NotesWhatAParserHides) {
  const std::string line = "HTTP/1.1 200 OK\r\n";
  struct Row {
    std::string bytes;
    const char* note;
    const char* body;
  } rows[] = {
      {line + "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n",
       "content-length and transfer-encoding", "ok"},
      {line + "Content-Length: 2\r\nContent-Length: 2\r\n\r\nok", "content-length repeated", "ok"},
      {line + "Content-Length: 2, 2\r\n\r\nok", "content-length repeated", "ok"},
      {line + "Content-Length : 2\r\n\r\nok", "header name with space", "ok"},
      {"HTTP/1.1 200 OK\nContent-Length: 2\n\nok", "bare LF", "ok"},
      {"HTTP/1.1 200 OK\nContent-Length: 2\r\n\r\nok", "bare LF", "ok"},
      {line + "X: a\r\n b\r\nContent-Length: 2\r\n\r\nok", "folded header line", "ok"},
      {"HTTP/1.1 200\r\nContent-Length: 2\r\n\r\nok", "no space after the status", "ok"},
      {line + "X: \xc3\xa9\r\nContent-Length: 2\r\n\r\nok", "non-ASCII value of X", "ok"},
      {line + "\r\nok", "body without a length", "ok"},
      {line + "Transfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\nX: y\r\n\r\n", "trailer fields", "ok"},
      {"HTTP/1.1 204 No\r\nContent-Length: 0\r\n\r\n", "content-length on 204", ""},
      {"HTTP/1.1 204 No\r\nTransfer-Encoding: chunked\r\n\r\n", "transfer-encoding on 204", ""},
      {"HTTP/1.1 100 Continue\r\n\r\n" + line + "Content-Length: 2\r\n\r\nok", "interim answer 100", "ok"},
      {"HTTP/1.1 103 Hints\r\nLink: x\r\n\r\n" + line + "Content-Length: 2\r\n\r\nok", "interim answer 103",
       "ok"},
  };
  int run = 0;
  for (const Row& row : rows) {
    for (std::size_t step : {std::size_t{1}, std::size_t{5}, row.bytes.size()}) {
      const Outcome outcome = read(row.bytes, step);
      EXPECT_EQ(outcome.state, State::done) << row.bytes << outcome.text;
      EXPECT_THAT(outcome.notes, ElementsAre(row.note)) << row.bytes;
      EXPECT_EQ(outcome.response.body, row.body) << row.bytes;
    }
    ++run;
  }
  EXPECT_EQ(run, 15);
}

TEST(ResponseReader, NotesNothingAboutACleanAnswer) {
  const std::string bytes =
      "HTTP/1.1 404 Not Found\r\nDate: Sat, 31 Jan 2026 12:00:00 GMT\r\nset-cookie: a\r\nSet-Cookie: b\r\n"
      "Content-Type: application/json\r\nContent-Length: 2\r\n\r\n{}";
  const Outcome outcome = read(bytes, 3);
  EXPECT_EQ(outcome.state, State::done);
  EXPECT_THAT(outcome.notes, IsEmpty());
  EXPECT_TRUE(outcome.keep_alive);
  EXPECT_EQ(outcome.response.status, 404);
  EXPECT_EQ(outcome.response.reason, "Not Found");
  EXPECT_EQ(outcome.response.headers.all("Set-Cookie"), (std::vector<std::string_view>{"a", "b"}));
  EXPECT_EQ((outcome.response.headers.begin() + 1)->name, "set-cookie");
}

TEST(ResponseReader, KeepsHeaderFieldsAsSentWhenTransferEncodingOverridesTheLength) {
  const Outcome outcome =
      read("HTTP/1.1 200 OK\r\nContent-Length: 9\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 100);
  EXPECT_EQ(outcome.response.headers.get("Content-Length"), "9");
  EXPECT_EQ(outcome.response.headers.size(), 2U);
}

TEST(ResponseReader, ReadsNoBodyAfterHead) {
  const Outcome outcome = read("HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\nabc", 1000, true);
  EXPECT_EQ(outcome.state, State::done);
  EXPECT_EQ(outcome.response.body, "");
  EXPECT_EQ(outcome.leftover, "abc");
  EXPECT_FALSE(outcome.keep_alive);
}

TEST(ResponseReader, HandsBackWhatFollowsTheAnswer) {
  const Outcome outcome =
      read("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\nHTTP", 1000);
  EXPECT_EQ(outcome.response.body, "ok");
  EXPECT_EQ(outcome.leftover, "HTTP");
}

TEST(ResponseReader, EndsABodyWithoutALengthAtTheClose) {
  const Outcome outcome = read("HTTP/1.0 200 OK\r\n\r\nall of it", 4);
  EXPECT_EQ(outcome.state, State::done);
  EXPECT_EQ(outcome.response.body, "all of it");
  EXPECT_EQ(outcome.response.version, 10);
  EXPECT_FALSE(outcome.keep_alive);
  EXPECT_THAT(outcome.notes, IsEmpty());
}

TEST(ResponseReader, ReadsABodyOfExactlyTheLimit) {
  const std::string body(100, 'a');
  EXPECT_EQ(read("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n" + body, 9).response.body, body);
  EXPECT_EQ(read("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n64\r\n" + body + "\r\n0\r\n\r\n", 9)
                .response.body,
            body);
}

TEST(ResponseReader, RefusesEndlessInterimAnswers) {
  std::string bytes;
  for (int i = 0; i < 30; ++i) bytes += "HTTP/1.1 102 Processing\r\n\r\n";
  const Outcome outcome = read(bytes, 1000);
  EXPECT_EQ(outcome.fault, TransportFault::framing);
  EXPECT_EQ(outcome.text, "more than 20 interim answers");
}

TEST(ResponseReader, KnowsTlsOnAPlainPort) {
  EXPECT_EQ(read("\x15\x03\x01\x00\x02\x02\x46", 100).text, "the server speaks TLS on this port; use https");
}

}  // namespace
}  // namespace assay::conformance
