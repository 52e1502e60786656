// SPDX-License-Identifier: Apache-2.0
#include "conformance/runner/session.hpp"

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <optional>

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

}  // namespace

Journal::Journal(const std::string& path) : file_(path.empty() ? nullptr : std::fopen(path.c_str(), "ae")) {}

Journal::~Journal() {
  if (file_) std::fclose(file_);
}

void Journal::created(const OwnRun& run, const core::Url& base) {
  if (!file_) return;
  const nlohmann::json line{
      {"run_id", run.id}, {"base_url", base.text()}, {"submitted", core::to_iso8601(run.submitted)}};
  std::fputs((line.dump(-1, ' ', true, nlohmann::json::error_handler_t::replace) + "\n").c_str(), file_);
  std::fflush(file_);
}

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

JsonPtr Session::json(const ExchangePtr& exchange) {
  if (!exchange || !exchange->response) return nullptr;
  const auto [at, fresh] = parsed.try_emplace(exchange->id);
  if (fresh) {
    auto body = core::parse_json(exchange->response->body);
    if (body) at->second = std::make_shared<const nlohmann::json>(std::move(*body));
  }
  return at->second;
}

boost::asio::awaitable<ExchangePtr> Session::send(core::Exchange exchange, bool faults_are_answers) {
  for (const core::Header& header : options.target.headers) {
    if (!exchange.request.headers.has(header.name)) exchange.request.headers.add(header.name, header.value);
  }
  add_credentials(exchange.request.headers, exchange.user);
  exchange.check = asker(exchange.check);
  for (int attempt = 0;; ++attempt) {
    if (stop.requested()) throw StopCheck{stop.why()};
    exchange.id = recorder.next_id();
    core::Exchange sent = exchange;
    co_await http.send(sent);
    const bool refused =
        sent.fault == core::TransportFault::connect || sent.fault == core::TransportFault::resolve;
    faults_in_a_row = refused ? faults_in_a_row + 1 : 0;
    const auto wait = retry_after(sent, clock.now());
    ExchangePtr kept = recorder.keep(std::move(sent));
    if (faults_in_a_row == kLostAfter) stop.request("the target stopped answering: " + kept->fault_text);
    if (wait && attempt < kThrottledRetries) {
      co_await core::sleep_for(clock, *wait);
      continue;
    }
    if (kept->fault != core::TransportFault::none && !faults_are_answers) throw StopCheck{in_words(*kept)};
    co_return kept;
  }
}

void StopSource::request(std::string why) {
  if (requested()) return;
  why_ = std::move(why);
  if (on_stop_) on_stop_();
}

}  // namespace assay::conformance
