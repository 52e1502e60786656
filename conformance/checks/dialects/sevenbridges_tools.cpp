// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "conformance/checks/dialects/sevenbridges.hpp"
#include "conformance/rules/members.hpp"
#include "core/text.hpp"

namespace assay::conformance::sevenbridges {
namespace {

using std::chrono::milliseconds;

// A JSON body: null is what published clients send with an action.
Task<ExchangePtr> send_json(CheckContext& t, std::string operation, std::string run_id, std::string body) {
  const schemas::Operation* row = t.dialect().operation(operation);
  core::Request request;
  request.method = row->method;
  request.target = schemas::fill_path(row->path, {{"run_id", run_id}});
  request.headers = {{"Accept", "application/json"}, {"Content-Type", "application/json"}};
  request.body = std::move(body);
  co_return co_await t.send_request(std::move(request), std::move(operation), "main");
}

bool is_draft(CheckContext& t, const std::string& word) {
  const schemas::StateWord* known = t.dialect().state(word);
  return known && known->phase == schemas::Phase::draft;
}

}  // namespace

Task<Draft> make_draft(CheckContext& t) {
  core::Request request = t.submission("quick");
  request.method = "POST";
  request.target = request.target.substr(0, request.target.find('?'));  // which starts it
  const ExchangePtr made = co_await t.send_request(std::move(request), "RunWorkflow", "main");
  const JsonPtr body = t.json(made);
  Draft draft{text_member(body.get(), t.dialect().readings.run_id),
              text_member(body.get(), t.dialect().readings.state), made};
  t.need(is_success(*made) && !draft.id.empty(), "no task was made: " + in_words(*made));
  co_return draft;
}

Task<ExchangePtr> act(CheckContext& t, std::string operation, std::string run_id) {
  co_return co_await send_json(t, std::move(operation), std::move(run_id), "null");
}

Task<ExchangePtr> edit(CheckContext& t, std::string run_id, nlohmann::json change) {
  co_return co_await send_json(t, "EditRun", std::move(run_id), change.dump());
}

Task<void> drop(CheckContext& t, std::string run_id) { co_await act(t, "DeleteRun", std::move(run_id)); }

Task<State> state_of(CheckContext& t, std::string run_id) {
  const ExchangePtr answer = co_await t.get("GetRunLog", std::move(run_id));
  t.need(is_success(*answer), in_words(*answer) + ", so the state of the task is not known", answer);
  const JsonPtr body = t.json(answer);
  co_return State{text_member(body.get(), t.dialect().readings.state), answer};
}

Task<State> leave_draft(CheckContext& t, std::string run_id) {
  const core::Time limit = t.now() + t.waits().start;
  State state = co_await state_of(t, run_id);
  while (is_draft(t, state.word) && t.now() < limit) {
    co_await t.sleep(milliseconds(500));
    state = co_await state_of(t, run_id);
  }
  co_return state;
}

Task<void> end_of(CheckContext& t, std::string run_id) {
  const core::Time limit = t.now() + t.finish_wait();
  State state = co_await state_of(t, run_id);
  while (!t.dialect().is_terminal(state.word) && t.now() < limit) {
    co_await t.sleep(milliseconds(500));
    state = co_await state_of(t, run_id);
  }
}

void judge_code(CheckContext& t, std::string_view requirement, const ExchangePtr& refusal,
                bool (*fits)(std::int64_t), const std::string& wanted) {
  const JsonPtr body = t.json(refusal);
  const std::string name = t.dialect().readings.error_code;
  const nlohmann::json* code = member(body.get(), name);
  t.expect(code && code->is_number_integer() && fits(code->get<std::int64_t>()), requirement,
           finding(refusal, "other-code", "a refusal for the state of a task has another code", wanted,
                   code ? code->dump() : "missing", {"/" + name}));
}

}  // namespace assay::conformance::sevenbridges
