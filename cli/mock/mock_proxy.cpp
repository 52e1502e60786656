// SPDX-License-Identifier: Apache-2.0
#include "cli/mock/mock_proxy.hpp"

#include <fmt/format.h>
#include <signal.h>

#include <algorithm>
#include <boost/asio/executor_work_guard.hpp>
#include <cerrno>
#include <memory>
#include <nlohmann/json.hpp>
#include <set>
#include <stdexcept>
#include <thread>

#include "cli/shared/say.hpp"
#include "cli/shared/wait_for.hpp"
#include "conformance/client/http_client.hpp"
#include "core/json_guard.hpp"
#include "mock_server/serving/listener.hpp"

namespace assay::cli {
namespace {

namespace asio = boost::asio;

constexpr int proxy_threads = 8;  // each waits for one answer at a time

schemas::Dialect dialect_at(const core::Url& base, const schemas::Dialect& dialect) {
  auto moved = dialect;
  moved.base_path = base.path;
  return moved;
}

// Fields of one connection, not of the message (RFC 9110 section 7.6.1).
core::Headers end_to_end(const core::Headers& headers) {
  auto kept = headers;
  for (const auto* name : {"Connection", "Keep-Alive", "Proxy-Connection", "Proxy-Authorization", "TE",
                           "Trailer", "Transfer-Encoding", "Upgrade", "Expect"})
    kept.remove(name);
  return kept;
}

core::Response bad_gateway(const std::string& why) {
  const nlohmann::json body{{"msg", "the server behind the proxy gave no answer: " + why},
                            {"status_code", 502}};
  return {.status = 502,
          .headers = {{"Content-Type", "application/json"}},
          .body = body.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace)};
}

// A client of one thread at a time.
struct Upstream {
  Upstream(const core::Url& base, const std::string& ca_file)
      : clock(core::make_system_clock(context.get_executor())),
        connector(conformance::make_socket_connector(*clock, {ca_file})),
        http(*clock, *connector, base, {}) {}

  asio::awaitable<int> send(core::Exchange& exchange) {
    co_await http.send(exchange);
    co_return 0;
  }

  asio::io_context context;
  std::shared_ptr<core::Clock> clock;
  std::unique_ptr<conformance::Connector> connector;
  conformance::HttpClient http;
};

class Forwarder {
 public:
  Forwarder(const core::Url& base, const std::string& ca_file, Witness& witness)
      : base_(base), ca_file_(ca_file), witness_(witness) {}

  mock::Answer handle(const core::Request& request) {
    core::Exchange exchange;
    exchange.request = request;
    exchange.request.headers = end_to_end(request.headers);
    for (const auto* name : {"Host", "Content-Length"}) exchange.request.headers.remove(name);
    mock::Answer answer;
    try {
      const auto upstream = take();
      wait_for(upstream->context, upstream->send(exchange));
      give_back(upstream);
      witness_.see(exchange);
      if (!exchange.response)
        answer.response = bad_gateway(exchange.fault_text);
      else if (exchange.response->cut)
        answer.response = bad_gateway("the body is too large to be kept");
      else
        answer.response = std::move(*exchange.response);
    } catch (const std::exception& fault) {
      answer.response = bad_gateway(fault.what());
    }
    answer.response.headers = end_to_end(answer.response.headers);
    if (request.method != "HEAD") answer.response.headers.remove("Content-Length");
    answer.response.version = 11;
    return answer;
  }

  // Whoever waits for an answer gets 502 instead. Any thread may call it.
  void stop() {
    const std::lock_guard guard(lock_);
    stopped_ = true;
    for (const auto& upstream : busy_) upstream->context.stop();
  }

 private:
  std::shared_ptr<Upstream> take() {
    const std::lock_guard guard(lock_);
    if (stopped_) throw std::runtime_error("the proxy ends");
    std::shared_ptr<Upstream> upstream;
    if (idle_.empty()) {
      upstream = std::make_shared<Upstream>(base_, ca_file_);
    } else {
      upstream = std::move(idle_.back());
      idle_.pop_back();
    }
    busy_.insert(upstream);
    return upstream;
  }
  void give_back(const std::shared_ptr<Upstream>& upstream) {
    const std::lock_guard guard(lock_);
    busy_.erase(upstream);
    idle_.push_back(upstream);
  }

  const core::Url base_;
  const std::string ca_file_;
  Witness& witness_;
  std::mutex lock_;
  std::vector<std::shared_ptr<Upstream>> idle_;
  std::set<std::shared_ptr<Upstream>> busy_;
  bool stopped_ = false;
};

sigset_t end_signals() {
  sigset_t signals;
  sigemptyset(&signals);
  for (const int each : {SIGINT, SIGTERM, SIGHUP}) sigaddset(&signals, each);
  return signals;
}

void wait_for_the_end(const sigset_t& signals, std::optional<core::Duration> length) {
  int signal = 0;
  if (!length) {
    sigwait(&signals, &signal);
    return;
  }
  const auto seconds = std::chrono::floor<std::chrono::seconds>(*length);
  timespec most{};
  most.tv_sec = seconds.count();
  most.tv_nsec = std::chrono::nanoseconds(*length - seconds).count();
  while (sigtimedwait(&signals, nullptr, &most) < 0 && errno == EINTR) continue;
}

}  // namespace

Witness::Witness(const core::Url& base, const schemas::Dialect& dialect)
    : dialect_(dialect_at(base, dialect)), router_(dialect_) {}

SeenRun& Witness::run(const std::string& id) {
  const auto found =
      std::find_if(runs_.begin(), runs_.end(), [&](const SeenRun& run) { return run.run_id == id; });
  if (found != runs_.end()) return *found;
  runs_.push_back({.run_id = id});
  return runs_.back();
}

void Witness::see_secrets(const core::Headers& headers) {
  for (const auto& field : headers) {
    const bool credential = core::equal_without_case(field.name, "Authorization") ||
                            core::equal_without_case(field.name, "Cookie") || field.name.starts_with("X-");
    if (!credential) continue;
    const auto space = field.value.find(' ');
    for (const auto& secret : {field.value, field.value.substr(space == std::string::npos ? 0 : space + 1)})
      secrets_.add(core::Secret(secret, "DROPPED"));
  }
}

void Witness::see(const core::Exchange& exchange) {
  const std::lock_guard guard(lock_);
  see_secrets(exchange.request.headers);
  const auto routing = router_.route(exchange.request.method, exchange.request.target);
  const auto* operation =
      routing.kind == mock::Routing::Kind::found ? dialect_.operation(routing.operation) : nullptr;
  if (!operation || core::status_of(exchange) != operation->success) return;
  const auto body = core::parse_json(exchange.response->body);
  if (body && body->is_object()) see_answer(routing, *body, exchange);
}

void Witness::see_answer(const mock::Routing& routing, const nlohmann::json& body,
                         const core::Exchange& exchange) {
  const auto& times = exchange.timings;
  if (routing.operation == "RunWorkflow") {
    const auto id = body.find("run_id");
    if (id == body.end() || !id->is_string()) return;
    auto& made = run(*id);
    made.began_off = (times.received - times.started) / 2;
    made.began = times.started + made.began_off;
    return;
  }
  if (routing.run_id.empty()) return;
  auto& seen = run(routing.run_id);
  if (routing.operation == "CancelRun" && !seen.cancelled)
    seen.cancelled = times.sent + (times.received - times.sent) / 2;
  if (routing.operation == "GetRunStatus" || routing.operation == "GetRunLog")
    see_status(seen, dialect_, body, times.sent, times.received);
  if (routing.operation == "GetRunLog") see_log(seen, body);
  if (routing.operation == "ListTasks") {
    const bool first = std::none_of(routing.query.begin(), routing.query.end(), [&](const auto& one) {
      return one.first == dialect_.page_token_parameter;
    });
    if (first) seen.tasks.clear();
    see_tasks(seen, body);
  }
}

std::vector<SeenRun> Witness::runs() const {
  const std::lock_guard guard(lock_);
  return runs_;
}

core::Redactor Witness::secrets() const {
  const std::lock_guard guard(lock_);
  return secrets_;
}

void run_proxy(const core::Url& base, std::uint16_t port, const std::string& ca_file,
               std::optional<core::Duration> length, Witness& witness) {
  const auto signals = end_signals();
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  asio::io_context context(proxy_threads);
  const auto clock = core::make_system_clock(context.get_executor());
  Forwarder forwarder(base, ca_file, witness);
  mock::Listener listener(context.get_executor(),
                          [&](const core::Request& request) { return forwarder.handle(request); }, *clock,
                          {.port = port});
  std::vector<std::thread> threads;
  const auto work = asio::make_work_guard(context);
  for (int i = 0; i < proxy_threads; ++i) threads.emplace_back([&] { context.run(); });
  to_stdout("http://127.0.0.1:{}{}\n", listener.port(), base.path);
  flush_output();
  wait_for_the_end(signals, length);
  // Answers that are on their way may take a while; who is in a hurry sends the signal again.
  pthread_sigmask(SIG_UNBLOCK, &signals, nullptr);
  context.stop();
  forwarder.stop();
  for (auto& thread : threads) thread.join();
  listener.stop();
}

}  // namespace assay::cli
