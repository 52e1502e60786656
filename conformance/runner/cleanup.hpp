// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <boost/asio/awaitable.hpp>
#include <string>
#include <vector>

#include "conformance/client/auth.hpp"
#include "conformance/client/http_client.hpp"
#include "conformance/client/reach.hpp"
#include "core/headers.hpp"
#include "reports/run_result.hpp"
#include "schemas/dialect.hpp"

namespace assay::conformance {

struct CleanupOptions {
  Credential auth;
  Credential other_auth;
  core::Headers headers;  // sent with each request
  Reach reach = {};
  std::string region = {};                               // that signed requests are for
  std::shared_ptr<const schemas::Dialect> dialect = {};  // of the run, where it is not shipped
  core::Duration deadline = std::chrono::minutes(5);     // of the whole clean-up
};

// What became of the runs that a run of the suite made, by their ids.
struct Cleanup {
  std::vector<std::string> cancelled;
  std::vector<std::string> ended;    // before us, or not there any more
  std::vector<std::string> trouble;  // sentences: runs that may live on
  std::string note;                  // what could not be looked for; ""
};

// Cancels what is still alive of the runs that the evidence of one run shows to be made by it, whole or cut
// off, and asks for nothing else. A run whose submission was sent and never recorded is looked for in the
// list, by the tag that only this run of the suite can have given it. Ends by the deadline, and what was not
// asked by then is trouble.
boost::asio::awaitable<Cleanup> clean_up(const reports::RunResult& evidence, const CleanupOptions& options,
                                         HttpClient& http, core::Clock& clock);

}  // namespace assay::conformance
