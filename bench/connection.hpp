// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "bench/response_head.hpp"
#include "bench/schedule.hpp"
#include "bench/socket.hpp"

namespace assay::bench {

// A request on its way.
struct Flight : Due {
  std::int64_t sent = 0;
};

// What the connections of one thread may hold of long responses, together, in bytes.
struct SharedRoom {
  std::size_t left = 96u << 20;
};

// The client's half of one connection: what is in flight, what has been read, what is still to be written.
struct Connection {
  enum class State { closed, connecting, open };
  Socket socket;
  State state = State::closed;
  std::int64_t connect_by = 0;  // when connecting
  std::int64_t reopen_at = 0;   // when closed
  std::deque<Flight> flights;   // in the order of sending
  std::string out;              // not yet written
  bool watches_writing = false;
  bool idle_listed = false;    // open model: stands in the worker's list of those with room
  std::uint64_t answered = 0;  // on this socket

  // What was read and not yet taken.
  static constexpr std::size_t first_room = 16u << 10;
  std::size_t most_body = 1u << 20;  // no status is longer
  SharedRoom* room = nullptr;        // what `in` takes above `first_room` is taken from it
  std::vector<char> in = std::vector<char>(first_room);
  std::size_t used = 0;
  std::size_t searched = 0;
  ResponseHead head;  // of the response at the front, once it is whole
  std::size_t taken = 0;

  std::string_view rest() const { return {in.data() + taken, used - taken}; }

  // The next whole response at the front of what was read.
  // Too long: the response, or what all responses that are on their way take together.
  enum class Next { none, response, bad, too_long };
  Next next(HeadReader& heads, std::string_view& body);
  bool make_room();  // false where none is left
  void forget_answer() {
    head = {};
    searched = 0;
  }
  void reset();

 private:
  void resize(std::size_t size);
};

}  // namespace assay::bench
