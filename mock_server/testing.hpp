// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "core/paced_clock.hpp"
#include "mock_server/scenario_builder.hpp"
#include "mock_server/server.hpp"

// A mock for each test of yours, on a clock that only the test moves. Nothing of the mock itself includes
// this header, so that only who embeds it needs GoogleTest (docs/examples/embed).
namespace assay::mock {

class MockTest : public ::testing::Test {
 protected:
  // Starts with midnight of 2026-01-01, UTC. What the test wants otherwise it says in options(), or it calls
  // start().
  void SetUp() override { start(options()); }
  // A mock that broke the schema unasked (Options::validate_answers) proves nothing about your client.
  void TearDown() override { expect_no_accident(); }
  virtual Options options() const { return {}; }

  // A new mock in place of the one before. `journal` is on unless the options say how long it is; a clock
  // that they bring is the test's own to move.
  void start(Options options) {
    expect_no_accident();
    server_.reset();
    clock_ = std::make_shared<core::PacedClock>(
        core::Time(std::chrono::sys_days(std::chrono::year(2026) / 1 / 1)));
    if (!options.clock) options.clock = clock_;
    if (options.journal == 0) options.journal = 10'000;
    server_ = std::make_unique<Server>(options);
  }
  void start(const ScenarioBuilder& scenario) {
    auto changed = options();
    changed.scenario_text = scenario.text();
    start(changed);
  }

  Server& server() { return *server_; }
  std::string url() const { return server_->url(); }  // what your client takes as the base URL

  void advance(core::Duration time) { clock_->advance(time); }
  bool advance_to_next_event() { return mock::advance_to_next_event(*clock_, server_->site()); }
  std::size_t run_until_idle() { return mock::run_until_idle(*clock_, server_->site()); }

  // How often the mock was asked so: "CancelRun", of that run or of any.
  std::size_t calls(const std::string& operation, const std::string& run_id = {}) const {
    return server_->count({.operation = operation, .run_id = run_id});
  }

 private:
  void expect_no_accident() const {
    if (!server_) return;
    for (const auto& accident : server_->accidents())
      ADD_FAILURE() << "the mock itself lied: " << accident_line(accident);
  }

  std::shared_ptr<core::PacedClock> clock_;
  std::unique_ptr<Server> server_;
};

}  // namespace assay::mock
