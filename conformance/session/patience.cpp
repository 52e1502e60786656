// SPDX-License-Identifier: Apache-2.0
#include "conformance/session/patience.hpp"

#include <algorithm>
#include <charconv>

#include "conformance/rules/finding.hpp"

namespace assay::conformance {
namespace {

using core::Duration;
using core::TransportFault;
using namespace std::chrono_literals;

constexpr Duration kFirstPause = 500ms;
constexpr Duration kFirstPauseOfTransport = 100ms;
constexpr Duration kLongestPause = 8s;
constexpr Duration kLongestRetryAfter = 60s;
constexpr int kRetryAfters = 3;     // that are obeyed, however long they take
constexpr int kTriesOfRefused = 3;  // of credentials that were accepted before
// Where another kind of request has outlasted all patience: little for those that were never answered.
constexpr Duration kLittle = 5s;
constexpr Duration kOwnTrouble = 2s;  // where others were answered meanwhile: it is this request that is lost
constexpr Duration kShortDeadline = 5s;
constexpr int kMostTimeouts = 6;
constexpr int kStrayPages = 3;  // of one request, after which a page is its answer

bool is_submission(const core::Exchange& exchange) {
  return exchange.request.method == "POST" &&
         (exchange.operation == "RunWorkflow" || exchange.operation == "CloneRun");
}

// Nothing of it can have reached the service.
bool never_arrived(const core::Exchange& exchange) {
  return exchange.fault == TransportFault::connect || exchange.fault == TransportFault::resolve;
}

bool may_pass(TransportFault fault) {
  return fault == TransportFault::connect || fault == TransportFault::resolve ||
         fault == TransportFault::closed || fault == TransportFault::timeout ||
         fault == TransportFault::framing;
}

}  // namespace

std::optional<Duration> pause_after(const Try& one) {
  if (one.trouble == Trouble::none || one.number >= one.most) return std::nullopt;
  if (one.trouble == Trouble::credentials) {
    if (one.number >= kTriesOfRefused || one.patience == Duration{}) return std::nullopt;
    return one.number == 1 ? Duration{} : kFirstPause;
  }
  if (one.asked && one.number <= kRetryAfters && one.patience > Duration{}) return one.asked;
  if (one.spent >= one.patience) return std::nullopt;
  Duration pause = one.trouble == Trouble::transport ? kFirstPauseOfTransport : kFirstPause;
  for (int i = 1; i < one.number && pause < kLongestPause; ++i) pause *= 2;
  pause = std::min(pause, kLongestPause);
  if (one.asked) pause = std::max(pause, *one.asked);
  const auto jitter = static_cast<Duration::rep>(static_cast<double>(pause.count()) * (one.luck / 2 - 0.25));
  return std::min(pause + Duration(jitter), one.patience - one.spent);
}

std::optional<Duration> retry_after(const core::Exchange& exchange, core::Time now) {
  const bool throttles = core::status_of(exchange) != 408 && trouble_of(exchange) == Trouble::busy;
  const auto field = throttles ? exchange.response->headers.get("Retry-After") : std::nullopt;
  if (!field) return std::nullopt;
  Duration wait{};
  core::Time date;
  long long seconds = 0;
  const auto [end, error] = std::from_chars(field->data(), field->data() + field->size(), seconds);
  if (error == std::errc{} && end == field->data() + field->size() && seconds >= 0) {
    wait = seconds < 60 ? Duration(std::chrono::seconds(seconds)) : kLongestRetryAfter;
  } else if (core::from_http_date(std::string(*field), date)) {
    wait = date - now;
  } else {
    return std::nullopt;
  }
  return std::clamp(wait, Duration{}, kLongestRetryAfter);
}

bool may_repeat(const core::Exchange& exchange, Trouble trouble) {
  if (trouble == Trouble::transport && !may_pass(exchange.fault)) return false;
  if (!is_submission(exchange)) return true;
  return trouble == Trouble::busy || trouble == Trouble::credentials || never_arrived(exchange);
}

std::string Patience::key_of(const core::Exchange& exchange) {
  const std::string& target = exchange.request.target;
  const std::string what =
      exchange.operation.empty() ? target.substr(0, target.find('?')) : exchange.operation;
  return exchange.request.method + " " + what + " " + exchange.user;
}

const Patience::Health* Patience::health_of(const core::Exchange& exchange) const {
  const auto at = health_.find(key_of(exchange));
  return at == health_.end() ? nullptr : &at->second;
}

void Patience::hear_of_credentials(const core::Exchange& exchange, Trouble trouble, core::Time now) {
  if (exchange.operation.empty() || exchange.operation == "GetServiceInfo") return;
  if (exchange.user != "main" && exchange.user != "other") return;
  if (trouble == Trouble::credentials) ++accepted_[exchange.user].refusals;
  if (trouble == Trouble::none && is_success(exchange)) accepted_[exchange.user] = {now, 0};
}

Trouble Patience::with_stray_pages(const core::Exchange& exchange) {
  const Trouble trouble = trouble_of(exchange);
  if (!is_stray_page(exchange)) return trouble;
  const std::string request =
      exchange.user + exchange.request.method + exchange.request.target + exchange.request.raw;
  return ++stray_pages_[request] < kStrayPages || pages_come_and_go_ ? Trouble::page : trouble;
}

Trouble Patience::hear(const core::Exchange& exchange, core::Time now) {
  const Trouble trouble = with_stray_pages(exchange);
  if (trouble != Trouble::none) troubles_[exchange.id] = trouble;
  hear_of_credentials(exchange, trouble, now);
  Health& health = health_[key_of(exchange)];
  if (exchange.response) last_answer_ = std::max(last_answer_, now);
  health.pages = health.pages || trouble_of(exchange) == Trouble::page;
  if (trouble == Trouble::none) {
    if (health.lasting) --lasting_;
    health.lasting = false;
    health.answered = true;
    was_ever_read_ = was_ever_read_ || (is_success(exchange) && !exchange.operation.empty());
    health.slowest = std::max(health.slowest, exchange.timings.received - exchange.timings.started);
    int& errors = errors_[exchange.request.method + exchange.request.target];
    errors = is_server_error(exchange) ? errors + 1 : 0;
  }
  pages_come_and_go_ = pages_come_and_go_ || (health.answered && health.pages);
  if (exchange.fault == TransportFault::timeout) {
    ++health.timeouts;
    if (!health.answered || health.timeouts > kMostTimeouts)
      health.hang = "no more such requests are sent, because they hang: " + in_words(exchange);
  }
  return trouble;
}

void Patience::give_up(const core::Exchange& exchange) {
  Health& health = health_[key_of(exchange)];
  if (!health.lasting) ++lasting_;
  health.lasting = true;
}

Duration Patience::patience(const core::Exchange& exchange, Trouble trouble, core::Time failed,
                            core::Time now) const {
  const Health* health = health_of(exchange);
  const bool answered = health && health->answered;
  if (health && health->lasting) return {};
  if (trouble == Trouble::credentials && !accepted(exchange.user)) return {};
  // Where no operation was ever answered in JSON, the address is that of something else.
  if (trouble == Trouble::page && !was_ever_read_) return kOwnTrouble;
  if (trouble == Trouble::transport) {
    // A target that was never there is told at once; one that hangs has had its time.
    if (!ever_answered() && exchange.fault != TransportFault::closed) return {};
    if (exchange.fault == TransportFault::timeout) return answered ? kLittle + kPatience * 4 : Duration{};
    if (exchange.fault == TransportFault::framing || !ever_answered()) return kOwnTrouble;
    // Of late: an outage may begin with answers that are under way.
    if (!silent_since(failed + (now - failed) / 2)) return kOwnTrouble;
  }
  return lasting_ > 0 && !answered ? kLittle : kPatience;
}

Duration Patience::deadline(const core::Exchange& exchange) const {
  const Health* health = health_of(exchange);
  if (!health || health->timeouts == 0) return {};
  return std::max(kShortDeadline, 10 * health->slowest);
}

std::string Patience::hangs(const core::Exchange& exchange) const {
  const Health* health = health_of(exchange);
  return health ? health->hang : std::string();
}

int Patience::errors_in_a_row(const core::Exchange& exchange) const {
  const auto at = errors_.find(exchange.request.method + exchange.request.target);
  return at == errors_.end() ? 0 : at->second;
}

core::Time Patience::accepted_until(const std::string& user) const {
  const auto at = accepted_.find(user);
  return at == accepted_.end() ? core::Time{} : at->second.until;
}

int Patience::refusals_in_a_row(const std::string& user) const {
  const auto at = accepted_.find(user);
  return at == accepted_.end() ? 0 : at->second.refusals;
}

Trouble Patience::trouble_at(std::uint64_t id) const {
  const auto at = troubles_.find(id);
  return at == troubles_.end() ? Trouble::none : at->second;
}

const std::string* Patience::in_vain(const std::string& kind) const {
  const auto at = vain_.find(kind);
  return at == vain_.end() ? nullptr : &at->second;
}

}  // namespace assay::conformance
