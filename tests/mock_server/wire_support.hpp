// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "mock_server/serving/connection.hpp"

namespace assay::mock::wire_tests {

inline core::Time october_noon() { return core::Time{std::chrono::hours(24 * 20'000 + 12)}; }

// Says what it was given, so that a test sees how a request was understood.
inline Answer echo(const core::Request& request) {
  Answer answer;
  answer.response.status = 200;
  answer.response.headers.add("Content-Type", "text/plain");
  answer.response.body = request.method + " " + request.target + " [" + request.body + "]";
  return answer;
}

inline std::string bytes_of(const std::vector<Output>& outputs) {
  std::string out;
  for (const auto& output : outputs) out += output.bytes;
  return out;
}

inline bool closes(const std::vector<Output>& outputs) {
  return !outputs.empty() && outputs.back().then != Output::Then::keep_open;
}

// The statuses of a run of responses: "100 200 400".
inline std::string statuses(std::string_view wire) {
  std::string out;
  for (auto at = wire.find("HTTP/1.1 "); at != wire.npos; at = wire.find("HTTP/1.1 ", at + 9)) {
    const auto status = wire.substr(at + 9, 3);
    if (status.find_first_not_of("0123456789") != status.npos) continue;
    out += (out.empty() ? "" : " ") + std::string(status);
  }
  return out;
}

inline std::string repeated(std::string_view text, std::size_t times) {
  std::string out;
  for (std::size_t i = 0; i < times; ++i) out += text;
  return out;
}

// A client that blocks, for tests over loopback.
class BlockingClient {
 public:
  explicit BlockingClient(std::uint16_t port) {
    socket_.connect({boost::asio::ip::make_address("127.0.0.1"), port});
  }
  void send(std::string_view bytes) { boost::asio::write(socket_, boost::asio::buffer(bytes)); }
  void finish_sending() { socket_.shutdown(boost::asio::ip::tcp::socket::shutdown_send); }
  // Until `text` has been seen `times` times, or the peer has closed; what was read.
  std::string read_until(std::string_view text, std::size_t times = 1) {
    std::string out;
    for (char byte = 0; times > 0;) {
      if (socket_.read_some(boost::asio::buffer(&byte, 1), error_) == 0) break;
      out += byte;
      if (out.ends_with(text)) --times;
    }
    return out;
  }
  std::string read(std::size_t count) {
    std::string out;
    boost::asio::read(socket_, boost::asio::dynamic_buffer(out), boost::asio::transfer_exactly(count),
                      error_);
    return out;
  }
  std::string read_all() {
    std::string out;
    boost::asio::read(socket_, boost::asio::dynamic_buffer(out), error_);
    return out;
  }
  const boost::system::error_code& error() const { return error_; }  // of the last read

 private:
  boost::asio::io_context io_;
  boost::asio::ip::tcp::socket socket_{io_};
  boost::system::error_code error_;
};

}  // namespace assay::mock::wire_tests
