// SPDX-License-Identifier: Apache-2.0
#include "bench/connection.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <list>

namespace assay::bench {
namespace {

// Feeds `text` and then spaces as a socket would, until the connection says what it is, or `most` bytes.
Connection::Next feed(Connection& connection, std::string text, std::size_t most,
                      std::size_t* fed = nullptr) {
  HeadReader heads;
  std::string_view body;
  std::size_t sent = 0;
  while (sent < most) {
    if (!connection.make_room()) return Connection::Next::too_long;
    const std::size_t room = connection.in.size() - connection.used;
    std::string part = sent < text.size() ? text.substr(sent, room) : std::string(room, ' ');
    part.resize(std::min(part.size(), most - sent));
    std::copy(part.begin(), part.end(), connection.in.begin() + static_cast<std::ptrdiff_t>(connection.used));
    connection.used += part.size();
    sent += part.size();
    if (fed) *fed = sent;
    const Connection::Next next = connection.next(heads, body);
    if (next != Connection::Next::none) return next;
  }
  return Connection::Next::none;
}

constexpr std::size_t sixty_mb = 60'000'000;
const std::string start = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n";

TEST(BenchConnection, ALongBodyIsGivenUpAfterAMebibyte) {
  int ran = 0;
  for (const char* framing : {"Content-Length: 60000000\r\n\r\n", "Connection: close\r\n\r\n",
                              "Transfer-Encoding: chunked\r\n\r\n3938700\r\n"}) {
    SharedRoom room;
    Connection connection;
    connection.room = &room;
    std::size_t fed = 0;
    EXPECT_EQ(feed(connection, start + framing, sixty_mb, &fed), Connection::Next::too_long) << framing;
    EXPECT_LT(fed, 1'200'000u) << framing;
    EXPECT_LT(connection.in.capacity(), 1'200'000u) << framing;
    connection.reset();
    EXPECT_EQ(connection.in.capacity(), Connection::first_room) << framing;
    EXPECT_EQ(room.left, SharedRoom().left) << framing;
    ++ran;
  }
  EXPECT_EQ(ran, 3);
}

TEST(BenchConnection, BodiesUpToAMebibyteAreRead) {
  int ran = 0;
  for (const std::size_t size :
       {std::size_t{0}, std::size_t{70}, std::size_t{16'000}, std::size_t{1} << 20}) {
    Connection connection;
    const std::string head = start + "Content-Length: " + std::to_string(size) + "\r\n\r\n";
    EXPECT_EQ(feed(connection, head, head.size() + size), Connection::Next::response) << size;
    connection.forget_answer();
    connection.make_room();
    EXPECT_EQ(connection.in.size(), Connection::first_room) << size << ": what is taken is not kept";
    ++ran;
  }
  EXPECT_EQ(ran, 4);
}

TEST(BenchConnection, AllConnectionsOfAThreadShareTheirRoom) {
  SharedRoom room;
  std::list<Connection> all;
  std::size_t held = 0, refused = 0;
  for (int i = 0; i < 200; ++i) {
    Connection& connection = all.emplace_back();
    connection.room = &room;
    refused +=
        feed(connection, start + "Content-Length: 1048576\r\n\r\n", 1'000'000) == Connection::Next::too_long;
    held += connection.in.size();
  }
  EXPECT_GT(refused, 50u);
  EXPECT_LT(held, (96u << 20) + 200 * Connection::first_room + 1);
}

}  // namespace
}  // namespace assay::bench
