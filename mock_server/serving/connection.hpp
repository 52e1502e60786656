// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/clock.hpp"
#include "mock_server/base/answer.hpp"
#include "mock_server/base/limits.hpp"
#include "mock_server/serving/body_room.hpp"

namespace assay::mock {

class Site;

// The server's side of one HTTP/1.1 connection, without a socket: bytes in, bytes out. The listener feeds it
// from TCP or TLS, the in-process stream feeds it from memory; both run the same parser, limits and framing.
// Requests are answered in order (pipelining). Not thread-safe; one connection belongs to one strand.
// The answers depend on the bytes alone, not on how they are cut into calls of feed. Every request that is
// whole goes to the Site, but OPTIONS * (204 here). Faults of the wire are answered here, with an
// ErrorResponse, and close: 400, 408, 413, 414, 431, 501, 503, 505 (head_rules.hpp, limits.hpp).
class Connection {
 public:
  explicit Connection(Site& site);
  // Without a Site: whatever answers. `clock` gives the Date.
  Connection(Handler handler, core::Clock& clock, const ConnectionHabits& habits = {},
             ShortWay short_way = {}, std::shared_ptr<BodyRoom> room = {});
  ~Connection();
  // After an Output with Then::close or reset, feed does nothing more.
  std::vector<Output> feed(std::string_view bytes);
  // Stops when the answers are limits::answers, or take limits::answer_bytes; `bytes` are then those that are
  // still to be fed.
  std::vector<Output> feed_some(std::string_view& bytes);
  // The peer has finished sending: a request cut off half way is answered with 400 and closed, or dropped.
  std::vector<Output> finish();
  // A deadline of the listener's has passed while a request was incomplete: 408 and close; idle: just close.
  std::vector<Output> expire();
  bool in_request() const;  // bytes of an incomplete request are held
  bool in_body() const;     // and its head is complete

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace assay::mock
