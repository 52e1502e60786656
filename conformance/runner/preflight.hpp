// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <boost/asio/awaitable.hpp>
#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <string>

#include "conformance/session/session.hpp"

namespace assay::conformance {

struct Version {
  std::string version;       // a shipped one: "1.0.0", "1.0.1", "1.1.0"
  std::string reason;        // for the report: "service-info lists 1.1.0"
  std::string warning = {};  // what service-info says against it; "" where it agrees or says nothing
};

// `asked` is "auto" or a shipped version, which wins over service-info. Auto takes the highest shipped
// version that supported_wes_versions names by its leading numbers ("v1.1", "1.0.0-rc1"); where it names none
// it takes 1.0.0, which blames a server least, and says why.
core::Result<Version> choose_version(const std::string& asked, const nlohmann::json* service_info);

// What is under test: the dialect of the options, or the version of WES that service-info names.
Version version_of(const RunOptions& options, const nlohmann::json* service_info);

// For core::run_until: a stop, made or to come, ends the work early.
std::function<void(std::function<void()>)> ended_by(StopSource& stop);

// Asks for what `reach` asks for, without credentials, until anything but a gateway's 502, 503 or 504
// answers, for at most options.wait_for. "", or why the run must not begin. Nothing of it is recorded or
// counted.
boost::asio::awaitable<std::string> wait_for_target(const RunOptions& options, core::Clock& clock,
                                                    Sender& http, StopSource& stop);

// Reads service-info - where the dialect has none, a page of its list of one run - so that a dead host is one
// clear sentence and not many failures. The sentence, or "". StopCheck where a record lacks it.
boost::asio::awaitable<std::string> reach(Session& session);

}  // namespace assay::conformance
