// SPDX-License-Identifier: Apache-2.0
#include "bench/sample_exchange.hpp"

#include "bench/options.hpp"
#include "conformance/client/head_scan.hpp"
#include "conformance/client/request_text.hpp"
#include "core/sha256.hpp"

namespace assay::bench {
namespace {

constexpr std::size_t most_sampled = 64u << 10;

core::Time time_of(std::int64_t ns) {
  return core::Time(std::chrono::duration_cast<core::Duration>(Nanoseconds(ns)));
}

std::shared_ptr<core::Exchange> begun(const Flight& flight, std::int64_t at) {
  auto exchange = std::make_shared<core::Exchange>();
  exchange->check = "bench";
  exchange->request = conformance::request_of(flight.run->request);
  exchange->timings = {time_of(flight.intended), time_of(flight.sent), time_of(at)};
  return exchange;
}

core::TransportFault fault_of(Outcome outcome) {
  switch (outcome) {
    case Outcome::timeout:
      return core::TransportFault::timeout;
    case Outcome::closed:
      return core::TransportFault::closed;
    case Outcome::connect:
      return core::TransportFault::connect;
    default:
      return core::TransportFault::framing;
  }
}

}  // namespace

std::shared_ptr<core::Exchange> answered_exchange(const Flight& flight, std::string_view head,
                                                  std::string_view body, std::int64_t at) {
  auto exchange = begun(flight, at);
  core::Response& response = exchange->response.emplace(conformance::scan_head(head).response);
  response.body = body.substr(0, most_sampled);
  if (body.size() > most_sampled) response.cut = core::CutBody{body.size(), core::sha256_hex(body)};
  return exchange;
}

std::shared_ptr<core::Exchange> lost_exchange(const Flight& flight, Outcome outcome, const std::string& why,
                                              std::int64_t at) {
  auto exchange = begun(flight, at);
  exchange->fault = fault_of(outcome);
  exchange->fault_text = why;
  return exchange;
}

}  // namespace assay::bench
