// SPDX-License-Identifier: Apache-2.0
#include "bench/response_head.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace assay::bench {
namespace {

using Length = ResponseHead::Length;

TEST(ResponseHead, ReadsWhatOurMockTellsOfTheAge) {
  const auto left = [](const std::string& field) {
    return read_response_head("HTTP/1.1 200 OK\r\n" + field + "Content-Length: 0\r\n\r\n").left_us;
  };
  EXPECT_EQ(left("Mock-State-Left-Us: 250000\r\n"), 250'000);
  EXPECT_EQ(left("mock-state-left-us: -1\r\n"), -1);
  EXPECT_EQ(left("Mock-State-Left-Us: soon\r\n"), ResponseHead::unknown);
  EXPECT_EQ(left(""), ResponseHead::unknown);
}

TEST(ResponseHead, IsTheSameFromAReaderThatRemembers) {
  std::vector<std::string> texts;
  for (int length = 0; length < 7; ++length)  // more than it remembers
    texts.push_back("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " +
                    std::to_string(length) + "\r\n\r\n");
  texts.push_back("HTTP/1.1 429 Slow\r\nRetry-After: 3\r\nConnection: close\r\n\r\n");
  texts.push_back("HTTP/1.1 200 OK\r\nContent-Length: 5x\r\n\r\n");
  texts.push_back("HTTP/1.1 200 OK\r\nContent-Len");
  texts.push_back("");
  HeadReader reader;
  int ran = 0;
  for (int step = 0; step < 200; ++step) {
    const std::string text = texts[static_cast<std::size_t>(step * step + step / 11) % texts.size()] + "rest";
    const ResponseHead fresh = read_response_head(text);
    const ResponseHead& known = reader.read(text, 0);
    EXPECT_EQ(known.size, fresh.size) << text;
    EXPECT_EQ(known.bad, fresh.bad) << text;
    EXPECT_EQ(known.status, fresh.status) << text;
    EXPECT_EQ(known.length, fresh.length) << text;
    EXPECT_EQ(known.body, fresh.body) << text;
    EXPECT_EQ(known.closes, fresh.closes) << text;
    EXPECT_EQ(known.json, fresh.json) << text;
    EXPECT_EQ(known.retry_after, fresh.retry_after) << text;
    ++ran;
  }
  EXPECT_EQ(ran, 200);
}

TEST(ResponseHead, ReadsWhatABenchmarkNeeds) {
  struct Row {
    const char* text;
    bool bad;
    int status;
    Length length;
    std::uint64_t body;
    bool closes, json;
  };
  const Row rows[] = {
      {"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 12\r\n\r\n", false, 200,
       Length::counted, 12, false, true},
      {"HTTP/1.1 200\r\ncontent-type: Application/JSON; charset=utf-8\r\ncontent-length:7\r\n\r\n", false,
       200, Length::counted, 7, false, true},
      {"HTTP/1.1 200 OK\r\nContent-Type: application/jsonp\r\nContent-Length: 0\r\n\r\n", false, 200,
       Length::counted, 0, false, false},
      {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", false, 200, Length::chunked, 0, false, false},
      {"HTTP/1.1 200 OK\r\n\r\n", false, 200, Length::until_close, 0, false, false},
      {"HTTP/1.1 204 No Content\r\n\r\n", false, 204, Length::none, 0, false, false},
      {"HTTP/1.0 200 OK\r\nContent-Length: 1\r\n\r\n", false, 200, Length::counted, 1, true, false},
      {"HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 1\r\n\r\n", false, 200, Length::counted,
       1, false, false},
      {"HTTP/1.1 503 Busy\r\nConnection: Close\r\nContent-Length: 0\r\n\r\n", false, 503, Length::counted, 0,
       true, false},
      {"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n", true, 200, Length::counted, 6,
       false, false},
      {"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n", true, 200,
       Length::chunked, 5, false, false},
      {"HTTP/1.1 200 OK\r\nContent-Length: 5x\r\n\r\n", true, 200, Length::counted, 0, false, false},
      {"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n", true, 200, Length::until_close, 0, false, false},
      {"HTTP/1.1 200 OK\r\nno colon here\r\n\r\n", true, 200, Length::until_close, 0, false, false},
      {"HTTP/2 200\r\n\r\n", true, 0, Length::until_close, 0, false, false},
      {"SSH-2.0-OpenSSH_9.2\r\n\r\n", true, 0, Length::until_close, 0, false, false},
  };
  int ran = 0;
  for (const Row& row : rows) {
    const ResponseHead head = read_response_head(row.text);
    EXPECT_EQ(head.bad, row.bad) << row.text;
    ++ran;
    if (row.bad) continue;
    EXPECT_EQ(head.size, std::string(row.text).size()) << row.text;
    EXPECT_EQ(head.status, row.status) << row.text;
    EXPECT_EQ(head.length, row.length) << row.text;
    EXPECT_EQ(head.body, row.body) << row.text;
    EXPECT_EQ(head.closes, row.closes) << row.text;
    EXPECT_EQ(head.json, row.json) << row.text;
  }
  EXPECT_EQ(ran, 16);
}

TEST(ResponseHead, WaitsForTheEmptyLineWhereverTheBytesAreCut) {
  const std::string text = "HTTP/1.1 200 OK\r\nRetry-After: 7\r\nContent-Length: 2\r\n\r\n{}";
  const std::size_t whole = text.size() - 2;
  for (std::size_t cut = 0; cut < whole; ++cut) {
    ASSERT_EQ(read_response_head(std::string_view(text).substr(0, cut)).size, 0u) << cut;
    const ResponseHead head = read_response_head(text, cut);
    ASSERT_EQ(head.size, whole) << cut;
    ASSERT_EQ(head.retry_after, 7);
  }
}

TEST(ChunkedBody, GivesTheContentOnceItIsWhole) {
  const std::string whole = "5;x=1\r\n{\"a\":\r\n2\r\n1}\r\n0\r\nTrailer: x\r\n\r\n";
  for (std::size_t cut = 0; cut < whole.size(); ++cut) {
    std::string part = whole.substr(0, cut);
    const ChunkedBody body = read_chunked_body(part.data(), part.size());
    ASSERT_EQ(body.size, 0u) << cut;
    ASSERT_FALSE(body.bad) << cut;
    ASSERT_EQ(part, whole.substr(0, cut)) << "an incomplete body must stay as it was";
  }
  std::string bytes = whole + "HTTP/1.1";
  const ChunkedBody body = read_chunked_body(bytes.data(), bytes.size());
  EXPECT_EQ(body.size, whole.size());
  EXPECT_EQ(bytes.substr(0, body.content), "{\"a\":1}");
}

TEST(ChunkedBody, RefusesWhatIsNone) {
  int ran = 0;
  for (std::string text : {"x\r\n", "5\r\nhellox\r\n0\r\n\r\n", "-1\r\n", "fffffffff\r\n"}) {
    EXPECT_TRUE(read_chunked_body(text.data(), text.size()).bad) << text;
    ++ran;
  }
  EXPECT_EQ(ran, 4);
}

}  // namespace
}  // namespace assay::bench
