// SPDX-License-Identifier: Apache-2.0
#include "conformance/session/session.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>

#include "conformance/client/signing.hpp"
#include "conformance/rules/members.hpp"
#include "conformance/session/names.hpp"
#include "conformance/session/resembling.hpp"
#include "core/json_foreign.hpp"
#include "core/redact.hpp"

namespace assay::conformance {
namespace {

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

bool makes_run(const core::Exchange& exchange) {
  return exchange.request.method == "POST" &&
         (exchange.operation == "RunWorkflow" || exchange.operation == "CloneRun");
}

// For who looks on.
NowWaiting wait_for_response(const core::Exchange& exchange, core::Time now, core::Duration at_most) {
  const std::string path = exchange.request.target.substr(0, exchange.request.target.find('?'));
  return {"the response to " + exchange.request.method + " " + path, now, now + at_most};
}

}  // namespace

const Credential& Session::credential_of(const std::string& user) const {
  static const Credential none;
  const auto renewed = patience->renewed.find(user);
  if (renewed != patience->renewed.end()) return renewed->second;
  return user == "main"    ? options.auth
         : user == "other" ? options.other_auth
         : user == "bad"   ? options.bad_auth
                           : none;
}

namespace {

bool resembles_main(std::string_view user) {
  return std::find(resemblances.begin(), resemblances.end(), user) != resemblances.end();
}

// What resembles a secret is one.
void hide_resemblance(core::Exchange& exchange, const Credential& credential) {
  if (!resembles_main(exchange.user)) return;
  const core::Secret secret = resembling(credential, exchange.user);
  const std::string_view shown = exchange.request.headers.get(credential.header).value_or("");
  if (shown.find(secret.placeholder()) != std::string_view::npos) return;  // as a record has it
  core::Redactor redactor;
  redactor.add(secret);
  redactor.redact(exchange);
}

}  // namespace

void Session::add_credentials(core::Headers& headers, const std::string& user) const {
  options.reach.add_to(headers);
  if (resembles_main(user) && !options.auth.empty() && !options.auth.signs()) {
    const core::Secret secret = resembling(options.auth, user);
    headers.set(options.auth.header, options.auth.scheme + std::string(secret.expose()));
    return;
  }
  const Credential& credential = credential_of(user);
  const bool makes_up = user == "bad" && credential.empty();
  const Credential& sent = makes_up ? options.auth : credential;
  if (sent.empty() || sent.signs()) return;
  headers.set(sent.header, sent.scheme + (makes_up ? wrong_secret(sent) : std::string(sent.secret.expose())));
}

void Session::sign_request(core::Exchange& exchange) const {
  const Credential& credential = credential_of(exchange.user);
  const bool makes_up = exchange.user == "bad" && credential.empty();
  const Credential& by = makes_up ? options.auth : credential;
  if (!by.signs() || !dialect) return;
  const std::string secret = makes_up ? wrong_secret(by) : std::string(by.secret.expose());
  const SigningScope scope{options.region, dialect->auth.service};
  sign(exchange.request, by, secret, scope, options.base, clock.now());
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

std::string Session::missing() const {
  const std::vector<ExchangePtr>& all = recorder.exchanges();
  return all.empty() ? std::string() : http.missing_before(all.back()->id);
}

// In order of sending.
void Session::number(core::Exchange& exchange) {
  exchange.check = asker(exchange.check);
  exchange.ask = ++asks[exchange.check];
}

JsonPtr Session::json(const ExchangePtr& exchange) {
  if (!exchange || !exchange->response) return nullptr;
  if (exchange->response->cut) {
    throw StopCheck{
        "the evidence has only the first part of the body of exchange " + std::to_string(exchange->id), true};
  }
  const auto [at, fresh] = parsed.try_emplace(exchange->id);
  if (fresh) {
    auto body = core::parse_foreign_json(exchange->response->body);
    if (body) at->second = std::make_shared<const nlohmann::json>(std::move(*body));
  }
  return at->second;
}

// What any answer tells of own runs: which were made, and which need no cancel any more.
void Session::learn(const ExchangePtr& answer) {
  const std::string& operation = answer->operation;
  if (!dialect) return;
  const schemas::Readings& readings = dialect->readings;
  const auto ended = [&](const nlohmann::json* body, const std::string& id) {
    const std::string state = text_member(body, readings.state);
    if (dialect->is_terminal(state)) own_runs->open.erase(id);
    if (own_runs->open.contains(id) && !state.empty())
      own_runs->states[id] = {state, answer->timings.received};
  };
  if (makes_run(*answer)) {
    const std::string id = id_member(json(answer).get(), readings.run_id);
    if (id.empty()) return;
    auto run = std::make_shared<OwnRun>();
    run->id = id;
    run->submission = answer;
    run->submitted = answer->timings.sent;
    own_runs->fresh[id] = run->submitted;
    own_runs->open[id] = std::move(run);
    ++own_runs->made;
  } else if (own_runs->open.empty()) {
    return;
  } else if ((operation == "CancelRun" || answer->request.method == "DELETE") && is_success(*answer)) {
    own_runs->open.erase(run_id_of(*answer, *dialect));
  } else if (operation == "GetRunStatus" || operation == "GetRunLog") {
    ended(json(answer).get(), run_id_of(*answer, *dialect));
  } else if (operation == "ListRuns") {
    const JsonPtr body = json(answer);
    const Items runs = items_in(body.get(), readings.runs);
    if (!runs.array) return;
    for (const nlohmann::json& run : *runs.array) ended(&run, id_member(&run, readings.run_id));
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
  if (makes_run(exchange)) {
    const std::string refused = co_await budget.begin_submission();
    if (!refused.empty()) refuse(refused);
    submission.begin();
  }
  const std::string refused = co_await budget.turn(1);
  if (!refused.empty()) {
    submission.end(exchange, false);
    refuse(refused);
  }
  const std::string asked_by = exchange.check;
  number(exchange);
  exchange.id = recorder.next_id();
  sign_request(exchange);
  const core::Duration deadline = patience->deadline(exchange);
  const core::Duration at_most = deadline == core::Duration{} ? options.limits.first_byte : deadline;
  const Waiting shown(waits, asked_by, wait_for_response(exchange, clock.now(), at_most));
  co_await http.send(exchange, deadline);
  hide_signature(exchange.request);
  hide_resemblance(exchange, options.auth);
  ExchangePtr kept = recorder.keep(std::move(exchange));
  const std::uint64_t before = own_runs->made;
  learn(kept);
  submission.end(*kept, own_runs->made > before);
  co_return kept;
}

boost::asio::awaitable<std::vector<core::Exchange>> Session::send_raw_once(RawAsk ask) {
  Submission submission(budget);
  const std::string submits = "POST " + options.base.path + dialect->operation("RunWorkflow")->path + " ";
  if (ask.bytes.starts_with(submits)) {
    const std::string refused = co_await budget.begin_submission();
    if (!refused.empty()) refuse(refused);
    submission.begin();
  }
  const std::string refused = co_await budget.turn(ask.answers);
  if (!refused.empty()) {
    submission.end(ask.asked, false);
    refuse(refused);
  }
  number(ask.asked);
  std::vector<core::Exchange> exchanges = co_await http.send_raw(std::move(ask));
  submission.end(exchanges.front(), false);
  for (core::Exchange& exchange : exchanges) exchange = *recorder.keep(std::move(exchange));
  co_return exchanges;
}

RunPtr OwnRuns::find(std::string_view id) const {
  const auto at = std::find_if(all.rbegin(), all.rend(), [&](const RunPtr& run) { return run->id == id; });
  return at == all.rend() ? nullptr : *at;
}

void StopSource::request(std::string why) {
  if (requested()) return;
  why_ = std::move(why);
  if (clock_) at_ = clock_->now();
  if (on_stop_) on_stop_();
}

}  // namespace assay::conformance
