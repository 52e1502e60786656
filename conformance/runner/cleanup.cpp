// SPDX-License-Identifier: Apache-2.0
#include "conformance/runner/cleanup.hpp"

#include <algorithm>
#include <charconv>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>

#include "conformance/checks/checks.hpp"
#include "conformance/client/signing.hpp"
#include "conformance/rules/finding.hpp"
#include "conformance/rules/members.hpp"
#include "conformance/rules/walk.hpp"
#include "conformance/runner/settings.hpp"
#include "conformance/session/names.hpp"
#include "core/json_foreign.hpp"
#include "core/run_until.hpp"
#include "core/text.hpp"
#include "schemas/dialect.hpp"

namespace assay::conformance {
namespace {

namespace asio = boost::asio;
using nlohmann::json;

constexpr std::size_t kMostPages = 100;
constexpr core::Duration kOneRun = std::chrono::seconds(20);
constexpr int kMostLogs = 500;  // read to see their tags, where the list shows none

json body_of(const core::Exchange& exchange) {
  if (!exchange.response) return nullptr;
  auto body = core::parse_foreign_json(exchange.response->body);
  return body ? std::move(*body) : json();
}

// Everything that a clean-up needs to ask.
struct Asker {
  const CleanupOptions& options;
  HttpClient& http;
  std::shared_ptr<const schemas::Dialect> dialect;
  core::Clock& clock;
  std::set<std::string> settled = {};  // ids of runs, whatever came of them

  asio::awaitable<ExchangePtr> ask(std::string operation, std::string run_id, std::string query,
                                   std::string user) {
    core::Exchange exchange;
    exchange.operation = operation;
    exchange.request.method = dialect->operation(operation)->method;
    exchange.request.target = http.base().path +
                              schemas::fill_path(dialect->operation(operation)->path, {{"run_id", run_id}}) +
                              query;
    exchange.request.headers = options.headers;
    options.reach.add_to(exchange.request.headers);
    exchange.request.headers.set("Accept", "application/json");
    const Credential& credential = user == "other" ? options.other_auth : options.auth;
    if (credential.signs()) {
      const SigningScope scope{options.region, dialect->auth.service};
      sign(exchange.request, credential, credential.secret.expose(), scope, http.base(), clock.now());
    } else if (!credential.empty()) {
      exchange.request.headers.set(credential.header,
                                   credential.scheme + std::string(credential.secret.expose()));
    }
    co_await http.send(exchange);
    co_return std::make_shared<const core::Exchange>(std::move(exchange));
  }
};

// By id, whose credentials made them: "main" or "other".
using Owners = std::map<std::string, std::string>;

Owners made_runs(const reports::RunResult& evidence, const schemas::Dialect& dialect,
                 const std::string& path_of_runs) {
  Owners owners;
  for (const ExchangePtr& exchange : evidence.exchanges) {
    const std::string& target = exchange->request.target;
    if (exchange->request.method != "POST" || target.substr(0, target.find('?')) != path_of_runs) continue;
    const json body = body_of(*exchange);
    const std::string id = id_member(&body, dialect.readings.run_id);
    if (!id.empty()) owners[id] = exchange->user == "other" ? "other" : "main";
  }
  return owners;
}

asio::awaitable<void> cancel_if_alive(Asker& asker, std::string id, std::string user, Cleanup& done) {
  const ExchangePtr status = co_await asker.ask("GetRunStatus", id, "", user);
  if (status->fault == core::TransportFault::cancelled) co_return;
  const json body = body_of(*status);
  const std::string state = text_member(&body, asker.dialect->readings.state);
  const int code = core::status_of(*status);
  const schemas::StateWord* word = asker.dialect->state(state);
  const bool is_ending = word && (word->terminal || word->phase == schemas::Phase::canceling);
  if (code == 404 || is_ending) {
    asker.settled.insert(id);
    done.ended.push_back(id);
    co_return;
  }
  if (code == 401 || code == 403) {
    asker.settled.insert(id);
    done.trouble.push_back(
        "the run " + core::printable(id) + ": " + in_words(*status) +
        " (give the credentials that made it: " + (user == "other" ? "--other-auth" : "--auth") + ")");
    co_return;
  }
  const ExchangePtr cancel = co_await asker.ask("CancelRun", id, "", user);
  if (cancel->fault == core::TransportFault::cancelled) co_return;
  asker.settled.insert(id);
  if (core::status_of(*cancel) / 100 == 2) {
    done.cancelled.push_back(id);
  } else {
    done.trouble.push_back("the run " + core::printable(id) + " was not cancelled: " + in_words(*cancel));
  }
}

// Which tags this run of the suite can have given.
struct Tags {
  std::uint64_t seed;
  int repetitions;
  std::map<std::string, std::set<std::string>> drawn = {};  // by asker, once each

  bool are_on(const json* tags) {
    const std::string tag = text_member(tags, "wes-assay");
    const std::size_t dash = tag.rfind('-');
    if (dash == std::string::npos) return false;
    const std::string asker = tag.substr(0, dash);
    if (!find_check(asker)) return false;
    const auto [at, fresh] = drawn.try_emplace(asker);
    if (fresh) at->second = names_of(seed, repetitions, asker);
    return at->second.contains(tag.substr(dash + 1));
  }
};

// Runs of the list that are alive, that the evidence does not know, and whose tag is one of ours.
asio::awaitable<void> find_lost(Asker& asker, std::string user, Tags& ours, Owners& owners, Cleanup& done) {
  Walk walk;
  walk.most_pages = kMostPages;
  std::string token;
  int logs = 0;
  do {
    const std::string query =
        "?page_size=100" + (token.empty() ? "" : "&page_token=" + core::percent_encode(token));
    const ExchangePtr page = co_await asker.ask("ListRuns", "", query, user);
    const json body = body_of(*page);
    walk.pages.push_back(read_page(page, &body, page_reading(*asker.dialect, "ListRuns")));
    token = walk.pages.back().token;
    const Items runs = items_in(&body, asker.dialect->readings.runs);
    if (!runs.array || !walk.pages.back().readable) {
      done.trouble.push_back("the list of runs could not be read: " + in_words(*page));
      co_return;
    }
    for (const json& run : *runs.array) {
      const std::string id = id_member(&run, "run_id");
      if (id.empty() || owners.contains(id) || asker.dialect->is_terminal(text_member(&run, "state")))
        continue;
      const json* tags = member(&run, "tags");
      bool is_ours = ours.are_on(tags);
      if (!tags && ++logs <= kMostLogs) {
        const ExchangePtr log = co_await asker.ask("GetRunLog", id, "", user);
        const json read = body_of(*log);
        is_ours = ours.are_on(member(member(&read, "request"), "tags"));
      }
      if (is_ours) owners[id] = user;
    }
  } while (wants_more(walk));
  if (!walk.cut.empty() || logs > kMostLogs)
    done.note = "the list of runs is long, and only its first part was searched for lost runs";
}

// "2 repetitions", where the header does not say another number.
int repetitions_of(const reports::RunHeader& header) {
  for (const auto& [key, value] : header.config) {
    int n = 0;
    if (key == "repeat" && std::from_chars(value.data(), value.data() + value.size(), n).ec == std::errc{})
      return std::clamp(n, 1, kMostRepetitions);
  }
  return 2;
}

bool has_drawn_seed(const reports::RunHeader& header) {
  return std::any_of(header.config.begin(), header.config.end(), [](const auto& pair) {
    return pair.first == "seed" && pair.second.ends_with("(drawn)");
  });
}

}  // namespace

namespace {

asio::awaitable<void> find_and_cancel(const reports::RunResult& evidence, Asker& asker, Owners& owners,
                                      Cleanup& done) {
  const schemas::Dialect& dialect = *asker.dialect;
  // A run that came to its end has seen every answer.
  if (!evidence.footer.complete) {
    if (dialect.submission.encoding != schemas::SubmissionShape::Encoding::form) {
      done.note = "a run whose answer was lost is not looked for in the lists of " + dialect.name;
    } else if (has_drawn_seed(evidence.header)) {
      Tags ours{evidence.header.seed, repetitions_of(evidence.header)};
      co_await find_lost(asker, "main", ours, owners, done);
      if (!asker.options.other_auth.empty()) co_await find_lost(asker, "other", ours, owners, done);
    } else {
      done.note =
          "the seed of the run was given (--seed, certify): a run whose answer was lost cannot be told from "
          "one of another check with this seed, and was not looked for";
    }
  }
  for (const auto& [id, user] : owners) {
    co_await core::run_until(asker.clock, asker.clock.now() + kOneRun,
                             cancel_if_alive(asker, id, user, done));
  }
}

}  // namespace

asio::awaitable<Cleanup> clean_up(const reports::RunResult& evidence, const CleanupOptions& options,
                                  HttpClient& http, core::Clock& clock) {
  Cleanup done;
  const auto dialect =
      options.dialect ? options.dialect
                      : schemas::load_dialect(evidence.header.dialect, evidence.header.wes_version).value();
  Asker asker{options, http, dialect, clock};
  Owners owners = made_runs(evidence, *dialect, http.base().path + dialect->operation("RunWorkflow")->path);
  const bool whole = co_await core::run_until(clock, clock.now() + options.deadline,
                                              find_and_cancel(evidence, asker, owners, done));
  if (!whole) done.note = "the clean-up was ended by its deadline";
  for (const auto& [id, user] : owners) {
    if (!asker.settled.contains(id))
      done.trouble.push_back("the run " + core::printable(id) + ": no answer within the time for it");
  }
  co_return done;
}

}  // namespace assay::conformance
