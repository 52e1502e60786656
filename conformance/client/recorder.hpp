// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <functional>
#include <vector>

#include "conformance/client/auth.hpp"
#include "core/exchange.hpp"
#include "core/redact.hpp"

namespace assay::conformance {

// Keeps every exchange of a run, redacted, numbered in order of sending, and hands each to `sink` (the
// evidence file).
class Recorder {
 public:
  explicit Recorder(core::Redactor redactor, std::function<void(const core::Exchange&)> sink = {});
  std::uint64_t next_id() { return ++last_id_; }
  core::ExchangePtr keep(core::Exchange exchange);
  const std::vector<core::ExchangePtr>& exchanges() const { return exchanges_; }
  const core::Redactor& redactor() const { return redactor_; }
  void hide(const Credential& credential);  // from now on

 private:
  core::Redactor redactor_;
  std::function<void(const core::Exchange&)> sink_;
  std::vector<core::ExchangePtr> exchanges_;
  std::uint64_t last_id_ = 0;
};

}  // namespace assay::conformance
