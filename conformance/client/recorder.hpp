// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <functional>
#include <vector>

#include "conformance/client/auth.hpp"
#include "core/exchange.hpp"
#include "core/redact.hpp"

namespace assay::conformance {

// What the bodies of all answers of a run may take together. One that has no room is kept as its first bytes,
// its size and its digest, and rules that need the rest are inconclusive.
struct BodyBudget {
  std::size_t all = std::size_t{512} << 20;
  std::size_t large = std::size_t{32} << 20;  // where the body is a large one
  std::size_t large_from = std::size_t{1} << 20;
  std::size_t first_bytes = std::size_t{64} << 10;
};

// Keeps every exchange of a run, redacted, numbered in order of sending, and hands each to `sink` (the
// evidence file).
class Recorder {
 public:
  explicit Recorder(core::Redactor redactor, std::function<void(const core::Exchange&)> sink = {},
                    const BodyBudget& budget = {});
  std::uint64_t next_id() { return ++last_id_; }
  core::ExchangePtr keep(core::Exchange exchange);
  const std::vector<core::ExchangePtr>& exchanges() const { return exchanges_; }
  const core::Redactor& redactor() const { return redactor_; }
  void hide(const Credential& credential);  // from now on

 private:
  void fit(core::Response& response);

  core::Redactor redactor_;
  std::function<void(const core::Exchange&)> sink_;
  std::vector<core::ExchangePtr> exchanges_;
  BodyBudget budget_;
  std::size_t kept_bytes_ = 0;
  std::uint64_t last_id_ = 0;
};

}  // namespace assay::conformance
