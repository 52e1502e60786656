// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "core/clock.hpp"
#include "core/exchange.hpp"
#include "mock_server/answer.hpp"
#include "mock_server/behaviour.hpp"
#include "mock_server/runs.hpp"
#include "schemas/dialect.hpp"

namespace assay::mock {

struct SiteState;

// Everything about a mock but its sockets. Thread-safe: one lock is held while a request is answered.
class Site {
 public:
  explicit Site(std::unique_ptr<SiteState> state);  // by make_site (server.hpp)
  ~Site();
  Site(const Site&) = delete;
  Site& operator=(const Site&) = delete;

  // `request` is complete, its body de-chunked, its target in origin form. Never throws.
  Answer handle(const core::Request& request);
  core::Clock& clock();
  const std::string& base_path() const;  // "/ga4gh/wes/v1"
  const schemas::Dialect& dialect() const;
  const Behaviour& behaviour() const;
  std::uint64_t seed() const;

  // What defects need. runs() and notes() are for body and answer hooks only, which hold the lock.
  RunStore& runs();
  std::map<std::string, std::string>& notes(
      std::string_view defect);                    // kept from call to call, for each defect
  std::uint64_t counter(std::string_view defect);  // 0, 1, 2... for each defect
  std::uint64_t draw(
      std::string_view defect);  // a random number; the same for the same seed and count of draws

 private:
  std::unique_ptr<SiteState> state_;
};

}  // namespace assay::mock
