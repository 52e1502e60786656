// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "core/fields.hpp"
#include "core/paced_clock.hpp"
#include "mock_server/control/routes.hpp"

namespace assay::mock::control {
namespace {

constexpr std::int64_t most_moves = 1'000'000;

core::PacedClock* paced(const Turn& turn) { return dynamic_cast<core::PacedClock*>(&turn.site.clock()); }

std::optional<core::Time> next_event(const Turn& turn) {
  const auto change = turn.site.next_change();
  const auto timer = paced(turn) ? paced(turn)->next() : std::nullopt;
  return change && timer ? std::min(*change, *timer) : change ? change : timer;
}

nlohmann::json clock_now(const Turn& turn) {
  nlohmann::json body{{"now", exact_time(turn.site.clock().now())}};
  if (const auto* clock = paced(turn)) body["speed"] = clock->speed();
  if (const auto event = next_event(turn)) body["next_event"] = exact_time(*event);
  return body;
}

Answer not_ours() { return error_answer(409, {"the clock belongs to the program that embeds this mock"}); }

// Moves the clock, and tells how it stands then.
template <class Move>
Answer moved(const Turn& turn, Move move) {
  auto* clock = paced(turn);
  if (!clock) return not_ours();
  nlohmann::json told = move(*clock);
  told.update(clock_now(turn));
  return json_answer(told);
}

}  // namespace

Answer read_clock(const Turn& turn) {
  core::Fields(turn.sent, turn.sent.root, "this request").finish();
  return json_answer(clock_now(turn));
}

Answer set_speed(const Turn& turn) {
  core::Fields fields(turn.sent, turn.sent.root, "the body");
  const auto& node = fields.need("speed");
  const auto value = core::to_json(node);
  if (!value.is_number() || value.get<double>() < 0 || value.get<double>() > 1e6)
    fields.fail(node, "'speed' must be a number from 0 to 1000000", "0 stands still");
  fields.finish();
  auto* clock = paced(turn);
  if (!clock) return not_ours();
  clock->set_speed(value.get<double>());
  // One that was made without another clock cannot flow.
  return clock->speed() == value.get<double>() ? json_answer(clock_now(turn)) : not_ours();
}

Answer advance(const Turn& turn) {
  core::Fields fields(turn.sent, turn.sent.root, "the body");
  fields.need("by");
  const auto by = fields.duration_or("by", {});
  fields.finish();
  return moved(turn, [&](core::PacedClock& clock) {
    clock.advance(by);
    return nlohmann::json::object();
  });
}

Answer advance_to_next(const Turn& turn) {
  core::Fields(turn.sent, turn.sent.root, "this request").finish();
  return moved(turn, [&](core::PacedClock& clock) {
    return nlohmann::json{{"moved", advance_to_next_event(clock, turn.site)}};
  });
}

Answer run_to_idle(const Turn& turn) {
  core::Fields fields(turn.sent, turn.sent.root, "the body");
  const auto most = fields.integer_or("most", most_moves);
  if (most < 1 || most > most_moves) fields.fail(fields.need("most"), "'most' must be from 1 to 1000000");
  fields.finish();
  return moved(turn, [&](core::PacedClock& clock) {
    const auto moves = run_until_idle(clock, turn.site, static_cast<std::size_t>(most));
    return nlohmann::json{{"moves", moves}, {"idle", !next_event(turn).has_value()}};
  });
}

}  // namespace assay::mock::control
