// SPDX-License-Identifier: Apache-2.0
#include "conformance/replay/replay.hpp"

#include <algorithm>
#include <boost/asio/this_coro.hpp>

#include "conformance/session/context.hpp"
#include "core/sha256.hpp"
#include "core/text.hpp"

namespace assay::conformance {
namespace {

namespace asio = boost::asio;
using core::Exchange;

// "GET /runs", without the query: it says enough for a person.
std::string in_short(const core::Request& request) {
  return core::printable(request.method) + " " + core::printable(request.target);
}

bool same_body(const core::Request& asked, const core::Request& recorded) {
  if (!recorded.cut) return asked.body == recorded.body;
  return asked.body.size() == recorded.cut->size && core::sha256_hex(asked.body) == recorded.cut->sha256;
}

[[noreturn]] void lack(std::string why) { throw StopCheck{std::move(why), true}; }

// Requests of a recorded exchange beyond its first.
int further_requests(const Exchange& exchange) {
  return static_cast<int>(
      std::count_if(exchange.wire_notes.begin(), exchange.wire_notes.end(), [](const std::string& note) {
        return note.starts_with("redirected to ") ||
               note.starts_with("the kept connection was closed; sent again");
      }));
}

}  // namespace

Replay::Replay(const reports::RunResult& recorded, const RunOptions& options, core::Clock& clock, Turn turn)
    : recorded_(recorded), clock_(clock), turn_(std::move(turn)) {
  for (const Credential* credential : {&options.auth, &options.other_auth, &options.bad_auth}) {
    if (!credential->empty()) secret_fields_.push_back(credential->header);
    if (!credential->signs()) continue;
    for (const char* field : {"X-Amz-Date", "X-Amz-Security-Token"}) secret_fields_.emplace_back(field);
  }
  for (const Credential& header : options.reach.headers) secret_fields_.push_back(header.header);
  std::uint64_t last = 0;
  for (const core::ExchangePtr& exchange : recorded.exchanges) {
    while (++last < exchange->id) missing_.push_back(last);
    std::deque<Group>& groups = by_asker_[exchange->check];
    if (groups.empty() || groups.back().front()->ask != exchange->ask) groups.emplace_back();
    groups.back().push_back(exchange);
  }
  // What was under way when a run was stopped has an id and no line. Of others the footer tells how many
  // there were.
  const bool stopped = recorded.footer.stopped != core::Time{};
  while (!stopped && ++last <= recorded.footer.requests) missing_.push_back(last);
  if (stopped) missing_.clear();

  std::size_t rank = 0;
  for (const std::uint64_t id : recorded.line_order) {
    if (id != 0) ranks_.emplace(id, rank++);
  }
  for (const core::ExchangePtr& exchange : recorded.exchanges) ranks_.emplace(exchange->id, rank++);
  // The answers to one ask are handed out together, with the last of them.
  for (const auto& [asker, groups] : by_asker_) {
    for (const Group& group : groups) open_.insert(ranks_.at(group.back()->id));
  }
}

std::string Replay::missing_before(std::uint64_t id) const {
  if (missing_.empty() || missing_.front() >= id) return {};
  return "the evidence lacks exchange " + std::to_string(missing_.front());
}

bool Replay::never_heard(std::string_view asker) const { return !by_asker_.contains(asker); }

core::Time Replay::next_time() const { return waiting_.begin()->second.received; }

void Replay::answer_next() {
  const auto first = waiting_.begin();
  open_.erase(first->first);
  const std::unique_ptr<core::Event> answered = std::move(first->second.answered);
  waiting_.erase(first);
  answered->set();
}

bool Replay::same_request(const core::Request& asked, const core::Request& recorded) const {
  const auto without_secrets = [this](core::Headers headers) {
    for (const std::string& field : secret_fields_) headers.remove(field);
    return headers;
  };
  return asked.method == recorded.method && asked.target == recorded.target && same_body(asked, recorded) &&
         without_secrets(asked.headers) == without_secrets(recorded.headers);
}

asio::awaitable<Replay::Group> Replay::take(const Exchange& asked, const std::string& raw) {
  const std::string what = in_short(asked.request);
  const auto at = by_asker_.find(asked.check);
  const bool none =
      at == by_asker_.end() || at->second.empty() || at->second.front().front()->ask != asked.ask;
  // What was under way when the run was stopped ends when it is stopped here.
  if (none && recorded_.footer.stopped > clock_.now())
    co_await core::sleep_until(clock_, recorded_.footer.stopped);
  if (none) {
    const std::string who = " (" + asked.check + ")";
    // Of several that are missing, the one between its neighbours.
    const std::uint64_t after =
        at == by_asker_.end() || at->second.empty() ? UINT64_MAX : at->second.front().front()->id;
    const auto gap =
        std::find_if(missing_.begin(), missing_.end(), [&](std::uint64_t id) { return id < after; });
    lack(gap == missing_.end() ? "the evidence has no such exchange: " + what + who
                               : "the evidence lacks exchange " + std::to_string(*gap) + ", " + what + who);
  }
  Group group = at->second.front();
  const Exchange& first = *group.front();
  const bool same = raw.empty() ? same_request(asked.request, first.request) && asked.user == first.user
                                : raw == first.request.raw;
  if (!same) {
    lack("the evidence has no such exchange: " + what + "; exchange " + std::to_string(first.id) + " is " +
         (in_short(first.request) == what ? "another request of that kind" : in_short(first.request)));
  }
  at->second.pop_front();
  const std::size_t rank = ranks_.at(group.back()->id);
  // A server without a network between answers before anybody else gets a turn.
  if (rank == *open_.begin() && group.back()->timings.received <= clock_.now()) {
    open_.erase(rank);
    co_return group;
  }
  const asio::any_io_executor executor = co_await asio::this_coro::executor;
  auto answered = std::make_unique<core::Event>(executor);
  core::Event& event = *answered;
  waiting_.emplace(rank, Waiting{group.back()->timings.received, std::move(answered)});
  co_await event.wait();
  co_return group;
}

asio::awaitable<void> Replay::send(Exchange& exchange, core::Duration /*first_byte*/) {
  const std::string no_raw;
  const Group group = co_await take(exchange, no_raw);
  exchange = *group.front();
  for (int i = further_requests(exchange); i > 0 && turn_; --i) co_await turn_(1);
}

asio::awaitable<std::vector<Exchange>> Replay::send_raw(RawAsk ask) {
  ask.asked.request.method = "raw bytes";
  ask.asked.request.target = ask.bytes.substr(0, ask.bytes.find("\r\n"));
  const Group group = co_await take(ask.asked, ask.bytes);
  // The answers to one ask were recorded at once. A server may give fewer than were asked for.
  const auto near = [&](std::uint64_t id) {
    return id + 1 >= group.front()->id && id <= group.back()->id + 1;
  };
  const auto gap = std::find_if(missing_.begin(), missing_.end(), near);
  if (std::ssize(group) < ask.answers && gap != missing_.end())
    lack("the evidence lacks exchange " + std::to_string(*gap) + ", " + in_short(ask.asked.request));
  std::vector<Exchange> exchanges;
  for (const core::ExchangePtr& each : group) exchanges.push_back(*each);
  co_return exchanges;
}

}  // namespace assay::conformance
