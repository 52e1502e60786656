// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <signal.h>

#include "cli/exit_codes.hpp"
#include "cli/mock_tools.hpp"
#include "cli/parse.hpp"
#include "core/text.hpp"
#include "mock_server/server.hpp"

namespace assay::cli {
namespace {

// Credentials of a mock are no secrets: they are fixed, and printed.
mock::AuthOptions parse_auth(const std::string& text) {
  mock::AuthOptions auth;
  auth.users = {{"alice", "alice-password"}, {"bob", "bob-password"}};
  if (text == "none") return {};
  if (text == "basic") {
    auth.kind = mock::AuthOptions::Kind::basic;
  } else if (text == "bearer") {
    auth.kind = mock::AuthOptions::Kind::bearer;
  } else if (text.rfind("header:", 0) == 0 && text.size() > 7) {
    auth.kind = mock::AuthOptions::Kind::header;
    auth.header_name = text.substr(7);
  } else {
    throw core::BadInput({"'" + core::printable(text) + "' is no way to authenticate", "--auth",
                          "none, basic, bearer or header:NAME"});
  }
  return auth;
}

// What to type as each user, for people who start a mock by hand.
std::string credentials_hint(const mock::AuthOptions& auth) {
  std::string hint;
  for (const mock::AuthOptions::User& user : auth.users) {
    switch (auth.kind) {
      case mock::AuthOptions::Kind::none:
        break;
      case mock::AuthOptions::Kind::basic:
        hint += "  -u " + user.name + ":" + user.secret + "\n";
        break;
      case mock::AuthOptions::Kind::bearer:
        hint += "  -H 'Authorization: Bearer " + user.secret + "'\n";
        break;
      case mock::AuthOptions::Kind::header:
        hint += "  -H '" + auth.header_name + ": " + user.secret + "'\n";
        break;
    }
  }
  return hint;
}

}  // namespace

int run_mock(Arguments arguments) {
  CLI::App app(
      "Example: wes-assay mock --port 8080 --defect pagination.repeats-a-run\n\nThe first line of stdout is "
      "the base URL. Ctrl-C ends it. State is in memory only.\n",
      "wes-assay mock");
  mock::Options options;
  std::string auth = "none";
  std::string file;
  CLI::App* validate = app.add_subcommand("validate", "Tells what is wrong with a scenario; exit 0 or 2");
  validate->add_option("FILE", file, "The scenario")->required();
  validate->fallthrough();
  std::uint64_t stats = 1'000'000;
  CLI::Option* wants_stats =
      app.add_option("--stats", stats, "Print what so many runs cost a mock, and end")->expected(0, 1);
  wants_stats->default_str("1000000")->check(CLI::Range(1, 10'000'000));
  app.add_option("--port", options.port, "0 takes a free one")->capture_default_str();
  app.add_option("--bind", options.bind, "Address to listen on")->capture_default_str();
  app.add_option("--wes-version", options.wes_version, "1.0.0, 1.0.1 or 1.1.0")->capture_default_str();
  app.add_option("--scenario", options.scenario,
                 "A file, or a shipped name: default, instant, surprising, crowd")
      ->capture_default_str();
  app.add_option("--defect", options.defects,
                 "Misbehave in a named way; repeatable (`wes-assay list --defects`)")
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  app.add_option("--auth", auth, "none, basic, bearer or header:NAME, with the users alice and bob")
      ->capture_default_str();
  app.add_option("--seed", options.seed, "Of run ids and page tokens")->capture_default_str();
  app.add_option("--speed", options.speed, "Time passes that many times as fast; 0: not at all")
      ->capture_default_str()
      ->check(CLI::Range(0.0, 1e6));
  app.add_option("--threads", options.threads, "That serve")->capture_default_str()->check(CLI::Range(1, 64));
  if (const auto done = parse(app, std::move(arguments))) return *done;
  if (validate->parsed()) return validate_scenario(file, options.wes_version);
  if (wants_stats->count() > 0) return print_mock_stats(stats);
  options.auth = parse_auth(auth);

  // Blocked before any thread is made, so that only sigwait below sees them.
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);

  mock::Server server(options);
  fmt::print("{}\n", server.url());
  std::fflush(stdout);
  fmt::print(stderr, "wes-assay mock: WES {}, scenario {}, for tests only{}\n{}", options.wes_version,
             core::printable(options.scenario),
             options.defects.empty() ? "" : ", with " + std::to_string(options.defects.size()) + " defect(s)",
             credentials_hint(options.auth));
  int signal = 0;
  sigwait(&signals, &signal);
  return exit_ok;
}

}  // namespace assay::cli
