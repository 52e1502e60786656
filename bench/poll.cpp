// SPDX-License-Identifier: Apache-2.0
#include "bench/poll.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <vector>

#include "core/fields.hpp"
#include "core/text.hpp"

namespace assay::bench {
namespace {

using std::chrono::nanoseconds;

// Read in the clients' sources: what they do between two status calls while they wait for the end of a run.
constexpr KnownClient clients[] = {
    {"wes-client", "fixed:8s", false, "wes-client of workflow-service: 8 s, a new connection each time"},
    {"irida-next", "fixed:30s", true, "IRIDA Next: 30 s by default, connections kept"},
    {"prowes", "fixed:3s", true, "proWES, a gateway that watches another WES: 3 s"},
    {"sapporo-tests", "fixed:5s", true, "the integration tests of sapporo: 5 s, one client"},
};

constexpr std::string_view poll_forms = "fixed:8s, jitter:6s..10s, backoff:1s..60s or a client: ";
constexpr double default_factor = 2;

std::string choices() {
  std::string text(poll_forms);
  for (const KnownClient& client : clients)
    text += (text.size() > poll_forms.size() ? ", " : "") + std::string(client.name);
  return text;
}

[[noreturn]] void refuse(std::string_view text, const char* what) {
  throw core::BadInput({"'" + core::printable(text) + "' " + what, "--poll", choices()});
}

nanoseconds interval_of(std::string_view text, std::string_view part) {
  const auto time = core::parse_duration(part);
  if (!time || time->count() <= 0) refuse(text, "has no interval above 0");
  return *time;
}

double factor_of(std::string_view text, std::string_view part) {
  double factor = 0;
  const auto [end, error] = std::from_chars(part.data(), part.data() + part.size(), factor);
  if (error != std::errc() || end != part.data() + part.size() || !(factor > 1 && factor <= 100))
    refuse(text, "has no factor above 1");
  return factor;
}

PollPolicy read(std::string_view text) {
  PollPolicy policy{.text = std::string(text)};
  const std::size_t colon = text.find(':');
  const std::string_view kind = text.substr(0, colon);
  std::string_view rest = colon == std::string_view::npos ? "" : text.substr(colon + 1);
  if (kind == "fixed") {
    policy.low = policy.high = interval_of(text, rest);
    return policy;
  }
  policy.jitter = kind == "jitter";
  if (!policy.jitter && kind != "backoff") refuse(text, "is no polling policy and no known client");
  if (const std::size_t star = rest.find('*'); !policy.jitter) {
    policy.factor = star == std::string_view::npos ? default_factor : factor_of(text, rest.substr(star + 1));
    rest = rest.substr(0, star);
  }
  const std::size_t dots = rest.find("..");
  if (dots == std::string_view::npos) refuse(text, "has no two intervals");
  policy.low = interval_of(text, rest.substr(0, dots));
  policy.high = interval_of(text, rest.substr(dots + 2));
  if (policy.low >= policy.high) refuse(text, "does not go from a shorter interval to a longer one");
  return policy;
}

// A number in 0..1, the same for the same pair (the finalizer of splitmix64).
double drawn(std::uint64_t run, std::uint32_t polls) {
  std::uint64_t z = (run << 32 | polls) + 0x9e3779b97f4a7c15u;
  z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
  z = (z ^ z >> 27) * 0x94d049bb133111ebu;
  return static_cast<double>((z ^ z >> 31) >> 11) * 0x1p-53;
}

}  // namespace

nanoseconds PollPolicy::wait(std::uint64_t run, std::uint32_t polls) const {
  const auto first = static_cast<double>(low.count()), last = static_cast<double>(high.count());
  const double time =
      jitter ? first + (last - first) * drawn(run, polls) : std::min(last, first * std::pow(factor, polls));
  return nanoseconds(static_cast<std::int64_t>(time));
}

std::span<const KnownClient> known_clients() { return clients; }

core::Result<PollPolicy> parse_poll(std::string_view text) {
  try {
    for (const KnownClient& client : clients) {
      if (client.name != text) continue;
      PollPolicy policy = read(client.policy);
      policy.client = text;
      return policy;
    }
    return read(text);
  } catch (const core::BadInput& bad) {
    return bad.error;
  }
}

}  // namespace assay::bench
