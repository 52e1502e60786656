// SPDX-License-Identifier: Apache-2.0
#include "reports/observed.hpp"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>

#include "core/json_guard.hpp"
#include "core/json_members.hpp"
#include "core/url.hpp"
#include "schemas/page.hpp"

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

// As the run itself read it; null for a folder of the user's own that evidence names and does not hold.
std::shared_ptr<const schemas::Dialect> dialect_of(const RunResult& result) {
  if (result.dialect) return result.dialect;
  auto shipped = schemas::load_dialect(result.header.dialect, result.header.wes_version);
  return shipped ? *shipped : nullptr;
}

class Stories {
 public:
  explicit Stories(const schemas::Dialect& dialect) : dialect_(dialect) {}
  // `body` shows the run, and its state.
  void see(const std::string& run, const char* lane, const core::Exchange& e, const json& body) {
    std::string state = core::text_member(&body, dialect_.readings.state);
    if (run.empty() || state.empty()) return;
    const auto [at, fresh] = at_.try_emplace(run, stories.size());
    if (fresh) stories.push_back({run, {{"status", {}}, {"log", {}}, {"list", {}}}});
    for (Lane& known : stories[at->second].lanes) {
      if (known.name == lane)
        known.seen.push_back({e.timings.sent, e.timings.received, state, phase_of(state), e.id});
    }
  }
  bool knows(const std::string& run) const { return at_.contains(run); }
  std::vector<RunStory> stories;

 private:
  schemas::Phase phase_of(const std::string& state) const {
    const schemas::StateWord* word = dialect_.state(state);
    return word ? word->phase : schemas::Phase::unknown;
  }
  const schemas::Dialect& dialect_;
  std::map<std::string, std::size_t> at_;
};

Page page_of(const core::ExchangePtr& e, const schemas::PageReading& reading) {
  Page page{e->id, core::status_of(*e), {}, {}, {}};
  const auto body = body_of(*e);
  if (!body) return page;
  schemas::Page read = schemas::read_page(e, &*body, reading);
  page.runs = std::move(read.ids);
  page.next = std::move(read.token);
  return page;
}

std::string token_in(const std::string& target, const std::string& parameter) {
  const std::size_t question = target.find('?');
  if (question == std::string::npos) return "";
  for (const auto& [name, value] : core::decode_query(std::string_view(target).substr(question + 1)))
    if (name == parameter) return value;
  return "";
}

void mark_repeats(Walk& walk) {
  std::set<std::string> seen;
  for (Page& page : walk.pages) {
    for (const std::string& run : page.runs) page.again.push_back(!seen.insert(run).second);
  }
}

}  // namespace

std::vector<RunStory> run_stories(const RunResult& result) {
  const auto dialect = dialect_of(result);
  if (!dialect) return {};
  Stories all(*dialect);
  for (const core::ExchangePtr& e : result.exchanges) {
    const bool status = e->operation == "GetRunStatus";
    if (!status && e->operation != "GetRunLog") continue;
    if (const auto body = body_of(*e))
      all.see(schemas::run_id_of(*e, *dialect), status ? "status" : "log", *e, *body);
  }
  const schemas::PageReading reading = schemas::page_reading(*dialect, "ListRuns");
  for (const core::ExchangePtr& e : result.exchanges) {
    if (e->operation != "ListRuns") continue;
    const auto body = body_of(*e);
    const json* runs = body ? schemas::items_in(&*body, reading.items).array : nullptr;
    if (!runs) continue;
    for (const json& run : *runs) {
      const std::string id = core::id_member(&run, reading.id);
      if (all.knows(id)) all.see(id, "list", *e, run);
    }
  }
  for (RunStory& story : all.stories) {
    std::erase_if(story.lanes, [](const Lane& lane) { return lane.seen.empty(); });
  }
  return std::move(all.stories);
}

std::vector<Walk> page_walks(const RunResult& result) {
  const auto dialect = dialect_of(result);
  if (!dialect) return {};
  const schemas::PageReading reading = schemas::page_reading(*dialect, "ListRuns");
  std::vector<Walk> walks;
  for (const core::ExchangePtr& e : result.exchanges) {
    if (e->operation != "ListRuns") continue;
    const std::string token = token_in(e->request.target, dialect->page_token_parameter);
    // The latest walk of the same check whose last page gave this token.
    const auto before = std::find_if(walks.rbegin(), walks.rend(), [&](const Walk& walk) {
      return !token.empty() && walk.check == e->check && walk.pages.back().next == token;
    });
    if (before != walks.rend()) {
      before->pages.push_back(page_of(e, reading));
    } else {
      walks.push_back({e->check, {page_of(e, reading)}});
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
