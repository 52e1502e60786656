// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <random>

#include "conformance/runner/runner.hpp"
#include "core/fields.hpp"
#include "core/text.hpp"

namespace assay::conformance {
namespace {

struct Profile {
  std::string_view name;
  bool (*takes)(const Check& check);
};

constexpr Profile profiles[] = {
    {"smoke", [](const Check& check) { return check.smoke; }},
    {"read-only", [](const Check& check) { return !check.writes; }},
    {"core", [](const Check& check) { return !check.slow; }},
    {"full", [](const Check&) { return true; }},
    {"certify", [](const Check&) { return true; }},
};

bool named_by(const std::string& glob, const Check& check) {
  return core::glob_match(glob, check.id) ||
         std::any_of(check.decides.begin(), check.decides.end(),
                     [&](std::string_view id) { return core::glob_match(glob, id); });
}

core::Error unmatched(const std::string& glob) {
  std::vector<std::string> known;
  for (const Check* check : all_checks()) {
    known.emplace_back(check->id);
    known.insert(known.end(), check->decides.begin(), check->decides.end());
  }
  const std::string near = core::closest(glob, known);
  return {"no check or requirement is named '" + core::printable(glob) + "'", "--only",
          near.empty() ? "`wes-assay list` shows them all" : "did you mean '" + near + "'?"};
}

// What runs at the same time, by itself; a check stays behind those that must hold first.
void shuffle(std::vector<const Check*>& checks, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  for (auto from = checks.begin(); from != checks.end();) {
    const Check& first = **from;
    const auto to = std::find_if(from, checks.end(), [&](const Check* check) {
      return check->stage != first.stage || check->exclusive != first.exclusive;
    });
    for (auto n = to - from; n > 1; --n)
      std::swap(from[n - 1], from[random() % static_cast<std::uint64_t>(n)]);
    const auto waits = [&](const Check* check) {
      return std::any_of(check->after.begin(), check->after.end(), [&](std::string_view id) {
        return std::any_of(from, to, [&](const Check* other) { return other->id == id; });
      });
    };
    std::stable_partition(from, to, [&](const Check* check) { return !waits(check); });
    from = to;
  }
}

}  // namespace

core::Result<std::vector<const Check*>> select_checks(const std::string& profile,
                                                      const std::vector<std::string>& only) {
  const auto chosen = std::find_if(std::begin(profiles), std::end(profiles),
                                   [&](const Profile& p) { return p.name == profile; });
  if (chosen == std::end(profiles)) {
    std::vector<std::string> names;
    for (const Profile& p : profiles) names.emplace_back(p.name);
    const std::string near = core::closest(profile, names);
    return core::Error{
        "there is no profile '" + core::printable(profile) + "'", "--profile",
        near.empty() ? "smoke, read-only, core, full or certify" : "did you mean '" + near + "'?"};
  }
  std::vector<const Check*> selected;
  const std::vector<const Check*> all = all_checks();
  for (const std::string& glob : only) {
    if (std::none_of(all.begin(), all.end(), [&](const Check* check) { return named_by(glob, *check); }))
      return unmatched(glob);
  }
  for (const Check* check : all) {
    const bool wanted = only.empty() ? chosen->takes(*check)
                                     : std::any_of(only.begin(), only.end(), [&](const std::string& glob) {
                                         return named_by(glob, *check);
                                       });
    if (wanted && (profile != "read-only" || !check->writes)) selected.push_back(check);
  }
  if (selected.empty()) {
    return core::Error{"nothing is selected: the profile '" + profile + "' leaves out all that --only names",
                       "--only", "choose another --profile"};
  }
  std::stable_sort(selected.begin(), selected.end(),
                   [](const Check* a, const Check* b) { return a->stage < b->stage; });
  return selected;
}

core::Result<std::vector<const Check*>> select_checks(const RunOptions& options) {
  if (options.profile == "certify") {
    const char* how = "choose the profile full";
    if (!options.only.empty()) return core::Error{"the profile certify leaves nothing out", "--only", how};
    if (options.baseline) return core::Error{"the profile certify knows no baseline", "--baseline", how};
    if (options.openapi)
      return core::Error{"the profile certify judges by the shipped documents", "--openapi", how};
    const std::uint64_t runs = options.shuffle ? kCertifyRuns : 1;  // the runs of a bundle are shuffled
    if (options.seed < kCertifySeed || options.seed >= kCertifySeed + runs)
      return core::Error{"the profile certify has the seed " + std::to_string(kCertifySeed), "--seed", how};
  }
  auto selected = select_checks(options.profile, options.only);
  if (selected && options.shuffle) shuffle(*selected, options.seed);
  return selected;
}

}  // namespace assay::conformance
