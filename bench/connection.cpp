// SPDX-License-Identifier: Apache-2.0
#include "bench/connection.hpp"

#include <cstring>

namespace assay::bench {
namespace {

constexpr std::size_t most_body = 16u << 20;

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
      if (head.body > most_body) return Next::bad;
      if (there < head.body) return Next::none;
      body = {content, head.body};
      taken += head.size + head.body;
      return Next::response;
    case ResponseHead::Length::chunked: {
      const ChunkedBody chunks = read_chunked_body(content, there);
      if (chunks.bad || there > most_body) return Next::bad;
      if (chunks.size == 0) return Next::none;
      body = {content, chunks.content};
      taken += head.size + chunks.size;
      return Next::response;
    }
    case ResponseHead::Length::until_close:
      break;
  }
  return there > most_body ? Next::bad : Next::none;
}

void Connection::make_room() {
  if (taken == used) {
    taken = used = 0;
  } else if (taken > 0 && used == in.size()) {
    std::memmove(in.data(), in.data() + taken, used - taken);
    used -= taken;
    taken = 0;
  }
  if (used == in.size()) in.resize(in.size() * 2);
}

void Connection::reset() {
  socket.close();
  state = State::closed;
  out.clear();
  watches_writing = false;
  used = taken = 0;
  answered = 0;
  forget_answer();
}

}  // namespace assay::bench
