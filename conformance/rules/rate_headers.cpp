// SPDX-License-Identifier: Apache-2.0
#include "conformance/rules/rate_headers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <map>

namespace assay::conformance {
namespace {

struct Answered {
  ExchangePtr exchange;
  RateSaid said;
};

}  // namespace

std::optional<RateSaid> read_rate(const core::Response& response, std::string& lacks) {
  RateSaid said;
  const struct {
    const char* field;
    std::uint64_t& number;
  } rows[] = {{"X-RateLimit-Limit", said.limit},
              {"X-RateLimit-Remaining", said.remaining},
              {"X-RateLimit-Reset", said.reset}};
  for (const auto& row : rows) {
    lacks = row.field;
    const auto value = response.headers.get(row.field);
    if (!value) return {};
    const auto [end, fault] = std::from_chars(value->data(), value->data() + value->size(), row.number);
    if (fault != std::errc() || end != value->data() + value->size()) return {};
  }
  lacks.clear();
  return said;
}

std::vector<Finding> rate_that_does_not_fall(const std::vector<ExchangePtr>& exchanges) {
  std::vector<Answered> by_sent;
  for (const ExchangePtr& exchange : exchanges) {
    std::string lacks;
    if (!exchange->response) continue;
    if (const auto said = read_rate(*exchange->response, lacks)) by_sent.push_back({exchange, *said});
  }
  auto by_received = by_sent;
  std::ranges::stable_sort(by_sent, {}, [](const Answered& each) { return each.exchange->timings.started; });
  std::ranges::stable_sort(by_received, {},
                           [](const Answered& each) { return each.exchange->timings.received; });
  std::map<std::uint64_t, const Answered*> lowest;  // of each window, of what has been received
  auto next = by_received.begin();
  for (const Answered& each : by_sent) {
    for (; next != by_received.end() && next->exchange->timings.received < each.exchange->timings.started;
         ++next) {
      const Answered*& known = lowest[next->said.reset];
      if (!known || next->said.remaining < known->said.remaining) known = &*next;
    }
    const auto found = lowest.find(each.said.reset);
    if (found == lowest.end() || each.said.remaining == 0) continue;
    const Answered& before = *found->second;
    if (each.said.remaining < before.said.remaining) continue;
    Finding finding = conformance::finding(
        each.exchange, "rate-does-not-fall",
        fmt::format("an answer leaves {} of the window that an earlier one left {} of", each.said.remaining,
                    before.said.remaining),
        fmt::format("less than {}", before.said.remaining), std::to_string(each.said.remaining));
    finding.exchanges.push_back(before.exchange->id);
    return {finding};
  }
  return {};
}

}  // namespace assay::conformance
