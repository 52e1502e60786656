// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "bench/population.hpp"
#include "cli/mock/mock_proxy.hpp"
#include "cli/mock/mock_tools.hpp"
#include "cli/shared/exit_codes.hpp"
#include "cli/shared/parse.hpp"
#include "cli/shared/report_files.hpp"
#include "cli/shared/say.hpp"
#include "cli/shared/still_waiting.hpp"
#include "cli/shared/values.hpp"
#include "cli/shared/wait_for.hpp"
#include "conformance/client/auth.hpp"
#include "core/fields.hpp"
#include "core/files.hpp"
#include "core/json_guard.hpp"
#include "core/sleep.hpp"
#include "core/text.hpp"
#include "mock_server/script/scenario.hpp"
#include "record/recording.hpp"

namespace assay::cli {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;

constexpr core::Duration time_for_logs = std::chrono::seconds(5);  // after --for
constexpr std::size_t most_text = 16 * 1024;
constexpr std::size_t most_pages = 100;

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
  std::string ca_file;
  std::string every = "500ms", length = "10m";
  std::optional<std::uint16_t> proxy;
};

// The answer to a GET of `target`, below the origin; nothing where it is not the one that is hoped for.
asio::awaitable<std::optional<std::string>> fetch(Recorder& recorder, std::string target, int success,
                                                  core::Timings* timings = nullptr) {
  core::Exchange exchange;
  exchange.request.target = std::move(target);
  exchange.request.headers = recorder.headers;
  co_await recorder.http.send(exchange);
  if (timings) *timings = exchange.timings;
  recorder.last = exchange.response ? fmt::format("{}", exchange.response->status) : exchange.fault_text;
  if (core::status_of(exchange) != success) co_return std::nullopt;
  co_return std::move(exchange.response->body);
}

std::string target_of(const Recorder& recorder, const char* operation_id, const std::string& run_id) {
  return recorder.http.base().path +
         schemas::fill_path(recorder.dialect.operation(operation_id)->path, {{"run_id", run_id}});
}

asio::awaitable<nlohmann::json> ask(Recorder& recorder, const char* operation_id, std::string target,
                                    core::Timings* timings = nullptr) {
  const int success = recorder.dialect.operation(operation_id)->success;
  const auto body = co_await fetch(recorder, std::move(target), success, timings);
  if (!body) co_return nlohmann::json();
  auto json = core::parse_json(*body);
  if (!json) co_return nlohmann::json();
  co_return std::move(*json);
}

// What a URL of the log serves; "" where it leads away from the server, or serves no text. A log may be huge,
// and what it begins with is what a client wants to see.
asio::awaitable<std::string> text_at(Recorder& recorder, std::string log_target, std::string url) {
  const auto target = core::resolve_target(recorder.http.base(), log_target, url);
  if (url.empty() || !target) co_return std::string();
  const auto text = co_await fetch(recorder, *target, 200);
  if (!text || !core::is_valid_utf8(*text)) co_return std::string();
  co_return core::shortened(*text, most_text);
}

asio::awaitable<int> read_tasks(Recorder& recorder, SeenRun& run) {
  const auto target = target_of(recorder, "ListTasks", run.run_id);
  std::string token;
  for (std::size_t pages = 0; pages < most_pages; ++pages) {
    const auto query = token.empty() ? "" : "?page_token=" + core::percent_encode(token);
    const auto page = co_await ask(recorder, "ListTasks", target + query);
    see_tasks(run, page);
    const auto next = page.is_object() ? page.find(recorder.dialect.next_token_member) : page.end();
    if (next == page.end() || !next->is_string() || *next == token) break;
    token = next->get<std::string>();
    if (token.empty()) break;
  }
  co_return 0;
}

// Once, at the end: what a run log says of a run that has ended does not change any more.
asio::awaitable<int> read_log(Recorder& recorder, SeenRun& run) {
  const auto target = target_of(recorder, "GetRunLog", run.run_id);
  const auto log = co_await ask(recorder, "GetRunLog", target);
  see_log(run, log);
  if (run.tasks.empty() && recorder.dialect.has("ListTasks")) co_await read_tasks(recorder, run);
  run.out = co_await text_at(recorder, target, run.stdout_url);
  run.err = co_await text_at(recorder, target, run.stderr_url);
  for (auto& task : run.tasks) {
    task.out = co_await text_at(recorder, target, task.stdout_url);
    task.err = co_await text_at(recorder, target, task.stderr_url);
  }
  co_return 0;
}

asio::awaitable<int> watch(Recorder& recorder, std::vector<SeenRun>& runs, core::Duration every,
                           core::Time until) {
  while (recorder.clock.now() < until) {
    const core::Time next = recorder.clock.now() + every;
    for (auto& run : runs) {
      if (run.ended) continue;
      core::Timings timings;
      const auto target = target_of(recorder, "GetRunStatus", run.run_id);
      const auto status = co_await ask(recorder, "GetRunStatus", target, &timings);
      see_status(run, recorder.dialect, status, timings.sent, timings.received);
      // One that was just submitted may need its time; one that was named is there, or never will be.
      if (run.began == core::Time()) co_return 0;
    }
    if (std::all_of(runs.begin(), runs.end(), [](const SeenRun& run) { return run.ended; })) break;
    co_await core::sleep_until(recorder.clock, next);
  }
  for (auto& run : runs) co_await read_log(recorder, run);
  co_return 0;
}

SeenRun submit(asio::io_context& context, Recorder& recorder, const std::vector<std::string>& fields,
               core::Duration length) {
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
  const auto done = wait_for(
      context, bench::create_runs(recorder.http, recorder.dialect, recorder.headers, submission, 1, made),
      length);
  if (!done) {
    recorder.last = "none within --for";
    return {.run_id = "that was submitted"};
  }
  done->value();
  const auto half = (recorder.clock.now() - before) / 2;
  return {.run_id = made.front(), .began = before + half, .began_off = half};
}

core::Duration duration_of(const std::string& text, const char* flag, core::Duration least) {
  const auto time = core::parse_duration(text);
  if (!time || *time < least)
    refuse("'" + core::printable(text) + "' is no time that can be used", flag, "500ms, 10m");
  return *time;
}

struct Recording {
  std::vector<SeenRun> runs = {};
  core::Redactor secrets = {};
  std::string last = {};  // answer, in words
};

Recording drive(const RecordFlags& flags, const core::Url& base, const schemas::Dialect& dialect) {
  Recording recording;
  const auto every = duration_of(flags.every, "--every", 10ms);
  const auto length = duration_of(flags.length, "--for", every);
  core::Headers headers;
  if (!flags.auth.empty()) {
    const auto credential = conformance::parse_credential(flags.auth, "--auth").value();
    if (credential.signs())
      refuse("mock record does not sign requests", "--auth", "bearer=, basic= or header:NAME=");
    headers.set(credential.header, credential.scheme + std::string(credential.secret.expose()));
    recording.secrets.add(credential.secret);
  }
  asio::io_context context;
  const auto clock = core::make_system_clock(context.get_executor());
  const auto connector = conformance::make_socket_connector(*clock, {flags.ca_file});
  conformance::HttpClient http(*clock, *connector, base, {});
  Recorder recorder{http, *clock, dialect, headers};
  for (const auto& id : flags.runs) recording.runs.push_back({.run_id = id});
  if (flags.runs.empty()) recording.runs.push_back(submit(context, recorder, flags.form, length));
  say("wes-assay mock: watching {} run{}, for {} at most\n", recording.runs.size(),
      recording.runs.size() == 1 ? "" : "s", core::printable(flags.length));
  const StillWaiting waiting(context, "wes-assay mock record: watching", length + time_for_logs);
  if (recorder.last.empty())
    wait_for(context, watch(recorder, recording.runs, every, clock->now() + length), length + time_for_logs);
  recording.last = recorder.last;
  return recording;
}

Recording listen(const RecordFlags& flags, const core::Url& base, const schemas::Dialect& dialect,
                 bool limited) {
  Witness witness(base, dialect);
  std::optional<core::Duration> length;
  if (limited) length = duration_of(flags.length, "--for", 10ms);
  run_proxy(base, *flags.proxy, flags.ca_file, length, witness);
  Recording recording{witness.runs(), witness.secrets()};
  // A client may ask for a run that there never was.
  std::erase_if(recording.runs, [](const SeenRun& run) { return run.changes.empty(); });
  return recording;
}

void check_flags(const RecordFlags& flags) {
  if (!flags.proxy) {
    if (flags.runs.empty() == flags.form.empty())
      refuse("there is nothing to watch, or too much", "--run, --submit, --proxy", "one of the three");
    return;
  }
  if (!flags.runs.empty() || !flags.form.empty())
    refuse("there is nothing to watch, or too much", "--run, --submit, --proxy", "one of the three");
  if (!flags.auth.empty()) refuse("whoever uses the proxy brings credentials", "--auth", "leave it out");
  if (flags.out.empty())
    refuse("stdout says where the proxy listens", "--proxy", "--out FILE for the scenario");
}

}  // namespace

int record_scenario(Arguments arguments) {
  Command app("wes-assay mock record",
              {"wes-assay mock record URL (--run ID | --submit FIELD | --proxy PORT)",
               "Watches runs of a real server and writes a scenario that plays them, in the order given.",
               {"wes-assay mock record http://localhost:1122 --run ID --out it.yaml",
                "wes-assay mock record http://localhost:1122 --proxy 8080 --out it.yaml"},
               "Exit codes: 0 written, 2 wrong usage, 3 nothing was seen. Read scenarios/README.md.",
               {}});
  RecordFlags flags;
  section(app, "Target");
  app.add_option("URL", flags.url, "The base URL of the server.")->required();
  add(app, "--ca-file", "FILE", flags.ca_file, "Trust the certificate authority in this PEM file for https.");
  add(app, "--auth", "KIND=SOURCE", flags.auth,
      "Send bearer=, basic= or header:NAME= credentials from env:VAR, file:PATH or cmd:COMMAND.");
  add(app, "--wes-version", "VERSION", flags.wes_version, "Read the states of 1.0.0, 1.0.1 or 1.1.0.")
      ->capture_default_str();
  section(app, "Selection");
  many(add(app, "--run", "ID", flags.runs, "Watch this run from now on; repeatable."));
  many(add(app, "--submit", "FIELD=VALUE", flags.form,
           "Submit a run with this form field, and watch it; repeatable."));
  add(app, "--proxy", "PORT", flags.proxy,
      "Listen on this port of 127.0.0.1 (0 takes a free one), forward everything to URL, and record it.")
      ->check(whole(0, 65535));
  section(app, "Limits");
  add(app, "--every", "TIME", flags.every, "Wait this long between two reads of a run.")
      ->capture_default_str();
  const CLI::Option* length =
      add(app, "--for", "TIME", flags.length, "Stop after this time, even if runs have not ended.")
          ->capture_default_str();
  section(app, "Output");
  add(app, "--out", "FILE", flags.out, "Write the scenario to this file. Default: stdout.");
  if (const auto done = parse(app, std::move(arguments))) return *done;
  check_flags(flags);
  if (!flags.out.empty()) claim_outputs({flags.out}, {});
  const auto base = core::parse_base_url(flags.url).value();
  const auto dialect = schemas::load_dialect("wes", flags.wes_version).value();
  const auto [runs, secrets, last] =
      flags.proxy ? listen(flags, base, *dialect, length->count() > 0) : drive(flags, base, *dialect);
  if (runs.empty()) {
    say("wes-assay mock: no state of any run came through the proxy\n");
    return exit_incomplete;
  }
  for (const auto& run : runs) {
    if (!run.changes.empty()) continue;
    say("wes-assay mock: no state of run {} was seen: the last response was {}\n",
        core::printable(run.run_id), core::printable(last));
    return exit_incomplete;
  }
  std::vector<std::string> remarks;
  const auto text = scenario_of(runs, base, secrets, remarks);
  for (const auto& remark : remarks) say("wes-assay mock: {}\n", remark);
  mock::load_scenario(core::load_document("recording", text).value(), *dialect).value();
  if (flags.out.empty()) {
    to_stdout("{}", text);
  } else {
    put_text(flags.out, text);
  }
  return exit_ok;
}

}  // namespace assay::cli
