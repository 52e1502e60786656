// SPDX-License-Identifier: Apache-2.0
// `mock ctl`: the control API of a running mock, from the command line.
#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <nlohmann/json.hpp>

#include "cli/mock/ctl_text.hpp"
#include "cli/mock/mock_tools.hpp"
#include "cli/shared/exit_codes.hpp"
#include "cli/shared/parse.hpp"
#include "cli/shared/say.hpp"
#include "cli/shared/values.hpp"
#include "cli/shared/wait_for.hpp"
#include "conformance/client/http_client.hpp"
#include "core/ascii.hpp"
#include "core/document.hpp"
#include "core/fields.hpp"
#include "core/files.hpp"
#include "core/text.hpp"

namespace assay::cli {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;
using Json = nlohmann::json;

constexpr const char* default_control = "8081";

struct Ask {
  std::string method, path;
  Json body = {};
};
using Asks = std::vector<Ask>;

bool is_none(const Arguments& words) { return words.size() == 1 && words.front() == "none"; }

std::string name_of(const Arguments& words) { return is_none(words) ? "" : words.front(); }

Asks ask_state(const Arguments&) {
  Asks asks;
  for (const char* path : {"/clock", "/persona", "/scenario", "/defects", "/faults", "/runs?limit=1000"})
    asks.push_back({"GET", path});
  return asks;
}

Asks ask_speed(const Arguments& words) {
  if (words.empty()) return {{"PUT", "/clock", {{"speed", 1}}}};
  const Json speed = Json::parse(words.front(), nullptr, false);
  return {{"PUT", "/clock", {{"speed", speed.is_number() ? speed : Json(words.front())}}}};
}

Asks ask_runs(const Arguments& words) {
  const std::string state = words.empty() ? "" : core::encode_query({{"state", words.front()}}) + "&";
  return {{"GET", "/runs?" + state + "limit=1000"}};
}

Asks ask_trigger(const Arguments& words) {
  Json body{{"name", words.front()}};
  if (words.size() > 1) body["run_id"] = words[1];
  return {{"POST", "/trigger", body}};
}

// A shipped name, or a file of this machine.
Asks ask_scenario(const Arguments& words) {
  if (words.empty()) return {{"GET", "/scenario"}};
  const bool is_file = words.front().find_first_of("./") != std::string::npos;
  if (!is_file) return {{"PUT", "/scenario", {{"name", name_of(words)}}}};
  return {
      {"PUT", "/scenario", {{"text", core::read_file(words.front(), core::DocumentLimits().bytes).value()}}}};
}

Asks ask_defects(const Arguments& words) {
  if (words.empty()) return {{"GET", "/defects"}};
  return {{"PUT", "/defects", {{"on", is_none(words) ? Json::array() : Json(words)}}}};
}

Asks ask_persona(const Arguments& words) {
  if (words.empty()) return {{"GET", "/persona"}};
  return {{"PUT", "/persona", {{"name", name_of(words)}}}};
}

// Rules in YAML, as of --fault.
Asks ask_faults(const Arguments& words) {
  if (words.empty()) return {{"GET", "/faults"}};
  if (is_none(words)) return {{"DELETE", "/faults"}};
  Json faults = Json::array();
  for (const std::string& word : words)
    faults.push_back(core::to_json(core::load_document("fault.yaml", word).value().root));
  return {{"POST", "/faults", {{"faults", faults}}}};
}

Asks ask_log(const Arguments& words) {
  const std::string most = words.empty() ? "20" : core::percent_encode(words.front());
  return {{"GET", "/log?newest=true&limit=" + most}};
}

std::string segment(const std::string& word) { return "/" + core::percent_encode(word); }

struct CtlCommand {
  const char *name, *takes, *says;
  std::size_t least, most;  // words after it
  Asks (*asks)(const Arguments& words);
  std::string (*text)(const Answers& answers);
};

constexpr std::size_t any = 1000;

constexpr CtlCommand commands[] = {
    {"state", "", "Show the clock, the runs, and what is switched on.", 0, 0, ask_state, text_of_state},
    {"freeze", "", "Stop the clock.", 0, 0,
     [](const Arguments&) {
       return Asks{{"PUT", "/clock", {{"speed", 0}}}};
     },
     text_of_clock},
    {"resume", "[SPEED]", "Let the clock run, at SPEED times real time.", 0, 1, ask_speed, text_of_clock},
    {"advance", "DURATION", "Move the clock ahead: 10s, 1h.", 1, 1,
     [](const Arguments& words) {
       return Asks{{"POST", "/clock/advance", {{"by", words[0]}}}};
     },
     text_of_clock},
    {"next", "[event]", "Move it to the next change or delayed response.", 0, 1,
     [](const Arguments&) {
       return Asks{{"POST", "/clock/next"}};
     },
     text_of_clock},
    {"idle", "", "Move it until nothing is left to happen.", 0, 0,
     [](const Arguments&) {
       return Asks{{"POST", "/clock/run-until-idle"}};
     },
     text_of_clock},
    {"runs", "[STATE]", "List the runs, newest first.", 0, 1, ask_runs, text_of_runs},
    {"run", "ID", "Show one run and its states.", 1, 1,
     [](const Arguments& words) {
       return Asks{{"GET", "/runs" + segment(words[0])}};
     },
     text_of_run},
    {"cancel", "ID", "Cancel a run.", 1, 1,
     [](const Arguments& words) {
       return Asks{{"POST", "/runs" + segment(words[0]) + "/cancel"}};
     },
     text_of_run},
    {"trigger", "NAME [ID]", "Say the word that runs wait for, to all or to one.", 1, 2, ask_trigger,
     text_of_trigger},
    {"scenario", "[NAME|FILE]", "Show or change the scenario of new runs.", 0, 1, ask_scenario,
     text_of_scenario},
    {"defects", "[NAME...|none]", "Show or change the defects that are on.", 0, any, ask_defects,
     text_of_defects},
    {"faults", "[RULE...|none]", "Show, add or remove faults.", 0, any, ask_faults, nullptr},
    {"persona", "[NAME|none]", "Show the persona, or start again as another.", 0, 1, ask_persona,
     text_of_persona},
    {"log", "[N]", "Show the newest N requests (20).", 0, 1, ask_log, text_of_log},
    {"explain", "NUMBER", "Show why a response is what it is.", 1, 1,
     [](const Arguments& words) {
       return Asks{{"GET", "/explain" + segment(words[0])}};
     },
     text_of_explanation},
    {"reset", "", "Start again, except for the time.", 0, 0,
     [](const Arguments&) {
       return Asks{{"POST", "/reset"}};
     },
     text_of_reset},
};

const CtlCommand& command_named(const std::string& word) {
  std::vector<std::string> names;
  for (const CtlCommand& each : commands) {
    if (word == each.name) return each;
    names.emplace_back(each.name);
  }
  const std::string near = core::closest(word, names);
  throw core::BadInput({"there is no command '" + core::printable(word) + "'", "ctl",
                        near.empty() ? core::joined(names) : "did you mean '" + near + "'?"});
}

struct Connection {
  core::Url base;
  std::string token;
};

Connection connection_of(const std::string& control, const std::string& token_file) {
  const bool is_port = std::all_of(control.begin(), control.end(), core::is_digit);
  const std::string url = is_port ? "http://127.0.0.1:" + control + "/control/v1" : control;
  const char* const variable = std::getenv("WES_ASSAY_CONTROL_TOKEN");
  std::string token = variable ? variable : "";
  if (!token_file.empty()) token = core::read_file(token_file, 4096).value();
  token.erase(std::min(token.find_first_of(" \r\n\t"), token.size()));
  if (token.empty())
    refuse("the token of the control API is missing", "--control-token-file",
           "the file that the mock wrote, or set WES_ASSAY_CONTROL_TOKEN to what it printed");
  return {core::parse_base_url(url).value(), token};
}

asio::awaitable<core::Exchange> send(conformance::HttpClient& http, const Connection& to, const Ask& ask) {
  core::Exchange exchange;
  exchange.request.method = ask.method;
  exchange.request.target = to.base.path + ask.path;
  exchange.request.headers.add("Authorization", "Bearer " + to.token);
  if (!ask.body.is_null()) {
    exchange.request.headers.add("Content-Type", "application/json");
    exchange.request.body = ask.body.dump();
  }
  co_await http.send(exchange);
  co_return exchange;
}

// The sentence of a refusal, with its place and what to write instead.
std::string refusal_text(const core::Response& response) {
  const Json body = Json::parse(response.body, nullptr, false);
  if (!body.is_object()) return fmt::format("status {}", response.status);
  std::string where = body.value("where", std::string());
  if (where.starts_with("body.json") || where == "query") where.clear();  // what nobody has typed here
  const core::Error error{body.value("msg", std::string("refused")), where,
                          body.value("hint", std::string())};
  return core::printable(error.text());
}

}  // namespace

int control_mock(Arguments arguments) {
  std::vector<std::pair<std::string, std::string>> shown;
  for (const CtlCommand& each : commands)
    shown.emplace_back(std::string(each.name) + (*each.takes ? " " : "") + each.takes, each.says);
  Command app("wes-assay mock ctl",
              {"wes-assay mock ctl COMMAND [options]",
               "Drives a running mock that was started with --control or --ui.",
               {"wes-assay mock ctl freeze", "wes-assay mock ctl advance 1h",
                "wes-assay mock ctl faults '{do: delay, time: 2s}'"},
               "Exit codes: 0 done, 1 no mock answers or it refuses, 2 wrong usage. Read docs/control.md.",
               std::move(shown)});
  std::string word, control = default_control, token_file, format = "text";
  Arguments words;
  app.add_option("COMMAND", word, "One of the commands above.")->required();
  app.add_option("WORD", words, "What the command takes.");
  add(app, "--control", "PORT", control, "Use the control API on this port, or at this URL.")
      ->capture_default_str();
  add(app, "--control-token-file", "FILE", token_file,
      "Read its token from this file. Default: $WES_ASSAY_CONTROL_TOKEN.");
  add(app, "--format", "FORMAT", format, "Print text, or the json of the control API.")
      ->capture_default_str()
      ->check(one_of({"text", "json"}));
  if (const auto done = parse(app, std::move(arguments))) return *done;
  const CtlCommand& command = command_named(word);
  if (words.size() < command.least || words.size() > command.most)
    refuse(words.size() < command.least ? "something is missing" : "there is a word too many", word,
           fmt::format("wes-assay mock ctl {} {}", word, command.takes));
  const Connection to = connection_of(control, token_file);

  asio::io_context context;
  const auto clock = core::make_system_clock(context.get_executor());
  const auto connector = conformance::make_socket_connector(*clock, {});
  conformance::HttpClient http(*clock, *connector, to.base, {.connect = 3s});
  Answers answers;
  for (const Ask& ask : command.asks(words)) {
    const core::Exchange exchange = wait_for(context, send(http, to, ask));
    if (!exchange.response) {
      say("wes-assay mock ctl: {}: {}; was the mock started with --control?\n",
          core::printable(to.base.text()), core::printable(exchange.fault_text));
      return exit_broken;
    }
    const core::Response& response = *exchange.response;
    if (response.status != 200) {
      say("wes-assay mock ctl: {}\n", refusal_text(response));
      return response.status == 400 ? exit_usage : exit_broken;
    }
    if (format == "json") to_stdout("{}", response.body);
    answers.push_back(Json::parse(response.body));
  }
  if (format == "json") return exit_ok;
  const bool added = answers.front().contains("added");
  const auto text = command.text ? command.text : added ? text_of_added : text_of_faults;
  to_stdout("{}", text(answers));
  return exit_ok;
}

}  // namespace assay::cli
