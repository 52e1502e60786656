// SPDX-License-Identifier: Apache-2.0
// The least that a client can do, for measuring only (script/bench-peers): one thread, requests that were
// made before, one recv and one send for what came. It looks at no answer: it counts bytes, and takes the
// first answer's size for that of all. epoll_client PORT CONNECTIONS PIPELINE SECONDS FILE [MOST]: FILE has a
// request target on each line; they are asked for in turn, for so many seconds or until MOST answers have
// come. Prints one line: answers, seconds, CPU us for each answer.
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <fstream>
#include <string>
#include <vector>

namespace {

struct Connection {
  int descriptor = -1;
  std::size_t bytes = 0;  // of answers, since the last whole one
};

std::vector<std::string> requests;
std::size_t next_request = 0;
std::size_t size_of_answer = 0;
sockaddr_in address = {};
int poll_descriptor = -1;

std::string requests_of(std::size_t count) {
  std::string text;
  for (; count > 0; --count) {
    text += requests[next_request];
    next_request = next_request + 1 == requests.size() ? 0 : next_request + 1;
  }
  return text;
}

void ask(const Connection& connection, std::size_t count) {
  if (count == 1) {
    const std::string& one = requests[next_request];
    next_request = next_request + 1 == requests.size() ? 0 : next_request + 1;
    if (send(connection.descriptor, one.data(), one.size(), MSG_NOSIGNAL) < 0) return;  // the next recv tells
  } else if (count > 1) {
    const std::string text = requests_of(count);
    if (send(connection.descriptor, text.data(), text.size(), MSG_NOSIGNAL) < 0) return;
  }
}

void open(Connection& connection, std::size_t pipeline) {
  if (connection.descriptor >= 0) close(connection.descriptor);
  connection = {socket(AF_INET, SOCK_STREAM, 0)};
  const int on = 1;
  setsockopt(connection.descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  if (connect(connection.descriptor, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
    std::perror("epoll_client: connect");
    std::exit(3);
  }
  epoll_event event = {EPOLLIN, {.ptr = &connection}};
  epoll_ctl(poll_descriptor, EPOLL_CTL_ADD, connection.descriptor, &event);
  ask(connection, pipeline);
}

double cpu_us() {
  rusage used = {};
  getrusage(RUSAGE_SELF, &used);
  return static_cast<double>(used.ru_utime.tv_sec + used.ru_stime.tv_sec) * 1e6 +
         static_cast<double>(used.ru_utime.tv_usec + used.ru_stime.tv_usec);
}

// One answer, and no more, is under way when this is called.
std::size_t learn_size() {
  Connection first;
  open(first, 1);
  static char buffer[64 << 10];
  std::string answer;
  const timeval patience = {10, 0};
  setsockopt(first.descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  for (;;) {
    const ssize_t got = recv(first.descriptor, buffer, sizeof buffer, 0);
    if (got <= 0) return 0;
    answer.append(buffer, static_cast<std::size_t>(got));
    const auto head = answer.find("\r\n\r\n");
    const auto length = answer.find("Content-Length: ");
    if (head == answer.npos) continue;
    if (length < head && answer.size() == head + 4 + std::strtoul(answer.c_str() + length + 16, nullptr, 10))
      break;
    if (length > head && answer.ends_with("\r\n0\r\n\r\n")) break;
  }
  close(first.descriptor);
  return answer.size();
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 6) return std::fputs("epoll_client PORT CONNECTIONS PIPELINE SECONDS FILE [MOST]\n", stderr), 2;
  const std::string port = argv[1];
  const auto pipeline = std::strtoul(argv[3], nullptr, 10);
  const double seconds = std::strtod(argv[4], nullptr);
  const auto most = argc > 6 ? std::strtoul(argv[6], nullptr, 10) : 0;
  std::ifstream file(argv[5]);
  for (std::string target; std::getline(file, target);)
    requests.push_back("GET " + target + " HTTP/1.1\r\nHost: 127.0.0.1:" + port +
                       "\r\nAccept: application/json\r\nUser-Agent: wes-assay/0.1.0\r\n\r\n");
  if (requests.empty()) return std::fputs("epoll_client: FILE has no target\n", stderr), 2;
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(static_cast<std::uint16_t>(std::strtoul(argv[1], nullptr, 10)));
  poll_descriptor = epoll_create1(0);
  size_of_answer = learn_size();
  if (size_of_answer == 0) return std::fputs("epoll_client: no answer\n", stderr), 3;

  using Clock = std::chrono::steady_clock;
  std::deque<Connection> connections(std::strtoul(argv[2], nullptr, 10));
  const auto start = Clock::now();
  const double cpu = cpu_us();
  for (auto& connection : connections) open(connection, pipeline);
  const auto end =
      start + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(seconds));
  std::size_t answers = 0;
  static char buffer[64 << 10];
  while (Clock::now() < end && (most == 0 || answers < most)) {
    epoll_event events[128];
    const int n = epoll_wait(poll_descriptor, events, 128, 100);
    for (int i = 0; i < n; ++i) {
      auto& connection = *static_cast<Connection*>(events[i].data.ptr);
      const ssize_t got = recv(connection.descriptor, buffer, sizeof buffer, MSG_DONTWAIT);
      if (got <= 0) {
        open(connection, pipeline);
        continue;
      }
      connection.bytes += static_cast<std::size_t>(got);
      const std::size_t whole = connection.bytes / size_of_answer;
      connection.bytes %= size_of_answer;
      answers += whole;
      ask(connection, whole);
    }
  }
  const double took = std::chrono::duration<double>(Clock::now() - start).count();
  std::printf("%zu %.6f %.4f\n", answers, took,
              answers ? (cpu_us() - cpu) / static_cast<double>(answers) : 0);
}
