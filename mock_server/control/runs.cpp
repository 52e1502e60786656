// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "core/fields.hpp"
#include "core/text.hpp"
#include "mock_server/control/routes.hpp"
#include "mock_server/site/journal_json.hpp"

namespace assay::mock::control {
namespace {

constexpr std::int64_t most_runs = 1'000;
constexpr std::size_t most_looked_at = 10'000;  // of which a state is asked for

}  // namespace

Answer list_runs(const Turn& turn) {
  core::Fields fields(turn.sent, turn.sent.root, "the query");
  const auto state = fields.text_or("state", "");
  const auto limit = fields.integer_or("limit", 100);
  if (limit < 1 || limit > most_runs) fields.fail(fields.need("limit"), "'limit' must be from 1 to 1000");
  const auto newest = static_cast<std::int64_t>(turn.site.run_count());
  const auto before = fields.integer_or("before", newest + 1);
  if (before < 1) fields.fail(fields.need("before"), "'before' must be the number of a run");
  fields.finish();
  const auto page = turn.site.runs(static_cast<std::uint64_t>(before), state, static_cast<std::size_t>(limit),
                                   most_looked_at);
  nlohmann::json runs = nlohmann::json::array();
  for (const auto& run : page.runs) runs.push_back(to_json(run));
  nlohmann::json body{{"runs", runs}, {"total", newest}};
  if (page.next > 0) body["next_before"] = page.next;
  return json_answer(body);
}

Answer get_run(const Turn& turn) {
  core::Fields(turn.sent, turn.sent.root, "this request").finish();
  const auto run = turn.site.run(turn.routing.run_id);
  if (!run) return error_answer(404, {"there is no run " + core::printable(turn.routing.run_id)});
  return json_answer(to_json(*run));
}

Answer cancel_run(const Turn& turn) {
  core::Fields(turn.sent, turn.sent.root, "this request").finish();
  const auto run = turn.site.cancel(turn.routing.run_id);
  return run ? json_answer(to_json(*run)) : error_answer(404, run.error());
}

Answer pull_trigger(const Turn& turn) {
  core::Fields fields(turn.sent, turn.sent.root, "the body");
  const auto name = fields.text("name");
  const auto run_id = fields.text_or("run_id", "");
  fields.finish();
  const auto moved = turn.site.trigger(name, run_id);
  if (!moved) return error_answer(404, moved.error());
  return json_answer({{"moved", *moved}});
}

}  // namespace assay::mock::control
