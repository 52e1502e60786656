// SPDX-License-Identifier: Apache-2.0
// Times of runs and tasks, judged over all answers by the readings of the dialect.
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "conformance/checks/common/common.hpp"
#include "conformance/checks/shared/groups.hpp"
#include "conformance/checks/shared/histories.hpp"
#include "conformance/checks/shared/judged.hpp"
#include "conformance/rules/content.hpp"
#include "conformance/rules/framing.hpp"
#include "conformance/rules/members.hpp"
#include "conformance/rules/request_echo.hpp"
#include "conformance/rules/response_schema.hpp"
#include "conformance/rules/timestamp.hpp"
#include "core/json_guard.hpp"
#include "core/text.hpp"

namespace assay::conformance {
namespace common {
namespace {

using nlohmann::json;

bool can_be_read(TimeForm form) {
  return form == TimeForm::exact || form == TimeForm::fraction || form == TimeForm::offset;
}

// The time of that name; nothing where there is none that can be read.
std::optional<core::Time> judge_time(CheckContext& t, const ExchangePtr& answer, const json& object,
                                     const std::string& name) {
  const json* value = name.empty() ? nullptr : member(&object, name);
  const auto time = value ? read_time(*value) : std::nullopt;
  if (!time) return std::nullopt;
  t.expect(can_be_read(time->form), "time-form",
           finding(answer, "time-" + std::string(assay::conformance::name(time->form)),
                   "a time is not written as RFC 3339 asks", "2026-01-31T12:00:00Z", short_json(*value),
                   {"/" + name}));
  return time->zoned ? time->instant : std::nullopt;
}

// A run or a task, as an answer shows it.
void judge_times(CheckContext& t, const ExchangePtr& answer, const json& object, const std::string& state) {
  const schemas::Readings& names = t.dialect().readings;
  std::optional<core::Time> last;
  std::string last_name;
  for (const std::string& name : {names.created, names.started, names.ended}) {
    const auto time = judge_time(t, answer, object, name);
    if (!time) continue;
    t.expect(!last || *last <= *time, "times-in-order",
             finding(answer, "time-before-" + last_name, name + " lies before " + last_name,
                     last_name + ", then " + name, "the other way round", {"/" + name}));
    last = time;
    last_name = name;
  }
  const json* end = names.ended.empty() ? nullptr : member(&object, names.ended);
  if (!t.dialect().state(state)) return;
  const bool has_end = end && !end->is_null();
  t.expect(!has_end || t.dialect().is_terminal(state), "end-only-when-ended",
           finding(answer, "end-of-what-goes-on",
                   "what is " + core::printable(state) + " already has " + names.ended, "no " + names.ended,
                   names.ended, {"/" + names.ended}));
}

// Each item of a page, or the one object of other answers.
void judge_all_times(CheckContext& t, const ExchangePtr& answer, const json& body) {
  const schemas::Readings& names = t.dialect().readings;
  const bool tasks = answer->operation == "ListTasks" || answer->operation == "GetTask";
  const std::string& state = tasks ? names.task_state : names.state;
  const std::string& list = answer->operation == "ListTasks"  ? names.tasks
                            : answer->operation == "ListRuns" ? names.runs
                                                              : std::string();
  if (list.empty()) return judge_times(t, answer, body, text_member(&body, state));
  const json* items = member(&body, list);
  if (!items || !items->is_array()) return;
  for (const json& item : *items) judge_times(t, answer, item, text_member(&item, state));
}

Task<void> times_make_sense(CheckContext& t) {
  for (const ExchangePtr& answer : judged_answers(t)) {
    if (!is_answer(t, *answer) || !is_success(t, answer)) continue;
    const JsonPtr body = t.json(answer);
    if (body && body->is_object()) judge_all_times(t, answer, *body);
  }
  co_return;
}

}  // namespace
}  // namespace common

const std::vector<Check>& common_times_checks() {
  using namespace common;
  static const std::vector<Check> table = {
      {.id = "common.times-make-sense",
       .title = "times can be read, stand in their order, and no run that goes on has an end",
       .decides = {"time-form", "times-in-order", "end-only-when-ended"},
       .stage = Stage::closing,
       .run = times_make_sense},
  };
  return table;
}

}  // namespace assay::conformance
