// SPDX-License-Identifier: Apache-2.0
#include "reports/observed.hpp"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>

#include "core/json_guard.hpp"

namespace assay::reports {
namespace {

using nlohmann::json;

// Only success says something of a run.
std::optional<json> body_of(const core::Exchange& e) {
  if (!e.response || e.response->status / 100 != 2) return std::nullopt;
  auto body = core::parse_json(e.response->body);
  if (!body || !body->is_object()) return std::nullopt;
  return std::move(*body);
}

std::string text_member(const json& object, const char* member) {
  const auto at = object.is_object() ? object.find(member) : object.end();
  return object.is_object() && at != object.end() && at->is_string() ? at->get<std::string>() : "";
}

const json& list_member(const json& object, const char* member) {
  static const json none = json::array();
  const auto at = object.find(member);
  return at != object.end() && at->is_array() ? *at : none;
}

// The items of a page of runs, also where they are misnamed "workflows" (WES 0.x).
const json& listed_runs(const json& page) {
  const json& runs = list_member(page, "runs");
  return runs.empty() ? list_member(page, "workflows") : runs;
}

// "/ga4gh/wes/v1/runs/ID/status" -> "ID"
std::string run_in(std::string_view target) {
  target = target.substr(0, target.find('?'));
  const std::size_t runs = target.rfind("/runs/");
  if (runs == std::string_view::npos) return "";
  target.remove_prefix(runs + 6);
  return std::string(target.substr(0, target.find('/')));
}

std::string query_value(std::string_view target, std::string_view name) {
  const std::size_t question = target.find('?');
  std::string_view rest = question == std::string_view::npos ? "" : target.substr(question + 1);
  while (!rest.empty()) {
    const std::string_view pair = rest.substr(0, rest.find('&'));
    rest.remove_prefix(std::min(rest.size(), pair.size() + 1));
    if (pair.starts_with(name) && pair.substr(name.size()).starts_with('='))
      return std::string(pair.substr(name.size() + 1));
  }
  return "";
}

std::string percent_decoded(std::string_view text) {
  const auto digit = [](char c) {
    constexpr std::string_view digits = "0123456789abcdef";
    return digits.find(static_cast<char>(c | 0x20));
  };
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool coded =
        text[i] == '%' && i + 2 < text.size() && digit(text[i + 1]) < 16 && digit(text[i + 2]) < 16;
    if (!coded) {
      plain += text[i];
      continue;
    }
    plain += static_cast<char>(digit(text[i + 1]) * 16 + digit(text[i + 2]));
    i += 2;
  }
  return plain;
}

class Stories {
 public:
  void see(const std::string& run, const char* lane, const core::Exchange& e, std::string state) {
    if (run.empty() || state.empty()) return;
    const auto [at, fresh] = at_.try_emplace(run, stories.size());
    if (fresh) stories.push_back({run, {{"status", {}}, {"log", {}}, {"list", {}}}});
    for (Lane& known : stories[at->second].lanes) {
      if (known.name == lane)
        known.seen.push_back({e.timings.sent, e.timings.received, std::move(state), e.id});
    }
  }
  bool knows(const std::string& run) const { return at_.contains(run); }
  std::vector<RunStory> stories;

 private:
  std::map<std::string, std::size_t> at_;
};

Page page_of(const core::Exchange& e) {
  Page page{e.id, core::status_of(e), {}, {}, {}};
  const auto body = body_of(e);
  if (!body) return page;
  for (const json& run : listed_runs(*body)) page.runs.push_back(text_member(run, "run_id"));
  page.next = text_member(*body, "next_page_token");
  return page;
}

void mark_repeats(Walk& walk) {
  std::set<std::string> seen;
  for (Page& page : walk.pages) {
    for (const std::string& run : page.runs) page.again.push_back(!seen.insert(run).second);
  }
}

}  // namespace

std::vector<RunStory> run_stories(const RunResult& result) {
  Stories all;
  for (const core::ExchangePtr& e : result.exchanges) {
    const bool status = e->operation == "GetRunStatus";
    if (!status && e->operation != "GetRunLog") continue;
    if (const auto body = body_of(*e))
      all.see(run_in(e->request.target), status ? "status" : "log", *e, text_member(*body, "state"));
  }
  for (const core::ExchangePtr& e : result.exchanges) {
    if (e->operation != "ListRuns") continue;
    const auto body = body_of(*e);
    if (!body) continue;
    for (const json& run : listed_runs(*body)) {
      const std::string id = text_member(run, "run_id");
      if (all.knows(id)) all.see(id, "list", *e, text_member(run, "state"));
    }
  }
  for (RunStory& story : all.stories) {
    std::erase_if(story.lanes, [](const Lane& lane) { return lane.seen.empty(); });
  }
  return std::move(all.stories);
}

std::vector<Walk> page_walks(const RunResult& result) {
  std::vector<Walk> walks;
  for (const core::ExchangePtr& e : result.exchanges) {
    if (e->operation != "ListRuns") continue;
    const std::string token = percent_decoded(query_value(e->request.target, "page_token"));
    // The latest walk of the same check whose last page gave this token.
    const auto before = std::find_if(walks.rbegin(), walks.rend(), [&](const Walk& walk) {
      return !token.empty() && walk.check == e->check && walk.pages.back().next == token;
    });
    if (before != walks.rend()) {
      before->pages.push_back(page_of(*e));
    } else {
      walks.push_back({e->check, {page_of(*e)}});
    }
  }
  std::erase_if(walks, [](const Walk& walk) { return walk.pages.size() < 2; });
  for (Walk& walk : walks) mark_repeats(walk);
  return walks;
}

core::Duration Latency::at(double share) const {
  if (sorted.empty()) return {};
  const auto last = static_cast<double>(sorted.size() - 1);
  return sorted[static_cast<std::size_t>(share * last + 0.5)];
}

std::vector<Latency> latencies(const RunResult& result) {
  std::map<std::string, std::vector<core::Duration>> by_operation;
  for (const core::ExchangePtr& e : result.exchanges) {
    if (e->fault == core::TransportFault::none && e->response)
      by_operation[e->operation].push_back(e->timings.received - e->timings.started);
  }
  std::vector<Latency> all;
  for (auto& [operation, times] : by_operation) {
    std::sort(times.begin(), times.end());
    all.push_back({operation, std::move(times)});
  }
  return all;
}

}  // namespace assay::reports
