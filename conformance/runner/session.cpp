// SPDX-License-Identifier: Apache-2.0
#include "conformance/runner/session.hpp"

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>
#include <optional>

#include "conformance/rules/members.hpp"
#include "conformance/runner/names.hpp"
#include "core/json_guard.hpp"

namespace assay::conformance {
namespace {

constexpr int kLostAfter = 5;  // refused connections in a row: the target is gone
constexpr int kThrottledRetries = 3;
constexpr core::Duration kLongestRetryAfter = std::chrono::seconds(60);

// How long a throttling answer asks us to wait; nothing for all other answers.
std::optional<core::Duration> retry_after(const core::Exchange& exchange, core::Time now) {
  const int status = core::status_of(exchange);
  if (status != 429 && status != 503) return std::nullopt;
  const auto field = exchange.response->headers.get("Retry-After");
  if (!field) return std::nullopt;
  core::Duration wait{};
  core::Time date;
  long long seconds = 0;
  const auto [end, error] = std::from_chars(field->data(), field->data() + field->size(), seconds);
  if (error == std::errc{} && end == field->data() + field->size() && seconds >= 0) {
    wait = seconds < 60 ? core::Duration(std::chrono::seconds(seconds)) : kLongestRetryAfter;
  } else if (core::from_http_date(std::string(*field), date)) {
    wait = date - now;
  } else {
    return std::nullopt;
  }
  return std::clamp(wait, core::Duration{}, kLongestRetryAfter);
}

// The room of one submission in the budget, given back however it ends.
class Submission {
 public:
  explicit Submission(Budget& budget) : budget_(budget) {}
  Submission(const Submission&) = delete;
  ~Submission() {
    if (begun_) budget_.end_submission(made_);
  }
  void begin() { begun_ = true; }
  // Where nothing is known, a run is counted: a limit is never exceeded by guessing.
  void end(const core::Exchange& answer, bool has_id) {
    const int status = core::status_of(answer);
    const bool sent = answer.connection != 0;
    made_ = sent && (status == 0 || status < 300 || has_id);
  }

 private:
  Budget& budget_;
  bool begun_ = false;
  bool made_ = true;
};

// Refused by the budget before a byte of it was sent.
bool unsent(const core::Exchange& exchange) {
  return exchange.fault == core::TransportFault::cancelled && exchange.connection == 0;
}

}  // namespace

void Session::add_credentials(core::Headers& headers, const std::string& user) const {
  const Credential* credential = user == "main"    ? &options.auth
                                 : user == "other" ? &options.other_auth
                                 : user == "bad"   ? &options.bad_auth
                                                   : nullptr;
  if (credential && !credential->empty()) {
    headers.set(credential->header, credential->scheme + std::string(credential->secret.expose()));
  } else if (user == "bad" && !options.auth.empty()) {
    headers.set(options.auth.header, options.auth.scheme + wrong_secret(options.auth));
  }
}

std::string Session::asker(std::string_view check) const {
  return repetition == 1 ? std::string(check) : std::string(check) + "#" + std::to_string(repetition);
}

std::uint64_t Session::random_of(std::string_view check) {
  const std::string name = asker(check);
  const auto [at, fresh] = random.try_emplace(name);
  if (fresh) at->second = names_from(options.seed, name);
  return at->second();
}

JsonPtr Session::json(const ExchangePtr& exchange) {
  if (!exchange || !exchange->response) return nullptr;
  const auto [at, fresh] = parsed.try_emplace(exchange->id);
  if (fresh) {
    auto body = core::parse_json(exchange->response->body);
    if (body) at->second = std::make_shared<const nlohmann::json>(std::move(*body));
  }
  return at->second;
}

// What any answer tells of own runs: which were made, and which need no cancel any more.
void Session::learn(const ExchangePtr& answer) {
  const int status = core::status_of(*answer);
  const std::string& operation = answer->operation;
  const auto ended = [&](const nlohmann::json* body, const std::string& id) {
    if (dialect && dialect->is_terminal(text_member(body, "state"))) own_runs->open.erase(id);
  };
  if (operation == "RunWorkflow" && answer->request.method == "POST") {
    const std::string id = text_member(json(answer).get(), "run_id");
    if (id.empty()) return;
    auto run = std::make_shared<OwnRun>();
    run->id = id;
    run->submission = answer;
    run->submitted = answer->timings.sent;
    own_runs->open[id] = std::move(run);
    ++own_runs->made;
  } else if (own_runs->open.empty()) {
    return;
  } else if (operation == "CancelRun" && status >= 200 && status < 300) {
    own_runs->open.erase(run_id_of(*answer));
  } else if (operation == "GetRunStatus" || operation == "GetRunLog") {
    ended(json(answer).get(), run_id_of(*answer));
  } else if (operation == "ListRuns") {
    const JsonPtr body = json(answer);
    const nlohmann::json* runs = member(body.get(), "runs");
    if (!runs || !runs->is_array()) return;
    for (const nlohmann::json& run : *runs) ended(&run, text_member(&run, "run_id"));
  }
  budget.set_open_runs(own_runs->open.size());
}

void Session::refuse(const std::string& why) {
  if (limit.empty()) limit = why;
  throw StopCheck{why};
}

// Throws StopCheck where the budget has no room for it.
boost::asio::awaitable<ExchangePtr> Session::send_once(core::Exchange exchange) {
  Submission submission(budget);
  if (exchange.operation == "RunWorkflow" && exchange.request.method == "POST") {
    const std::string refused = co_await budget.begin_submission();
    if (!refused.empty()) refuse(refused);
    submission.begin();
  }
  exchange.id = recorder.next_id();
  co_await http.send(exchange);
  if (unsent(exchange)) {
    submission.end(exchange, false);
    refuse(exchange.fault_text);
  }
  ExchangePtr kept = recorder.keep(std::move(exchange));
  const std::uint64_t before = own_runs->made;
  learn(kept);
  submission.end(*kept, own_runs->made > before);
  co_return kept;
}

boost::asio::awaitable<ExchangePtr> Session::send(core::Exchange exchange, bool faults_are_answers) {
  for (const core::Header& header : options.target.headers) {
    if (!exchange.request.headers.has(header.name)) exchange.request.headers.add(header.name, header.value);
  }
  add_credentials(exchange.request.headers, exchange.user);
  exchange.check = asker(exchange.check);
  for (int attempt = 0;; ++attempt) {
    if (stop.requested()) throw StopCheck{stop.why()};
    exchange.attempt = attempt + 1;
    const ExchangePtr kept = co_await send_once(exchange);
    const bool refused =
        kept->fault == core::TransportFault::connect || kept->fault == core::TransportFault::resolve;
    faults_in_a_row = refused ? faults_in_a_row + 1 : 0;
    const auto wait = retry_after(*kept, clock.now());
    if (faults_in_a_row == kLostAfter) stop.request("the target stopped answering: " + kept->fault_text);
    if (wait && attempt < kThrottledRetries) {
      co_await core::sleep_for(clock, *wait);
      continue;
    }
    const bool cut_short = kept->fault == core::TransportFault::cancelled;
    if (cut_short && !stop.requested()) refuse(kept->fault_text);
    if (kept->fault != core::TransportFault::none && (!faults_are_answers || cut_short))
      throw StopCheck{in_words(*kept)};
    co_return kept;
  }
}

boost::asio::awaitable<std::vector<core::Exchange>> Session::send_raw(std::string bytes, int answers,
                                                                      bool head, core::Duration deadline,
                                                                      std::string_view check) {
  if (stop.requested()) throw StopCheck{stop.why()};
  Submission submission(budget);
  if (bytes.starts_with("POST " + http.base().path + dialect->operation("RunWorkflow")->path + " ")) {
    const std::string refused = co_await budget.begin_submission();
    if (!refused.empty()) refuse(refused);
    submission.begin();
  }
  std::vector<core::Exchange> exchanges = co_await http.send_raw(std::move(bytes), answers, head, deadline);
  submission.end(exchanges.front(), false);
  if (unsent(exchanges.front())) refuse(exchanges.front().fault_text);
  for (core::Exchange& exchange : exchanges) {
    exchange.id = recorder.next_id();
    exchange.check = asker(check);
    exchange = *recorder.keep(std::move(exchange));
  }
  co_return exchanges;
}

void StopSource::request(std::string why) {
  if (requested()) return;
  why_ = std::move(why);
  if (on_stop_) on_stop_();
}

}  // namespace assay::conformance
