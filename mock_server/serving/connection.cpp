// SPDX-License-Identifier: Apache-2.0
#include "mock_server/serving/connection.hpp"

#include <algorithm>
#include <iterator>
#include <optional>
#include <utility>

#include "mock_server/base/limits.hpp"
#include "mock_server/http/chunk_refusal.hpp"
#include "mock_server/http/frame.hpp"
#include "mock_server/http/head_reader.hpp"
#include "mock_server/http/head_rules.hpp"
#include "mock_server/http/repeated_head.hpp"
#include "mock_server/site/site.hpp"

namespace assay::mock {

struct Connection::State {
  Handler handler;
  core::Clock& clock;
  ConnectionHabits habits;
  ShortWay short_way;
  std::shared_ptr<BodyRoom> room;  // null: no bound
  std::size_t room_taken = 0;
  RepeatedHead repeated = {};
  JsonFramer framer = {};
  std::string short_body = {};
  std::optional<core::Time> short_now = {};  // the same for all that came at once
  HeadReader head_reader = {};
  std::optional<Head> head = {};  // while a body is awaited
  core::ChunkReader chunks{chunk_limits};
  std::uint64_t served = 0;
  bool ended = false;
  std::vector<Output> outputs = {};

  ~State() { leave_room(); }
  bool is_full() const;
  bool has_room_for(std::size_t bytes);
  void leave_room();
  void feed_some(std::string_view& bytes);
  std::size_t take_body(std::string_view bytes);
  std::size_t take_repeated(std::string_view bytes);
  bool answer_shortly(std::string_view target);
  void begin();
  void answer();
  void answer(const Head& done);
  void refuse(Refusal refusal);
  void reset_request();
};

namespace {

const Refusal no_room = {503, "The bodies of unfinished requests take too much memory together."};

Answer server_wide_options() {
  Answer answer;
  answer.response.status = 204;
  answer.response.headers.add("Allow", "GET, HEAD, POST, OPTIONS");
  return answer;
}

std::string with_host(std::string head) {
  const auto fields = head.find("\r\n") + 2;
  for (auto at = fields; at < head.size(); at = head.find("\r\n", at) + 2) {
    if (core::equal_without_case(std::string_view(head).substr(at, 5), "Host:")) return head;
  }
  return head.insert(fields, "Host: localhost\r\n");
}

std::string_view connection_field(const Head& head, bool close) {
  if (close) return "close";
  return head.version == 10 ? "keep-alive" : "";
}

}  // namespace

// A peer that pipelines without reading is slowed down, not stored, and one with a long pipeline has turns
// like any other.
bool Connection::State::is_full() const {
  if (outputs.size() >= limits::answers) return true;
  std::size_t bytes = 0;
  for (const auto& output : outputs) bytes += output.bytes.size();
  return bytes >= limits::answer_bytes;
}

bool Connection::State::has_room_for(std::size_t bytes) {
  if (!room || bytes <= std::max(room_taken, limits::first_body_bytes)) return true;
  if (!room->take(bytes - room_taken)) return false;
  room_taken = bytes;
  return true;
}

void Connection::State::leave_room() {
  if (room) room->give_back(std::exchange(room_taken, 0));
}

void Connection::State::feed_some(std::string_view& bytes) {
  while (!bytes.empty() && !ended && !is_full()) {
    if (head) {
      bytes.remove_prefix(take_body(bytes));
      continue;
    }
    if (head_reader.untouched()) {
      if (const auto taken = take_repeated(bytes); taken > 0) {
        bytes.remove_prefix(taken);
        continue;
      }
    }
    bytes.remove_prefix(head_reader.take(bytes));
    if (head_reader.refusal()) return refuse(*head_reader.refusal());
    if (head_reader.complete()) begin();
  }
}

// A request like one before; how many bytes it took, 0 where there is none.
std::size_t Connection::State::take_repeated(std::string_view bytes) {
  const auto found = repeated.find(bytes);
  if (found.bytes == 0) return 0;
  if (answer_shortly(found.target)) return found.bytes;
  const auto* const known = repeated.head(found.target);
  if (known == nullptr) return 0;
  answer(*known);
  return found.bytes;
}

bool Connection::State::answer_shortly(std::string_view target) {
  if (!short_way || served + 1 >= limits::requests_per_connection) return false;
  short_body.clear();
  if (!short_now) short_now = clock.now();
  if (!short_way(target, *short_now, short_body)) return false;
  ++served;
  // All answers to a pipeline are one Output: one call of the kernel.
  if (outputs.empty() || outputs.back().then != Output::Then::keep_open) outputs.emplace_back();
  framer.append(short_body, *short_now, outputs.back().bytes);
  return true;
}

void Connection::State::begin() {
  auto read = read_head(habits.host_is_optional ? with_host(head_reader.text()) : head_reader.text());
  if (!read) return refuse(read.error());
  if (!habits.host_is_optional) repeated.learn(head_reader.text(), *read);
  head = std::move(*read);
  if (!head->has_body()) return answer();
  if (head->expects_continue)
    outputs.push_back({"HTTP/1.1 100 Continue\r\n\r\n", {}, Output::Then::keep_open});
}

std::size_t Connection::State::take_body(std::string_view bytes) {
  std::string& body = head->request.body;
  if (!head->chunked) {
    const auto missing = static_cast<std::size_t>(head->content_length) - body.size();
    const auto taken = std::min(missing, bytes.size());
    body.append(bytes.substr(0, taken));
    if (taken == missing) {
      answer();
    } else if (!has_room_for(body.size())) {
      refuse(no_room);
    }
    return taken;
  }
  const auto taken = chunks.take(bytes, [&](std::string_view content) { body.append(content); });
  if (chunks.fault() != core::ChunkReader::Fault::none) {
    refuse(chunk_refusal(chunks.fault()));
  } else if (chunks.complete()) {
    answer();
  } else if (!has_room_for(body.size())) {
    refuse(no_room);
  }
  return taken;
}

void Connection::State::answer() {
  const Head done = std::move(*head);
  reset_request();
  answer(done);
}

void Connection::State::answer(const Head& done) {
  const Answer answer = done.request.target == "*" ? server_wide_options() : handler(done.request);
  ended =
      answer.close || (!done.keep_alive && !answer.keep_open) || ++served >= limits::requests_per_connection;

  const Framing framing{clock.now(), done.request.method == "HEAD", connection_field(done, ended)};
  std::vector<Output> sent{
      {frame(answer.response, framing), answer.delay, ended ? Output::Then::close : Output::Then::keep_open}};
  if (answer.edit_wire) answer.edit_wire(sent);
  ended = sent.back().then != Output::Then::keep_open;
  std::move(sent.begin(), sent.end(), std::back_inserter(outputs));
}

void Connection::State::refuse(Refusal refusal) {
  if (habits.large_heads_crash && refusal.status == 431) refusal.status = 500;
  const bool head_only = head_reader.text().starts_with("HEAD ") || (head && head->request.method == "HEAD");
  const Framing framing{clock.now(), head_only, "close"};
  outputs.push_back({frame(error_response(refusal), framing), {}, Output::Then::close});
  reset_request();
  ended = true;
}

void Connection::State::reset_request() {
  head_reader = {};
  head.reset();
  chunks = core::ChunkReader(chunk_limits);
  leave_room();
}

Connection::Connection(Site& site)
    : Connection([&site](const core::Request& request) { return site.handle(request); }, site.clock(),
                 site.habits(),
                 [&site](std::string_view target, core::Time now, std::string& body) {
                   return site.quick_status(target, now, body);
                 }) {}

Connection::Connection(Handler handler, core::Clock& clock, const ConnectionHabits& habits,
                       ShortWay short_way, std::shared_ptr<BodyRoom> room)
    : state_(new State{std::move(handler), clock, habits, std::move(short_way), std::move(room)}) {}

Connection::~Connection() = default;

std::vector<Output> Connection::feed_some(std::string_view& bytes) {
  state_->short_now.reset();
  state_->feed_some(bytes);
  if (state_->ended) bytes = {};
  return std::exchange(state_->outputs, {});
}

std::vector<Output> Connection::feed(std::string_view bytes) {
  auto all = feed_some(bytes);
  while (!bytes.empty()) {
    auto more = feed_some(bytes);
    std::move(more.begin(), more.end(), std::back_inserter(all));
  }
  return all;
}

std::vector<Output> Connection::finish() {
  if (!state_->ended && in_body() && state_->habits.serves_cut_off_requests) state_->answer();
  if (!state_->ended && in_request()) state_->refuse({400, "The request was cut off before its end."});
  state_->ended = true;
  return std::exchange(state_->outputs, {});
}

std::vector<Output> Connection::expire() {
  if (state_->ended) return {};
  if (in_request()) {
    state_->refuse({408, "The request did not come in time."});
  } else {
    state_->outputs.push_back({"", {}, Output::Then::close});
    state_->ended = true;
  }
  return std::exchange(state_->outputs, {});
}

bool Connection::in_request() const { return in_body() || state_->head_reader.started(); }
bool Connection::in_body() const { return state_->head.has_value(); }

}  // namespace assay::mock
