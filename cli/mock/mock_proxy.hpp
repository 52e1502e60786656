// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "core/exchange.hpp"
#include "mock_server/base/router.hpp"
#include "record/recording.hpp"

namespace assay::cli {

// What exchanges with a server tell of its runs. Thread-safe. Runs are those that were submitted, or asked
// for by their id, in that order.
class Witness {
 public:
  Witness(const core::Url& base, const schemas::Dialect& dialect);
  void see(const core::Exchange& exchange);
  std::vector<SeenRun> runs() const;
  core::Redactor secrets() const;  // credentials of the requests

 private:
  SeenRun& run(const std::string& id);
  void see_secrets(const core::Headers& headers);
  void see_answer(const mock::Routing& routing, const nlohmann::json& body, const core::Exchange& exchange);

  mutable std::mutex lock_;
  schemas::Dialect dialect_;  // at the path of the server
  mock::Router router_;
  std::vector<SeenRun> runs_;
  core::Redactor secrets_;
};

// Passes requests of 127.0.0.1:`port` on to `base`, and its answers back, until a signal ends it or the time
// is over, and tells the witness. The first line of stdout is where it listens.
void run_proxy(const core::Url& base, std::uint16_t port, const std::string& ca_file,
               std::optional<core::Duration> length, Witness& witness);

}  // namespace assay::cli
