// SPDX-License-Identifier: Apache-2.0
#include "bench/connection.hpp"

#include <algorithm>
#include <cstring>

namespace assay::bench {
namespace {

constexpr std::size_t head_room = 64u << 10;

}  // namespace

Connection::Next Connection::next(HeadReader& heads, std::string_view& body) {
  if (head.size == 0) {
    head = heads.read(rest(), searched);
    searched = rest().size();
    if (head.bad) return Next::bad;
    if (head.size == 0) return Next::none;
  }
  if (head.status < 200) {  // an interim answer
    taken += head.size;
    forget_answer();
    return next(heads, body);
  }
  char* content = in.data() + taken + head.size;
  const std::size_t there = used - taken - head.size;
  switch (head.length) {
    case ResponseHead::Length::none:
      body = {content, 0};  // what has come of the head stands before it
      taken += head.size;
      return Next::response;
    case ResponseHead::Length::counted:
      if (head.body > most_body) return Next::too_long;
      if (there < head.body) return Next::none;
      body = {content, head.body};
      taken += head.size + head.body;
      return Next::response;
    case ResponseHead::Length::chunked: {
      const ChunkedBody chunks = read_chunked_body(content, there);
      if (chunks.bad) return Next::bad;
      if (chunks.size == 0) return there > most_body ? Next::too_long : Next::none;
      body = {content, chunks.content};
      taken += head.size + chunks.size;
      return Next::response;
    }
    case ResponseHead::Length::until_close:
      break;
  }
  return there > most_body ? Next::too_long : Next::none;
}

bool Connection::make_room() {
  if (taken == used) {
    taken = used = 0;
    if (in.size() > first_room) resize(first_room);
  } else if (taken > 0 && used == in.size()) {
    std::memmove(in.data(), in.data() + taken, used - taken);
    used -= taken;
    taken = 0;
  }
  if (used < in.size()) return true;
  // A head and the longest body fit without another doubling.
  const std::size_t enough = most_body + head_room;
  const std::size_t wanted = in.size() < enough ? std::min(in.size() * 2, enough) : in.size() * 2;
  if (room && room->left < wanted - in.size()) return false;
  resize(wanted);
  return true;
}

// A vector that shrinks keeps its memory; another one does not.
void Connection::resize(std::size_t size) {
  if (room) room->left = room->left + in.size() - size;
  if (size > in.size()) {
    in.reserve(size);  // and not twice as much
    in.resize(size);
  } else {
    in = std::vector<char>(size);
  }
}

void Connection::reset() {
  socket.close();
  state = State::closed;
  out.clear();
  watches_writing = false;
  used = taken = 0;
  if (in.size() > first_room) resize(first_room);
  answered = 0;
  forget_answer();
}

}  // namespace assay::bench
