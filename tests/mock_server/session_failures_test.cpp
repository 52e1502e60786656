// SPDX-License-Identifier: Apache-2.0
// The n-th operation on a socket of the mock fails, for every n.
#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <deque>

#include "mock_server/serving/session.hpp"
#include "tests/mock_server/wire_support.hpp"

namespace assay::mock {
namespace {

namespace asio = boost::asio;

struct Conversation {
  std::deque<std::string> reads;  // then the end of the stream
  int fails_at = 0;               // the operation with this number; 0: none
  bool writes_at_once = true;
  int operations = 0;
  bool closed = false;
};

class ScriptedLink final : public Link {
 public:
  ScriptedLink(asio::io_context& context, Conversation& script) : context_(context), script_(script) {}
  asio::any_io_executor executor() override { return context_.get_executor(); }
  void open(Done done) override { end(std::move(done), 0); }
  void read_some(std::span<char> into, Done done) override {
    if (script_.reads.empty()) return end(std::move(done), 0, asio::error::eof);
    const std::string bytes = script_.reads.front();
    script_.reads.pop_front();
    std::copy(bytes.begin(), bytes.end(), into.begin());
    end(std::move(done), bytes.size());
  }
  std::size_t write_now(std::string_view bytes) override { return script_.writes_at_once ? bytes.size() : 0; }
  void write(std::string_view bytes, Done done) override { end(std::move(done), bytes.size()); }
  void finish(Done done) override { end(std::move(done), 0); }
  void cancel() override {}
  void close(bool) override { script_.closed = true; }

 private:
  void end(Done done, std::size_t count, boost::system::error_code error = {}) {
    if (++script_.operations == script_.fails_at) error = asio::error::connection_reset;
    asio::post(context_, [done = std::move(done), error, count] { done(error, error ? 0 : count); });
  }

  asio::io_context& context_;
  Conversation& script_;
};

// How many operations there were.
int serve_scripted(Conversation script) {
  asio::io_context context;
  core::VirtualClock clock(wire_tests::october_noon());
  int ended = 0;
  std::shared_ptr<Session> session;
  const auto on_end = [&](const Session*) {
    ++ended;
    session.reset();
  };
  session = std::make_shared<Session>(
      std::make_unique<ScriptedLink>(context, script), wire_tests::echo, ShortWay(), clock, Deadlines(),
      ConnectionHabits(), std::make_shared<ExecutorGate>(),
      std::make_shared<BodyRoom>(limits::unfinished_bytes), std::make_shared<Turns>(1), on_end);
  const std::weak_ptr<Session> alive = session;
  session->start();
  context.run_for(std::chrono::seconds(5));
  EXPECT_EQ(ended, 1) << "operation " << script.fails_at;
  EXPECT_TRUE(script.closed);
  EXPECT_TRUE(alive.expired()) << "nothing keeps what has ended";
  return script.operations;
}

TEST(Session, EndsOnceWhicheverOperationFails) {
  const std::string get = "GET /x HTTP/1.1\r\nHost: a\r\n\r\n";
  std::string pipeline;
  for (int i = 0; i < 100; ++i) pipeline += get;
  const std::vector<std::deque<std::string>> all_reads = {
      {get, get},      {"POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 6\r\n\r\nabc", "def", get},
      {pipeline, get}, {"GET /x HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"},
      {"BAD\r\n\r\n"}, {"GET /x HT"}};
  int tried = 0;
  for (const auto& reads : all_reads) {
    for (const bool at_once : {true, false}) {
      const int all = serve_scripted({reads, 0, at_once});
      EXPECT_GT(all, 2);
      for (int number = 1; number <= all; ++number, ++tried) serve_scripted({reads, number, at_once});
    }
  }
  EXPECT_GT(tried, 80);
}

}  // namespace
}  // namespace assay::mock
