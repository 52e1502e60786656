// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <functional>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "conformance/client/recorder.hpp"
#include "conformance/client/sender.hpp"
#include "conformance/rules/foundations.hpp"
#include "conformance/session/context.hpp"
#include "conformance/session/run_options.hpp"
#include "conformance/session/stop_source.hpp"
#include "core/sleep.hpp"

namespace assay::conformance {

// Runs that several checks share are made once, by the first that asks; the others wait. A failure is shared
// too.
struct SharedRuns {
  std::unique_ptr<core::Event> ready;  // null until somebody has begun
  std::vector<RunPtr> runs;
  StopCheck failure;  // why "": none
};

// The runs that were made, in all sessions.
struct OwnRuns {
  std::vector<RunPtr> all;             // of the main user, as the checks know them
  std::map<std::string, RunPtr> open;  // whoever's, by id, until seen to end or cancelled
  std::uint64_t made = 0;
  Wanted wanted;  // of these runs, by the checks
};

// Everything that the checks of one run share; all requests of a run go through it. A repetition of checks
// has a session of its own, with fresh runs to share and a fresh read of service-info. Lives on one executor;
// nothing here is thread-safe.
struct Session {
  const RunOptions& options;
  core::Clock& clock;
  Sender& http;
  Recorder& recorder;
  Budget& budget;
  StopSource& stop;
  std::shared_ptr<const schemas::Dialect> dialect = {};  // null before service-info has said its version
  std::shared_ptr<const Catalogue> catalogue = {};
  std::shared_ptr<const schemas::OpenApi> openapi = {};
  JsonPtr service_info = {};
  ExchangePtr service_info_exchange = {};
  std::shared_ptr<OwnRuns> own_runs = std::make_shared<OwnRuns>();
  std::map<std::string, core::Duration, std::less<>> took =
      {};                       // by workload: from submission to the seen end
  std::string limit = {};       // the first of the budget that stood in the way here; ""
  WorkloadChoice shipped = {};  // workloads of the suite, in a language that the service declares
  std::map<std::string, SharedRuns, std::less<>> shared = {};
  std::map<std::uint64_t, JsonPtr> parsed = {};
  int faults_in_a_row = 0;  // connections refused, one after the other
  std::map<std::string, std::mt19937_64, std::less<>> random = {};  // by asker
  std::map<std::string, std::uint64_t, std::less<>> asks = {};      // by asker: how often it asked
  int repetition = 1;

  // Sends with the user's credentials, obeys Retry-After of 429 and 503, records. Throws StopCheck on
  // transport trouble unless `faults_are_answers`.
  boost::asio::awaitable<ExchangePtr> send(core::Exchange exchange, bool faults_are_answers);
  // Raw bytes, as Sender::send_raw; recorded for the check that asks.
  boost::asio::awaitable<std::vector<core::Exchange>> send_raw(RawAsk ask);
  void add_credentials(core::Headers& headers, const std::string& user) const;
  // Where requests are signed, not given a secret: the last step before one goes on the wire.
  void sign_request(core::Exchange& exchange) const;
  JsonPtr json(const ExchangePtr& exchange);
  // "status.answers", in a repetition "status.answers#2": Exchange::check, by which evidence tells them
  // apart.
  std::string asker(std::string_view check) const;
  // Each asker draws by itself: what one is given does not depend on who else asks, nor on who is faster.
  std::uint64_t random_of(std::string_view check);
  // What a record lacks of what was asked so far; "" where nothing.
  std::string missing() const;

 private:
  boost::asio::awaitable<ExchangePtr> send_once(core::Exchange exchange);
  void learn(const ExchangePtr& answer);
  const Credential& credential_of(const std::string& user) const;
  void number(core::Exchange& exchange);
  [[noreturn]] void refuse(const std::string& why);
};

}  // namespace assay::conformance
