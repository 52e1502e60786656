// SPDX-License-Identifier: Apache-2.0
#include "selftest/in_process.hpp"

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <cstring>
#include <deque>
#include <optional>

#include "conformance/session/submissions.hpp"
#include "core/sleep.hpp"
#include "mock_server/base/limits.hpp"
#include "mock_server/serving/connection.hpp"
#include "mock_server/setup/auth.hpp"
#include "mock_server/site/site.hpp"

namespace assay::cli {
namespace {

namespace asio = boost::asio;
using conformance::ByteStream;
using conformance::ConnectResult;
using conformance::IoResult;
using core::TransportFault;

class MemoryStream final : public ByteStream {
 public:
  MemoryStream(const mock::Handler& handler, core::Clock& clock, const mock::ConnectionHabits& habits)
      : connection_(handler, clock, habits), clock_(clock) {}

  // A server sees that its client has gone.
  ~MemoryStream() override { connection_.finish(); }

  asio::awaitable<IoResult> write(std::string_view bytes, core::Time) override {
    IoResult done;
    done.bytes = bytes.size();
    take(connection_.feed(bytes));
    co_return done;
  }

  asio::awaitable<IoResult> read_some(std::span<char> into, core::Time deadline) override {
    for (;;) {
      const core::Time now = clock_.now();
      IoResult done;
      if (!coming_.empty() && coming_.front().at <= now) {
        Coming& first = coming_.front();
        done.bytes = std::min(into.size(), first.bytes.size());
        std::memcpy(into.data(), first.bytes.data(), done.bytes);
        first.bytes.erase(0, done.bytes);
        if (!first.bytes.empty()) co_return done;
        end_ = first.then != mock::Output::Then::keep_open ? first.then : end_;
        coming_.pop_front();
        if (done.bytes > 0) co_return done;
        continue;
      }
      if (coming_.empty() && end_ != mock::Output::Then::keep_open) {
        if (end_ == mock::Output::Then::reset) {
          done.fault = TransportFault::closed;
          done.text = "connection reset by the peer";
        }
        co_return done;
      }
      if (now >= deadline) {
        done.fault = TransportFault::timeout;
        done.text = "no answer within the time limit";
        co_return done;
      }
      const core::Time patience =
          touched_ + (connection_.in_request() ? mock::Deadlines{}.header : mock::Deadlines{}.idle);
      if (coming_.empty() && now >= patience) {
        take(connection_.expire());
        continue;
      }
      core::Time wake = coming_.empty() ? patience : coming_.front().at;
      wake = std::min(wake, deadline);
      co_await core::sleep_until(clock_, wake);
    }
  }

  void finish_writing() override { take(connection_.finish()); }
  void close() override { end_ = mock::Output::Then::close; }

 private:
  struct Coming {
    core::Time at;
    std::string bytes;
    mock::Output::Then then;
  };

  void take(std::vector<mock::Output> outputs) {
    touched_ = clock_.now();
    core::Time at = coming_.empty() ? touched_ : std::max(touched_, coming_.back().at);
    for (mock::Output& output : outputs) {
      at += output.delay;
      coming_.push_back({at, std::move(output.bytes), output.then});
    }
  }

  mock::Connection connection_;
  core::Clock& clock_;
  std::deque<Coming> coming_;
  core::Time touched_{};
  mock::Output::Then end_ = mock::Output::Then::keep_open;
};

class MemoryConnector final : public conformance::Connector {
 public:
  MemoryConnector(const mock::Handler& handler, core::Clock& clock, const mock::ConnectionHabits& habits)
      : handler_(handler), clock_(clock), habits_(habits) {}
  asio::awaitable<ConnectResult> connect(const core::Url&, core::Time) override {
    ConnectResult done;
    done.stream = std::make_unique<MemoryStream>(handler_, clock_, habits_);
    co_return done;
  }

 private:
  const mock::Handler& handler_;
  core::Clock& clock_;
  const mock::ConnectionHabits& habits_;
};

core::Time virtual_start() {
  return std::chrono::sys_days(
      std::chrono::year_month_day(std::chrono::year(2026), std::chrono::month(1), std::chrono::day(1)));
}

void make_earlier_runs(mock::Site& site, const InProcessRun& run, core::VirtualClock& clock) {
  const conformance::Credential& user = run.suite.auth;
  const bool has_form = site.dialect().submission.encoding == schemas::SubmissionShape::Encoding::form;
  for (int i = 0; i < run.earlier_runs; ++i) {
    core::Request request;
    request.method = "POST";
    request.target = site.base_path() + site.dialect().operation("RunWorkflow")->path;
    if (!user.empty()) request.headers.add(user.header, user.scheme + std::string(user.secret.expose()));
    const std::string tag = "earlier-" + std::to_string(i);
    if (has_form) {
      const auto shipped = conformance::workloads_for(site.dialect(), {}, nullptr);
      conformance::set_multipart(request, conformance::make_form(shipped.workloads.front(), {}, tag));
    } else {
      request.headers.add("Content-Type", "application/json");
      request.body = conformance::json_submission(site.dialect(), {}, "quick", tag, tag);
    }
    site.handle(request);
  }
  clock.advance(std::chrono::hours(24));
}

}  // namespace

reports::RunResult run_on_handler(const mock::Handler& handler, const conformance::RunOptions& suite,
                                  const std::shared_ptr<core::VirtualClock>& clock,
                                  const mock::ConnectionHabits& habits) {
  asio::io_context context;
  MemoryConnector connector(handler, *clock, habits);
  const auto evidence = reports::EvidenceWriter::open("").value();
  conformance::StopSource stop;
  std::optional<core::Result<reports::RunResult>> result;
  std::exception_ptr bug;
  asio::co_spawn(context, conformance::run_suite(suite, *clock, connector, *evidence, {}, stop),
                 [&](std::exception_ptr thrown, core::Result<reports::RunResult> done) {
                   bug = thrown;
                   result = std::move(done);
                 });
  // All that can go on now goes on before time moves: nothing depends on the machine's speed.
  while (!result) {
    context.restart();
    if (context.poll() == 0 && !result && !clock->advance_to_next()) {
      throw std::logic_error("server and suite wait for each other");
    }
  }
  if (bug) std::rethrow_exception(bug);
  return std::move(*result).value();
}

reports::RunResult run_in_process(InProcessRun run) {
  const auto clock = std::make_shared<core::VirtualClock>(virtual_start());
  run.mock.clock = clock;
  const std::shared_ptr<mock::Site> site = mock::make_site(run.mock).value();
  run.suite.base = core::parse_base_url("http://mock.invalid" + site->base_path()).value();
  if (run.earlier_runs > 0) make_earlier_runs(*site, run, *clock);
  const auto handler = [wanted = site.get()](const core::Request& request) {
    return wanted->handle(request);
  };
  auto result = run_on_handler(handler, run.suite, clock, site->habits());
  for (const mock::Accident& accident : site->accidents())
    throw std::logic_error("the mock itself lied: " + mock::accident_line(accident));
  return result;
}

mock::AuthOptions two_users() {
  mock::AuthOptions auth;
  auth.kind = mock::AuthOptions::Kind::bearer;
  auth.users = {{"alice", "alice-token-5d1f"}, {"bob", "bob-token-8c2e"}};
  return auth;
}

void use_two_users(conformance::RunOptions& suite) {
  const mock::AuthOptions auth = two_users();
  suite.auth = {"Authorization", "Bearer ", core::Secret(auth.users[0].secret, "$ALICE_TOKEN"), {}};
  suite.other_auth = {"Authorization", "Bearer ", core::Secret(auth.users[1].secret, "$BOB_TOKEN"), {}};
}

void use_two_users(InProcessRun& run, const schemas::Dialect& dialect) {
  using Scheme = schemas::AuthPromise::Scheme;
  run.mock.auth = two_users();
  use_two_users(run.suite);
  if (dialect.auth.scheme == Scheme::any) return;
  const bool signs = dialect.auth.scheme == Scheme::sigv4;
  run.mock.auth = mock::parse_auth(signs ? "sigv4" : "header").value();
  run.suite.region = "us-west-2";  // of what is signed
  std::size_t number = 0;
  for (conformance::Credential* credential : {&run.suite.auth, &run.suite.other_auth}) {
    const mock::AuthOptions::User& user = run.mock.auth.users.at(number++);
    credential->header = signs ? "Authorization" : dialect.auth.header;
    credential->scheme = signs ? "AWS4-HMAC-SHA256 " : "";
    credential->secret = core::Secret(user.secret, "$SECRET_" + std::to_string(number));
    if (signs) credential->access_key = user.name;
  }
}

}  // namespace assay::cli
