// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>

#include "cli/mock/mock_tools.hpp"
#include "cli/shared/dialects.hpp"
#include "cli/shared/exit_codes.hpp"
#include "cli/shared/parse.hpp"
#include "cli/shared/say.hpp"
#include "core/document.hpp"
#include "core/files.hpp"
#include "core/secret.hpp"
#include "core/text.hpp"
#include "mock_server/base/reading.hpp"
#include "mock_server/control/guard.hpp"
#include "mock_server/defects/defect.hpp"
#include "mock_server/faults/fault.hpp"
#include "mock_server/script/scenario.hpp"
#include "mock_server/server.hpp"
#include "mock_server/setup/auth.hpp"
#include "mock_server/setup/persona.hpp"
#include "mock_server/site/journal_json.hpp"
#include "mock_server/site/site.hpp"

namespace assay::cli {
namespace {

constexpr const char* token_variable = "WES_ASSAY_CONTROL_TOKEN";

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

std::string scenario_says(const std::string& name) {
  const core::Document document = core::load_embedded_document("scenarios/" + name + ".yaml");
  const core::Node* says = document.root.find("says");
  return says ? says->scalar : "";
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

// What a mock can be made to do, by name.
void print_choices() {
  to_stdout("personas (--persona)\n");
  for (const std::string& name : mock::shipped_personas()) {
    const mock::Persona persona = mock::find_persona(name).value();
    to_stdout("  {:<14} WES {}  {}\n{:>16} imitates {} ({})\n", name, persona.wes_version, persona.says, "",
              persona.imitates,
              persona.certainty == "observed" ? "observed on the wire" : "read from its source, not run");
  }
  to_stdout("\nscenarios (--scenario)\n");
  for (const std::string& name : mock::shipped_scenarios())
    to_stdout("  {:<14} {}\n", name, scenario_says(name));
  to_stdout("\nfaults (--fault '{{do: WORD}}', docs/faults.md)\n");
  for (const mock::FaultWord& fault : mock::fault_words()) to_stdout("  {:<18} {}\n", fault.word, fault.says);
  to_stdout("\ndefects (--defect)\n");
  for (const mock::Defect* defect : mock::all_defects()) to_stdout("  {:<50} {}\n", defect->id, defect->says);
}

std::string started_text(const mock::Options& options, const schemas::Dialect& dialect) {
  return fmt::format(
      "{}{}, scenario {}, for tests only{}",
      options.persona.empty() ? "" : "as " + core::printable(options.persona) + ", ", mock::title_of(dialect),
      options.scenario_text.empty() ? core::printable(options.scenario) : "of the persona",
      options.defects.empty() ? "" : ", with " + std::to_string(options.defects.size()) + " defect(s)");
}

core::Secret token_of_environment() {
  const char* token = std::getenv(token_variable);
  return {token ? token : "", std::string("$") + token_variable};
}

mock::OnInvalid on_invalid_of(const std::string& word) {
  if (word == "warn") return mock::OnInvalid::warn;
  return word == "serve" ? mock::OnInvalid::serve : mock::OnInvalid::reject;
}

const std::vector<int> signals = {SIGINT, SIGTERM, SIGHUP, SIGUSR1};

// Before any thread is made, so that only Server::serve sees them.
void block_signals() {
  sigset_t set;
  sigemptyset(&set);
  for (const int each : signals) sigaddset(&set, each);
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

// An answer that was given to an invalid request, or nothing.
void tell_invalid(const mock::JournalEntry& entry) {
  for (const mock::Invalid& each : entry.why.invalid)
    tell(false, "",
         fmt::format("invalid, and served: {} {}: {}: {}", core::printable(entry.method),
                     core::printable(entry.target), each.rule, each.says));
}

// Until Ctrl-C, SIGTERM, or the terminal is closed; SIGUSR1 has the scenario read again.
void serve(mock::Server& server, const mock::Options& options, bool json) {
  server.serve(signals, [&](int signal) {
    if (signal != SIGUSR1) return true;
    const auto read = server.site().set_scenario(options.scenario, options.scenario_text);
    tell(json, read ? "reloaded" : "refused",
         read ? "the scenario has been read again" : "the old scenario goes on: " + read.error().text());
    return false;
  });
  tell(json, "stopped", "stopped");
}

}  // namespace

int run_mock(Arguments arguments) {
  const std::string word = arguments.empty() ? "" : arguments.front();
  if (word == "record" || word == "ping") {
    arguments.erase(arguments.begin());
    return word == "ping" ? ping_mock(std::move(arguments)) : record_scenario(std::move(arguments));
  }
  CLI::App app(
      "Example: wes-assay mock --persona toil --port 8080\n\nThe first line of stdout is "
      "the base URL. Ctrl-C ends it. State is in memory only.\n"
      "Also: mock record URL, which writes a scenario from runs of a real server; mock ping URL, a health "
      "check.\n",
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
  app.add_flag("--tls", options.tls.on, "https, with a certificate of its own; where it is stands on stderr");
  app.add_option("--tls-cert", options.tls.certificate_file,
                 "PEM file of a certificate (chain): https with it");
  app.add_option("--tls-key", options.tls.key_file, "PEM file of the key of --tls-cert");
  app.add_option("--dialect", options.also,
                 "What is spoken: " + dialect_choices() + "; else wes; repeatable, each at its own base path")
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
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
                 "none (the persona's), basic, bearer, header:NAME, header or sigv4 (the dialect's), with "
                 "users whose credentials are printed")
      ->capture_default_str();
  app.add_flag(
      "--nasty", options.nasty,
      "Legal and hard on a client: skipped states, tiny pages, odd ids, 429s, slow heads; by --seed");
  app.add_option("--seed", options.seed, "Of run ids, page tokens and all that is drawn")
      ->capture_default_str();
  app.add_option("--speed", options.speed, "Time passes that many times as fast; 0: not at all")
      ->capture_default_str()
      ->check(CLI::Range(0.0, 1e6));
  std::string on_invalid = "reject";
  app.add_option("--on-invalid", on_invalid,
                 "Requests that the specification does not allow: reject; warn: serve, and say it on stderr "
                 "and in the answer; serve")
      ->capture_default_str()
      ->check(CLI::IsMember({"reject", "warn", "serve"}));
  app.add_flag("--validate-answers", options.validate_answers,
               "Hold each answer to the schema of the version; what breaks it unasked is told on stderr");
  app.add_flag("--truth", options.truth,
               "Status answers say when the state they show was left, so that bench can tell how old it was");
  std::uint16_t control = 0;
  const CLI::Option* wants_control = app.add_option(
      "--control", control, "Offer the control API on this port, 0 takes a free one (docs/control.md)");
  std::string token_file;
  app.add_option("--control-token-file", token_file,
                 std::string("File to write its token to, in place of printing it; $") + token_variable +
                     " sets the token");
  mock::ControlOptions control_options;
  const CLI::Option* wants_bind =
      app.add_option(
             "--control-bind", control_options.bind,
             "Address that the control API listens on; other machines reach it only with a token that "
             "you set")
          ->capture_default_str();
  const CLI::Option* wants_host =
      app.add_option(
             "--control-host", control_options.hosts,
             "Name that requests to the control API may use beside localhost, with any port: that of a "
             "container or of a mapped port; repeatable")
          ->expected(1)
          ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  std::string log;
  app.add_option("--log", log, "json: one line on stderr for each answer")->check(CLI::IsMember({"json"}));
  app.add_option("--threads", options.threads, "That serve")->capture_default_str()->check(CLI::Range(1, 64));
  if (const auto done = parse(app, std::move(arguments))) return *done;
  if (list->parsed()) {
    print_choices();
    return exit_ok;
  }
  if (wants_stats->count() > 0) return print_mock_stats(stats);
  if (options.truth && options.speed != 1)
    refuse("the times that it tells are those of the mock's clock", "--truth", "no --speed");
  options.auth = mock::parse_auth(auth).value();
  if (!options.also.empty()) {
    options.dialect = options.also.front();
    options.also.erase(options.also.begin());
  }
  const mock::Options settled = mock::with_persona(options).value();
  const auto dialect = mock::dialect_of(settled).value();
  if (validate->parsed()) return validate_scenario(file, *dialect);
  for (const auto& [given, flag] : {std::pair{!token_file.empty(), "--control-token-file"},
                                    std::pair{wants_bind->count() > 0, "--control-bind"},
                                    std::pair{wants_host->count() > 0, "--control-host"}}) {
    if (given && wants_control->count() == 0)
      refuse("it is an option of the control API, which is off", flag, "add --control 0");
  }
  const core::Secret own_token = token_of_environment();
  if (wants_control->count() > 0) {
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
  else if (options.on_invalid == mock::OnInvalid::warn)
    options.log = tell_invalid;
  options.accident_log = [json](const mock::Accident& accident) {
    tell(json, "accident", "accident: " + mock::accident_line(accident));
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
  tell(json, "started", started_text(settled, *dialect));
  for (const std::string& url : server.also()) tell(json, "also", "and at " + url);
  if (!json) say("{}", credentials_hint(settled.auth, dialect->auth.header));
  if (ca)
    tell(json, "certificate",
         fmt::format("--cacert {0} (curl), --ca-file {0} (wes-assay check)", ca->path()));
  if (options.control && own_token.empty() && token_file.empty())
    tell(json, "control", "control API: -H 'Authorization: Bearer " + server.control_token() + "'");
  serve(server, options, json);
  return exit_ok;
}

}  // namespace assay::cli
