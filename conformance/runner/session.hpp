// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <functional>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "conformance/checks/context.hpp"
#include "conformance/client/http_client.hpp"
#include "conformance/client/recorder.hpp"
#include "conformance/runner/runner.hpp"
#include "core/sleep.hpp"

namespace assay::conformance {

// Runs that several checks share are made once, by the first that asks; the others wait. A failure is shared
// too.
struct SharedRuns {
  std::unique_ptr<core::Event> ready;  // null until somebody has begun
  std::vector<RunPtr> runs;
  std::string failure;
};

// Appends each created run to a file, so that it can be cancelled even after a crash.
class Journal {
 public:
  explicit Journal(const std::string& path);  // "" keeps none
  ~Journal();
  void created(const OwnRun& run, const core::Url& base);

 private:
  std::FILE* file_ = nullptr;
};

// Everything that the checks of one run share; a repetition of checks has a session of its own, with fresh
// runs to share and a fresh read of service-info. Lives on one executor; nothing here is thread-safe.
struct Session {
  const RunOptions& options;
  core::Clock& clock;
  HttpClient& http;
  Recorder& recorder;
  StopSource& stop;
  Journal journal;
  std::mt19937_64 random;
  std::shared_ptr<const schemas::Dialect> dialect = {};
  std::shared_ptr<const schemas::OpenApi> openapi = {};
  JsonPtr service_info = {};
  ExchangePtr service_info_exchange = {};
  std::shared_ptr<std::vector<RunPtr>> own_runs = std::make_shared<std::vector<RunPtr>>();  // of all sessions
  WorkloadChoice shipped = {};  // workloads of the suite, in a language that the service declares
  std::map<std::string, SharedRuns, std::less<>> shared = {};
  std::map<std::uint64_t, JsonPtr> parsed = {};
  int faults_in_a_row = 0;  // connections refused, one after the other
  int names = 0;
  int repetition = 1;

  // Sends with the user's credentials, obeys Retry-After of 429 and 503, records. Throws StopCheck on
  // transport trouble unless `faults_are_answers`.
  boost::asio::awaitable<ExchangePtr> send(core::Exchange exchange, bool faults_are_answers);
  void add_credentials(core::Headers& headers, const std::string& user) const;
  JsonPtr json(const ExchangePtr& exchange);
  // "status.answers", in a repetition "status.answers#2": Exchange::check, by which evidence tells them
  // apart.
  std::string asker(std::string_view check) const;
};

}  // namespace assay::conformance
