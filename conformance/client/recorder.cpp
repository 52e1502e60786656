// SPDX-License-Identifier: Apache-2.0
#include "conformance/client/recorder.hpp"

#include <algorithm>
#include <utility>

namespace assay::conformance {

Recorder::Recorder(core::Redactor redactor, std::function<void(const core::Exchange&)> sink)
    : redactor_(std::move(redactor)), sink_(std::move(sink)) {}

void Recorder::hide(const Credential& credential) {
  redactor_.add(credential.secret);
  redactor_.add(credential.password);
  redactor_.add(credential.session);
}

core::ExchangePtr Recorder::keep(core::Exchange exchange) {
  if (exchange.id == 0) exchange.id = next_id();
  redactor_.redact(exchange);
  auto kept = std::make_shared<const core::Exchange>(std::move(exchange));
  // Answers come out of order when several requests are under way.
  const auto after = [](std::uint64_t id, const core::ExchangePtr& other) { return id < other->id; };
  exchanges_.insert(std::upper_bound(exchanges_.begin(), exchanges_.end(), kept->id, after), kept);
  if (sink_) sink_(*kept);
  return kept;
}

}  // namespace assay::conformance
