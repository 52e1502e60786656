// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <atomic>
#include <deque>
#include <functional>
#include <string>
#include <vector>

#include "bench/options.hpp"
#include "bench/result.hpp"
#include "bench/socket.hpp"
#include "core/headers.hpp"
#include "core/redact.hpp"
#include "core/url.hpp"
#include "schemas/dialect.hpp"

namespace assay::bench {

struct Target {
  core::Url base;
  Origin origin;
  const schemas::Dialect& dialect;
  core::Headers headers;  // credentials among them: sent, never written down
  std::vector<std::string> runs;
  core::Redactor redactor = {};  // of what the headers hold: samples go through it
};

struct Live {
  double at_s = 0;  // since the measured time began; negative in the warm-up
  std::uint64_t done = 0;
  std::uint64_t wrong = 0;
  double rate = 0;                        // of the requests that ended since the last call, per second
  std::vector<PassedSecond> passed = {};  // of all threads, since the last call
};

// Drives one load with its threads and blocks until it is over. `live` is called about once a second; `stop`,
// once set, ends the load early and marks the result interrupted.
Result run_load(const Target& target, const LoadOptions& options,
                const std::function<void(const Live&)>& live, const std::atomic<bool>& stop);

// The bytes of GET .../runs/{run_id}/status, and of a page of GET .../runs.
std::string status_request(const Target& target, const std::string& run_id, bool keep_alive);
std::string list_request(const Target& target, const std::string& token, bool keep_alive);

}  // namespace assay::bench
