// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <signal.h>

#include "cli/exit_codes.hpp"
#include "cli/mock_tools.hpp"
#include "cli/parse.hpp"
#include "core/document.hpp"
#include "core/text.hpp"
#include "mock_server/auth.hpp"
#include "mock_server/defects/defect.hpp"
#include "mock_server/fault.hpp"
#include "mock_server/persona.hpp"
#include "mock_server/scenario.hpp"

namespace assay::cli {
namespace {

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

std::string scenario_says(const std::string& name) {
  const core::Document document = core::load_embedded_document("scenarios/" + name + ".yaml");
  const core::Node* says = document.root.find("says");
  return says ? says->scalar : "";
}

// What a mock can be made to do, by name.
void print_choices() {
  fmt::print("personas (--persona)\n");
  for (const std::string& name : mock::shipped_personas()) {
    const mock::Persona persona = mock::find_persona(name).value();
    fmt::print("  {:<14} WES {}  {}\n{:>16} imitates {} ({})\n", name, persona.wes_version, persona.says, "",
               persona.imitates,
               persona.certainty == "observed" ? "observed on the wire" : "read from its source, not run");
  }
  fmt::print("\nscenarios (--scenario)\n");
  for (const std::string& name : mock::shipped_scenarios())
    fmt::print("  {:<14} {}\n", name, scenario_says(name));
  fmt::print("\nfaults (--fault '{{do: WORD}}', docs/faults.md)\n");
  for (const mock::FaultWord& fault : mock::fault_words())
    fmt::print("  {:<18} {}\n", fault.word, fault.says);
  fmt::print("\ndefects (--defect)\n");
  for (const mock::Defect* defect : mock::all_defects())
    fmt::print("  {:<50} {}\n", defect->id, defect->says);
}

}  // namespace

int run_mock(Arguments arguments) {
  CLI::App app(
      "Example: wes-assay mock --persona toil --port 8080\n\nThe first line of stdout is "
      "the base URL. Ctrl-C ends it. State is in memory only.\n",
      "wes-assay mock");
  mock::Options options;
  std::string auth = "none";
  CLI::App* list = app.add_subcommand("list", "Names the personas, scenarios and defects that there are");
  std::string file;
  CLI::App* validate = app.add_subcommand("validate", "Tells what is wrong with a scenario; exit 0 or 2");
  validate->add_option("FILE", file, "The scenario")->required();
  validate->fallthrough();
  std::uint64_t stats = 1'000'000;
  CLI::Option* wants_stats =
      app.add_option("--stats", stats, "Print what so many runs cost a mock, and end")->expected(0, 1);
  wants_stats->default_str("1000000")->check(CLI::Range(1, 10'000'000));
  app.add_option("--persona", options.persona,
                 "Imitate a known server: a name (`wes-assay mock list`) or a file");
  app.add_option("--port", options.port, "0 takes a free one")->capture_default_str();
  app.add_option("--bind", options.bind, "Address to listen on")->capture_default_str();
  app.add_option("--wes-version", options.wes_version, "1.0.0, 1.0.1 or 1.1.0; the persona's, or else 1.1.0");
  app.add_option("--scenario", options.scenario,
                 "A file, or a shipped name (`wes-assay mock list`); the persona's, or else default");
  app.add_option("--defect", options.defects, "Misbehave in a named way; repeatable (`wes-assay mock list`)")
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  app.add_option("--fault", options.faults,
                 "Trouble by rule, in YAML: '{do: delay, time: 2s}'; repeatable (docs/faults.md)")
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  app.add_option("--auth", auth,
                 "none (the persona's), basic, bearer or header:NAME, with the users alice and bob")
      ->capture_default_str();
  app.add_flag(
      "--nasty", options.nasty,
      "Legal and hard on a client: skipped states, tiny pages, odd ids, 429s, slow heads; by --seed");
  app.add_option("--seed", options.seed, "Of run ids, page tokens and all that is drawn")
      ->capture_default_str();
  app.add_option("--speed", options.speed, "Time passes that many times as fast; 0: not at all")
      ->capture_default_str()
      ->check(CLI::Range(0.0, 1e6));
  app.add_option("--threads", options.threads, "That serve")->capture_default_str()->check(CLI::Range(1, 64));
  if (const auto done = parse(app, std::move(arguments))) return *done;
  if (list->parsed()) {
    print_choices();
    return exit_ok;
  }
  if (wants_stats->count() > 0) return print_mock_stats(stats);
  options.auth = mock::parse_auth(auth).value();
  options = mock::with_persona(options).value();
  if (validate->parsed()) return validate_scenario(file, options.wes_version);

  // Blocked before any thread is made, so that only sigwait below sees them.
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);

  mock::Server server(options);
  fmt::print("{}\n", server.url());
  std::fflush(stdout);
  fmt::print(stderr, "wes-assay mock: {}WES {}, scenario {}, for tests only{}\n{}",
             options.persona.empty() ? "" : "as " + core::printable(options.persona) + ", ",
             options.wes_version,
             options.scenario_text.empty() ? core::printable(options.scenario) : "of the persona",
             options.defects.empty() ? "" : ", with " + std::to_string(options.defects.size()) + " defect(s)",
             credentials_hint(options.auth));
  int signal = 0;
  sigwait(&signals, &signal);
  return exit_ok;
}

}  // namespace assay::cli
