// SPDX-License-Identifier: Apache-2.0
#include "conformance/runner/guess.hpp"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "conformance/rules/finding.hpp"
#include "conformance/rules/members.hpp"
#include "core/json_guard.hpp"
#include "core/text.hpp"

namespace assay::conformance {
namespace {

namespace asio = boost::asio;
using nlohmann::json;
using schemas::Dialect;

constexpr const char* kWes = "wes";
constexpr int kSure = 4;  // an answer as only this dialect gives it
constexpr int kHint = 2;

struct Candidate {
  std::shared_ptr<const Dialect> dialect;
  int points = 0;
  std::string why = {};

  void add(int more, const std::string& because) {
    points += more;
    why += (why.empty() ? "" : "; ") + because;
  }
};

// The newest version of each; of those that follow another, too.
std::vector<Candidate> candidates() {
  std::vector<Candidate> all;
  for (const std::string& name : schemas::dialect_names())
    all.push_back({schemas::load_dialect(name, schemas::dialect_versions(name).back()).value()});
  return all;
}

bool speaks_wes(const Dialect& dialect) { return dialect.name == kWes || dialect.follows.name == kWes; }

asio::awaitable<core::Exchange> ask(const RunOptions& options, Sender& http, std::string below) {
  core::Exchange exchange;
  exchange.request.target = options.base.path + below;
  exchange.request.headers = options.target.headers;
  exchange.request.headers.set("Accept", "application/json");
  options.reach.add_to(exchange.request.headers);
  const Credential& credential = options.auth;
  if (!credential.empty() && !credential.signs())
    exchange.request.headers.set(credential.header,
                                 credential.scheme + std::string(credential.secret.expose()));
  co_await http.send(exchange);
  co_return exchange;
}

json guessed_body(const core::Exchange& exchange) {
  if (!exchange.response) return nullptr;
  auto body = core::parse_json(exchange.response->body);
  return body ? std::move(*body) : json();
}

void weigh_address(Candidate& one, const RunOptions& options) {
  const Dialect& dialect = *one.dialect;
  for (const std::string& host : dialect.clues.hosts) {
    if (core::glob_match(host, options.base.host)) one.add(kHint, "the host is one of " + host);
  }
  if (!dialect.base_path.empty() && options.base.path.ends_with(dialect.base_path))
    one.add(1, "the address ends in " + dialect.base_path);
  if (options.auth.signs() && dialect.auth.scheme == schemas::AuthPromise::Scheme::sigv4)
    one.add(kHint, "the credentials sign requests");
  if (!dialect.auth.header.empty() && core::equal_without_case(options.auth.header, dialect.auth.header))
    one.add(1, "the credentials stand in " + dialect.auth.header);
}

void weigh_service_info(Candidate& one, const core::Exchange& answer) {
  const json body = guessed_body(answer);
  if (!speaks_wes(*one.dialect) || !member(&body, "supported_wes_versions")) return;
  one.add(kSure, "service-info has supported_wes_versions");
}

void weigh_page(Candidate& one, const core::Exchange& page) {
  const Dialect& dialect = *one.dialect;
  const std::string path = dialect.operation("ListRuns")->path;
  const json body = guessed_body(page);
  const json* runs = member(&body, dialect.readings.runs);
  if (runs && runs->is_array()) one.add(kSure, "GET " + path + " has the list " + dialect.readings.runs);
  if (!page.response) return;
  const core::Headers& fields = page.response->headers;
  if (!dialect.clues.header.empty() && fields.has(dialect.clues.header))
    one.add(kHint, "its answers have the field " + dialect.clues.header);
  const int status = page.response->status;
  if (status == 401 || status == 403) one.add(1, "GET " + path + " asks for credentials");
  const auto challenge = fields.get("WWW-Authenticate");
  if (challenge && !dialect.auth.header.empty() &&
      challenge->find(dialect.auth.header) != std::string_view::npos)
    one.add(kHint, "it asks for " + dialect.auth.header);
  if (status == 404 || status == 405) one.points -= kSure;
}

}  // namespace

asio::awaitable<core::Result<Guess>> guess_dialect(const RunOptions& options, Sender& http) {
  const core::Exchange info = co_await ask(options, http, "/service-info");
  if (!info.response) {
    co_return core::Error{"what the target speaks cannot be guessed: " + in_words(info), "--dialect auto",
                          "--dialect NAME says it"};
  }
  std::vector<Candidate> all = candidates();
  std::map<std::string, core::Exchange> pages;  // by what was asked for
  std::string asked = "/service-info: " + std::to_string(core::status_of(info));
  for (Candidate& one : all) {
    const std::string path = one.dialect->operation("ListRuns")->path;
    const std::string target = path + "?" + one.dialect->page_size_parameter + "=1";
    if (!pages.contains(target)) {
      core::Exchange page = co_await ask(options, http, target);
      asked += ", " + path + ": " + std::to_string(core::status_of(page));
      pages.emplace(target, std::move(page));
    }
    weigh_address(one, options);
    weigh_service_info(one, info);
    weigh_page(one, pages.at(target));
  }
  // The first of the best: WES before those that follow it.
  const auto best = std::max_element(
      all.begin(), all.end(), [](const Candidate& a, const Candidate& b) { return a.points < b.points; });
  if (best->points <= 1) {
    co_return core::Error{"what the target speaks cannot be guessed (" + asked + ")", "--dialect auto",
                          "--dialect NAME says it; is the base URL right?"};
  }
  Guess guess{best->dialect->name == kWes ? nullptr : best->dialect, best->why};
  co_return guess;
}

}  // namespace assay::conformance
