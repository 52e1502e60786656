// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "conformance/runner/runner.hpp"
#include "mock_server/base/answer.hpp"
#include "mock_server/base/limits.hpp"
#include "mock_server/server.hpp"

namespace assay::cli {

// Mock and suite in one process, on one thread and one virtual clock, joined by memory in place of sockets: a
// run that would take minutes takes milliseconds, and the same seed gives the same bytes.
struct InProcessRun {
  mock::Options mock;             // its clock is set here
  conformance::RunOptions suite;  // its base URL is set here
  int earlier_runs = 0;           // quick ones of the first user, made a day before
};
// BadInput where the mock or the suite refuses its options.
reports::RunResult run_in_process(InProcessRun run);

// The same with any answers in place of a mock's; suite.base is given.
reports::RunResult run_on_handler(const mock::Handler& handler, const conformance::RunOptions& suite,
                                  const std::shared_ptr<core::VirtualClock>& clock,
                                  const mock::ConnectionHabits& habits = {});

// The users of a mock with bearer tokens, as the mock and as the suite want them.
mock::AuthOptions two_users();
void use_two_users(conformance::RunOptions& suite);
// The same with the credentials that a dialect wants; bearer tokens where it wants none in particular.
void use_two_users(InProcessRun& run, const schemas::Dialect& dialect);

}  // namespace assay::cli
