// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "conformance/catalogue/catalogue.hpp"
#include "conformance/client/auth.hpp"
#include "conformance/client/http_client.hpp"
#include "conformance/client/reach.hpp"
#include "conformance/session/budget.hpp"
#include "conformance/session/target.hpp"
#include "core/clock.hpp"
#include "core/url.hpp"
#include "reports/baseline.hpp"
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
  std::string region = {};           // that signed requests are for
  std::string profile = "core";      // smoke, read-only, core, full, certify
  std::vector<std::string> only;     // globs over check and requirement ids; empty: all of the profile
  std::vector<std::string> exclude;  // globs in the same way: what is left out
  Policy policy = Policy::lenient;
  Target target;
  Reach reach;
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
  std::vector<Verdict> fail_on;                   // words that must not come up
  int allow_undecided = reports::most_undecided;  // percent of what applied
  core::Duration wait_for{};     // for a first answer, before the run begins; 0: the first request decides
  std::string target_file = {};  // where `target` was read; "" where that was no file of its own
  bool shuffle = false;          // the checks of a stage run in an order drawn from the seed
};

}  // namespace assay::conformance
