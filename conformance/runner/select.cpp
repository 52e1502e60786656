// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <random>

#include "conformance/checks/checks.hpp"
#include "conformance/runner/runner.hpp"
#include "core/ascii.hpp"
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

// In any case; an area or a prefix stands for all that it begins: "pagination" for "pagination.*", "pag" for
// "PAG-*".
bool is_named(const std::string& glob, std::string_view id, char after_prefix) {
  const std::string low = core::lowered(glob);
  const std::string name = core::lowered(id);
  return core::glob_match(low, name) || name.starts_with(low + after_prefix);
}

bool named_by(const std::string& glob, const Check& check, const Catalogue& catalogue) {
  const std::vector<const Requirement*> rows = rows_decided(check, catalogue);
  return is_named(glob, check.id, '.') || std::any_of(rows.begin(), rows.end(), [&](const Requirement* row) {
           return is_named(glob, row->id, '-');
         });
}

bool any_names(const std::vector<std::string>& globs, const Check& check, const Catalogue& catalogue) {
  return std::any_of(globs.begin(), globs.end(),
                     [&](const std::string& glob) { return named_by(glob, check, catalogue); });
}

core::Error unmatched(const std::string& glob, const char* flag, const Catalogue& catalogue) {
  std::vector<std::string> known;
  for (const Check* check : checks_of(catalogue)) {
    known.emplace_back(check->id);
    for (const Requirement* row : rows_decided(*check, catalogue)) known.push_back(row->id);
  }
  const std::string near = core::closest(glob, known);
  return {"no check or requirement is named '" + core::printable(glob) + "'", flag,
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
                                                      const std::vector<std::string>& only,
                                                      const Catalogue& catalogue,
                                                      const std::vector<std::string>& exclude) {
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
  const std::vector<const Check*> all = checks_of(catalogue);
  for (const auto& [globs, flag] : {std::pair(&only, "--only"), std::pair(&exclude, "--exclude")}) {
    for (const std::string& glob : *globs) {
      const auto named = [&](const Check* check) { return named_by(glob, *check, catalogue); };
      if (std::none_of(all.begin(), all.end(), named)) return unmatched(glob, flag, catalogue);
    }
  }
  for (const Check* check : all) {
    const bool wanted = (only.empty() ? chosen->takes(*check) : any_names(only, *check, catalogue)) &&
                        !any_names(exclude, *check, catalogue);
    if (wanted && (profile != "read-only" || !check->writes)) selected.push_back(check);
  }
  if (all.empty()) {
    return core::Error{"the dialect has no requirements, so nothing can be checked", "--dialect",
                       "its rows stand in requirements.yaml beside its dialect.yaml"};
  }
  if (selected.empty()) {
    if (only.empty()) return core::Error{"nothing is selected", "--exclude", "exclude less"};
    return core::Error{
        "nothing is selected: the profile '" + profile + "' or --exclude leaves out all that --only names",
        "--only", "choose another --profile"};
  }
  std::stable_sort(selected.begin(), selected.end(),
                   [](const Check* a, const Check* b) { return a->stage < b->stage; });
  return selected;
}

std::string why_left_out(const Check& check, const RunOptions& options, const Catalogue& catalogue) {
  if (any_names(options.exclude, check, catalogue)) return "deselected by --exclude";
  return options.only.empty() ? "not in the profile " + options.profile : "deselected by --only";
}

core::Result<std::shared_ptr<const Catalogue>> catalogue_of(const RunOptions& options) {
  if (options.dialect) return Catalogue::of(*options.dialect);
  return std::shared_ptr<const Catalogue>(std::shared_ptr<const Catalogue>(), &Catalogue::shipped());
}

core::Result<std::vector<const Check*>> select_checks(const RunOptions& options) {
  if (options.profile == "certify") {
    const char* how = "choose the profile full";
    if (!options.only.empty()) return core::Error{"the profile certify leaves nothing out", "--only", how};
    if (!options.exclude.empty())
      return core::Error{"the profile certify leaves nothing out", "--exclude", how};
    if (options.reach.tls.insecure)
      return core::Error{"the profile certify verifies the server's certificate", "--insecure", "--ca-file"};
    if (options.baseline) return core::Error{"the profile certify knows no baseline", "--baseline", how};
    if (options.openapi)
      return core::Error{"the profile certify judges by the shipped documents", "--openapi", how};
    const std::uint64_t runs = options.shuffle ? kCertifyRuns : 1;  // the runs of a bundle are shuffled
    if (options.seed < kCertifySeed || options.seed >= kCertifySeed + runs)
      return core::Error{"the profile certify has the seed " + std::to_string(kCertifySeed), "--seed", how};
  }
  const auto catalogue = catalogue_of(options);
  if (!catalogue) return catalogue.error();
  auto selected = select_checks(options.profile, options.only, **catalogue, options.exclude);
  if (selected && options.shuffle) shuffle(*selected, options.seed);
  return selected;
}

}  // namespace assay::conformance
