// SPDX-License-Identifier: Apache-2.0
#include "conformance/rules/finding.hpp"

#include <algorithm>

#include "core/text.hpp"
#include "reports/server_words.hpp"

namespace assay::conformance {
namespace {

constexpr std::size_t kMost = 20;

template <class T>
void unite(std::vector<T>& into, std::vector<T> more) {
  for (T& value : more) {
    if (into.size() >= kMost) return;
    if (std::find(into.begin(), into.end(), value) == into.end()) into.push_back(std::move(value));
  }
}

}  // namespace

Finding finding(const ExchangePtr& exchange, std::string reason, std::string message, std::string expected,
                std::string actual, std::vector<std::string> pointers) {
  Finding made{std::move(reason), std::move(message),  std::move(expected),
               std::move(actual), std::move(pointers), {}};
  if (exchange) made.exchanges.push_back(exchange->id);
  return made;
}

std::string pointer_pattern(std::string_view pointer) {
  std::string pattern;
  std::size_t at = 0;
  while (at < pointer.size()) {
    const std::size_t end = std::min(pointer.find('/', at + 1), pointer.size());
    const std::string_view part = pointer.substr(at + 1, end - at - 1);
    const bool index = !part.empty() && part.find_first_not_of("0123456789") == std::string_view::npos;
    pattern += '/';
    pattern += index ? std::string_view("*") : part;
    at = end;
  }
  return pattern;
}

void merge_finding(std::vector<Finding>& findings, Finding more) {
  const auto same = std::find_if(findings.begin(), findings.end(),
                                 [&](const Finding& known) { return known.reason == more.reason; });
  if (same == findings.end()) {
    findings.push_back(std::move(more));
    return;
  }
  if (same->verdict && more.verdict) same->verdict = std::max(same->verdict, more.verdict);
  // The first place stays exact, so that a report can point at it; the others are patterns. Those of another
  // answer would point at something else in the first one.
  const bool same_body =
      same->exchanges.empty() || more.exchanges.empty() || same->exchanges.front() == more.exchanges.front();
  const auto is_known = [&](const std::vector<std::string>& places, const std::string& pattern) {
    return std::any_of(places.begin(), places.end(),
                       [&](const std::string& p) { return pointer_pattern(p) == pattern; });
  };
  more.pointers.insert(more.pointers.end(), more.elsewhere.begin(), more.elsewhere.end());
  std::vector<std::string> patterns;
  for (const std::string& pointer : more.pointers) {
    const std::string pattern = pointer_pattern(pointer);
    if (!is_known(same->pointers, pattern) && !is_known(same->elsewhere, pattern))
      patterns.push_back(pattern);
  }
  unite(same_body ? same->pointers : same->elsewhere, std::move(patterns));
  unite(same->exchanges, std::move(more.exchanges));
}

std::string in_words(const core::Exchange& exchange) {
  const std::string asked =
      exchange.request.method + " " + core::shortened(core::printable(exchange.request.target), 120);
  if (!exchange.response) {
    return asked + " got no answer (" + std::string(core::name(exchange.fault)) + ": " +
           core::printable(exchange.fault_text) + ")";
  }
  const std::string words = reports::server_words(exchange);
  return asked + " answered " + std::to_string(exchange.response->status) +
         (words.empty() ? "" : " (\"" + words + "\")");
}

}  // namespace assay::conformance
