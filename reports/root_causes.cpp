// SPDX-License-Identifier: Apache-2.0
#include "reports/root_causes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "core/text.hpp"
#include "reports/refusal.hpp"
#include "reports/server_words.hpp"
#include "reports/summary.hpp"

namespace assay::reports {
namespace {

constexpr std::size_t most_exchanges = 20;

// Judgements with one key have one cause.
struct Group {
  std::string key;
  core::ExchangePtr first;  // null where nothing was asked
  Because because;
  std::string reason;
  RootCause cause;
};

bool is_refused(const core::Exchange& exchange) {
  return core::status_of(exchange) / 100 != 2 || !refusal_of(exchange).empty();
}

std::string kind_of(const core::Exchange& exchange) {
  const std::string kind = refusal_of(exchange);
  return kind.empty() ? std::to_string(core::status_of(exchange)) : kind;
}

bool is_like(const core::Exchange& a, const core::Exchange& b) {
  return a.operation == b.operation && a.request.method == b.request.method && a.user == b.user;
}

std::string key_of(const core::ExchangePtr& exchange, const Judgement& judgement) {
  if (!judgement.because.seen.empty()) return "seen " + judgement.because.seen;
  if (!exchange || (exchange->fault == core::TransportFault::none && !is_refused(*exchange)))
    return "reason " + judgement.reason;
  if (exchange->fault != core::TransportFault::none && exchange->fault != core::TransportFault::redirect)
    return "fault";
  return exchange->user + " " + exchange->operation + " " + exchange->request.method + " " +
         kind_of(*exchange);
}

// Below the base URL, without the query.
std::string path_of(const RunResult& result, const core::Exchange& exchange) {
  const std::string& url = result.header.target;
  const std::size_t host = url.find("://");
  const std::size_t slash = host == url.npos ? url.npos : url.find('/', host + 3);
  std::string_view base = slash == url.npos ? std::string_view() : std::string_view(url).substr(slash);
  if (base.ends_with('/')) base.remove_suffix(1);
  std::string path = exchange.request.target.substr(0, exchange.request.target.find('?'));
  if (path.starts_with(base)) path.erase(0, base.size());
  return core::shortened(core::printable(path), 100);
}

std::string refusal_text(const RunResult& result, const core::Exchange& first) {
  const std::string kind = kind_of(first);
  std::size_t all = 0;
  std::size_t met = 0;
  for (const core::ExchangePtr& exchange : result.exchanges) {
    if (!is_like(*exchange, first)) continue;
    ++all;
    met += is_refused(*exchange) && kind_of(*exchange) == kind ? 1 : 0;
  }
  const std::string share = all > 1 ? fmt::format(" on {} of {} requests", met, all) : "";
  const std::string words = server_words(first);
  return fmt::format("{} {} -> {}{} (#{}){}", first.request.method, path_of(result, first), kind, share,
                     first.id, words.empty() ? "" : ": \"" + words + "\"");
}

std::string refusal_advice(const RunResult& result, const core::Exchange& first) {
  const int status = core::status_of(first);
  const auto& config = result.header.config;
  const bool anonymous = std::find(config.begin(), config.end(),
                                   std::pair<std::string, std::string>("auth", "none")) != config.end();
  const bool taken_before =
      std::any_of(result.exchanges.begin(), result.exchanges.end(), [&](const core::ExchangePtr& other) {
        return other->id < first.id && other->user == first.user && other->operation != "GetServiceInfo" &&
               !other->operation.empty() && is_answered(*other);
      });
  if (status == 401 && anonymous) return "give credentials (--auth)";
  if (status == 401 && taken_before)
    return "the credentials were accepted before: --auth with cmd:COMMAND or file:PATH can give fresh ones";
  if (status == 401) return "give other credentials (--auth)";
  if (status == 403)
    return anonymous ? "give credentials (--auth)" : "give credentials that have this permission (--auth)";
  if (status == 404 && !taken_before) return "check the base URL: it ends before /service-info";
  if (status == 407) return "give the credentials that the proxy asks for";
  if (status == 429) return "send fewer requests per second (--rate)";
  if (status == 502 || status == 503 || status == 504) return "run the check again when the service is up";
  if (refusal_of(first) == "a page of HTML")
    return "this is a login page or another site: give credentials (--auth) or another base URL";
  if (refusal_of(first) == "a redirect") return "give the base URL that the service calls its own";
  if (status / 100 == 4 && first.operation == "RunWorkflow")
    return "a target file can give what the service asks for (docs/targets/README.md)";
  return "";
}

std::string seconds_text(core::Duration time) {
  return fmt::format("{:.1f}", static_cast<double>(time.count()) / 1e6);
}

std::string fault_text(const RunResult& result) {
  core::Time from = core::Time::max();
  core::Time to = core::Time::min();
  std::size_t n = 0;
  std::set<std::string> kinds;
  for (const core::ExchangePtr& exchange : result.exchanges) {
    if (exchange->fault == core::TransportFault::none) continue;
    ++n;
    from = std::min(from, exchange->timings.started);
    to = std::max(to, exchange->timings.received);
    kinds.emplace(core::name(exchange->fault));
  }
  const core::Time begin = result.header.started;
  return fmt::format("no response to {} of {} requests between {} and {} s ({})", n, result.exchanges.size(),
                     seconds_text(from - begin), seconds_text(to - begin), fmt::join(kinds, ", "));
}

void tell(const RunResult& result, Group& group) {
  RootCause& cause = group.cause;
  cause.advice = group.because.advice;
  if (!group.because.seen.empty()) {
    cause.text =
        core::printable(group.because.seen) + (group.first ? fmt::format(" (#{})", group.first->id) : "");
  } else if (group.key == "fault") {
    cause.text = fault_text(result);
    cause.advice = "run the check again when the service and the network are up";
  } else if (!group.key.starts_with("reason ")) {
    cause.text = refusal_text(result, *group.first);
    cause.advice = refusal_advice(result, *group.first);
  } else {
    cause.text = core::shortened(core::printable(group.reason), 240);
    if (cause.text.empty()) cause.text = group.first ? one_line(*group.first) : "no request was sent";
  }
}

template <class T>
void add_once(std::vector<T>& list, const T& value) {
  if (std::find(list.begin(), list.end(), value) == list.end()) list.push_back(value);
}

std::vector<Group> groups_of(const RunResult& result, const std::map<std::string, Verdict>& words) {
  std::vector<Group> groups;
  for (const Judgement& judgement : result.judgements) {
    if (judgement.verdict != Verdict::inconclusive) continue;
    if (words.at(judgement.requirement) != Verdict::inconclusive) continue;
    const core::ExchangePtr shown =
        judgement.exchanges.empty() ? nullptr : result.exchange(judgement.exchanges.front());
    const std::string key = key_of(shown, judgement);
    auto at = std::find_if(groups.begin(), groups.end(), [&](const Group& g) { return g.key == key; });
    if (at == groups.end()) at = groups.insert(at, {key, shown, judgement.because, judgement.reason, {}});
    if (shown && (!at->first || shown->id < at->first->id)) at->first = shown;
    add_once(at->cause.requirements, judgement.requirement);
    for (const std::uint64_t id : judgement.exchanges) {
      if (at->cause.exchanges.size() < most_exchanges) add_once(at->cause.exchanges, id);
    }
  }
  return groups;
}

bool shows(const RootCause& cause, const Judgement& judgement) {
  return std::any_of(judgement.findings.begin(), judgement.findings.end(), [&](const Finding& finding) {
    return !finding.exchanges.empty() && std::find(cause.exchanges.begin(), cause.exchanges.end(),
                                                   finding.exchanges.front()) != cause.exchanges.end();
  });
}

}  // namespace

std::vector<RootCause> root_causes(const RunResult& result) {
  std::vector<RootCause> causes;
  const RunFooter& end = result.footer;
  for (Group& group : groups_of(result, roll_up(result))) {
    tell(result, group);
    RootCause& cause = group.cause;
    std::sort(cause.exchanges.begin(), cause.exchanges.end());
    for (const Judgement& judgement : result.judgements) {
      if (judgement.verdict < Verdict::warn || !shows(cause, judgement)) continue;
      const std::size_t before = cause.requirements.size();
      add_once(cause.requirements, judgement.requirement);
      cause.broken += cause.requirements.size() - before;
    }
    causes.push_back(std::move(cause));
  }
  std::stable_sort(causes.begin(), causes.end(), [](const RootCause& a, const RootCause& b) {
    return a.requirements.size() > b.requirements.size();
  });
  // What ended the run early is the cause of all that it did not reach.
  if (!end.complete && !end.why_incomplete.empty())
    causes.insert(causes.begin(), {core::shortened(core::printable(end.why_incomplete), 240), "", {}, {}, 0});
  return causes;
}

std::string told(const RootCause& cause) {
  if (cause.requirements.empty()) return cause.text;
  std::string text = fmt::format("{}: {} undecided", cause.text, cause.requirements.size() - cause.broken);
  if (cause.broken > 0) text += fmt::format(", {} broken", cause.broken);
  return cause.advice.empty() ? text : text + "; " + cause.advice;
}

}  // namespace assay::reports
