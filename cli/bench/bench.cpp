// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <signal.h>
#include <sys/resource.h>

#include <atomic>
#include <thread>

#include "bench/difference.hpp"
#include "bench/load.hpp"
#include "bench/report.hpp"
#include "bench/rounds.hpp"
#include "cli/bench/bench_options.hpp"
#include "cli/bench/bench_parts.hpp"
#include "cli/bench/bench_population.hpp"
#include "cli/bench/load_view.hpp"
#include "cli/bench/self_profile.hpp"
#include "cli/shared/bench_result.hpp"
#include "cli/shared/dialects.hpp"
#include "cli/shared/exit_codes.hpp"
#include "cli/shared/parse.hpp"
#include "cli/shared/report_files.hpp"
#include "cli/shared/say.hpp"
#include "cli/shared/terminal.hpp"
#include "conformance/client/auth.hpp"
#include "core/files.hpp"
#include "core/text.hpp"

namespace assay::cli {
namespace {

std::atomic<bool> stopped = false;
constexpr rlim_t own_files = 64;

// What is sent with each request, and what of it must not be shown.
struct Fields {
  core::Headers headers;
  core::Redactor redactor;
};

Fields fields_of(const BenchFlags& flags, const conformance::Target& given) {
  Fields fields{given.headers, {}};
  const std::string auth = flags.auth.empty() ? given.auth : flags.auth;
  if (auth.empty()) return fields;
  const conformance::Credential credential = conformance::parse_credential(auth, "--auth").value();
  if (credential.signs())
    refuse("bench does not sign requests", "--auth", "a proxy that signs, and no --auth for it");
  fields.headers.set(credential.header, credential.scheme + std::string(credential.secret.expose()));
  fields.redactor.add(credential.secret);
  fields.redactor.add(credential.password);
  return fields;
}

void wait_until(core::Time start) {
  using std::chrono::system_clock;
  if (start == core::Time()) return;
  if (start < system_clock::now())
    say("wes-assay bench: {} has passed; the load starts at once\n", core::to_iso8601(start));
  while (!stopped && system_clock::now() < start) {
    std::this_thread::sleep_for(
        std::min<system_clock::duration>(start - system_clock::now(), std::chrono::milliseconds(50)));
  }
}

// Many systems begin with 1,024 open files and allow more to who asks.
void make_room_for(const bench::LoadOptions& load) {
  const auto needed = static_cast<rlim_t>(load.connections) + own_files;
  rlimit limit = {};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= needed) return;
  if (limit.rlim_max < needed)
    refuse(fmt::format("{} connections need {} open files, and this system allows {}", load.connections,
                       needed, limit.rlim_max),
           "--connections", "fewer, or a higher hard limit (ulimit -Hn)");
  limit.rlim_cur = needed;
  setrlimit(RLIMIT_NOFILE, &limit);
}

bench::Result drive(const bench::Target& target, const bench::LoadOptions& load,
                    const std::vector<bench::Condition>& conditions, std::string title, bool quiet) {
  if (quiet) return bench::run_load(target, load, {}, stopped);
  LoadView view(std::move(title), load, conditions);
  bench::Result result = bench::run_load(
      target, load, [&view](const bench::Live& now) { view.show(now); }, stopped);
  view.clear();
  return result;
}

bench::Result drive_ramp(const bench::Ramp& ramp, const bench::Target& target, bench::LoadOptions load,
                         const std::vector<bench::Condition>& conditions, bool quiet) {
  const auto step = [&](double rate) {
    load.rate = rate;
    return drive(target, load, conditions, fmt::format("{:g}/s: ", rate), quiet);
  };
  const auto tell = [quiet](const bench::RampStep& done) {
    if (quiet) return;
    say("  {:g}/s {}\n", done.rate, core::printable(bench::cells_of(done).back()));
  };
  return bench::run_ramp(ramp, conditions, step, tell);
}

// What is loaded: a base URL, and runs there that were found or made.
struct Side {
  core::Url base;
  bench::Target target;
  Population population;

  Side(const BenchFlags& flags, const core::Url& its_base, const schemas::Dialect& dialect,
       const Fields& fields)
      : base(its_base),
        target{base,           bench::find_origin(base, flags.ca_file).value(), dialect, fields.headers, {},
               fields.redactor},
        population(flags, base, dialect, fields.headers) {}

  // False, and the reason on stderr, where the server does not tell or make them.
  bool find_runs(const conformance::Target& given, const bench::Shard& shard) {
    const auto runs = population.find(given, shard);
    if (runs) {
      target.runs = *runs;
    } else {
      say("wes-assay bench: {}\n", runs.error().text());
    }
    return runs.has_value();
  }
};

int compare(const BenchFlags& flags, const bench::LoadOptions& load, const bench::Target& a,
            const bench::Target& b) {
  int number = 0;
  const auto one = [&](bool second) {
    const std::string title =
        fmt::format("load {} of {}, {}: ", ++number, 2 * flags.rounds, second ? "B" : "A");
    return drive(second ? b : a, load, {}, title, flags.quiet);
  };
  const bench::Sides sides = bench::run_rounds(flags.rounds, one);
  const bench::Difference difference =
      bench::write_difference(a.base.text(), sides.a, b.base.text(), sides.b);
  to_stdout("{}", difference.text);
  if (sides.a.interrupted || sides.b.interrupted) return exit_interrupted;
  return difference.complete ? exit_ok : exit_incomplete;
}

int run_load(Arguments arguments) {
  Command app(
      "wes-assay bench",
      {"wes-assay bench URL [options]",
       "Polls the status of runs and judges every response; only correct ones count.",
       {"wes-assay bench http://127.0.0.1:8080/ga4gh/wes/v1 --create 20 --rate 1000",
        "wes-assay bench URL --create 20 --rate 500 --slo 'p99<50ms, errors<0.1%'",
        "wes-assay bench URL --create 20 --ramp 100..20000 --slo 'p99<50ms'"},
       "Exit codes: 0 measured, and --slo held; 1 --slo is broken; 2 wrong usage; 3 not measured: the "
       "injector's lag allows no verdict, or the target did not answer; 130 interrupted. Read docs/bench.md.",
       {{"merge", "Add the parts of one load that several processes sent."},
        {"diff", "Compare two loads."}}});
  BenchFlags flags;
  bench::LoadOptions load;
  add_bench_options(app, flags, load);
  if (const auto done = parse(app, std::move(arguments))) return *done;
  const bench::Shard shard = shard_of(flags);
  const core::Time start = start_of(flags);
  const core::Url base = core::parse_base_url(flags.url).value();
  const auto against =
      flags.against.empty() ? std::nullopt : std::optional(core::parse_base_url(flags.against).value());
  check_manners(flags, load, base);
  if (against) check_manners(flags, load, *against);
  read_bench_options(flags, shard, load);
  make_room_for(load);
  const auto conditions = conditions_of(flags, load);
  const auto ramp = ramp_of(flags, conditions);
  check_bench_reports(flags.reports, {flags.target});
  if (load.raw) claim_outputs({flags.raw}, {flags.target});
  const conformance::Target given =
      flags.target.empty() ? conformance::Target() : conformance::load_target(flags.target).value();
  const std::string spoken = flags.dialect.empty() ? given.dialect : flags.dialect;
  const auto dialect = spoken.empty() || spoken == "wes"
                           ? schemas::load_dialect("wes", flags.wes_version).value()
                           : dialect_named(spoken, "--dialect");
  const Fields fields = fields_of(flags, given);

  for (const int number : {SIGINT, SIGTERM, SIGHUP}) {
    signal(number, [](int) {
      if (stopped.exchange(true)) std::_Exit(exit_interrupted);
    });
  }
  const SelfProfile profile(flags.cpu_profile, flags.heap_profile);
  Side side(flags, base, *dialect, fields);
  if (!side.find_runs(given, shard)) return exit_incomplete;
  if (against) {
    Side other(flags, *against, *dialect, fields);
    return other.find_runs(given, shard) ? compare(flags, load, side.target, other.target) : exit_incomplete;
  }
  wait_until(start);
  bench::Result result = ramp ? drive_ramp(*ramp, side.target, load, conditions, flags.quiet)
                              : drive(side.target, load, conditions, "", flags.quiet);
  result.shard = shard;
  if (load.raw) put_text(flags.raw, bench::write_raw(result));
  return finish_bench(std::move(result), conditions, flags.reports, flags.quiet);
}

}  // namespace

int run_bench(Arguments arguments) {
  const std::string word = arguments.empty() ? "" : arguments.front();
  struct Row {
    std::string_view name;
    int (*run)(Arguments arguments);
  };
  constexpr Row table[] = {{"merge", run_bench_merge}, {"diff", run_bench_diff}};
  for (const Row& row : table) {
    if (row.name != word) continue;
    arguments.erase(arguments.begin());
    return row.run(std::move(arguments));
  }
  return run_load(std::move(arguments));
}

}  // namespace assay::cli
