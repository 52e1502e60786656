// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <cstdlib>
#include <optional>
#include <random>

#include "certify/bundle.hpp"
#include "cli/shared/check_options.hpp"
#include "cli/shared/dialects.hpp"
#include "cli/shared/end_signals.hpp"
#include "cli/shared/exit_codes.hpp"
#include "cli/shared/parse.hpp"
#include "cli/shared/progress.hpp"
#include "cli/shared/report_files.hpp"
#include "cli/shared/say.hpp"
#include "cli/shared/wait_for.hpp"
#include "conformance/runner/guess.hpp"
#include "conformance/runner/runner.hpp"
#include "core/fields.hpp"
#include "core/files.hpp"
#include "core/text.hpp"
#include "selftest/price.hpp"

namespace assay::cli {
namespace {

namespace asio = boost::asio;
using conformance::RunOptions;

reports::Verdict fail_on(const std::string& word) {
  static const std::vector<std::string> known = {"warn", "inconclusive", "flaky"};
  if (std::find(known.begin(), known.end(), word) == known.end()) {
    const std::string near = core::closest(word, known);
    refuse("'" + core::printable(word) + "' is no word to fail on", "--fail-on",
           near.empty() ? "warn, inconclusive or flaky" : "did you mean '" + near + "'?");
  }
  return reports::verdict_from(word);
}

// What the user wants to see again: all that was broken in a recorded run.
std::vector<std::string> failed_in(const std::string& path) {
  using reports::Verdict;
  std::vector<std::string> ids;
  const reports::RunResult result = evidence_of("check", path);
  for (const auto& [id, verdict] : reports::roll_up(result)) {
    if (verdict == Verdict::fail || verdict == Verdict::flaky || verdict == Verdict::warn ||
        verdict == Verdict::error)
      ids.push_back(id);
  }
  if (ids.empty())
    refuse("nothing failed in " + core::printable(path), "--last-failed", "a check without it");
  return ids;
}

// Everything that can be wrong before the first byte is sent.
void complete_all(RunOptions& options, AllCheckFlags& flags) {
  if (!flags.last_failed.empty()) {
    for (std::string& id : failed_in(flags.last_failed)) options.only.push_back(std::move(id));
  }
  complete(options, flags);
  if (flags.url.empty())
    refuse("no target was given", "URL", "wes-assay check http://127.0.0.1:8080/ga4gh/wes/v1");
  if (!flags.auth.empty()) options.auth = conformance::parse_credential(flags.auth, "--auth").value();
  if (!flags.other_auth.empty())
    options.other_auth = conformance::parse_credential(flags.other_auth, "--other-auth").value();
  if (!options.target.bad_auth.empty()) {
    options.bad_auth = conformance::parse_credential(options.target.bad_auth, "bad_auth").value();
    if (options.bad_auth.secret.expose() == options.auth.secret.expose() && !options.auth.empty())
      refuse("the wrong credentials are the right ones", "bad_auth", "another secret than that of auth");
  }
  if (flags.policy != "lenient" && flags.policy != "strict")
    refuse("there is no policy '" + core::printable(flags.policy) + "'", "--policy", "lenient or strict");
  options.policy = flags.policy == "strict" ? conformance::Policy::strict : conformance::Policy::lenient;
  for (const std::string& word : flags.fail_on) options.fail_on.push_back(fail_on(word));
  if (!flags.baseline.empty()) options.baseline = load_baseline(flags.baseline);
  if (options.profile == "certify" && options.repeat != 0)
    refuse("the profile certify repeats what breaks, and nothing else", "--repeat",
           "choose the profile full");
  if (options.profile == "certify" && flags.fail_fast)
    refuse("the profile certify decides every requirement", "--fail-fast", "choose the profile full");
  if (!flags.wait_for.empty()) options.wait_for = read_duration(flags.wait_for, "--wait-for");
  options.reach = reach_of(flags.reach, options.base);
  if (!flags.openapi.empty()) options.openapi = load_openapi(flags.openapi);
  options.drawn_seed = !flags.seed && options.profile != "certify";
  options.seed = flags.seed                     ? *flags.seed
                 : options.profile == "certify" ? conformance::kCertifySeed
                                                : std::random_device{}();
}

// A limit that is too low is told before the start, and obeyed.
void warn_of_limits(const RunOptions& options, const AllCheckFlags& flags) {
  if (!options.budget.runs && !options.budget.requests) return;
  const Price price = measure_price(options, {.users = users_of(flags)});
  const std::string limits = price.exceeds(options);
  if (limits.empty()) return;
  say("wes-assay check: the plan is {} runs and {} requests, above {}; what does not fit will be "
      "inconclusive\n",
      price.runs, price.requests, limits);
}

// Calls `line.tick()` once a second, as long as the context runs.
void tick_on(asio::steady_timer& timer, ProgressLine& line) {
  timer.expires_after(std::chrono::seconds(1));
  timer.async_wait([&timer, &line](const boost::system::error_code& error) {
    if (error) return;
    line.tick();
    tick_on(timer, line);
  });
}

// What ended a run before its time, besides a limit.
struct Ended {
  bool by_signal = false;
  bool by_failure = false;  // of --fail-fast
};

reports::RunResult run_on_sockets(const RunOptions& options, const AllCheckFlags& flags, std::string title,
                                  reports::EvidenceWriter& evidence, Ended& ended) {
  asio::io_context context;
  const std::shared_ptr<core::Clock> clock = core::make_system_clock(context.get_executor());
  const auto connector = conformance::make_socket_connector(*clock, options.reach.tls, options.reach.proxy);
  conformance::StopSource stop;
  ProgressLine line(*clock, flags.output.quiet, std::move(title));
  on_end_signal(context, [&] {
    line.clear();
    const std::size_t runs = stop.open_runs();
    say("wes-assay check: cancelling {} {}; a second signal stops at once\n", runs,
        runs == 1 ? "run" : "runs");
    ended.by_signal = true;
    stop.request("it was interrupted");
  });
  const auto show = [&](const conformance::Progress& progress) {
    line.show(progress);
    if (!flags.fail_fast || !progress.ended || progress.worst != reports::Verdict::fail) return;
    if (!stop.requested()) stop.request(progress.check + " failed, and --fail-fast stops there");
    ended.by_failure = true;
  };
  asio::steady_timer timer(context);
  tick_on(timer, line);
  std::optional<core::Result<reports::RunResult>> result;
  std::exception_ptr bug;
  asio::co_spawn(context, conformance::run_suite(options, *clock, *connector, evidence, show, stop),
                 [&](std::exception_ptr thrown, core::Result<reports::RunResult> done) {
                   bug = thrown;
                   result = std::move(done);
                   context.stop();
                 });
  context.run();
  line.clear();
  if (bug) std::rethrow_exception(bug);
  return std::move(*result).value();
}

// What nobody has said is asked of the server, before anything is written. False where it does not answer in
// time.
bool guess_on_sockets(RunOptions& options) {
  asio::io_context context;
  const std::shared_ptr<core::Clock> clock = core::make_system_clock(context.get_executor());
  const auto connector = conformance::make_socket_connector(*clock, options.reach.tls, options.reach.proxy);
  conformance::HttpClient http(*clock, *connector, options.base, options.limits);
  const core::Time begin = clock->now();
  const auto guess = wait_for(context, conformance::guess_dialect(options, http), options.deadline);
  options.deadline -=
      std::min(clock->now() - begin, options.deadline);  // it is the deadline of the whole run
  if (!guess) {
    say("wes-assay check: the target did not answer within --deadline, so that its dialect is not known\n");
    return false;
  }
  options.dialect = guess->value().dialect;
  options.dialect_reason = "guessed: " + guess->value().why;
  const std::string name =
      options.dialect ? options.dialect->name + " " + options.dialect->version : std::string("WES");
  say("wes-assay check: the target seems to speak {}: {}\n", name, core::printable(guess->value().why));
  return true;
}

// One run, or the first of a bundle's. `code` is the exit code that the bundle asks for, where it does.
reports::RunResult run_as_asked(const RunOptions& options, const AllCheckFlags& flags,
                                reports::EvidenceWriter& evidence, Ended& ended, std::optional<int>& code) {
  if (flags.bundle.folder.empty()) return run_on_sockets(options, flags, "", evidence, ended);
  std::uint64_t number = 0;
  const auto once = [&](const RunOptions& each, reports::EvidenceWriter& to) {
    return run_on_sockets(each, flags, fmt::format("run {} of {} ", ++number, conformance::kCertifyRuns), to,
                          ended);
  };
  Bundled bundled = write_bundle(flags.bundle, options, once);
  for (const std::string& reason : bundled.trouble) say("wes-assay check: {}\n", reason);
  if (!bundled.written) code = bundled.runs.back().footer.complete ? exit_policy : exit_incomplete;
  return std::move(bundled.runs.front());
}

// The evidence is written as it happens, not from the result.
bool is_evidence(const ReportFile& file) { return file.writer->name == "evidence"; }

// A report that cannot be written any more does not take the others with it, nor the one on the screen.
void write_reports(const std::vector<ReportFile>& files, const AllCheckFlags& flags,
                   const reports::RunResult& result) {
  std::vector<ReportFile> written;
  for (const ReportFile& file : files) {
    const bool is_there = is_evidence(file) && flags.bundle.folder.empty();
    if (is_there || write_report(file, result)) written.push_back(file);
  }
  announce(written, flags.output);
}

int check(const Arguments& arguments, std::optional<conformance::Target> target) {
  Command app(
      "wes-assay check",
      {"wes-assay check URL [options]",
       "Tests a WES server against the specification. The last line is the verdict.",
       {"wes-assay check http://127.0.0.1:8080/ga4gh/wes/v1 --report html=wes.html",
        "wes-assay check https://wes.example.org/wes --auth bearer=env:WES_TOKEN",
        "wes-assay check https://wes.example.org/wes --only 'pagination.*'"},
       "Exit codes: 0 nothing broken, 1 broken, 2 wrong usage, 3 incomplete, 4 our own fault, 5 flaky or "
       "your own rule, 130 interrupted. Read docs/check.md.",
       {}});
  AllCheckFlags flags;
  flags.target_of_config = std::move(target);
  RunOptions options;
  add_all_check_options(app, flags, options);
  if (const auto done = parse(app, arguments)) return *done;
  complete_all(options, flags);
  const std::vector<ReportFile> files = parse_reports(
      flags.reports, {flags.target, flags.config, flags.baseline, flags.openapi, flags.last_failed});
  if (flags.dialect == kGuess && !guess_on_sockets(options)) return exit_incomplete;
  // Nothing selected is told before the evidence file is touched.
  conformance::select_checks(options).value();
  check_bundle(flags.bundle, options);
  warn_of_limits(options, flags);
  const auto evidence_file = std::find_if(files.begin(), files.end(), is_evidence);
  const auto evidence =
      reports::EvidenceWriter::open(evidence_file == files.end() ? "" : evidence_file->path).value();

  Ended ended;
  std::optional<int> code;
  const reports::RunResult result = run_as_asked(options, flags, *evidence, ended, code);
  if (!evidence->trouble().empty()) output_failed("the evidence is not whole: " + evidence->trouble());
  write_reports(files, flags, result);
  tell_github(result);
  show_result(result, flags.output, is_taken(files) ? stderr : stdout);
  if (ended.by_signal) return exit_interrupted;
  return ended.by_failure ? exit_broken : code.value_or(reports::exit_code(result));
}

}  // namespace

int run_check(Arguments arguments) { return with_settings("check", check_option_names(), arguments, check); }

}  // namespace assay::cli
