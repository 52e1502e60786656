// SPDX-License-Identifier: Apache-2.0
#include "conformance/client/http_client.hpp"

#include <gmock/gmock.h>

#include <boost/asio/io_context.hpp>

#include "core/sleep.hpp"
#include "core/url.hpp"
#include "tests/support/scripted_stream.hpp"

namespace assay::conformance {
namespace {

namespace asio = boost::asio;
using core::Exchange;
using core::TransportFault;
using namespace std::chrono_literals;
using test::Reply;
using test::Script;
using testing::Contains;
using testing::HasSubstr;
using testing::StartsWith;

const std::string ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

asio::awaitable<void> send_all(HttpClient& client, std::vector<Exchange>& exchanges) {
  for (Exchange& exchange : exchanges) co_await client.send(exchange);
}

asio::awaitable<void> raw(HttpClient& client, std::string bytes, int answers, bool head,
                          core::Duration deadline, std::vector<Exchange>& exchanges) {
  RawAsk ask{.asked = {}, .bytes = std::move(bytes), .answers = answers, .head = head, .deadline = deadline};
  exchanges = co_await client.send_raw(std::move(ask));
}

// A client over scripted connections, in virtual time.
struct Bench {
  explicit Bench(std::vector<Script> scripts, HttpLimits limits = {})
      : connector(clock, std::move(scripts)),
        client(clock, connector, *core::parse_base_url("http://wes.test:8080/base"), limits) {}

  std::vector<Exchange> send(const std::vector<std::string>& methods) {
    std::vector<Exchange> exchanges;
    for (const std::string& method : methods) {
      Exchange& exchange = exchanges.emplace_back();
      exchange.request.method = method;
      exchange.request.target = "/base/runs";
      if (method == "POST") exchange.request.body = "body";
    }
    auto task = send_all(client, exchanges);
    EXPECT_TRUE(test::run_to_end(context, clock, std::move(task))) << "the client hangs";
    return exchanges;
  }
  Exchange get() { return send({"GET"}).front(); }

  asio::io_context context;
  core::VirtualClock clock{test::test_start()};
  test::ScriptedConnector connector;
  HttpClient client;
};

Script script(std::vector<Reply> replies) {
  Script made;
  made.replies = std::move(replies);
  return made;
}

TEST(HttpClient, SendsHostLengthAndConnectionWhereTheRequestHasNone) {
  Bench bench({script({test::whole(ok)}), script({test::whole(ok)})});
  bench.send({"GET", "POST"});
  EXPECT_EQ(bench.connector.written(),
            (std::vector<std::string>{
                "GET /base/runs HTTP/1.1\r\nHost: wes.test:8080\r\nConnection: keep-alive\r\n\r\n",
                "POST /base/runs HTTP/1.1\r\nHost: wes.test:8080\r\nContent-Length: 4\r\n"
                "Connection: keep-alive\r\n\r\nbody"}));
}

TEST(HttpClient, LeavesTheRequestOfTheExchangeAsItWas) {
  Bench bench({script({test::whole(ok)})});
  EXPECT_EQ(bench.get().request.headers.size(), 0U);
}

TEST(HttpClient, ReusesAConnectionThatIsKeptAlive) {
  Bench bench({script({test::whole(ok), test::whole(ok)})});
  const auto exchanges = bench.send({"GET", "GET"});
  EXPECT_EQ(bench.connector.connections(), 1);
  EXPECT_FALSE(exchanges[0].reused_connection);
  EXPECT_TRUE(exchanges[1].reused_connection);
  EXPECT_EQ(exchanges[0].connection, exchanges[1].connection);
  EXPECT_EQ(exchanges[1].response->body, "ok");
}

TEST(HttpClient, OpensANewConnectionAfterOneThatEnds) {
  struct Row {
    const char* answer;
    int connections;
  } rows[] = {
      {"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n", 2},
      {"HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n", 2},
      {"HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 0\r\n\r\n", 1},
      {"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\nextra", 2},
      {"HTTP/1.1 204 No Content\r\n\r\n", 1},
  };
  int run = 0;
  for (const Row& row : rows) {
    const Script both = script({test::whole(row.answer), test::whole(ok)});
    Bench bench({both, script({test::whole(ok)})});
    const auto exchanges = bench.send({"GET", "GET"});
    EXPECT_EQ(bench.connector.connections(), row.connections) << row.answer;
    EXPECT_EQ(core::status_of(exchanges[1]), 200) << row.answer;
    ++run;
  }
  EXPECT_EQ(run, 5);
}

TEST(HttpClient, SendsAgainOnceWhenAKeptConnectionWasClosed) {
  Bench bench({script({test::whole(ok), test::then_close("")}), script({test::whole(ok)})});
  const auto exchanges = bench.send({"GET", "GET"});
  EXPECT_EQ(bench.connector.connections(), 2);
  EXPECT_EQ(core::status_of(exchanges[1]), 200);
  EXPECT_FALSE(exchanges[1].reused_connection);
  EXPECT_THAT(exchanges[1].wire_notes, Contains(HasSubstr("sent again")));
}

TEST(HttpClient, SendsAgainOnlyOnce) {
  Bench bench({script({test::whole(ok), test::then_close("")}), script({test::then_close("")}),
               script({test::whole(ok)})});
  const auto exchanges = bench.send({"GET", "GET"});
  EXPECT_EQ(bench.connector.connections(), 2);
  EXPECT_EQ(exchanges[1].fault, TransportFault::closed);
  EXPECT_EQ(exchanges[1].fault_text, "the connection was closed before an answer");
}

TEST(HttpClient, DoesNotSendAgainAfterAByteOfTheAnswer) {
  Bench bench({script({test::whole(ok), test::then_close("H")}), script({test::whole(ok)})});
  const auto exchanges = bench.send({"GET", "GET"});
  EXPECT_EQ(exchanges[1].fault, TransportFault::closed);
  EXPECT_THAT(exchanges[1].fault_text, HasSubstr("inside the head"));
}

TEST(HttpClient, NeverSendsAPostAgain) {
  Bench bench({script({test::whole(ok)}), script({test::then_close("")}), script({test::whole(ok)})});
  const auto exchanges = bench.send({"GET", "POST"});
  EXPECT_EQ(bench.connector.connections(), 2);
  EXPECT_EQ(exchanges[1].fault, TransportFault::closed);
}

TEST(HttpClient, SendsAPostOnANewConnectionThatNobodyIsClosing) {
  Bench bench({script({test::whole(ok), test::then_close("")}), script({test::whole(ok)})});
  const auto exchanges = bench.send({"GET", "POST"});
  EXPECT_EQ(bench.connector.connections(), 2);
  EXPECT_EQ(core::status_of(exchanges[1]), 200);
  EXPECT_FALSE(exchanges[1].reused_connection);
}

TEST(HttpClient, EndsEveryPhaseAtItsDeadline) {
  HttpLimits limits;
  limits.connect = 10s;
  limits.write = 20s;
  limits.first_byte = 30s;
  limits.total = 100s;
  Script slow_connect = script({test::whole(ok)});
  slow_connect.connect_delay = 11s;
  Script slow_write = script({test::whole(ok)});
  slow_write.write_delay = 21s;
  Script slow_first = script({{test::Piece{ok, 31s}}});
  Script slow_rest = script({{test::Piece{"HTTP/1.1 200 OK\r\n"}, test::Piece{"\r\n", 101s}}});
  Script slow_start = script({{test::Piece{ok, 29s}}});
  slow_start.connect_delay = 9s;
  slow_start.write_delay = 19s;
  struct Row {
    Script script;
    core::Duration total;
    TransportFault fault;
    core::Duration at;
    const char* text;
  } rows[] = {
      {slow_connect, 100s, TransportFault::timeout, 10s, "no connection to http://wes.test:8080 within 10 s"},
      {slow_write, 100s, TransportFault::timeout, 20s, "the request could not be sent within 20 s"},
      {slow_first, 100s, TransportFault::timeout, 30s, "no byte of an answer within 30 s, before an answer"},
      {slow_rest, 100s, TransportFault::timeout, 100s,
       "the answer was not complete within 100 s, inside the head of the answer"},
      {slow_start, 100s, TransportFault::none, 57s, ""},
      {slow_start, 40s, TransportFault::timeout, 40s,
       "the exchange was not complete in time, before an answer"},
  };
  int run = 0;
  for (const Row& row : rows) {
    limits.total = row.total;
    Bench bench({row.script}, limits);
    const Exchange exchange = bench.get();
    EXPECT_EQ(exchange.fault, row.fault) << row.text;
    EXPECT_EQ(exchange.fault_text, row.text);
    EXPECT_EQ(exchange.timings.received - exchange.timings.started, row.at) << row.text;
    ++run;
  }
  EXPECT_EQ(run, 6);
}

TEST(HttpClient, SeesBytesThatShouldNotBeThere) {
  const std::string head = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n";
  struct Row {
    const char* method;
    Reply reply;
    std::vector<std::string> notes;
  } rows[] = {
      {"HEAD", test::whole(head + "ok"), {"body on HEAD"}},
      {"HEAD", {test::Piece{head}, test::Piece{"ok", 5ms}}, {"body on HEAD"}},
      {"HEAD", test::whole(head), {}},
      {"HEAD", test::then_close(head), {}},
      {"GET", test::whole(ok + "abc"), {"3 bytes after the response"}},
      {"GET", test::whole("HTTP/1.1 204 No Content\r\n\r\n{}"), {"body on 204"}},
      {"GET", test::whole("HTTP/1.1 304 Not Modified\r\n\r\n{}"), {"body on 304"}},
  };
  int run = 0;
  for (const Row& row : rows) {
    Bench bench({script({row.reply})});
    const Exchange exchange = bench.send({row.method}).front();
    EXPECT_TRUE(exchange.response) << exchange.fault_text;
    EXPECT_EQ(exchange.wire_notes, row.notes);
    ++run;
  }
  EXPECT_EQ(run, 7);
}

TEST(HttpClient, KeepsTimesOfSendingAndReceiving) {
  Script slow = script({{test::Piece{ok, 3s}}});
  slow.connect_delay = 1s;
  slow.write_delay = 2s;
  Bench bench({slow});
  const Exchange exchange = bench.get();
  EXPECT_EQ(exchange.timings.sent - exchange.timings.started, core::Duration(3s));
  EXPECT_EQ(exchange.timings.received - exchange.timings.sent, core::Duration(3s));
}

TEST(HttpClient, ReportsAConnectFault) {
  Bench bench({});
  const Exchange exchange = bench.get();
  EXPECT_EQ(exchange.fault, TransportFault::connect);
  EXPECT_EQ(exchange.fault_text, "connection refused by the script");
  EXPECT_FALSE(exchange.response);
}

TEST(HttpClient, ReadsAnAnswerSentBeforeTheWholeRequestWas) {
  Script early = script({test::whole("HTTP/1.1 413 Content Too Large\r\nContent-Length: 0\r\n\r\n")});
  early.write_fault = TransportFault::closed;
  Bench bench({early});
  const Exchange exchange = bench.send({"POST"}).front();
  EXPECT_EQ(core::status_of(exchange), 413);
  EXPECT_THAT(exchange.wire_notes, Contains("answered before the whole request was sent"));
}

TEST(HttpClient, FollowsRedirectsOfGetAndHeadWithinTheOrigin) {
  int run = 0;
  for (const char* status : {"301", "302", "303", "307", "308"}) {
    for (const char* method : {"GET", "HEAD", "POST"}) {
      const std::string moved =
          std::string("HTTP/1.1 ") + status + " Moved\r\nLocation: /x?y=1\r\nContent-Length: 0\r\n\r\n";
      const std::string head_ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n";
      const bool head = std::string(method) == "HEAD";
      const Script first = script({test::whole(moved), test::whole(ok)});
      Bench bench({first, script({test::whole(head_ok)})});
      const Exchange exchange = bench.send({method}).front();
      const bool post = std::string(method) == "POST";
      EXPECT_EQ(core::status_of(exchange), post ? std::stoi(status) : 200) << method << ' ' << status;
      if (!post) {
        EXPECT_THAT(bench.connector.written().back(),
                    StartsWith(std::string(method) + " /x?y=1 HTTP/1.1\r\n"));
        EXPECT_THAT(exchange.wire_notes, Contains("redirected to /x?y=1"));
        EXPECT_EQ(exchange.request.target, "/base/runs");
      }
      EXPECT_EQ(bench.connector.connections(), head ? 2 : 1);
      ++run;
    }
  }
  EXPECT_EQ(run, 15);
}

TEST(HttpClient, StopsWhereARedirectLeavesTheOrigin) {
  const std::string away =
      "HTTP/1.1 302 Found\r\nLocation: http://elsewhere.test/x\r\nContent-Length: 0\r\n\r\n";
  Bench bench({script({test::whole(away), test::whole(ok)}), script({test::whole(ok)})});
  const Exchange exchange = bench.get();
  EXPECT_EQ(exchange.fault, TransportFault::redirect);
  EXPECT_THAT(exchange.fault_text, HasSubstr("http://elsewhere.test/x, which leaves http://wes.test:8080"));
  EXPECT_FALSE(exchange.response);
  EXPECT_EQ(bench.connector.written().size(), 1U);
}

TEST(HttpClient, GivesUpAfterTooManyRedirects) {
  const std::string again = "HTTP/1.1 302 Found\r\nLocation: runs\r\nContent-Length: 0\r\n\r\n";
  HttpLimits limits;
  limits.redirects = 3;
  Bench bench({script(std::vector<Reply>(9, test::whole(again)))}, limits);
  const Exchange exchange = bench.get();
  EXPECT_EQ(exchange.fault, TransportFault::redirect);
  EXPECT_EQ(exchange.fault_text, "more than 3 redirects");
  EXPECT_EQ(bench.connector.written().size(), 4U);
}

TEST(HttpClient, HandsOutARedirectWithoutALocation) {
  Bench bench({script({test::whole("HTTP/1.1 302 Found\r\nContent-Length: 0\r\n\r\n")})});
  EXPECT_EQ(core::status_of(bench.get()), 302);
}

TEST(HttpClient, RefusesARequestThatWouldBeOtherBytesThanItSays) {
  Bench bench({script({test::whole(ok)})});
  std::vector<Exchange> exchanges(1);
  exchanges[0].request.headers.add("X", "a\r\nEvil: b");
  EXPECT_THROW(test::run_to_end(bench.context, bench.clock, send_all(bench.client, exchanges)),
               std::invalid_argument);
  exchanges[0].request = {};
  exchanges[0].request.target = "/a b";
  EXPECT_THROW(test::run_to_end(bench.context, bench.clock, send_all(bench.client, exchanges)),
               std::invalid_argument);
  EXPECT_TRUE(bench.connector.written().empty());
}

// Fails each operation in turn, with each fault, until a whole conversation passes untouched.
TEST(HttpClient, EndsWithAResponseOrAFaultWhicheverOperationFails) {
  const std::string moved = "HTTP/1.1 302 Found\r\nLocation: /x\r\nContent-Length: 0\r\n\r\n";
  const std::string chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n";
  int rounds = 0;
  for (TransportFault fault : {TransportFault::closed, TransportFault::timeout, TransportFault::tls,
                               TransportFault::cancelled, TransportFault::connect}) {
    bool untouched = false;
    for (int number = 1; !untouched && number < 500; ++number) {
      const Script one = script({test::whole(moved), test::byte_by_byte(chunked), test::then_close(ok), {}});
      Bench bench({one, one, one, one, one, one, one, one});
      bench.connector.fail_operation(number, fault);
      const auto exchanges = bench.send({"GET", "POST", "HEAD", "GET"});
      for (const Exchange& exchange : exchanges) {
        EXPECT_NE(exchange.response.has_value(), exchange.fault != TransportFault::none) << number;
        EXPECT_EQ(exchange.fault_text.empty(), exchange.fault == TransportFault::none) << number;
        EXPECT_GE(exchange.timings.received, exchange.timings.started);
      }
      untouched = bench.connector.operations() < number;
      ++rounds;
    }
    EXPECT_TRUE(untouched);
  }
  EXPECT_GT(rounds, 300);
}

TEST(HttpClientRaw, ReadsPipelinedAnswersAndSaysWhatFollows) {
  struct Row {
    Reply reply;
    int answers;
    std::size_t exchanges;
    const char* note;
  } rows[] = {
      {test::whole(ok + ok), 2, 2, "left open"},
      {test::then_close(ok + ok), 2, 2, "closed"},
      {test::then_close(ok + ok + "abc"), 2, 2, "3 bytes left over, closed"},
      {test::whole(ok + ok), 1, 1, "40 bytes left over, left open"},
      {test::then_close(ok), 2, 2, "closed"},
      {test::then_close(""), 1, 1, "closed"},
      {test::byte_by_byte(ok + ok + ok), 3, 3, "left open"},
      // The close that ends a body is the close: nothing is read after it.
      {test::then_close("HTTP/1.1 200 OK\r\n\r\nbody"), 1, 1, "closed"},
      {test::then_close("HTTP/1.1 200 OK\r\n\r\nbody"), 2, 2, "closed"},
  };
  int run = 0;
  for (const Row& row : rows) {
    Bench bench({script({row.reply})});
    std::vector<Exchange> exchanges;
    auto task = raw(bench.client, "GET /a HTTP/1.1\r\nHost: h\r\n\r\n", row.answers, false, 5s, exchanges);
    ASSERT_TRUE(test::run_to_end(bench.context, bench.clock, std::move(task)));
    ASSERT_EQ(exchanges.size(), row.exchanges) << row.note;
    EXPECT_THAT(exchanges.back().wire_notes, Contains(row.note));
    for (const Exchange& exchange : exchanges) {
      EXPECT_NE(exchange.response.has_value(), exchange.fault != TransportFault::none);
      EXPECT_EQ(exchange.request.target, "/a");
    }
    ++run;
  }
  EXPECT_EQ(run, 9);
}

TEST(HttpClientRaw, SendsTheBytesAsTheyAre) {
  Bench bench(
      {script({test::then_close("HTTP/1.1 400 Bad\r\nConnection: close\r\nContent-Length: 0\r\n\r\n")})});
  std::vector<Exchange> exchanges;
  auto task = raw(bench.client, "nonsense\n", 1, false, 5s, exchanges);
  ASSERT_TRUE(test::run_to_end(bench.context, bench.clock, std::move(task)));
  EXPECT_EQ(bench.connector.written().front(), "nonsense\n");
  EXPECT_EQ(core::status_of(exchanges.front()), 400);
  EXPECT_EQ(exchanges.front().request.body, "nonsense\n");
  EXPECT_EQ(exchanges.front().request.raw, "nonsense\n");
}

TEST(HttpClientRaw, EndsAtTheDeadline) {
  Bench bench({script({})});
  std::vector<Exchange> exchanges;
  auto task = raw(bench.client, "GET / HTTP/1.1\r\n", 1, false, 7s, exchanges);
  ASSERT_TRUE(test::run_to_end(bench.context, bench.clock, std::move(task)));
  EXPECT_EQ(exchanges.front().fault, TransportFault::timeout);
  EXPECT_EQ(exchanges.front().timings.received - exchanges.front().timings.started, core::Duration(7s));
}

}  // namespace
}  // namespace assay::conformance
