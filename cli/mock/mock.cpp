// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>

#include "cli/mock/log_text.hpp"
#include "cli/mock/mock_tools.hpp"
#include "cli/shared/dialects.hpp"
#include "cli/shared/exit_codes.hpp"
#include "cli/shared/parse.hpp"
#include "cli/shared/say.hpp"
#include "cli/shared/terminal.hpp"
#include "cli/shared/values.hpp"
#include "core/files.hpp"
#include "core/secret.hpp"
#include "core/text.hpp"
#include "mock_server/base/reading.hpp"
#include "mock_server/control/guard.hpp"
#include "mock_server/server.hpp"
#include "mock_server/setup/auth.hpp"
#include "mock_server/setup/persona.hpp"
#include "mock_server/site/journal_json.hpp"
#include "mock_server/site/site.hpp"

namespace assay::cli {
namespace {

constexpr const char* token_variable = "WES_ASSAY_CONTROL_TOKEN";
constexpr std::uint64_t most_port = 65535;

// What to type as each user, for people who start a mock by hand.
std::string credentials_hint(const mock::AuthOptions& auth, const std::string& header) {
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
        hint +=
            "  -H '" + (auth.header_name.empty() ? header : auth.header_name) + ": " + user.secret + "'\n";
        break;
      case mock::AuthOptions::Kind::sigv4:
        hint += "  AWS_ACCESS_KEY_ID=" + user.name + " AWS_SECRET_ACCESS_KEY=" + user.secret + "\n";
        break;
    }
  }
  return hint;
}

// The certificate to trust, for clients to read while the mock runs.
class TemporaryFile {
 public:
  explicit TemporaryFile(const std::string& text) {
    const auto folder = std::filesystem::temp_directory_path().string();
    path_ = folder + "/wes-assay-mock-XXXXXX.pem";
    const int file = mkstemps(path_.data(), 4);
    if (file < 0 || write(file, text.data(), text.size()) != static_cast<ssize_t>(text.size()))
      throw core::BadInput({"the certificate cannot be written", path_, "another TMPDIR"});
    close(file);
  }
  ~TemporaryFile() { unlink(path_.c_str()); }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

std::string also_counted(std::size_t number, const char* one) {
  return fmt::format(", {} {}{}", number, one, number == 1 ? "" : "s");
}

// All that makes it another mock than the plain one: "as toil, WES 1.0.0, scenario default, 14 defects of the
// persona, 2 defects, speed 0, for tests only". `given`: before the persona filled it in.
std::string started_text(const mock::Options& given, const mock::Options& settled,
                         const schemas::Dialect& dialect) {
  std::string text = given.persona.empty() ? "" : "as " + core::printable(given.persona) + ", ";
  text += mock::title_of(dialect) + ", scenario ";
  text += settled.scenario_text.empty() ? core::printable(settled.scenario) : "of the persona";
  const std::size_t own = given.defects.size(), all = settled.defects.size();
  if (all > own) text += also_counted(all - own, "defect") + " of the persona";
  if (own > 0) text += also_counted(own, "defect");
  if (!given.faults.empty()) text += also_counted(given.faults.size(), "fault");
  if (given.nasty) text += fmt::format(", legal chaos with seed {}", given.seed);
  if (given.speed == 0) text += ", the clock stands still";
  if (given.speed != 0 && given.speed != 1) text += fmt::format(", speed {}", given.speed);
  return text + ", for tests only";
}

core::Secret token_of_environment() {
  const char* token = std::getenv(token_variable);
  return {token ? token : "", std::string("$") + token_variable};
}

mock::OnInvalid on_invalid_of(const std::string& word) {
  if (word == "warn") return mock::OnInvalid::warn;
  return word == "serve" ? mock::OnInvalid::serve : mock::OnInvalid::reject;
}

const std::vector<int> heard_signals = {SIGINT, SIGTERM, SIGHUP, SIGUSR1};

// Before any thread is made, so that only Server::serve sees them.
void block_signals() {
  sigset_t set;
  sigemptyset(&set);
  for (const int each : heard_signals) sigaddset(&set, each);
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
}

// One line of JSON, or a sentence for people.
void tell(bool json, const char* event, const std::string& text) {
  if (json) {
    say("{}\n", nlohmann::json{{"event", event}, {"text", text}}.dump());
  } else {
    say("wes-assay mock: {}\n", text);
  }
}

// A response to an invalid request, with --on-invalid warn.
void tell_invalid(const mock::JournalEntry& entry) {
  for (const mock::Invalid& each : entry.why.invalid)
    tell(false, "",
         fmt::format("invalid, and served: {} {}: {}: {}", core::printable(entry.method),
                     core::printable(entry.target), each.rule, each.says));
}

// Until Ctrl-C, SIGTERM, or the terminal is closed; SIGUSR1 has the scenario read again.
void serve(mock::Server& server, const mock::Options& options, bool json) {
  server.serve(heard_signals, [&](int signal) {
    if (signal != SIGUSR1) return true;
    const auto read = server.site().set_scenario(options.scenario, options.scenario_text);
    tell(json, read ? "reloaded" : "refused",
         read ? "reloaded the scenario" : "kept the old scenario: " + read.error().text());
    return false;
  });
  tell(json, "stopped", "stopped");
}

}  // namespace

int run_mock(Arguments arguments) {
  constexpr std::pair<std::string_view, int (*)(Arguments)> commands[] = {{"list", list_choices},
                                                                          {"validate", validate_scenarios},
                                                                          {"record", record_scenario},
                                                                          {"ping", ping_mock},
                                                                          {"ctl", control_mock}};
  for (const auto& [name, command] : commands) {
    if (arguments.empty() || arguments.front() != name) continue;
    arguments.erase(arguments.begin());
    return command(std::move(arguments));
  }
  Command app("wes-assay mock",
              {"wes-assay mock [options]",
               "Serves a WES for tests. The first line on stdout is its base URL.",
               {"wes-assay mock --port 8080", "wes-assay mock --persona toil --port 8080",
                "wes-assay mock --defect pagination.repeats-a-run"},
               "Exit codes: 0 ended by a signal, 2 wrong usage or a bad file. Read docs/mock.md.",
               {{"list", "List personas, scenarios, faults and defects."},
                {"validate", "Find the mistakes in scenario files."},
                {"record", "Write a scenario from runs of a real server."},
                {"ping", "Ask whether a mock answers: a health check."},
                {"ctl", "Drive a running mock: its clock, runs, defects and faults."}}});
  mock::Options options;
  std::string auth = "none", on_invalid = "reject", token_file, log;
  std::uint16_t control = 0;
  std::uint64_t stats = 1'000'000;
  section(app, "Behaviour");
  add(app, "--persona", "NAME", options.persona, "Imitate a known server: a name of `mock list`, a file.");
  add(app, "--scenario", "NAME", options.scenario, "Play a scenario: a name of `mock list`, or a file.");
  many(add(app, "--defect", "NAME", options.defects, "Make one mistake of `mock list`; repeatable."));
  many(add(app, "--fault", "RULE", options.faults, "Add trouble by rule: '{do: delay, time: 2s}'."));
  app.add_flag("--legal-chaos,--nasty", options.nasty, "Be legal but hard on a client (docs/faults.md).");
  add(app, "--wes-version", "VERSION", options.wes_version,
      "Speak this version. Default: the persona's, or 1.1.0.");
  rare(many(add(app, "--dialect", "NAME", options.also,
                "Speak " + dialect_choices() + "; repeatable, each at its own base path. Default: wes.")));
  add(app, "--speed", "N", options.speed, "Run time N times as fast; 0 freezes it.")
      ->capture_default_str()
      ->check(number(0, 1e6));
  rare(add(app, "--seed", "N", options.seed, "Choose the run ids, page tokens and all that is random.")
           ->capture_default_str()
           ->check(whole(0, any_number)));
  rare(add(app, "--on-invalid", "HOW", on_invalid,
           "Answer invalid requests: reject them; warn: serve and report them; or serve them silently.")
           ->capture_default_str()
           ->check(one_of({"reject", "warn", "serve"})));
  section(app, "Listening");
  add(app, "--port", "PORT", options.port, "Listen on this port; 0 takes a free one.")
      ->capture_default_str()
      ->check(whole(0, most_port));
  rare(add(app, "--bind", "ADDRESS", options.bind, "Listen on this address.")->capture_default_str());
  rare(add(app, "--threads", "N", options.threads, "Serve requests on N threads.")
           ->capture_default_str()
           ->check(whole(1, 64)));
  app.add_flag("--tls", options.tls.on, "Serve https with a certificate made for this process.");
  rare(add(app, "--tls-cert", "FILE", options.tls.certificate_file,
           "Serve https with the certificate chain in this PEM file."));
  rare(add(app, "--tls-key", "FILE", options.tls.key_file, "Use the key in this PEM file for --tls-cert."));
  section(app, "Credentials");
  add(app, "--auth", "KIND", auth,
      "Ask for basic, bearer, header:NAME, header or sigv4 credentials, and print them.")
      ->capture_default_str();
  section(app, "Control");
  const CLI::Option* wants_control =
      add(app, "--control", "PORT", control, "Serve the control API on this port; 0 takes a free one.")
          ->check(whole(0, most_port));
  rare(add(app, "--control-token-file", "FILE", token_file,
           std::string("Write its token to this file instead of printing it. $") + token_variable +
               " sets the token."));
  mock::ControlOptions control_options;
  const CLI::Option* wants_bind =
      rare(add(app, "--control-bind", "ADDRESS", control_options.bind,
               "Serve the control API on this address; other machines need a token that you set.")
               ->capture_default_str());
  const CLI::Option* wants_host =
      rare(many(add(app, "--control-host", "NAME", control_options.hosts,
                    "Accept this host name, with any port, in requests to the control API; repeatable.")));
  const CLI::Option* wants_ui =
      app.add_flag("--ui", control_options.ui, "Serve the dashboard, and the control API for it.");
  section(app, "Output");
  add(app, "--log", "FORMAT", log, "Write one line of text or json on stderr for each response.")
      ->check(one_of({"text", "json"}));
  app.add_flag("--validate-answers", options.validate_answers,
               "Report responses that break the schema unintendedly.");
  rare(app.add_flag("--state-age,--truth", options.truth,
                    "Report the age of the served state in status responses, for bench."));
  CLI::Option* wants_stats = rare(add(app, "--stats", "N", stats, "Print what N runs cost a mock, and end."))
                                 ->expected(0, 1)
                                 ->default_str("1000000")
                                 ->check(whole(1, 10'000'000));
  if (const auto done = parse(app, std::move(arguments))) return *done;
  if (wants_stats->count() > 0) return print_mock_stats(stats);
  if (options.truth && options.speed != 1)
    refuse("the times that it reports are those of the mock's clock", "--state-age", "leave out --speed");
  options.auth = mock::parse_auth(auth).value();
  if (!options.also.empty()) {
    options.dialect = options.also.front();
    options.also.erase(options.also.begin());
  }
  const mock::Options settled = mock::with_persona(options).value();
  const auto dialect = mock::dialect_of(settled).value();
  for (const auto& [given, flag] : {std::pair{!token_file.empty(), "--control-token-file"},
                                    std::pair{wants_bind->count() > 0, "--control-bind"},
                                    std::pair{wants_host->count() > 0, "--control-host"}}) {
    if (given && wants_control->count() + wants_ui->count() == 0)
      refuse("it is an option of the control API, which is off", flag, "add --control 0");
  }
  const core::Secret own_token = token_of_environment();
  if (wants_control->count() + wants_ui->count() > 0) {
    control_options.port = control;
    control_options.token = own_token.expose();
    // Only where nobody reads it from the log of a container.
    if (control_options.token.empty() && !token_file.empty()) control_options.token = mock::random_token();
    options.control = control_options;
  }
  const bool json = log == "json";
  options.on_invalid = on_invalid_of(on_invalid);
  if (json)
    options.log = [](const mock::JournalEntry& entry) { say("{}\n", mock::log_line(entry)); };
  else if (log == "text")
    options.log = [colour = wants_colour("auto", stderr)](const mock::JournalEntry& entry) {
      say("{}\n", log_text(mock::to_json(entry), colour));
    };
  else if (options.on_invalid == mock::OnInvalid::warn)
    options.log = tell_invalid;
  options.accident_log = [json](const mock::Accident& accident) {
    tell(json, "schema-violation", "schema violation: " + mock::accident_line(accident));
  };

  options.tls.on |= !options.tls.certificate_file.empty() || !options.tls.key_file.empty();
  block_signals();
  options.caller_serves = true;
  mock::Server server(options);
  if (!token_file.empty()) core::write_file(token_file, server.control_token() + "\n", 0600).value();
  std::optional<TemporaryFile> ca;
  if (options.tls.on && options.tls.certificate_file.empty()) ca.emplace(server.certificate());
  to_stdout("{}\n", server.url());
  if (options.control) to_stdout("{}\n", server.control_url());
  flush_output();
  tell(json, "started", started_text(options, settled, *dialect));
  for (const std::string& url : server.also()) tell(json, "also", "and at " + url);
  if (!json) say("{}", credentials_hint(settled.auth, dialect->auth.header));
  if (ca)
    tell(json, "certificate",
         fmt::format("--cacert {0} (curl), --ca-file {0} (wes-assay check)", ca->path()));
  const bool shows_token = own_token.empty() && token_file.empty();
  if (options.control && shows_token)
    tell(json, "control", "control API: -H 'Authorization: Bearer " + server.control_token() + "'");
  if (control_options.ui)
    tell(json, "dashboard",
         "dashboard: " + server.ui_url() + (shows_token ? "#" + server.control_token() : ""));
  serve(server, options, json);
  return exit_ok;
}

}  // namespace assay::cli
