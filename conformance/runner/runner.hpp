// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <boost/asio/awaitable.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "conformance/catalogue/catalogue.hpp"
#include "conformance/checks/check.hpp"
#include "conformance/client/auth.hpp"
#include "conformance/client/http_client.hpp"
#include "conformance/runner/budget.hpp"
#include "conformance/runner/target.hpp"
#include "core/clock.hpp"
#include "core/url.hpp"
#include "reports/baseline.hpp"
#include "reports/evidence.hpp"
#include "reports/run_result.hpp"
#include "schemas/dialect.hpp"
#include "schemas/openapi.hpp"

namespace assay::conformance {

constexpr std::uint64_t kCertifySeed = 1;  // so that every certificate tells of the same run
constexpr std::uint64_t kCertifyRuns = 3;  // of a bundle: this seed and those after it

struct RunOptions {
  core::Url base;
  std::shared_ptr<const schemas::Dialect> dialect = {};  // null: WES, in the version below
  std::string dialect_reason = "--dialect";              // why that one, for the report
  std::string wes_version = "auto";
  std::string region = {};        // that signed requests are for
  std::string profile = "core";   // smoke, read-only, core, full, certify
  std::vector<std::string> only;  // globs over check and requirement ids; empty: all of the profile
  Policy policy = Policy::lenient;
  Target target;
  Credential auth;
  Credential other_auth;
  Credential bad_auth;  // empty: a changed copy of `auth` is sent where wrong credentials are tried
  std::uint64_t seed = 1;
  bool drawn_seed = false;  // by lot: the names that come from it are then this run's alone
  int concurrency = 4;
  // How often each check runs, each time on fresh runs; 0: once, and what ended with fail or warn once more.
  int repeat = 0;
  core::Duration deadline = std::chrono::minutes(30);  // of the whole run
  std::shared_ptr<const schemas::OpenApi> openapi;     // null: the shipped document of the version
  HttpLimits limits;
  BudgetLimits budget;
  // Known deviations; null: none are known.
  std::shared_ptr<const reports::Baseline> baseline;
  std::vector<Verdict> fail_on;  // words that must not come up
  core::Duration wait_for{};     // for a first answer, before the run begins; 0: the first request decides
  bool shuffle = false;          // the checks of a stage run in an order drawn from the seed
};

struct Progress {
  int done = 0;
  int total = 0;
  std::string check;  // that has just started or ended
  bool ended = false;
  Verdict worst = Verdict::pass;  // of the ended check
  std::uint64_t requests = 0;
};

// Called on the run's executor, by a signal handler or a test: the run stops asking, cancels its own runs
// within a bound, and ends incomplete with `why`.
class StopSource {
 public:
  void request(std::string why);
  bool requested() const { return !why_.empty(); }
  const std::string& why() const { return why_; }
  core::Time at() const { return at_; }
  void on_stop(std::function<void()> call) { on_stop_ = std::move(call); }
  void tell_time_by(const core::Clock& clock) { clock_ = &clock; }

 private:
  const core::Clock* clock_ = nullptr;
  core::Time at_{};  // of the request
  std::string why_;
  std::function<void()> on_stop_;
};

// An Error only for what is decided before the first byte: nothing selected, an unknown profile or version.
// Everything after that, a dead host included, is told by the RunResult.
boost::asio::awaitable<core::Result<reports::RunResult>> run_suite(
    const RunOptions& options, core::Clock& clock, Connector& connector, reports::EvidenceWriter& evidence,
    std::function<void(const Progress&)> progress, StopSource& stop);

// The same with another who answers, made with the turn that each further request needs.
using MakeSender = std::function<std::shared_ptr<Sender>(Turn turn)>;
boost::asio::awaitable<core::Result<reports::RunResult>> run_suite(
    const RunOptions& options, core::Clock& clock, MakeSender make_sender, reports::EvidenceWriter& evidence,
    std::function<void(const Progress&)> progress, StopSource& stop);

// The checks that a profile and globs select, in the order of their stages; an Error with a suggestion when
// none.
core::Result<std::vector<const Check*>> select_checks(const std::string& profile,
                                                      const std::vector<std::string>& only,
                                                      const Catalogue& catalogue = Catalogue::shipped());
// The same; an Error too where the profile certify is given what it does not allow: a selection, a document
// or a seed of one's own.
core::Result<std::vector<const Check*>> select_checks(const RunOptions& options);
// The rows that hold for the target of the options.
core::Result<std::shared_ptr<const Catalogue>> catalogue_of(const RunOptions& options);

}  // namespace assay::conformance
