// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "conformance/client/recorder.hpp"
#include "conformance/client/sender.hpp"
#include "conformance/rules/foundations.hpp"
#include "conformance/session/context.hpp"
#include "conformance/session/patience.hpp"
#include "conformance/session/run_options.hpp"
#include "conformance/session/stop_source.hpp"
#include "conformance/session/wait_book.hpp"
#include "core/sleep.hpp"

namespace assay::conformance {

// Runs that several checks share are made once, by the first that asks; the others wait. A failure is shared
// too.
struct SharedRuns {
  std::unique_ptr<core::Event> ready;  // null until somebody has begun
  std::vector<RunPtr> runs;
  StopCheck failure;                 // why "": none
  std::set<std::string> users = {};  // checks that were given the runs and have not ended
};

// The runs that were made, in all sessions.
struct OwnRuns {
  std::vector<RunPtr> all;                       // of the main user, as the checks know them
  std::map<std::string, RunPtr> open;            // whoever's, by id, until seen to end or cancelled
  std::map<std::string, core::Time> fresh = {};  // when those were submitted that may not be known everywhere
  struct Seen {
    std::string state;
    core::Time at{};
  };
  std::map<std::string, Seen> states = {};  // of the open ones, by id
  std::uint64_t made = 0;
  Wanted wanted;  // of these runs, by the checks

  RunPtr find(std::string_view id) const;  // the latest of `all`; null where there is none
};

constexpr const char* kSharedSlowRun = "shared:running";

// How a request is sent.
struct Manner {
  bool trouble_is_answer = false;  // else StopCheck
  bool patient = true;             // false: one try, for one who comes back anyhow
  bool at_once = false;            // a 404 right after the submission is an answer
  bool cleaning = false;           // the run may have been stopped
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
  std::shared_ptr<Patience> patience = std::make_shared<Patience>();
  std::shared_ptr<WaitBook> waits = std::make_shared<WaitBook>();
  std::map<std::string, std::mt19937_64, std::less<>> random = {};  // by asker
  std::map<std::string, std::uint64_t, std::less<>> asks = {};      // by asker: how often it asked
  int repetition = 1;

  // Sends with the user's credentials and records. What meets trouble is sent again after a pause, which
  // holds for all requests where the service is busy or gone, as long as there is patience for it; a 404 of a
  // run that was submitted just now, too. Throws StopCheck on trouble that stays, unless it is an answer.
  boost::asio::awaitable<ExchangePtr> send(core::Exchange exchange, Manner manner);
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
  // Cancels a run that nobody needs any more. Trouble is an answer.
  boost::asio::awaitable<ExchangePtr> cancel(std::string run_id, std::string user, Manner manner);
  // What a check has left behind: probes that were accepted, slow runs, its hold on shared ones.
  boost::asio::awaitable<void> tidy_up_after(const Check& check);
  // Whether our own shared slow run keeps it waiting.
  bool keeps_waiting(const OwnRun& run);
  // The shared slow run, where no check uses it: it is shared no more, and its id is appended.
  void append_idle_slow_run(std::vector<std::string>& ids);

 private:
  boost::asio::awaitable<ExchangePtr> send_once(core::Exchange exchange);
  boost::asio::awaitable<std::vector<core::Exchange>> send_raw_once(RawAsk ask);
  boost::asio::awaitable<void> pause(std::string_view check, bool cleaning);
  std::optional<core::Duration> next_pause(const core::Exchange& answer, Trouble trouble, int number,
                                           core::Time failed, bool cleaning) const;
  bool is_not_known_yet(const core::Exchange& answer, const Manner& manner) const;
  void give_up(const core::Exchange& answer, Trouble trouble, core::Time failed);
  void renew_credentials(const core::Exchange& refused);
  void learn(const ExchangePtr& answer);
  const Credential& credential_of(const std::string& user) const;
  void number(core::Exchange& exchange);
  [[noreturn]] void refuse(const std::string& why);
};

}  // namespace assay::conformance
