// SPDX-License-Identifier: Apache-2.0
#include "dialects/sevenbridges/mock/tasks.hpp"

#include <algorithm>
#include <chrono>
#include <nlohmann/json.hpp>

#include "core/json_guard.hpp"
#include "mock_server/render/renderings.hpp"
#include "mock_server/script/drafts.hpp"

namespace assay::mock {
namespace sevenbridges {
namespace {

using nlohmann::json;
using namespace std::chrono_literals;

constexpr auto window = 5min;
constexpr std::uint64_t most_in_window =
    1'000'000;  // told, and not held against anybody: a load test may ask more

bool is_uuid(std::string_view id) {
  constexpr std::string_view form = "00000000-0000-0000-0000-000000000000";
  return std::ranges::equal(id, form, [](char have, char want) {
    return want == '-' ? have == '-' : std::isxdigit(static_cast<unsigned char>(have)) != 0;
  });
}

bool is_draft(const Ask& ask, const Run& run) {
  return run.at(ask.view.now).step->phase == schemas::Phase::draft;
}

std::string state_of(const Ask& ask, const Run& run) { return run.at(ask.view.now).step->state; }

// What was refused by what all dialects share gets the number that a task has for it.
Reply numbered(const Ask& ask, Reply reply) {
  if (reply.error.empty() || !reply.error_type.empty() || ask.routing.run_id.empty()) return reply;
  if (reply.status == 403) reply.error_type = foreign_task;
  if (reply.status == 400) reply.error_type = only_active_end;
  if (reply.status != 404) return reply;
  const bool malformed = !is_uuid(ask.routing.run_id);
  reply.error_type = malformed ? not_a_uuid : not_a_task;
  if (malformed) reply.error = "Task ID must be a valid UUID.";
  if (malformed) reply.status = 400;
  return reply;
}

// GET and DELETE pass a body over; an action takes none, null or any JSON.
std::optional<Reply> bad_body(const Ask& ask) {
  const auto& body = ask.request.body;
  if (body.empty() || core::parse_json(body)) return {};
  return error_reply(400, "the body is not JSON", std::string(not_json));
}

bool starts_at_once(const Ask& ask) {
  return std::ranges::find(ask.routing.query, std::pair<std::string, std::string>("action", "run")) !=
         ask.routing.query.end();
}

void start(Ask& ask, const Run& run) { ask.site.runs.trigger(start_trigger, ask.view.now, run.serial); }

// The task as it is now.
Reply told(Ask& ask, std::uint64_t serial) {
  auto reply = json_reply(task(ask.view, as_changed(ask.site, ask.site.runs.by_serial(serial))));
  select_fields(ask.routing.query, *reply.body);
  return reply;
}

Reply create(Ask& ask) {
  auto sent = read_task(ask.request, ask.site.behaviour);
  const bool starts = starts_at_once(ask) && sent.request && input_errors(*sent.request).empty();
  const auto code = std::string(sent.request ? "" : code_of(sent.rule));
  const auto before = ask.site.runs.last_serial();
  auto reply = submit_run(ask, std::move(sent), task);
  if (!reply.body) {
    reply.error_type = code;
    return reply;
  }
  const auto serial = ask.site.runs.last_serial();
  if (starts && serial > before) {
    const auto id = reply.body->at("id");  // which a defect may have made up
    const auto made = ask.site.runs.by_serial(serial);
    start(ask, made);
    *reply.body = task(ask.view, ask.site.runs.by_serial(serial));
    reply.body->at("id") = id;
  }
  select_fields(ask.routing.query, *reply.body);
  return reply;
}

// Performs `act` on the task that the path names, which must be the caller's.
template <class Act>
Reply with_own(Ask& ask, Act act) {
  const auto named = named_run(ask, ask.site.behaviour.reads_every_users_runs, false);
  if (std::holds_alternative<Reply>(named)) return numbered(ask, std::get<Reply>(named));
  return act(as_changed(ask.site, std::get<Run>(named)));
}

Reply get_task(Ask& ask) {
  return numbered(ask, with_run(ask, [&](const Run& run) {
                    auto reply = told(ask, run.serial);
                    ask.site.runs.count_poll(run.serial, ask.view.now);
                    return reply;
                  }));
}

Reply run_draft(Ask& ask) {
  if (auto bad = bad_body(ask)) return *bad;
  return with_own(ask, [&](const Run& run) {
    if (!is_draft(ask, run))
      return error_reply(400,
                         "This action is only available for DRAFT tasks; the task is " + state_of(ask, run),
                         std::string(only_drafts_run));
    if (!input_errors(*run.request).empty())
      return error_reply(400, "Task can not be started due to validation errors.",
                         std::string(inputs_do_not_fit));
    start(ask, run);
    return told(ask, run.serial);
  });
}

Reply abort(Ask& ask) {
  if (auto bad = bad_body(ask)) return *bad;
  auto reply = numbered(ask, cancel_run(ask, task));
  if (!reply.body) return reply;
  const auto run = ask.site.runs.find(ask.routing.run_id);
  return run ? told(ask, run->serial) : reply;
}

Reply clone(Ask& ask) {
  if (auto bad = bad_body(ask)) return *bad;
  return with_own(ask, [&](const Run& run) {
    const auto copy = make_run(ask, cloned(run));
    if (starts_at_once(ask) && input_errors(*copy.request).empty()) start(ask, copy);
    return told(ask, copy.serial);
  });
}

Reply edit(Ask& ask) {
  return with_own(ask, [&](const Run& run) {
    auto sent = changed(run, ask.request.body, is_draft(ask, run));
    if (!sent.request)
      return error_reply(sent.refusal.status, sent.refusal.text, std::string(code_of(sent.rule)));
    keep_change(ask.site, run, *sent.request);
    return told(ask, run.serial);
  });
}

Reply remove(Ask& ask) {
  return with_own(ask, [&](const Run& run) {
    if (!is_draft(ask, run))
      return error_reply(400,
                         "This action can be performed on DRAFT tasks; the task is " + state_of(ask, run),
                         std::string(only_drafts_go));
    ask.site.runs.remove(run.serial, ask.view.now);
    return Reply{.status = 204};
  });
}

Reply get_details(Ask& ask) {
  return numbered(ask, with_run(ask, [&](const Run& run) { return json_reply(details(ask.view, run)); }));
}

// When the window of `now` ends, in seconds of the epoch.
std::int64_t end_of_window(core::Time now) {
  const auto since = now.time_since_epoch();
  return std::chrono::duration_cast<std::chrono::seconds>((since / window + 1) * window).count();
}

// Clients of the platform ask for it before anything else.
Reply get_rate_limit(Ask& ask) {
  const auto asked = std::min(ask.site.counters["rate limit"] + 1, most_in_window);
  return json_reply({{"rate",
                      {{"limit", most_in_window},
                       {"remaining", most_in_window - asked},
                       {"reset", end_of_window(ask.view.now)}}},
                     {"instance_limit", {{"limit", -1}, {"remaining", -1}}}});
}

void sevenbridges_dress(SiteState& site, core::Time now, Reply& reply) {
  if (!reply.error.empty()) reply.body = json_reply(error(reply.status, reply.error_type, reply.error)).body;
  const auto ends = end_of_window(now);
  auto& known = site.notes["rate limit"]["ends"];
  auto& asked = site.counters["rate limit"];
  if (known != std::to_string(ends)) asked = 0;
  known = std::to_string(ends);
  ++asked;
  reply.headers.set("X-RateLimit-Limit", std::to_string(most_in_window));
  reply.headers.set("X-RateLimit-Remaining",
                    std::to_string(most_in_window - std::min(asked, most_in_window)));
  reply.headers.set("X-RateLimit-Reset", known);
  reply.headers.set("X-Request-Id", uuid_like(site.seed ^ digest("request"), ++site.counters["request id"]));
}

}  // namespace
}  // namespace sevenbridges

const Rendering& sevenbridges_rendering() {
  using namespace sevenbridges;
  static const Rendering rendering{.dialect = "sevenbridges",
                                   .rows = {{"RunWorkflow", create},
                                            {"ListRuns", list_tasks},
                                            {"GetRunLog", get_task},
                                            {"GetRunStatus", get_task},
                                            {"CancelRun", abort},
                                            {"StartDraft", run_draft},
                                            {"CloneRun", clone},
                                            {"EditRun", edit},
                                            {"DeleteRun", remove},
                                            {"GetRunDetails", get_details},
                                            {"MockTaskText", get_task_text},
                                            {"MockRateLimit", get_rate_limit}},
                                   .dress = sevenbridges_dress,
                                   .takes_bearer = true};
  return rendering;
}

}  // namespace assay::mock
