// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <set>

#include "conformance/runner/describe.hpp"
#include "reports/observed.hpp"
#include "reports/summary.hpp"

namespace assay::conformance {
namespace {

using namespace std::chrono_literals;

constexpr std::ptrdiff_t kMostlyPercent = 90;
constexpr std::ptrdiff_t kManyFaultsPercent = 10;
constexpr core::Duration kSkew = 5s;     // Date has whole seconds, and answers are under way for a while
constexpr core::Duration kSlow = 1s;     // of the median answer
constexpr std::size_t kLongWalk = 40;    // pages; a walk that is cut earlier was not meant to reach the end
constexpr std::size_t kFewAnswers = 20;  // answers below which a median says nothing

struct Share {
  std::ptrdiff_t hits;
  std::ptrdiff_t percent;
};

template <class Matches>
Share share(const reports::RunResult& result, Matches matches) {
  const auto hits = std::count_if(result.exchanges.begin(), result.exchanges.end(), matches);
  return {hits, result.exchanges.empty() ? 0 : 100 * hits / std::ssize(result.exchanges)};
}

bool was_redirected(const ExchangePtr& e) {
  return e->fault == core::TransportFault::redirect ||
         std::any_of(e->wire_notes.begin(), e->wire_notes.end(),
                     [](const std::string& note) { return note.starts_with("redirected to "); });
}

std::string base_url(const reports::RunResult& result) {
  const Share missing = share(result, [](const ExchangePtr& e) { return core::status_of(*e) == 404; });
  if (missing.percent < kMostlyPercent) return "";
  return fmt::format("{} % of the answers were 404: does the base URL end where /service-info begins?",
                     missing.percent);
}

// Of a few requests the causes tell it better.
std::string network(const reports::RunResult& result) {
  const Share faults =
      share(result, [](const ExchangePtr& e) { return e->fault != core::TransportFault::none; });
  if (faults.percent < kManyFaultsPercent || result.exchanges.size() < kFewAnswers) return "";
  return fmt::format("{} % of the requests ended in a network error", faults.percent);
}

// By the median, so that one odd answer says nothing.
std::string unverified(const reports::RunResult& result) {
  for (const auto& [name, value] : result.header.config) {
    if (name == "insecure")
      return "the server's certificate was not verified (--insecure): anybody may have answered";
  }
  return "";
}

std::string clock_skew(const reports::RunResult& result) {
  std::vector<core::Duration> ahead;
  for (const ExchangePtr& e : result.exchanges) {
    const auto field = e->response ? e->response->headers.get("Date") : std::nullopt;
    core::Time date;
    if (field && core::from_http_date(std::string(*field), date)) ahead.push_back(date - e->timings.received);
  }
  if (ahead.empty()) return "";
  const auto middle = ahead.begin() + std::ssize(ahead) / 2;
  std::nth_element(ahead.begin(), middle, ahead.end());
  const core::Duration skew = *middle < core::Duration{} ? -*middle : *middle;
  if (skew < kSkew) return "";
  return fmt::format(
      "the server's clock (Date) is {} s {} ours: what compares its timestamps with ours is less sure",
      std::chrono::duration_cast<std::chrono::seconds>(skew).count(),
      *middle < core::Duration{} ? "behind" : "ahead of");
}

std::string redirects(const reports::RunResult& result) {
  const Share moved = share(result, was_redirected);
  if (moved.hits == 0) return "";
  return fmt::format("{} requests were redirected: is the base URL the one that the server calls its own?",
                     moved.hits);
}

std::string proxy(const reports::RunResult& result) {
  std::set<std::string> names;
  for (const ExchangePtr& e : result.exchanges) {
    if (!e->response) continue;
    for (const std::string_view via : e->response->headers.all("Via")) names.emplace(via);
  }
  if (names.empty()) return "";
  return fmt::format("answers came through a proxy (Via: {}): what HTTP shows may be the proxy's doing",
                     fmt::join(names, "; "));
}

std::string slow(const reports::RunResult& result) {
  std::vector<core::Duration> times;
  for (const ExchangePtr& e : result.exchanges) {
    if (e->response) times.push_back(e->timings.received - e->timings.started);
  }
  if (times.size() < kFewAnswers) return "";
  const auto middle = times.begin() + std::ssize(times) / 2;
  std::nth_element(times.begin(), middle, times.end());
  if (*middle < kSlow) return "";
  return fmt::format(
      "the target is slow: half of the answers took {} or more; short states may have been missed",
      reports::milliseconds(*middle));
}

std::string cut_walks(const std::vector<reports::Walk>& all) {
  std::size_t walks = 0;
  std::size_t longest = 0;
  for (const reports::Walk& walk : all) {
    if (!walk.unfinished() || walk.pages.size() < kLongWalk) continue;
    ++walks;
    longest = std::max(longest, walk.pages.size());
  }
  if (walks == 0) return "";
  return fmt::format(
      "{} {} through the list stopped at a cap of ours, after up to {} pages: runs further down were "
      "not looked at",
      walks, walks == 1 ? "walk" : "walks", longest);
}

std::string nothing_to_page(const reports::RunResult& result) {
  const Share lists = share(result, [](const ExchangePtr& e) {
    return e->operation == "ListRuns" && core::status_of(*e) == 200 &&
           e->request.target.find("page_size=") != std::string::npos;
  });
  return lists.hits == 0 ? "" : "the list of runs never had a second page: paging was not seen at work";
}

std::string paging(const reports::RunResult& result) {
  const std::vector<reports::Walk> walks = reports::page_walks(result);
  return walks.empty() ? nothing_to_page(result) : cut_walks(walks);
}

}  // namespace

std::vector<std::string> run_warnings(const reports::RunResult& result) {
  std::vector<std::string> warnings;
  for (const auto find : {unverified, base_url, network, clock_skew, redirects, proxy, slow, paging}) {
    std::string warning = find(result);
    if (!warning.empty()) warnings.push_back(std::move(warning));
  }
  return warnings;
}

}  // namespace assay::conformance
