// SPDX-License-Identifier: Apache-2.0
#include "mock_server/serving/connection.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <random>

#include "mock_server/base/limits.hpp"
#include "tests/mock_server/wire_support.hpp"

namespace assay::mock {
namespace {

using namespace wire_tests;

struct Row {
  std::string wire;
  std::string statuses;
  bool closes;
};

std::string get(const std::string& fields = {}) { return "GET /x HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n"; }
std::string post(const std::string& fields, const std::string& body = {}) {
  return "POST /x HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n" + body;
}

const std::vector<Row>& corpus() {
  static const std::vector<Row> rows = {
      {get(), "200", false},
      {get() + get() + get(), "200 200 200", false},
      {"\r\n" + get() + "\r\n" + get(), "200 200", false},
      {get("Connection: close\r\n") + get(), "200", true},
      {"GET /x HTTP/1.0\r\n\r\n" + get(), "200", true},
      {"GET /x HTTP/1.0\r\nConnection: keep-alive\r\n\r\n" + get(), "200 200", false},
      {"HEAD /x HTTP/1.1\r\nHost: a\r\n\r\n" + get(), "200 200", false},
      {"OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n" + get(), "204 200", false},
      {"OPTIONS /x HTTP/1.1\r\nHost: a\r\n\r\n", "200", false},
      {"CONNECT a:1 HTTP/1.1\r\nHost: a\r\n\r\n" + get(), "501", true},
      {"BREW /x HTTP/1.1\r\nHost: a\r\n\r\n", "200", false},
      {post("Content-Length: 3\r\n", "abc") + get(), "200 200", false},
      {post("Content-Length: 0\r\n") + get(), "200 200", false},
      {post("Transfer-Encoding: chunked\r\n", "3\r\nabc\r\n0\r\n\r\n") + get(), "200 200", false},
      {post("Transfer-Encoding: chunked\r\n", "3;x=y\r\nabc\r\n0\r\nA: b\r\n\r\n") + get(), "200 200", false},
      {get("Content-Length: 3\r\n") + "abc" + get(), "200 200", false},
      {post("Expect: 100-continue\r\nContent-Length: 3\r\n", "abc"), "100 200", false},
      {post("Expect: 100-continue\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"), "100 200", false},
      {post("Expect: 100-continue\r\nContent-Length: 16777217\r\n"), "413", true},
      {post("Expect: 100-continue\r\n"), "200", false},
      {post("Transfer-Encoding: identity\r\n", "A") + get(), "400", true},
      {post("Transfer-Encoding: chunked, identity\r\n", "0\r\n\r\n") + get(), "400", true},
      {post("Transfer-Encoding: xchunked\r\n", "0\r\n\r\n") + get(), "501", true},
      {post("Transfer-Encoding: gzip\r\nContent-Length: 1\r\n", "A") + get(), "400", true},
      {"POST /x HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "400", true},
      {post("Content-Length: 1\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"), "400", true},
      {post("Content-Length: 1\r\nContent-Length: 1\r\n", "A") + get(), "400", true},
      {post("Content-Length: 1, 1\r\n", "A") + get(), "400", true},
      {"GET / HTTP/1.1\r\n\r\n" + get(), "400", true},
      {"GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n" + get(), "400", true},
      {get("A: b\r\n c\r\n") + get(), "400", true},
      {"GET /\xff HTTP/1.1\r\nHost: a\r\n\r\n", "400", true},
      {"GET /\x01 HTTP/1.1\r\nHost: a\r\n\r\n", "400", true},
      {"GET http://a/x HTTP/1.1\r\nHost: a\r\n\r\n" + get(), "200 200", false},
      {"GET / HTTP/1.3\r\nHost: a\r\n\r\n", "505", true},
      {"GET /" + std::string(9'000, 'a') + " HTTP/1.1\r\nHost: a\r\n\r\n", "414", true},
      {get("A: " + std::string(20'000, 'a') + "\r\n"), "431", true},
      {get(repeated("A: b\r\n", 2'000)), "431", true},
      {post("Content-Length: 2000000000\r\n"), "413", true},
      {post("Transfer-Encoding: chunked\r\n", "7fffffff\r\n"), "413", true},
      {post("Transfer-Encoding: chunked\r\n", "0x1\r\nA\r\n0\r\n\r\n"), "400", true},
      {post("Transfer-Encoding: chunked\r\n", "1\nA\r\n0\r\n\r\n"), "400", true},
      {post("Transfer-Encoding: chunked\r\n", "0\r\nContent-Length: 1\r\n\r\n"), "400", true},
      {get() + "nonsense\r\n\r\n" + get(), "200 400", true},
      {"\x16\x03\x01\x02", "400", true},
      {"GET /x HTTP/1.1\r\nHost: a\r\n", "", false},
  };
  return rows;
}

struct Played {
  std::string wire;
  std::vector<Output::Then> thens;
  bool operator==(const Played&) const = default;
};

// Feeds `wire` in pieces of `step` bytes.
Played play(std::string_view wire, std::size_t step) {
  core::VirtualClock clock(october_noon());
  Connection connection(echo, clock);
  Played played;
  for (; !wire.empty(); wire.remove_prefix(std::min(step, wire.size()))) {
    for (const auto& output : connection.feed(wire.substr(0, step))) {
      played.wire += output.bytes;
      played.thens.push_back(output.then);
    }
  }
  return played;
}

// What a peer pipelines is answered in parts that are sent before the next is made.
TEST(Connection, ALongPipelineIsAnsweredInPartsAndInFull) {
  const Handler large = [](const core::Request&) {
    Answer answer;
    answer.response = {200, "", 11, {}, std::string(30'000, 'x')};
    return answer;
  };
  core::VirtualClock clock(october_noon());
  Connection connection(large, clock);
  std::string wire;
  for (int i = 0; i < 100; ++i) wire += get();
  std::string_view left = wire;
  int parts = 0;
  std::size_t answers = 0;
  while (!left.empty()) {
    std::size_t bytes = 0;
    for (const auto& output : connection.feed_some(left)) {
      bytes += output.bytes.size();
      ++answers;
    }
    EXPECT_LT(bytes, limits::answer_bytes + 31'000);
    ++parts;
  }
  EXPECT_EQ(answers, 100u);
  EXPECT_GT(parts, 30);
}

// Slow senders of large bodies take a part of the memory that is stated, whatever their number.
TEST(Connection, UnfinishedBodiesHaveRoomInSum) {
  core::VirtualClock clock(october_noon());
  const auto room = std::make_shared<BodyRoom>(1'000'000);
  const std::string half(300'000, 'b');
  for (const bool chunked : {false, true}) {
    std::vector<std::unique_ptr<Connection>> all;
    int refused = 0;
    for (int i = 0; i < 10; ++i) {
      all.push_back(std::make_unique<Connection>(echo, clock, ConnectionHabits(), ShortWay(), room));
      const std::string wire = chunked ? post("Transfer-Encoding: chunked\r\n", "F4240\r\n" + half)
                                       : post("Content-Length: 1000000\r\n", half);
      const auto outputs = all.back()->feed(wire);
      if (!outputs.empty()) {
        EXPECT_TRUE(outputs.front().bytes.starts_with("HTTP/1.1 503 "));
        EXPECT_TRUE(closes(outputs));
        ++refused;
      }
    }
    EXPECT_EQ(refused, 7);
    EXPECT_EQ(all.front()->feed(std::string(700'000, 'b') + (chunked ? "\r\n0\r\n\r\n" : "")).size(), 1u)
        << "who is whole is answered, and leaves the room";
    Connection small(echo, clock, {}, {}, room);
    EXPECT_TRUE(small.feed(post("Content-Length: 20000\r\n", std::string(10'000, 'b'))).empty());
    EXPECT_EQ(small.feed(std::string(10'000, 'b')).size(), 1u) << "small bodies are served all the same";
  }
  EXPECT_TRUE(room->take(1'000'000)) << "all was given back";
}

TEST(Connection, AnswersOrRefusesEachOfTheCorpus) {
  std::size_t ran = 0;
  for (const auto& row : corpus()) {
    const auto played = play(row.wire, row.wire.size());
    EXPECT_EQ(statuses(played.wire), row.statuses) << row.wire.substr(0, 100);
    const bool closed = !played.thens.empty() && played.thens.back() == Output::Then::close;
    EXPECT_EQ(closed, row.closes) << row.wire.substr(0, 100);
    EXPECT_EQ(played.wire.find("Connection: close\r\n") != std::string::npos, row.closes);
    ++ran;
  }
  EXPECT_EQ(ran, 46u);
}

TEST(Connection, AnswersTheSameHoweverTheBytesAreCut) {
  for (const auto& row : corpus()) {
    const auto whole = play(row.wire, row.wire.size());
    for (const std::size_t step : {1u, 2u, 3u, 7u, 64u}) {
      EXPECT_EQ(play(row.wire, step), whole) << step << ": " << row.wire.substr(0, 100);
    }
  }
}

TEST(Connection, FramesAnAnswerByteForByte) {
  EXPECT_EQ(play(get(), 1000).wire,
            "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nDate: Fri, 04 Oct 2024 12:00:00 GMT\r\n"
            "Content-Length: 9\r\n\r\nGET /x []");
}

TEST(Connection, SendsTheHeadersOfGetForHead) {
  const auto head = play("HEAD /x HTTP/1.1\r\nHost: a\r\n\r\n", 1000).wire;
  EXPECT_TRUE(head.ends_with("Content-Length: 10\r\n\r\n")) << head;
}

TEST(Connection, GivesTheBodyDecoded) {
  const auto wire =
      play(post("Transfer-Encoding: chunked\r\n", "3\r\nabc\r\n2;x\r\nde\r\n0\r\n\r\n"), 1000).wire;
  EXPECT_TRUE(wire.ends_with("POST /x [abcde]")) << wire;
}

TEST(Connection, RefusesWithAnErrorResponse) {
  const auto wire = play("GET / HTTP/1.1\r\n\r\n", 1000).wire;
  EXPECT_NE(wire.find("Content-Type: application/json\r\n"), std::string::npos);
  const auto body = nlohmann::json::parse(wire.substr(wire.find("\r\n\r\n") + 4));
  EXPECT_EQ(body, (nlohmann::json{{"msg", "There is no Host field."}, {"status_code", 400}}));
}

TEST(Connection, DoesNothingAfterItClosed) {
  core::VirtualClock clock(october_noon());
  Connection connection(echo, clock);
  EXPECT_TRUE(closes(connection.feed(get("Connection: close\r\n"))));
  EXPECT_TRUE(connection.feed(get()).empty());
  EXPECT_TRUE(connection.finish().empty());
  EXPECT_TRUE(connection.expire().empty());
}

TEST(Connection, FinishRefusesARequestCutOffAndDropsNothingElse) {
  core::VirtualClock clock(october_noon());
  for (const std::string& wire : {std::string("GET /x HT"), post("Content-Length: 3\r\n", "ab")}) {
    Connection connection(echo, clock);
    connection.feed(wire);
    EXPECT_TRUE(connection.in_request());
    const auto outputs = connection.finish();
    EXPECT_EQ(statuses(bytes_of(outputs)), "400") << wire;
    EXPECT_TRUE(closes(outputs));
  }
  Connection idle(echo, clock);
  idle.feed(get() + "\r\n");
  EXPECT_FALSE(idle.in_request());
  EXPECT_TRUE(idle.finish().empty());
}

TEST(Connection, ExpireAnswers408OnlyInARequest) {
  core::VirtualClock clock(october_noon());
  Connection busy(echo, clock);
  busy.feed(post("Content-Length: 3\r\n"));
  EXPECT_TRUE(busy.in_body());
  const auto late = busy.expire();
  EXPECT_EQ(statuses(bytes_of(late)), "408");
  EXPECT_TRUE(closes(late));

  Connection idle(echo, clock);
  const auto outputs = idle.expire();
  EXPECT_EQ(bytes_of(outputs), "");
  EXPECT_TRUE(closes(outputs));
}

TEST(Connection, ClosesAfterItsLastRequest) {
  core::VirtualClock clock(october_noon());
  Connection connection(echo, clock);
  for (std::uint64_t i = 1; i < limits::requests_per_connection; ++i)
    ASSERT_FALSE(closes(connection.feed(get())));
  const auto last = connection.feed(get() + get());
  ASSERT_EQ(last.size(), 1u);
  EXPECT_TRUE(closes(last));
  EXPECT_NE(last[0].bytes.find("Connection: close\r\n"), std::string::npos);
}

// What an Answer asks for beyond its response.
std::vector<Output> answered(const std::function<void(Answer&)>& change) {
  core::VirtualClock clock(october_noon());
  Connection connection(
      [&](const core::Request& request) {
        auto answer = echo(request);
        change(answer);
        return answer;
      },
      clock);
  return connection.feed(get() + get());
}

TEST(Connection, CarriesDelayAndClose) {
  const auto outputs = answered([](Answer& answer) {
    answer.delay = std::chrono::seconds(3);
    answer.close = true;
  });
  ASSERT_EQ(outputs.size(), 1u);
  EXPECT_EQ(outputs[0].delay, std::chrono::seconds(3));
  EXPECT_TRUE(closes(outputs));
}

TEST(Connection, AppliesTheEditOfTheWireLast) {
  const auto outputs = answered([](Answer& answer) {
    answer.edit_wire = [](std::vector<Output>& wire) { wire.front().bytes += "!"; };
  });
  ASSERT_EQ(outputs.size(), 2u);
  EXPECT_TRUE(outputs[0].bytes.ends_with("Content-Length: 9\r\n\r\nGET /x []!"));
}

TEST(Connection, EndsWhereAnEditSaysSo) {
  const auto outputs = answered([](Answer& answer) {
    answer.edit_wire = [](std::vector<Output>& wire) { wire = {{"", {}, Output::Then::reset}}; };
  });
  ASSERT_EQ(outputs.size(), 1u);
  EXPECT_EQ(outputs[0].then, Output::Then::reset);
}

TEST(Connection, KeepsFieldsTheSiteSetAndNeverSplitsALine) {
  const auto outputs = answered([](Answer& answer) {
    answer.response.headers.add("Date", "today");
    answer.response.headers.add("X-Echo", "a\r\nSet-Cookie: b");
  });
  const auto wire = bytes_of(outputs);
  EXPECT_NE(wire.find("Date: today\r\n"), std::string::npos);
  EXPECT_EQ(wire.find("GMT"), std::string::npos);
  EXPECT_NE(wire.find("X-Echo: a  Set-Cookie: b\r\n"), std::string::npos);
}

TEST(Connection, SendsNeitherBodyNorLengthWith204) {
  const auto outputs = answered([](Answer& answer) { answer.response.status = 204; });
  EXPECT_EQ(bytes_of(outputs).find("Content-Length"), std::string::npos);
  EXPECT_TRUE(bytes_of(outputs).ends_with("\r\n\r\n"));
}

// A fixed seed: the same bytes each time.
TEST(Connection, SurvivesMutatedRequests) {
  std::mt19937 random(7);
  const std::vector<std::string> tokens = {"\r\n",
                                           "\r\n\r\n",
                                           ":",
                                           " ",
                                           "\t",
                                           "0\r\n\r\n",
                                           "Transfer-Encoding: chunked\r\n",
                                           "Content-Length: 5\r\n",
                                           "Host: b\r\n",
                                           "HTTP/1.1",
                                           "\xff",
                                           std::string(1, '\0'),
                                           std::string(5'000, 'a'),
                                           "ffffffff",
                                           "*",
                                           "http://"};
  std::size_t refused = 0;
  std::size_t answers = 0;
  for (int i = 0; i < 5'000; ++i) {
    auto wire = corpus()[random() % corpus().size()].wire;
    for (auto edits = random() % 6; edits > 0; --edits) {
      const auto at = random() % (wire.size() + 1);
      switch (random() % 4) {
        case 0:
          wire.insert(at, tokens[random() % tokens.size()]);
          break;
        case 1:
          wire.erase(at, random() % 9);
          break;
        case 2:
          wire.insert(at, 1, static_cast<char>(random() % 256));
          break;
        default:
          wire += wire.substr(at);
      }
    }
    const auto whole = play(wire, wire.size());
    ASSERT_EQ(play(wire, 1 + random() % 40), whole) << "iteration " << i;
    ASSERT_LT(whole.wire.size(), 400 * (whole.thens.size() + 1) + 2 * wire.size()) << "iteration " << i;
    answers += whole.thens.size();
    refused += !whole.thens.empty() && whole.thens.back() == Output::Then::close ? 1u : 0u;
  }
  EXPECT_GT(answers, 5'000u);
  EXPECT_GT(refused, 1'000u);
}

}  // namespace
}  // namespace assay::mock
