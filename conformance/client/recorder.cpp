// SPDX-License-Identifier: Apache-2.0
#include "conformance/client/recorder.hpp"

#include <algorithm>
#include <utility>

#include "core/sha256.hpp"

namespace assay::conformance {

Recorder::Recorder(core::Redactor redactor, std::function<void(const core::Exchange&)> sink,
                   const BodyBudget& budget)
    : redactor_(std::move(redactor)), sink_(std::move(sink)), budget_(budget) {}

void Recorder::fit(core::Response& response) {
  std::string& body = response.body;
  const std::size_t room = body.size() < budget_.large_from ? budget_.all : budget_.large;
  const bool fits = !response.cut && body.size() <= room && kept_bytes_ <= room - body.size();
  if (!fits && body.size() > budget_.first_bytes) {
    if (!response.cut) response.cut = core::CutBody{body.size(), core::sha256_hex(body)};
    std::size_t size = budget_.first_bytes;
    while (size > 0 && (static_cast<unsigned char>(body[size]) & 0xc0) == 0x80) --size;
    body = body.substr(0, size);  // shrunk: a resize would keep the memory
  }
  kept_bytes_ += body.size();
}

void Recorder::hide(const Credential& credential) {
  redactor_.add(credential.secret);
  redactor_.add(credential.password);
  redactor_.add(credential.session);
}

core::ExchangePtr Recorder::keep(core::Exchange exchange) {
  if (exchange.id == 0) exchange.id = next_id();
  redactor_.redact(exchange);
  if (exchange.response) fit(*exchange.response);
  auto kept = std::make_shared<const core::Exchange>(std::move(exchange));
  // Answers come out of order when several requests are under way.
  const auto after = [](std::uint64_t id, const core::ExchangePtr& other) { return id < other->id; };
  exchanges_.insert(std::upper_bound(exchanges_.begin(), exchanges_.end(), kept->id, after), kept);
  if (sink_) sink_(*kept);
  return kept;
}

}  // namespace assay::conformance
