// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "cli/shared/check_options.hpp"
#include "cli/shared/dialects.hpp"
#include "cli/shared/exit_codes.hpp"
#include "cli/shared/parse.hpp"
#include "cli/shared/say.hpp"
#include "conformance/checks/checks.hpp"
#include "core/text.hpp"
#include "selftest/price.hpp"

namespace assay::cli {
namespace {

using conformance::Check;
using conformance::RunOptions;

constexpr std::size_t kDearest = 3;

struct AreaPrice {
  std::string_view area;
  int checks = 0;
  std::uint64_t runs = 0;
  std::uint64_t requests = 0;
};

std::string_view area_of(std::string_view asker) {
  if (asker.starts_with("shared:")) return "(runs that several checks read)";
  return asker == "runner" ? "(first look, and cancelling what still runs)"
                           : asker.substr(0, asker.find('.'));
}

std::vector<AreaPrice> by_area(const Price& price, const std::vector<const Check*>& selected) {
  std::vector<AreaPrice> areas;
  const auto of = [&](std::string_view area) -> AreaPrice& {
    const auto at = std::find_if(areas.begin(), areas.end(), [&](const auto& a) { return a.area == area; });
    return at == areas.end() ? areas.emplace_back(AreaPrice{area}) : *at;
  };
  for (const Check* check : conformance::all_checks()) {
    if (std::find(selected.begin(), selected.end(), check) != selected.end()) ++of(area_of(check->id)).checks;
  }
  for (const CheckPrice& cost : price.checks) {
    AreaPrice& area = of(area_of(cost.check));
    area.runs += cost.runs;
    area.requests += cost.requests;
  }
  return areas;
}

// "850 ms", "12.4 s", "4 min 10 s", "2 h 5 min"
std::string duration_text(core::Duration time) {
  const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(time).count();
  if (ms < 1000) return fmt::format("{} ms", ms);
  if (ms < 60'000) return fmt::format("{:.1f} s", static_cast<double>(ms) / 1000);
  const auto s = (ms + 500) / 1000;
  if (s < 3600) return fmt::format("{} min {} s", s / 60, s % 60);
  return fmt::format("{} h {} min", s / 3600, s % 3600 / 60);
}

void print_checks(std::vector<CheckPrice> checks, const char* title, bool all) {
  if (!all) {
    std::stable_sort(checks.begin(), checks.end(), [](const CheckPrice& a, const CheckPrice& b) {
      return std::pair(a.runs, a.requests) > std::pair(b.runs, b.requests);
    });
    std::erase_if(checks, [](const CheckPrice& cost) { return cost.check == "runner"; });
    checks.resize(std::min(checks.size(), kDearest));
  }
  if (checks.empty()) return;
  to_stdout("\n{:<48}{:>6}{:>10}{:>14}\n", title, "runs", "requests", "time");
  for (const CheckPrice& cost : checks) {
    to_stdout("{:<48}{:>6}{:>10}{:>14}\n", cost.check + (cost.shared ? " *" : ""), cost.runs, cost.requests,
              duration_text(cost.time));
  }
  if (std::any_of(checks.begin(), checks.end(), [](const CheckPrice& cost) { return cost.shared; }))
    to_stdout("* it is the first to ask for runs that other checks read, too\n");
}

void print_text(const Price& price, const RunOptions& options, const Assumptions& assumptions, bool verbose) {
  const bool is_newest = !options.dialect && options.wes_version == "auto";
  to_stdout("{} {}{}, profile {}; assumed: a quick run takes {}, a response {}\n\n",
            options.dialect ? price.dialect : "WES", price.wes_version,
            is_newest ? " (the newest; --wes-version sets another)" : "", options.profile,
            duration_text(assumptions.run_time), duration_text(assumptions.response_time));
  to_stdout("{:<48}{:>6}{:>10}{:>14}\n", "area", "runs", "requests", "checks");
  for (const AreaPrice& area : by_area(price, conformance::select_checks(options).value())) {
    to_stdout("{:<48}{:>6}{:>10}{:>14}\n", area.area, area.runs, area.requests,
              area.checks == 0 ? "" : std::to_string(area.checks));
  }
  print_checks(price.checks, verbose ? "check, in the order of the first request" : "the costliest checks",
               verbose);
  if (price.undecided > 0) {
    to_stdout("\n{} requirement{} would stay undecided on such a server: {}\n", price.undecided,
              price.undecided == 1 ? "" : "s", core::printable(price.why_undecided));
  }
  const std::string limits = price.exceeds(options);
  if (!limits.empty()) to_stdout("\nThis is more than {} allows.\n", limits);
  if (options.repeat == 0)
    to_stdout("\nWhat breaks runs once more, on fresh runs: that costs extra (--repeat 1 turns it off).\n");
  to_stdout(
      "\nplan: {} {}, {} requests, about {}{}\n", price.runs, price.runs == 1 ? "run" : "runs",
      price.requests, duration_text(price.time),
      price.room_for_runs > price.runs
          ? fmt::format("; --max-runs {} leaves room for those that should be refused", price.room_for_runs)
          : "");
}

double seconds(core::Duration time) { return std::chrono::duration<double>(time).count(); }

void print_json(const Price& price, const RunOptions& options, const Assumptions& assumptions) {
  nlohmann::json checks = nlohmann::json::array();
  for (const CheckPrice& cost : price.checks) {
    checks.push_back({{"check", cost.check},
                      {"runs", cost.runs},
                      {"requests", cost.requests},
                      {"seconds", seconds(cost.time)},
                      {"runs_are_shared", cost.shared}});
  }
  nlohmann::json all{{"dialect", price.dialect},
                     {"wes_version", price.wes_version},
                     {"profile", options.profile},
                     {"assumptions",
                      {{"run_seconds", seconds(assumptions.run_time)},
                       {"response_seconds", seconds(assumptions.response_time)},
                       {"users", assumptions.users}}},
                     {"checks", std::move(checks)},
                     {"total",
                      {{"runs", price.runs},
                       {"room_for_runs", price.room_for_runs},
                       {"requests", price.requests},
                       {"seconds", seconds(price.time)}}},
                     {"undecided", price.undecided},
                     {"why_undecided", price.why_undecided},
                     {"exceeds", price.exceeds(options)}};
  to_stdout("{}\n", all.dump(2, ' ', false, nlohmann::json::error_handler_t::replace));
}

struct PlanFlags : CheckFlags {
  std::string run_time = "30s";
  std::string response_time = "50ms";
  std::string format = "text";
  bool verbose = false;
};

void add_plan_options(CLI::App& app, PlanFlags& flags, RunOptions& options) {
  add_check_options(app, flags, options);
  section(app, "Assumptions");
  add(app, "--run-time", "TIME", flags.run_time, "Assume that a quick run takes this long.")
      ->capture_default_str();
  add(app, "--response-time", "TIME", flags.response_time, "Assume that a response takes this long.")
      ->capture_default_str();
  section(app, "Output");
  add(app, "--format", "FORMAT", flags.format, "Print text or json.")->capture_default_str();
  app.add_flag("-v,--verbose", flags.verbose, "Show all checks, not only the costliest.");
}

AddOptions plan_option_names() {
  const auto flags = std::make_shared<PlanFlags>();
  const auto options = std::make_shared<RunOptions>();
  return [flags, options](CLI::App& app) { add_plan_options(app, *flags, *options); };
}

int plan(const Arguments& arguments, std::optional<conformance::Target> target) {
  Command app(
      "wes-assay plan",
      {"wes-assay plan [URL] [options]",
       "Shows what a check costs: runs, requests and time. Sends nothing: the checks run in this process "
       "against a mock with the assumed times.",
       {"wes-assay plan --profile core --run-time 2m", "wes-assay plan --only 'pagination.*' --verbose",
        "wes-assay plan --max-runs 20 --format json"},
       "Exit codes: 0, or 2 for wrong usage. Read docs/check.md.",
       {}});
  PlanFlags flags;
  flags.target_of_config = std::move(target);
  RunOptions options;
  Assumptions assumptions;
  add_plan_options(app, flags, options);
  if (const auto done = parse(app, arguments)) return *done;
  if (flags.format != "text" && flags.format != "json")
    refuse("there is no format '" + core::printable(flags.format) + "'", "--format", "text or json");
  complete(options, flags);
  if (flags.dialect == kGuess)
    refuse("a plan sends nothing, so it cannot guess", "--dialect", "--dialect NAME");
  conformance::select_checks(options).value();
  assumptions.run_time = read_duration(flags.run_time, "--run-time");
  assumptions.response_time = read_duration(flags.response_time, "--response-time");
  assumptions.users = users_of(flags);
  const Price price = measure_price(options, assumptions);
  if (flags.format == "json") {
    print_json(price, options, assumptions);
  } else {
    print_text(price, options, assumptions, flags.verbose);
  }
  return exit_ok;
}

}  // namespace

int run_plan(Arguments arguments) { return with_settings("plan", plan_option_names(), arguments, plan); }

}  // namespace assay::cli
