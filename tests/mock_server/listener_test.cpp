// SPDX-License-Identifier: Apache-2.0
#include "mock_server/serving/listener.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>

#include <atomic>
#include <future>
#include <thread>

#include "core/result.hpp"
#include "tests/mock_server/wire_support.hpp"

namespace assay::mock {
namespace {

using namespace wire_tests;
using std::chrono::milliseconds;

const std::string get = "GET /x HTTP/1.1\r\nHost: a\r\n\r\n";
const std::string last_get = "GET /x HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
const std::string end_of_answer = "GET /x []";

// Of the test that runs: with one a Poller reads, with more Asio does.
int threads_now = 0;
class ListenerTest : public ::testing::TestWithParam<int> {
 protected:
  void SetUp() override { threads_now = GetParam(); }
};
INSTANTIATE_TEST_SUITE_P(Threads, ListenerTest, ::testing::Values(1, 2));

ListenerOptions local(const Deadlines& deadlines = {}) {
  ListenerOptions options;
  options.deadlines = deadlines;
  options.one_thread = threads_now == 1;
  return options;
}

// A listener with its threads, stopped in the order that Server uses.
class Running {
 public:
  explicit Running(Handler handler = echo, const Deadlines& deadlines = {})
      : listener_(io_.get_executor(), std::move(handler), clock, local(deadlines)) {
    port = listener_.port();
    for (int i = 0; i < threads_now; ++i) threads_.emplace_back([this] { io_.run(); });
  }
  ~Running() {
    io_.stop();
    for (auto& thread : threads_) thread.join();
    listener_.stop();
  }
  std::size_t open_connections() const { return listener_.open_connections(); }

  core::VirtualClock clock{october_noon()};
  std::uint16_t port = 0;

 private:
  boost::asio::io_context io_;
  Listener listener_;
  std::vector<std::thread> threads_;
};

// Polls a fact that another thread brings about.
template <class F>
bool comes_true(F fact) {
  for (int i = 0; i < 2'000; ++i) {
    if (fact()) return true;
    std::this_thread::sleep_for(milliseconds(5));
  }
  return false;
}

TEST_P(ListenerTest, KeepsAConnectionOpen) {
  Running running;
  {
    BlockingClient client(running.port);
    for (int i = 0; i < 3; ++i) {
      client.send(get);
      EXPECT_EQ(statuses(client.read_until(end_of_answer)), "200");
    }
    client.send(last_get);
    EXPECT_EQ(statuses(client.read_all()), "200");
    EXPECT_EQ(client.error(), boost::asio::error::eof);
  }
  EXPECT_TRUE(comes_true([&] { return running.open_connections() == 0; }));
}

TEST_P(ListenerTest, AnswersPipelinedRequestsInOrder) {
  Running running;
  BlockingClient client(running.port);
  std::string wire;
  for (int i = 0; i < 200; ++i) wire += "GET /" + std::to_string(i) + " HTTP/1.1\r\nHost: a\r\n\r\n";
  client.send(wire + last_get);
  const auto answers = client.read_all();
  std::size_t at = 0;
  for (int i = 0; i < 200; ++i) {
    at = answers.find("GET /" + std::to_string(i) + " []", at);
    ASSERT_NE(at, std::string::npos) << i;
  }
}

TEST_P(ListenerTest, AnswersAfterAHalfClose) {
  Running running;
  BlockingClient whole(running.port);
  whole.send(get);
  whole.finish_sending();
  EXPECT_EQ(statuses(whole.read_all()), "200");

  BlockingClient cut(running.port);
  cut.send("GET /x HTTP/1.1\r\nHo");
  cut.finish_sending();
  EXPECT_EQ(statuses(cut.read_all()), "400");
}

TEST_P(ListenerTest, LetsTheClientReadARefusalOfABodyItStillSends) {
  Running running;
  BlockingClient client(running.port);
  client.send("POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999\r\n\r\n" + std::string(1 << 20, 'x'));
  client.finish_sending();
  EXPECT_EQ(statuses(client.read_all()), "413");
  EXPECT_EQ(client.error(), boost::asio::error::eof);
}

TEST_P(ListenerTest, SendsContinueBeforeTheBody) {
  Running running;
  BlockingClient client(running.port);
  client.send("POST /x HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n");
  EXPECT_EQ(client.read_until("\r\n\r\n"), "HTTP/1.1 100 Continue\r\n\r\n");
  client.send("abc");
  EXPECT_EQ(statuses(client.read_until("POST /x [abc]")), "200");
}

TEST_P(ListenerTest, EndsWhileConnectionsAreOpen) {
  auto running = std::make_unique<Running>();
  BlockingClient silent(running->port);
  BlockingClient halfway(running->port);
  BlockingClient kept(running->port);
  halfway.send("GET /x HT");
  kept.send(get);
  kept.read_until(end_of_answer);
  EXPECT_TRUE(comes_true([&] { return running->open_connections() == 3; }));
  running.reset();
  for (auto* client : {&silent, &halfway, &kept}) EXPECT_EQ(client->read_all(), "");
}

TEST_P(ListenerTest, ServesFiftyConnectionsAtOnce) {
  std::atomic<int> handled = 0;
  Running running([&](const core::Request& request) {
    ++handled;
    return echo(request);
  });
  std::vector<std::future<std::string>> clients;
  for (int i = 0; i < 50; ++i) {
    clients.push_back(std::async(std::launch::async, [port = running.port] {
      BlockingClient client(port);
      client.send(get + get);
      client.read_until(end_of_answer, 2);
      client.send(last_get);
      return statuses(client.read_all());
    }));
  }
  for (auto& client : clients) EXPECT_EQ(client.get(), "200");
  EXPECT_EQ(handled, 150);
}

Answer delayed(const core::Request& request) {
  auto answer = echo(request);
  answer.delay = std::chrono::hours(1);
  return answer;
}

TEST_P(ListenerTest, WaitsForADelayOnTheSitesClock) {
  Running running(delayed);
  BlockingClient client(running.port);
  client.send(last_get);
  EXPECT_TRUE(comes_true([&] { return running.clock.pending() == 1; }));
  running.clock.advance(std::chrono::hours(1));
  EXPECT_EQ(statuses(client.read_all()), "200");
}

TEST_P(ListenerTest, EndsWhileAnAnswerIsDelayed) {
  auto running = std::make_unique<Running>(delayed);
  BlockingClient client(running->port);
  client.send(get);
  EXPECT_TRUE(comes_true([&] { return running->clock.pending() == 1; }));
  running.reset();
  EXPECT_EQ(client.read_all(), "");
}

TEST_P(ListenerTest, EndsWhileTheClockIsMovedElsewhere) {
  core::VirtualClock clock(october_noon());
  std::atomic<bool> done = false;
  std::thread mover([&] {
    while (!done) clock.advance(std::chrono::minutes(20));
  });
  for (int i = 0; i < 20; ++i) {
    boost::asio::io_context io;
    Listener listener(io.get_executor(), delayed, clock, local());
    std::thread thread([&] { io.run(); });
    BlockingClient client(listener.port());
    client.send(get + get);
    if (i % 2 == 0) client.read_until(end_of_answer);
    io.stop();
    thread.join();
    listener.stop();
  }
  done = true;
  mover.join();
  EXPECT_EQ(clock.pending(), 0u);
}

TEST_P(ListenerTest, ResetsWhereAnAnswerAsksForIt) {
  Running running([](const core::Request& request) {
    auto answer = echo(request);
    answer.edit_wire = [](std::vector<Output>& wire) { wire.front() = {"", {}, Output::Then::reset}; };
    return answer;
  });
  BlockingClient client(running.port);
  client.send(get);
  EXPECT_EQ(client.read_all(), "");
  EXPECT_EQ(client.error(), boost::asio::error::connection_reset);
}

TEST_P(ListenerTest, EnforcesEachDeadline) {
  struct Row {
    const char* sent;
    const char* statuses;
    std::chrono::milliseconds Deadlines::*deadline;
  };
  const std::vector<Row> rows = {
      {"", "", &Deadlines::idle},
      {"GET /x HTTP/1.1\r\n", "408", &Deadlines::header},
      {"POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\na", "408", &Deadlines::body},
      {"GET /x HTTP/1.1\r\nHost: a\r\n\r\n", "200", &Deadlines::idle},
      {"GET /x HTTP/1.1\r\nHost: a\r\n\r\nGET", "200 408", &Deadlines::header},
  };
  for (const auto& row : rows) {
    Deadlines deadlines;
    deadlines.*row.deadline = milliseconds(20);
    Running running(echo, deadlines);
    BlockingClient client(running.port);
    client.send(row.sent);
    EXPECT_EQ(statuses(client.read_all()), row.statuses) << row.sent;
    EXPECT_EQ(client.error(), boost::asio::error::eof) << row.sent;
  }
}

TEST_P(ListenerTest, ATrickleDoesNotExtendADeadline) {
  Deadlines deadlines;
  deadlines.header = milliseconds(40);
  Running running(echo, deadlines);
  BlockingClient client(running.port);
  boost::system::error_code error;
  for (int sent = 0; !error && sent < 2'000; ++sent) {
    try {
      client.send(sent == 0 ? "GET /" : "a");
    } catch (const boost::system::system_error& failed) {
      error = failed.code();
    }
    std::this_thread::sleep_for(milliseconds(5));
    if (running.open_connections() == 0 && sent > 4) break;
    if (sent == 50) client.finish_sending();
  }
  EXPECT_EQ(statuses(client.read_all()), "408");
}

TEST_P(ListenerTest, DropsAPeerThatDoesNotRead) {
  Deadlines deadlines;
  deadlines.write = milliseconds(20);
  Running running(
      [](const core::Request&) {
        Answer answer;
        answer.response.status = 200;
        answer.response.body.assign(std::size_t{32} << 20, 'x');
        return answer;
      },
      deadlines);
  BlockingClient client(running.port);
  client.send(get);
  EXPECT_TRUE(comes_true([&] { return running.open_connections() == 1; }));
  EXPECT_TRUE(comes_true([&] { return running.open_connections() == 0; }));
}

// More than any buffer holds, to a peer that takes its time, and then again on the same connection.
TEST_P(ListenerTest, MovesMuchInBothDirections) {
  const std::string much(std::size_t{6} << 20, 'y');
  Running running;
  BlockingClient client(running.port);
  const auto request =
      "POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: " + std::to_string(much.size()) + "\r\n\r\n" + much;
  for (int i = 0; i < 2; ++i) {
    client.send(request);
    std::this_thread::sleep_for(milliseconds(20));
    const auto head = client.read_until("\r\n\r\n");
    EXPECT_EQ(statuses(head), "200") << i;
    EXPECT_TRUE(client.read(much.size() + std::string("POST /x []").size()) == "POST /x [" + much + "]") << i;
  }
  client.send(last_get);
  EXPECT_TRUE(client.read_all().ends_with(end_of_answer));
}

TEST_P(ListenerTest, WaitsWhereNoDescriptorIsLeft) {
  Running running;
  boost::asio::io_context io;
  boost::asio::ip::tcp::socket client(io, boost::asio::ip::tcp::v4());
  rlimit before{};
  getrlimit(RLIMIT_NOFILE, &before);
  rlimit low = before;
  low.rlim_cur = 200;
  setrlimit(RLIMIT_NOFILE, &low);
  std::vector<int> taken;
  for (int fd = open("/dev/null", O_RDONLY); fd >= 0; fd = open("/dev/null", O_RDONLY)) taken.push_back(fd);
  client.connect({boost::asio::ip::make_address("127.0.0.1"), running.port});
  boost::asio::write(client, boost::asio::buffer(last_get));
  std::this_thread::sleep_for(milliseconds(20));
  const auto while_full = running.open_connections();
  for (const int fd : taken) close(fd);
  setrlimit(RLIMIT_NOFILE, &before);
  EXPECT_EQ(while_full, 0u);
  std::string answer;
  boost::system::error_code error;
  boost::asio::read(client, boost::asio::dynamic_buffer(answer), error);
  EXPECT_EQ(statuses(answer), "200");
}

TEST_P(ListenerTest, RefusesABadOrTakenAddress) {
  Running running;
  boost::asio::io_context io;
  core::VirtualClock clock(october_noon());
  const std::vector<ListenerOptions> rows = {{"nowhere.example", 0, {}}, {"127.0.0.1", running.port, {}}};
  for (const auto& options : rows) {
    try {
      Listener listener(io.get_executor(), echo, clock, options);
      ADD_FAILURE() << options.bind;
    } catch (const core::BadInput& bad) {
      EXPECT_EQ(bad.error.where, options.bind + ":" + std::to_string(options.port));
      EXPECT_FALSE(bad.error.hint.empty());
    }
  }
}

}  // namespace
}  // namespace assay::mock
