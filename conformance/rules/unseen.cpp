// SPDX-License-Identifier: Apache-2.0
#include "conformance/rules/unseen.hpp"

#include <fmt/format.h>

#include "core/text.hpp"

namespace assay::conformance {
namespace {

std::string seconds(core::Duration time) {
  return fmt::format("{:.1f} s", static_cast<double>(time.count()) / 1e6);
}

}  // namespace

Unmet why_unseen(const Unseen& wait, const ExchangePtr& last) {
  const std::string workload = wait.workload.empty() ? "" : " of the " + wait.workload + " workload";
  const std::string run = "run " + core::shortened(core::printable(wait.run), 80) + workload;
  const std::string wanted = wait.wanted.empty() ? "a terminal state" : wait.wanted;
  if (!last) return {run + " was not asked for " + wanted, {}};
  if (core::status_of(*last) / 100 != 2)
    return {in_words(*last) + ", so that " + run + " was not seen in " + wanted, {}};
  if (wait.state.empty()) {
    return {
        fmt::format("the status of {} has no `{}`, so that it was not seen in {}", run, wait.member, wanted),
        {fmt::format("the status of a run has no `{}`", wait.member), ""}};
  }
  const std::string state = core::shortened(core::printable(wait.state), 40);
  if (wait.ended) {
    return {fmt::format("{} ended {}, not {}", run, state, wanted),
            {fmt::format("runs{} end {}, not {}", workload, state, wanted),
             "the log of the run says why; a target file can give other workloads"}};
  }
  if (!wait.blocked_by.empty()) {
    return {
        fmt::format("{} was still {} after {}, while run {} of ours was at work", run, state,
                    seconds(wait.waited), core::shortened(core::printable(wait.blocked_by), 80)),
        {fmt::format("runs stay {} behind our own slow run", state),
         "a service with more than one worker, or a shorter slow workload (target file), would decide it"}};
  }
  const std::string end = wait.wanted.empty() ? "end" : "become " + wait.wanted;
  return {fmt::format("{} was still {} after {}; a longer wait for it to {} would decide it", run, state,
                      seconds(wait.waited), end),
          {"runs stay " + state + (wait.queued ? "" : " and do not " + end),
           "longer waits (waits of the target file) would decide it"}};
}

}  // namespace assay::conformance
