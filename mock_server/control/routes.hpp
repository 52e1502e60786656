// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <nlohmann/json_fwd.hpp>
#include <span>
#include <stop_token>
#include <string>

#include "core/document.hpp"
#include "core/exchange.hpp"
#include "mock_server/base/answer.hpp"
#include "mock_server/base/router.hpp"
#include "mock_server/site/site.hpp"

// Private to this folder.
namespace assay::mock::control {

// One request that may be answered.
struct Turn {
  Site& site;
  const std::string& origin;  // of the mock
  const Routing& routing;
  const core::Document& sent;  // the body, or else the query: always a mapping
  std::stop_token stop;
};

struct Route {
  Router::Path path;
  Answer (*answer)(const Turn& turn);  // throws core::BadInput where what was sent is wrong: 400
};
std::span<const Route> routes();

// Refuses members that a route without any was sent.
void nothing_sent(const Turn& turn);

Answer json_answer(const nlohmann::json& body, int status = 200);
// {"msg", "status_code"}, with "where" and "hint" where the error has them.
Answer error_answer(int status, const core::Error& error);

// The answers, by the file that they stand in. about.cpp:
Answer tell_health(const Turn& turn);
Answer tell_version(const Turn& turn);
Answer tell_openapi(const Turn& turn);
Answer tell_metrics(const Turn& turn);
// clock.cpp
Answer read_clock(const Turn& turn);
Answer set_speed(const Turn& turn);
Answer advance(const Turn& turn);
Answer advance_to_next(const Turn& turn);
Answer run_to_idle(const Turn& turn);
// runs.cpp
Answer list_runs(const Turn& turn);
Answer get_run(const Turn& turn);
Answer cancel_run(const Turn& turn);
Answer pull_trigger(const Turn& turn);
// switches.cpp
Answer get_scenario(const Turn& turn);
Answer put_scenario(const Turn& turn);
Answer get_defects(const Turn& turn);
Answer put_defects(const Turn& turn);
Answer get_persona(const Turn& turn);
Answer put_persona(const Turn& turn);
Answer reset(const Turn& turn);
// faults.cpp
Answer get_faults(const Turn& turn);
Answer add_faults(const Turn& turn);
Answer clear_faults(const Turn& turn);
Answer remove_fault(const Turn& turn);
// exchanges.cpp
Answer get_log(const Turn& turn);
Answer clear_log(const Turn& turn);
Answer count_log(const Turn& turn);
Answer wait_for_log(const Turn& turn);
Answer verify_log(const Turn& turn);
Answer explain(const Turn& turn);
// pages.cpp: the dashboard, outside the API.
bool is_page(std::string_view target);
Answer page(const core::Request& request);
// har.cpp
Answer get_har(const Turn& turn);

}  // namespace assay::mock::control
