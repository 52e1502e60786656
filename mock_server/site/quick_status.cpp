// SPDX-License-Identifier: Apache-2.0
#include "mock_server/site/quick_status.hpp"

#include "mock_server/render/wes.hpp"

namespace assay::mock {
namespace {

constexpr std::string_view end_of_path = "/status";

bool only_shows(const SiteState& site) {
  const auto& behaviour = site.behaviour;
  return site.dialect->name == "wes" && site.gate.open() && site.defects.empty() && site.faults.empty() &&
         !site.journal.on() && !site.self_check.on() && !site.truth &&
         site.scenario->delay == core::Duration{} && site.runs.made_all_ids() &&
         behaviour.answers_after.empty() && behaviour.closes_after.empty();
}

// What stands for the id; "" where it is no request for a status.
std::string_view named_run(const SiteState& site, std::string_view target) {
  const auto around = site.runs_path.size() + end_of_path.size();
  if (target.size() <= around || !target.starts_with(site.runs_path) || !target.ends_with(end_of_path))
    return {};
  return target.substr(site.runs_path.size(), target.size() - around);
}

}  // namespace

bool quick_status(SiteState& site, std::string_view target, core::Time now, std::string& body) {
  if (!only_shows(site)) return false;
  const auto id = named_run(site, target);
  const auto serial = id.empty() ? 0 : site.runs.serial(id);
  if (serial == 0) return false;
  const auto life = site.runs.life(serial);
  if (life.deleted || life.visible_from > now || waits_for_polls(*life.timeline)) return false;
  wes::append_run_status(id, life.at(now).step->state, body);
  ++site.quick;
  return true;
}

}  // namespace assay::mock
