// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "bench/population.hpp"
#include "cli/exit_codes.hpp"
#include "cli/mock_tools.hpp"
#include "cli/parse.hpp"
#include "cli/wait_for.hpp"
#include "conformance/client/auth.hpp"
#include "core/fields.hpp"
#include "core/files.hpp"
#include "core/json_guard.hpp"
#include "core/sleep.hpp"
#include "core/text.hpp"
#include "mock_server/scenario.hpp"

namespace assay::cli {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;

struct Change {
  std::string state;
  core::Duration at{};  // since the run began
};

struct Recorded {
  std::string run_id = {};
  core::Time began{};  // when it was submitted, else when it was first seen
  core::Time asked{};  // when the last status was sent for
  std::vector<Change> changes = {};
  core::Duration began_off{};  // by how much `began` may be wrong
  core::Duration off{};        // and the time of a change, counted from it
  std::optional<int> exit_code = {};
  bool ended = false;
};

struct Recorder {
  conformance::HttpClient& http;
  core::Clock& clock;
  const schemas::Dialect& dialect;
  const core::Headers& headers;
  std::string last = {};  // answer, in words
};

struct RecordFlags {
  std::string url, auth, out, wes_version = "1.1.0";
  std::vector<std::string> runs, form;
  std::string every = "500ms", length = "10m";
};

asio::awaitable<nlohmann::json> ask(Recorder& recorder, const char* operation_id, const std::string& run_id,
                                    core::Timings& timings) {
  const auto& operation = *recorder.dialect.operation(operation_id);
  core::Exchange exchange;
  exchange.request.target =
      recorder.http.base().path + schemas::fill_path(operation.path, {{"run_id", run_id}});
  exchange.request.headers = recorder.headers;
  co_await recorder.http.send(exchange);
  timings = exchange.timings;
  recorder.last = exchange.response ? fmt::format("{}", exchange.response->status) : exchange.fault_text;
  if (core::status_of(exchange) != operation.success) co_return nlohmann::json();
  auto json = core::parse_json(exchange.response->body);
  if (!json) co_return nlohmann::json();
  co_return std::move(*json);
}

// An answer that is none leaves the time of the next change less certain, and nothing else.
void learn(Recorded& run, const schemas::Dialect& dialect, const nlohmann::json& status,
           const core::Timings& timings) {
  const std::string state = status.is_object() ? status.value("state", "") : "";
  const auto* word = dialect.state(state);
  if (!word) return;
  if (run.changes.empty()) {
    if (run.began == core::Time()) run.began = timings.received;
    run.changes.push_back({state, {}});
  } else if (run.changes.back().state != state) {
    const auto half = (timings.received - run.asked) / 2;
    run.changes.push_back({state, std::max(run.changes.back().at, run.asked + half - run.began)});
    run.off = std::max(run.off, half);
  }
  run.asked = timings.sent;
  run.ended = word->terminal;
}

asio::awaitable<int> watch(Recorder& recorder, std::vector<Recorded>& runs, core::Duration every,
                           core::Time until) {
  while (recorder.clock.now() < until) {
    const core::Time next = recorder.clock.now() + every;
    for (auto& run : runs) {
      if (run.ended) continue;
      core::Timings timings;
      const auto status = co_await ask(recorder, "GetRunStatus", run.run_id, timings);
      learn(run, recorder.dialect, status, timings);
      // One that was just submitted may need its time; one that was named is there, or never will be.
      if (run.began == core::Time()) co_return 0;
    }
    if (std::all_of(runs.begin(), runs.end(), [](const Recorded& run) { return run.ended; })) break;
    co_await core::sleep_until(recorder.clock, next);
  }
  for (auto& run : runs) {
    core::Timings timings;
    const auto log = co_await ask(recorder, "GetRunLog", run.run_id, timings);
    const auto code = nlohmann::json::json_pointer("/run_log/exit_code");
    if (run.ended && log.contains(code) && log.at(code).is_number_integer()) run.exit_code = log.at(code);
  }
  co_return 0;
}

Recorded submit(asio::io_context& context, Recorder& recorder, const std::vector<std::string>& fields) {
  conformance::Form form;
  for (const auto& field : fields) {
    const auto equals = field.find('=');
    if (equals == std::string::npos) refuse("a field of the form is NAME=VALUE", "--submit");
    form.parts.push_back({field.substr(0, equals), field.substr(equals + 1)});
  }
  std::vector<std::string> made;
  const core::Time before = recorder.clock.now();
  const auto submission = [&form](std::size_t) {
    core::Request request;
    conformance::set_multipart(request, form);
    return request;
  };
  wait_for(context,
           bench::create_runs(recorder.http, recorder.dialect, recorder.headers, submission, 1, made))
      .value();
  const auto half = (recorder.clock.now() - before) / 2;
  return {.run_id = made.front(), .began = before + half, .began_off = half};
}

long long milliseconds(core::Duration time) {
  return std::chrono::round<std::chrono::milliseconds>(time).count();
}

// States, times and exit codes only, so that no token can be in it.
std::string scenario_of(const std::vector<Recorded>& runs, const core::Url& base) {
  core::Duration off{};
  for (const auto& run : runs) off = std::max(off, run.began_off + run.off);
  std::string text =
      fmt::format("says: {}\nruns:\n",
                  nlohmann::json(fmt::format("Recorded from {}; each change within {}ms of when it was.",
                                             base.text(), milliseconds(off) + 1))
                      .dump());
  for (const auto& run : runs) {
    const bool last = &run == &runs.back();
    text += last ? "  - timeline:\n" : "  - match: {nth: 1}\n    timeline:\n";
    for (const auto& change : run.changes) {
      const bool first = &change == &run.changes.front(), end = &change == &run.changes.back();
      text += fmt::format("      - {{{}state: {}{}}}\n",
                          first ? "" : fmt::format("at: {}ms, ", milliseconds(change.at)), change.state,
                          end && run.exit_code ? fmt::format(", exit_code: {}", *run.exit_code) : "");
    }
  }
  return text;
}

core::Duration duration_of(const std::string& text, const char* flag, core::Duration least) {
  const auto time = core::parse_duration(text);
  if (!time || *time < least)
    refuse("'" + core::printable(text) + "' is no time that can be used", flag, "500ms, 10m");
  return *time;
}

core::Headers headers_of(const std::string& auth) {
  core::Headers headers;
  if (auth.empty()) return headers;
  const auto credential = conformance::parse_credential(auth, "--auth").value();
  if (credential.signs())
    refuse("mock record does not sign requests", "--auth", "bearer=, basic= or header:NAME=");
  headers.set(credential.header, credential.scheme + std::string(credential.secret.expose()));
  return headers;
}

}  // namespace

int record_scenario(Arguments arguments) {
  CLI::App app(
      "Example: wes-assay mock record http://localhost:1122 --submit "
      "workflow_url=https://flows.example/a.cwl "
      "--submit workflow_type=CWL --submit workflow_type_version=v1.2 --out a.yaml\n\n"
      "Watches runs of a real server and writes a scenario that plays them again, in the order given.\n",
      "wes-assay mock record");
  RecordFlags flags;
  app.add_option("URL", flags.url, "Base URL of the server")->required();
  const auto repeatable = [&](const char* flag, std::vector<std::string>& values, const char* says) {
    app.add_option(flag, values, says)->expected(1)->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  };
  repeatable("--run", flags.runs, "A run to watch, from now on; repeatable");
  repeatable("--submit", flags.form, "NAME=VALUE: submit a run with these fields, and watch it; repeatable");
  app.add_option("--every", flags.every, "Time between two looks at a run")->capture_default_str();
  app.add_option("--for", flags.length, "Stop then, where runs have not ended")->capture_default_str();
  app.add_option("--auth", flags.auth, "As of `check`: bearer=env:NAME, basic=file:PATH, ...");
  app.add_option("--wes-version", flags.wes_version, "1.0.0, 1.0.1 or 1.1.0")->capture_default_str();
  app.add_option("--out", flags.out, "File to write; else stdout");
  if (const auto done = parse(app, std::move(arguments))) return *done;
  if (flags.runs.empty() == flags.form.empty())
    refuse("there is nothing to watch, or too much", "--run, --submit", "one of the two");
  const auto base = core::parse_base_url(flags.url).value();
  const auto dialect = schemas::load_dialect("wes", flags.wes_version).value();
  const auto every = duration_of(flags.every, "--every", 10ms);
  const auto length = duration_of(flags.length, "--for", every);
  const auto headers = headers_of(flags.auth);

  asio::io_context context;
  const auto clock = core::make_system_clock(context.get_executor());
  const auto connector = conformance::make_socket_connector(*clock, {});
  conformance::HttpClient http(*clock, *connector, base, {});
  Recorder recorder{http, *clock, *dialect, headers};
  std::vector<Recorded> runs;
  for (const auto& id : flags.runs) runs.push_back({.run_id = id});
  if (runs.empty()) runs.push_back(submit(context, recorder, flags.form));
  wait_for(context, watch(recorder, runs, every, clock->now() + length));
  for (const auto& run : runs) {
    if (!run.changes.empty()) continue;
    fmt::print(stderr, "wes-assay mock: no state of run {} was seen: the last answer was {}\n",
               core::printable(run.run_id), core::printable(recorder.last));
    return exit_incomplete;
  }
  const auto text = scenario_of(runs, base);
  mock::load_scenario(core::load_document("recording", text).value(), *dialect).value();
  if (flags.out.empty()) {
    fmt::print("{}", text);
  } else {
    core::write_file(flags.out, text).value();
  }
  return exit_ok;
}

}  // namespace assay::cli
