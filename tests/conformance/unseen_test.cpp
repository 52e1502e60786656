// SPDX-License-Identifier: Apache-2.0
#include "conformance/rules/unseen.hpp"

#include <gtest/gtest.h>

#include <chrono>

namespace assay::conformance {
namespace {

ExchangePtr answered(int status) {
  core::Exchange exchange;
  exchange.id = 7;
  exchange.request.target = "/runs/r1/status";
  if (status > 0) exchange.response = core::Response{status, "", 11, {}, "{}"};
  if (status == 0) exchange.fault = core::TransportFault::timeout;
  return std::make_shared<const core::Exchange>(std::move(exchange));
}

Unseen wait_for(const std::string& wanted, const std::string& state) {
  Unseen wait;
  wait.run = "r1";
  wait.workload = "quick";
  wait.wanted = wanted;
  wait.member = "state";
  wait.state = state;
  wait.waited = std::chrono::milliseconds(12300);
  return wait;
}

TEST(WhyUnseen, SaysWhatTheLastAnswerShows) {
  EXPECT_EQ(
      why_unseen(wait_for("COMPLETE", ""), answered(404)).why,
      "GET /runs/r1/status answered 404, so that run r1 of the quick workload was not seen in COMPLETE");
  EXPECT_EQ(
      why_unseen(wait_for("", ""), answered(0)).why,
      "GET /runs/r1/status got no answer (timeout: ), so that run r1 of the quick workload was not seen in a "
      "terminal state");
  const Unmet unreadable = why_unseen(wait_for("", ""), answered(200));
  EXPECT_EQ(unreadable.why,
            "the status of run r1 of the quick workload has no `state`, so that it was not seen in a "
            "terminal state");
  EXPECT_EQ(unreadable.because.seen, "the status of a run has no `state`");
  Unseen failed = wait_for("COMPLETE", "EXECUTOR_ERROR");
  failed.ended = true;
  EXPECT_EQ(why_unseen(failed, answered(200)).why,
            "run r1 of the quick workload ended EXECUTOR_ERROR, not COMPLETE");
  EXPECT_EQ(why_unseen(failed, answered(200)).because.seen,
            "runs of the quick workload end EXECUTOR_ERROR, not COMPLETE");
  EXPECT_EQ(why_unseen(wait_for("", "RUNNING"), answered(200)).why,
            "run r1 of the quick workload was still RUNNING after 12.3 s; a longer wait for it to end would "
            "decide it");
  EXPECT_EQ(why_unseen(wait_for("", "RUNNING"), answered(200)).because.seen,
            "runs stay RUNNING and do not end");
  Unseen queued = wait_for("RUNNING", "QUEUED");
  queued.queued = true;
  EXPECT_EQ(why_unseen(queued, answered(200)).because.seen, "runs stay QUEUED");
  queued.blocked_by = "s1";
  EXPECT_EQ(why_unseen(queued, answered(200)).because.seen, "runs stay QUEUED behind our own slow run");
  EXPECT_EQ(why_unseen(wait_for("", ""), nullptr).why,
            "run r1 of the quick workload was not asked for a terminal state");
}

}  // namespace
}  // namespace assay::conformance
