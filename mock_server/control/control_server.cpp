// SPDX-License-Identifier: Apache-2.0
#include "mock_server/control/control_server.hpp"

#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <thread>

#include "mock_server/control/control.hpp"
#include "mock_server/serving/listener.hpp"

namespace assay::mock {
namespace {

constexpr int thread_count = Control::most_waiting + 1;
constexpr std::size_t shortest_token = 16;

std::string token_of(const ControlOptions& options) {
  if (options.token.empty() && !is_loopback(options.bind))
    throw core::BadInput({"a control API that other machines reach needs a token that you give it", "",
                          "16 characters or more"});
  if (options.token.empty()) return random_token();
  const bool plain =
      std::all_of(options.token.begin(), options.token.end(), [](char c) { return c > ' ' && c < 127; });
  if (!plain || options.token.size() < shortest_token)
    throw core::BadInput({"the token of the control API cannot be used", "",
                          "16 characters or more, letters and digits for example, and no white space"});
  return options.token;
}

// An address is no name that could lead elsewhere tomorrow.
std::vector<std::string> hosts_of(const ControlOptions& options) {
  std::vector<std::string> hosts = options.hosts;
  if (options.bind != ControlOptions().bind) hosts.push_back(host_of(options.bind));
  return hosts;
}

}  // namespace

struct ControlServer::State {
  State(Site& site, const ControlOptions& options, std::string origin)
      : token(token_of(options)),
        io(thread_count),
        clock(core::make_system_clock(io.get_executor())),
        listener(io.get_executor(), [this](const core::Request& request) { return control->handle(request); },
                 *clock, {.bind = options.bind, .port = options.port}),
        control(std::make_unique<Control>(site, std::move(origin),
                                          Guard(token, listener.port(), hosts_of(options), options.ui))),
        host(host_of(options.bind)) {
    for (int i = 0; i < thread_count; ++i) threads.emplace_back([this] { io.run(); });
  }

  ~State() {
    control->stop();
    io.stop();
    for (auto& thread : threads) thread.join();
    listener.stop();
  }

  std::string token;
  boost::asio::io_context io;
  std::shared_ptr<core::Clock> clock;  // the machine's
  Listener listener;
  std::unique_ptr<Control> control;  // there before a thread runs `io`
  std::string host;
  std::vector<std::thread> threads = {};
};

ControlServer::ControlServer(Site& site, const ControlOptions& options, std::string origin)
    : state_(std::make_unique<State>(site, options, std::move(origin))) {}
ControlServer::~ControlServer() = default;

std::string ControlServer::url() const {
  return "http://" + state_->host + ":" + std::to_string(state_->listener.port()) + Control::base_path;
}
std::string ControlServer::ui_url() const {
  return "http://" + state_->host + ":" + std::to_string(state_->listener.port()) + Control::ui_path;
}
const std::string& ControlServer::token() const { return state_->token; }

}  // namespace assay::mock
