// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <vector>

#include "core/clock.hpp"
#include "core/exchange.hpp"
#include "mock_server/base/answer.hpp"

namespace assay::tests {

// One recorded exchange with a real server (shared_path("recordings")).
struct Recorded {
  std::string step;  // "19_list_all"; a recording is in the order of its steps
  std::string method;
  std::string target;  // path and query, as they were sent
  core::Response response;
  std::string path() const { return target.substr(0, target.find('?')); }
};

std::vector<Recorded> read_recording(const std::string& file);  // "toil-5.9.2.ndjson"

// Gives to each request, by method and target, the last answer that was recorded up to the end of the step
// `moment`, or else the first one after it: a server that stands still. What was never recorded resets the
// connection.
mock::Handler replay(std::vector<Recorded> recording, const std::string& moment);

// The Date of the last answer of that step.
core::Time moment_of(const std::vector<Recorded>& recording, const std::string& moment);

}  // namespace assay::tests
