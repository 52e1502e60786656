// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "conformance/runner/runner.hpp"
#include "conformance/session/session.hpp"

namespace assay::conformance {

// What a repetition of checks shares.
struct Round {
  std::unique_ptr<Session> session = {};
  std::unique_ptr<core::Event> ready = {};
  bool usable = false;
  std::string lack = {};  // why a record has no such repetition
};

// The checks of a run, taken one by one by the workers of a stage.
struct Schedule {
  Session& session;
  reports::RunResult& result;
  reports::EvidenceWriter& evidence;
  const std::function<void(const Progress&)>& progress;
  std::vector<const Check*> checks;  // in the order of stages
  core::Time deadline;               // of the whole run
  std::size_t next = 0;              // the next that a worker may take
  std::size_t end = 0;               // of the batch
  int working = 0;
  std::unique_ptr<core::Event> idle = {};
  std::map<std::string_view, StopCheck> broken = {};  // checks with a fail or inconclusive in them, and why
  Progress told = {};
  std::map<int, Round> rounds = {};  // by repetition, from 2
  int not_repeated = 0;              // checks that had no time left for it, or no budget
};

// Runs a check as often as the options and its own first words want, and weighs what it said. Nothing is
// told or written by it.
boost::asio::awaitable<std::vector<reports::Judgement>> run_repeatedly(Schedule& s, const Check& check);

}  // namespace assay::conformance
