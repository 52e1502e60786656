// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <optional>

#include "cli/shared/check_options.hpp"
#include "cli/shared/dialects.hpp"
#include "cli/shared/end_signals.hpp"
#include "cli/shared/exit_codes.hpp"
#include "cli/shared/parse.hpp"
#include "cli/shared/reach_options.hpp"
#include "cli/shared/report_files.hpp"
#include "cli/shared/say.hpp"
#include "cli/shared/still_waiting.hpp"
#include "conformance/runner/cleanup.hpp"
#include "conformance/session/target.hpp"
#include "core/files.hpp"
#include "core/text.hpp"

namespace assay::cli {
namespace {

namespace asio = boost::asio;
using conformance::Cleanup;

Cleanup clean_up_on_sockets(const reports::RunResult& evidence, const conformance::CleanupOptions& options) {
  asio::io_context context;
  const std::shared_ptr<core::Clock> clock = core::make_system_clock(context.get_executor());
  const auto connector = conformance::make_socket_connector(*clock, options.reach.tls, options.reach.proxy);
  conformance::HttpClient http(*clock, *connector, core::parse_base_url(evidence.header.target).value(), {});
  std::optional<Cleanup> result;
  std::exception_ptr bug;
  on_end_signal(context, [&context] { context.stop(); });
  const StillWaiting waiting(context, "wes-assay cleanup: cancelling runs", options.deadline);
  asio::co_spawn(context, conformance::clean_up(evidence, options, http, *clock),
                 [&](std::exception_ptr thrown, Cleanup done) {
                   bug = thrown;
                   result = std::move(done);
                   context.stop();
                 });
  context.run();
  if (bug) std::rethrow_exception(bug);
  if (!result) return {{}, {}, {"it was interrupted: the runs that were not asked for yet may live on"}, {}};
  return std::move(*result);
}

}  // namespace

int run_cleanup(Arguments arguments) {
  Command app(
      "wes-assay cleanup",
      {"wes-assay cleanup EVIDENCE [options]",
       "Cancels the runs that a check made and that are still alive, also after a crash; no others. "
       "`check --report evidence=FILE` writes each response as it arrives. The ids go to stdout.",
       {"wes-assay cleanup evidence.ndjson", "wes-assay cleanup evidence.ndjson --auth bearer=env:WES_TOKEN",
        "wes-assay cleanup evidence.ndjson --target docs/targets/sapporo.yaml"},
       "Exit codes: 0 all are cancelled, 2 wrong usage or a bad file, 3 a run may live on. Read "
       "docs/ci/README.md.",
       {}});
  std::string path, auth, other_auth, target_file, dialect, region;
  ReachFlags reach;
  section(app, "Target");
  app.add_option("EVIDENCE", path, "The evidence.ndjson of the run, whole or cut off.")->required();
  add(app, "--target", "FILE", target_file,
      "Read header fields and credentials from the target file of the check.");
  add_reach_options(app, reach);
  add(app, "--dialect", "FOLDER", dialect, "Use this dialect, if the run used one that is not shipped.");
  section(app, "Credentials");
  add(app, "--auth", "KIND=SOURCE", auth, "Send the credentials that made the runs, in the form of check.");
  add(app, "--other-auth", "KIND=SOURCE", other_auth,
      "Send the credentials of the second user of the check.");
  add(app, "--region", "NAME", region, "Sign requests for this region, such as us-east-1.");
  section(app, "Limits");
  std::string deadline = "5m";
  add(app, "--deadline", "TIME", deadline, "Stop the whole clean-up after this time.")->capture_default_str();
  if (const auto done = parse(app, std::move(arguments))) return *done;

  if (core::read_file(path, std::size_t{1} << 30).value().find('\n') == std::string::npos) {
    say("{}: the run was cut off before its first response, so it made no runs\n", core::printable(path));
    return exit_ok;
  }
  const reports::RunResult evidence = evidence_of("cleanup", path);
  conformance::Target target;
  if (!target_file.empty()) target = conformance::load_target(target_file).value();
  if (auth.empty()) auth = target.auth;
  if (other_auth.empty()) other_auth = target.other_auth;
  conformance::CleanupOptions options;
  options.headers = target.headers;
  options.reach = reach_of(reach, core::parse_base_url(evidence.header.target).value());
  options.deadline = read_duration(deadline, "--deadline");
  options.region = region.empty() ? target.region : region;
  if (!dialect.empty()) options.dialect = dialect_named(dialect, "--dialect");
  if (!auth.empty()) options.auth = conformance::parse_credential(auth, "--auth").value();
  if (!other_auth.empty())
    options.other_auth = conformance::parse_credential(other_auth, "--other-auth").value();

  const Cleanup done = clean_up_on_sockets(evidence, options);
  for (const std::string& id : done.cancelled) to_stdout("{}\n", core::printable(id));
  if (!done.note.empty()) say("note: {}\n", done.note);
  for (const std::string& trouble : done.trouble) say("{}\n", trouble);
  say("{} cancelled, {} had ended, {} may live on\n", done.cancelled.size(), done.ended.size(),
      done.trouble.size());
  return done.trouble.empty() ? exit_ok : exit_incomplete;
}

}  // namespace assay::cli
