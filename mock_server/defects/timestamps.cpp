// SPDX-License-Identifier: Apache-2.0
#include <cstdio>
#include <nlohmann/json.hpp>

#include "mock_server/defects/tools.hpp"

namespace assay::mock {

using namespace std::chrono_literals;
using nlohmann::json;

namespace {

// Of the mock's own form, "2026-01-31T12:00:00Z".
core::Time parsed(const json& time) {
  int year = 0, hour = 0, minute = 0, second = 0;
  unsigned month = 0, day = 0;
  std::sscanf(time.get_ref<const std::string&>().c_str(), "%d-%u-%uT%d:%d:%dZ", &year, &month, &day, &hour,
              &minute, &second);
  const std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(month),
                                         std::chrono::day(day)};
  return std::chrono::sys_days(date) + std::chrono::hours(hour) + std::chrono::minutes(minute) +
         std::chrono::seconds(second);
}

void shift(json& time, core::Duration by) { time = core::to_iso8601(parsed(time) + by); }

// The text of a time with `tail` in place of its Z.
void end_with(json& time, const char* tail) {
  auto text = time.get<std::string>();
  if (text.ends_with('Z')) time = text.substr(0, text.size() - 1) + tail;
}

}  // namespace

const std::vector<Defect>& timestamps_defects() {
  static const std::vector<Defect> rows{
      // Moments first, then the ways to write them: so the rows can be combined.
      {.id = "timestamps.end-is-the-last-update",
       .says = "A run that has not ended has an end_time: the moment of the answer.",
       .trips = {"TIM-05", "TIM-06"},
       .body =
           [](const Call& call, json& body) {
             if (good(call, "GetRunLog") && !is_over(call, body))
               body["run_log"]["end_time"] = core::to_iso8601(call.now);
           }},
      {.id = "timestamps.end-is-now",
       .says = "The end_time of a run that has ended is the moment of the answer.",
       .trips = {"TIM-06"},
       .may_trip = {"RUN-19", "CON-04"},
       .body =
           [](const Call& call, json& body) {
             if (good(call, "GetRunLog") && is_over(call, body) && body["run_log"].contains("end_time"))
               body["run_log"]["end_time"] = core::to_iso8601(call.now);
           }},
      {.id = "timestamps.local-time-marked-z",
       .says = "Times are of a zone two hours east, and end with Z all the same.",
       .trips = {"TIM-02"},
       .body =
           [](const Call& call, json& body) {
             if (is_error(call)) return;
             each_time(body, [](json& time) { shift(time, 2h); });
           }},
      {.id = "timestamps.ends-before-it-starts",
       .says = "The end_time of a run log is 90 seconds early.",
       .trips = {"TIM-03"},
       .may_trip = {"CON-04"},
       .body =
           [](const Call& call, json& body) {
             if (good(call, "GetRunLog") && body["run_log"].contains("end_time"))
               shift(body["run_log"]["end_time"], -90s);
           }},
      {.id = "timestamps.starts-before-submission",
       .says = "The start_time of a run is seven minutes before its submission.",
       .trips = {"TIM-04"},
       .body =
           [](const Call& call, json& body) {
             if (is_error(call)) return;
             each_run(body, [](json& run) {
               json& log = run.contains("run_log") ? run["run_log"] : run;
               if (log.contains("start_time")) shift(log["start_time"], -7min);
             });
           }},
      {.id = "timestamps.fractions",
       .says = "Times have microseconds.",
       .trips = {"TIM-01", "TIM-09"},
       .body =
           [](const Call& call, json& body) {
             if (is_error(call)) return;
             each_time(body, [](json& time) { end_with(time, ".000250Z"); });
           }},
      {.id = "timestamps.offset-zero",
       .says = "Times end with +00:00 in place of Z.",
       .trips = {"TIM-01", "TIM-09"},
       .body =
           [](const Call& call, json& body) {
             if (is_error(call)) return;
             each_time(body, [](json& time) { end_with(time, "+00:00"); });
           }},
      {.id = "timestamps.no-zone",
       .says = "Times have no zone: the Z is missing.",
       .trips = {"TIM-01", "TIM-09"},
       .body =
           [](const Call& call, json& body) {
             if (is_error(call)) return;
             each_time(body, [](json& time) { end_with(time, ""); });
           }},
      {.id = "timestamps.lists-have-a-space",
       .says = "Times of tasks and listed runs have a space for the T; those of run logs are right.",
       .trips = {"TIM-09"},
       .may_trip = {"CON-04", "TSK-09"},
       .body =
           [](const Call& call, json& body) {
             if (!good(call, "ListRuns") && !good(call, "ListTasks")) return;
             each_time(body, [](json& time) {
               auto text = time.get<std::string>();
               text[10] = ' ';
               time = text;
             });
           }},
      {.id = "timestamps.seconds-since-1970",
       .says = "Times are numbers of seconds.",
       .trips = {"TIM-01", "TIM-09"},
       .may_trip = {"LST-07", "TSK-04", "CON-04", "CAN-15"},
       .body =
           [](const Call& call, json& body) {
             if (is_error(call)) return;
             each_time(body, [](json& time) { time = parsed(time).time_since_epoch() / 1s; });
           }},
      {.id = "timestamps.empty",
       .says = "Times are empty strings.",
       .trips = {"TIM-01", "TIM-09"},
       .may_trip = {"CON-04", "CAN-15"},
       .body =
           [](const Call& call, json& body) {
             if (is_error(call)) return;
             each_time(body, [](json& time) { time = ""; });
           }},
  };
  return rows;
}

}  // namespace assay::mock
