// SPDX-License-Identifier: Apache-2.0
#include "conformance/checks/shared/requests.hpp"

#include "conformance/rules/members.hpp"

namespace assay::conformance {

Task<ExchangePtr> ask(CheckContext& t, std::string operation, std::string run_id, std::string user) {
  Call call;
  call.operation = std::move(operation);
  call.run_id = std::move(run_id);
  call.user = std::move(user);
  co_return co_await t.send(call);
}

Task<ExchangePtr> log_before_the_end(CheckContext& t) {
  const RunPtr run = co_await t.running_run();
  const ExchangePtr log = co_await t.get("GetRunLog", run->id);
  const ExchangePtr after = co_await t.get("GetRunStatus", run->id);
  const std::string state = text_member(t.json(log).get(), "state");
  t.need(!state.empty() && !t.dialect().is_terminal(state) &&
             !t.dialect().is_terminal(text_member(t.json(after).get(), "state")),
         "the slow run had ended before its log was read");
  co_return log;
}

}  // namespace assay::conformance
