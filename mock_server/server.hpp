// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/paced_clock.hpp"
#include "mock_server/site/site_making.hpp"

namespace assay::mock {

// A mock WES in this process, listening while the object lives; any number at once.
//   assay::mock::Server server{assay::mock::Options{}};
//   client.base = server.url();   // "http://127.0.0.1:40123/ga4gh/wes/v1"
class Server {
 public:
  explicit Server(const Options& options);  // throws core::BadInput
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;
  std::string url() const;
  std::vector<std::string> also() const;  // the base URLs of Options::also
  std::uint16_t port() const;
  std::string certificate() const;  // PEM: what a client has to trust; "" without TLS
  // Serves on the calling thread, too, until one of `signals` comes of which `end` says true, and then
  // nowhere. The signals are blocked in every thread when this is called.
  void serve(const std::vector<int>& signals, const std::function<bool(int signal)>& end);
  Site& site();
  // The clock that it made: it flows at Options::speed, and can be frozen and moved. Null where Options has a
  // clock.
  std::shared_ptr<core::PacedClock> clock();

  // Of the control API: "http://127.0.0.1:40124/control/v1". "" where there is none.
  std::string control_url() const;
  std::string control_token() const;
  // Of the dashboard: "http://127.0.0.1:40124/ui/"; "#" and the token come after it. "" without a control
  // API.
  std::string ui_url() const;

  // As of Site, for whoever embeds a mock.
  std::vector<JournalEntry> journal(const JournalFilter& filter = {}) const;
  std::size_t count(const JournalFilter& filter) const;
  std::vector<Accident> accidents() const;  // the last hundred; see Options::validate_answers
  // Waits, by the machine's time, until the journal holds so many such exchanges: whether it does.
  bool wait_for(const JournalFilter& filter, std::size_t count, std::chrono::milliseconds most);
  // Whether there is an exchange for each filter in this order, others between them or not.
  bool verify_order(const std::vector<JournalFilter>& order) const;
  std::size_t trigger(std::string_view name, const std::string& run_id = {});  // throws core::BadInput
  // Adds faults, in YAML as in Options::faults; their ids. Throws core::BadInput. The journal says which
  // acted.
  std::vector<std::string> add_faults(const std::string& yaml);
  bool remove_fault(std::string_view id);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace assay::mock
