// SPDX-License-Identifier: Apache-2.0
// The least that a server can do, for measuring only (script/bench-peers): one thread, one recv and one send
// for what came, constant bytes for each head's end. It understands nothing. epoll_server RUN_ID: prints its
// port, then serves until it is killed.
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdio>
#include <cstring>
#include <string>
#include <string_view>
#include <unordered_map>

namespace {

constexpr std::size_t most_pipelined = 512;
constexpr std::string_view end_of_head = "\r\n\r\n";

struct Peer {
  int descriptor;
  std::string begun = {};  // bytes of a head whose end has not come
};

int listen_on_any_port() {
  const int descriptor = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  if (bind(descriptor, reinterpret_cast<sockaddr*>(&address), size) != 0 || listen(descriptor, 4096) != 0)
    return -1;
  getsockname(descriptor, reinterpret_cast<sockaddr*>(&address), &size);
  std::printf("%d\n", ntohs(address.sin_port));
  std::fflush(stdout);
  return descriptor;
}

// How many heads end in `bytes`; what stands after the last stays in `begun`.
std::size_t heads(std::string& begun, std::string_view bytes) {
  if (begun.empty() && bytes.ends_with(end_of_head) &&
      bytes.find(end_of_head) + end_of_head.size() == bytes.size())
    return 1;
  begun.append(bytes);
  std::size_t count = 0, from = 0;
  for (auto at = begun.find(end_of_head); at != begun.npos; at = begun.find(end_of_head, from)) {
    from = at + end_of_head.size();
    ++count;
  }
  begun.erase(0, from);
  return count;
}

}  // namespace

int main(int argc, char** argv) {
  const std::string body =
      "{\"run_id\":\"" + std::string(argc > 1 ? argv[1] : "") + "\",\"state\":\"RUNNING\"}";
  const std::string answer =
      "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nDate: Sat, 31 Jan 2026 12:00:00 GMT\r\n"
      "Content-Length: " +
      std::to_string(body.size()) + "\r\n\r\n" + body;
  std::string answers;
  for (std::size_t i = 0; i < most_pipelined; ++i) answers += answer;

  const int listener = listen_on_any_port();
  if (listener < 0) return 3;
  const int poll = epoll_create1(0);
  epoll_event event = {EPOLLIN, {.ptr = nullptr}};
  epoll_ctl(poll, EPOLL_CTL_ADD, listener, &event);
  static char buffer[64 << 10];
  for (;;) {
    epoll_event events[128];
    const int n = epoll_wait(poll, events, 128, -1);
    for (int i = 0; i < n; ++i) {
      auto* peer = static_cast<Peer*>(events[i].data.ptr);
      if (!peer) {
        const int accepted = accept4(listener, nullptr, nullptr, SOCK_NONBLOCK);
        const int on = 1;
        if (accepted < 0) continue;
        setsockopt(accepted, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        event = {EPOLLIN, {.ptr = new Peer{accepted}}};
        epoll_ctl(poll, EPOLL_CTL_ADD, accepted, &event);
        continue;
      }
      const ssize_t got = recv(peer->descriptor, buffer, sizeof buffer, 0);
      const std::size_t due = got > 0 ? heads(peer->begun, {buffer, static_cast<std::size_t>(got)}) : 0;
      // A peer that does not read its answers is of no use here.
      if (got <= 0 || due > most_pipelined ||
          send(peer->descriptor, answers.data(), due * answer.size(), MSG_NOSIGNAL) !=
              static_cast<ssize_t>(due * answer.size())) {
        close(peer->descriptor);
        delete peer;
      }
    }
  }
}
