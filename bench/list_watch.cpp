// SPDX-License-Identifier: Apache-2.0
#include "bench/list_watch.hpp"

#include <poll.h>
#include <sys/prctl.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>
#include <unordered_map>

#include "bench/connection.hpp"
#include "bench/recorder.hpp"
#include "conformance/rules/walk.hpp"
#include "core/json_guard.hpp"
#include "core/json_members.hpp"
#include "core/text.hpp"

namespace assay::bench {
namespace {

constexpr int nap_ms = 20;
constexpr std::size_t longest_quote = 120;

class Watcher {
 public:
  Watcher(Load& load, const Target& target)
      : load_(load), target_(target), record_(load, load.options.strategy == Strategy::list) {
    connection_.most_body = 16u << 20;
    watch_.ended.resize(load.runs.size());
    for (const PolledRun& run : load.runs) numbers_.emplace(run.id, run.number);
  }
  ListWatch run();

 private:
  enum class Came { answer, nothing };
  std::int64_t now() const { return monotonic_now() - load_.start; }
  bool over() const { return now() >= load_.measured_to() || load_.stop.load(std::memory_order_relaxed); }
  void wait_until(std::int64_t due);
  void walk(std::int64_t due);
  bool turn_page(std::int64_t due, ListPage& page);
  Came fetch(const Flight& flight);
  bool connect(std::int64_t give_up);
  void lose(const Flight& flight, Outcome outcome, const std::string& why);
  bool ready(short events) const;
  void note(const ListPage& page, std::int64_t at);

  Load& load_;
  const Target& target_;
  Recorder record_;
  ListWatch watch_;
  std::unordered_map<std::string_view, std::uint64_t> numbers_;
  std::set<std::uint64_t> seen_;  // in this walk, and not ended before it
  HeadReader heads_;
  PolledRun list_{list_as_run};  // stands for the list in flights and samples
  Connection connection_;
  std::string_view body_;
};

// Whether the socket is ready within a nap.
bool Watcher::ready(short events) const {
  pollfd wait = {connection_.socket.descriptor(), events, 0};
  return ::poll(&wait, 1, nap_ms) > 0;
}

void Watcher::wait_until(std::int64_t due) {
  for (std::int64_t at = now(); !over(); at = now()) {
    record_.tick(at);
    const std::int64_t until = std::max(due, load_.paused_until.load(std::memory_order_relaxed));
    if (at >= until) return;
    const std::int64_t pause = std::min<std::int64_t>(until - at, nap_ms * 1'000'000);
    timespec time = {0, pause};
    nanosleep(&time, nullptr);
  }
}

bool Watcher::connect(std::int64_t give_up) {
  if (connection_.state == Connection::State::open) return true;
  connection_.reset();
  if (!connection_.socket.open(load_.origin)) return false;
  record_.opened();
  while (now() < give_up) {
    switch (connection_.socket.connect()) {
      case Socket::Step::ready:
        connection_.state = Connection::State::open;
        return true;
      case Socket::Step::want_read:
        ready(POLLIN);
        break;
      case Socket::Step::want_write:
        ready(POLLOUT);
        break;
      case Socket::Step::failed:
        return false;
    }
  }
  return false;
}

void Watcher::lose(const Flight& flight, Outcome outcome, const std::string& why) {
  record_.ended(flight, outcome, now(), why);
  connection_.reset();
}

// Sends the request of the page and waits for the whole answer, which stands in connection_.head and body_.
Watcher::Came Watcher::fetch(const Flight& flight) {
  const std::int64_t give_up = flight.sent + load_.options.timeout.count();
  if (!connect(give_up)) {
    lose(flight, Outcome::connect, connection_.socket.trouble());
    return Came::nothing;
  }
  record_.sent(list_.request.size());
  std::size_t written = 0;
  while (now() < give_up) {
    if (written < list_.request.size()) {
      std::size_t sent = 0;
      if (connection_.socket.write(std::string_view(list_.request).substr(written), sent) ==
          Socket::Io::again)
        ready(POLLOUT);
      written += sent;
    }
    connection_.make_room();  // without a shared room there always is some
    std::size_t got = 0;
    const Socket::Io io = connection_.socket.read(connection_.in.data() + connection_.used,
                                                  connection_.in.size() - connection_.used, got);
    if (io == Socket::Io::again) {
      ready(POLLIN);
      continue;
    }
    if (io == Socket::Io::closed) {
      if (connection_.head.size != 0 && connection_.head.length == ResponseHead::Length::until_close) {
        body_ = connection_.rest().substr(connection_.head.size);
        return Came::answer;
      }
      lose(flight, Outcome::closed, "the connection was closed without an answer");
      return Came::nothing;
    }
    record_.received(got);
    connection_.used += got;
    const Connection::Next next = connection_.next(heads_, body_);
    if (next == Connection::Next::response) return Came::answer;
    if (next == Connection::Next::too_long) {
      lose(flight, Outcome::body, "a page of more than 16 MiB");
      return Came::nothing;
    }
    if (next == Connection::Next::bad) {
      lose(flight, Outcome::framing, "no HTTP/1.x response");
      return Came::nothing;
    }
  }
  lose(flight, Outcome::timeout, "no whole answer in time");
  return Came::nothing;
}

bool Watcher::turn_page(std::int64_t due, ListPage& page) {
  list_.request = list_request(target_, page.next, load_.options.keep_alive);
  const Flight flight{{due, &list_}, now()};
  if (fetch(flight) == Came::nothing) return false;
  const std::int64_t at = now();
  const ResponseHead head = connection_.head;
  Outcome outcome = Judge::of_head(head, target_.dialect.operation("ListRuns")->success);
  page = {};
  const bool good =
      outcome == Outcome::right && read_page(body_, target_.dialect, load_.judge, page, outcome);
  record_.settled(
      flight, outcome, head, body_,
      "status " + std::to_string(head.status) + ": " + core::printable(core::shortened(body_, longest_quote)),
      at);
  if (head.closes || !load_.options.keep_alive) {
    connection_.reset();
  } else {
    connection_.forget_answer();
  }
  if (good) note(page, at);
  return good;
}

void Watcher::note(const ListPage& page, std::int64_t at) {
  for (const ListPage::Item& item : page.items) {
    const auto known = numbers_.find(item.id);
    if (known == numbers_.end() || watch_.ended[known->second] != 0) continue;
    seen_.insert(known->second);
    if (load_.judge.is_terminal(item.word)) watch_.ended[known->second] = at;
  }
}

void Watcher::walk(std::int64_t due) {
  const auto open = static_cast<std::size_t>(std::count(watch_.ended.begin(), watch_.ended.end(), 0));
  std::set<std::string> tokens;
  ListPage page;
  seen_.clear();
  ++watch_.walks;
  record_.looked_at(due, now());
  for (int pages = 0; pages < most_pages && !over(); ++pages) {
    if (!turn_page(due, page)) return;
    if (seen_.size() == open || page.next.empty() || !tokens.insert(page.next).second) return;
    due = now();
  }
}

ListWatch Watcher::run() {
  prctl(PR_SET_TIMERSLACK, 1UL);
  const PollPolicy& policy = load_.options.poll;
  // The middle of the first wait: status polls of the same policy are spread over the whole of it.
  std::int64_t due = policy.wait(0, 0).count() / 2;
  for (std::uint32_t walks = 0;; ++walks) {
    wait_until(due);
    if (over() || std::count(watch_.ended.begin(), watch_.ended.end(), 0) == 0) break;
    walk(due);
    due = now() + policy.wait(0, walks).count();
  }
  watch_.tally = record_.finish(now(), 0);
  return std::move(watch_);
}

}  // namespace

bool read_page(std::string_view body, const schemas::Dialect& dialect, const Judge& judge, ListPage& page,
               Outcome& outcome) {
  outcome = Outcome::body;
  const auto json = core::parse_json(body);
  const schemas::Items runs = schemas::items_in(json ? &*json : nullptr, dialect.readings.runs);
  if (!runs.array) return false;
  for (const auto& run : *runs.array) {
    if (!run.is_object()) return false;
    const int word = judge.word_of(core::text_member(&run, dialect.readings.state));
    if (word < 0) {
      outcome = Outcome::illegal_state;
      return false;
    }
    page.items.push_back({core::id_member(&run, dialect.readings.run_id), word});
  }
  page.next = conformance::next_token(*json, dialect);
  outcome = Outcome::right;
  return true;
}

ListWatch watch_list(Load& load, const Target& target) { return Watcher(load, target).run(); }

}  // namespace assay::bench
