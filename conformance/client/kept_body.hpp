// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "core/exchange.hpp"
#include "core/sha256.hpp"

namespace assay::conformance {

// The body of an answer while it is read: whole, or the first bytes, the size and the digest of one that is
// larger than `whole`.
class KeptBody {
 public:
  // Twice what is kept for good: a secret that stands across that end is redacted before it is cut.
  static constexpr std::size_t first_bytes = 128u << 10;

  explicit KeptBody(std::size_t whole) : whole_bytes_(whole) {}
  void expect(std::uint64_t size);  // it is said to be so large
  void add(std::string_view content);
  std::uint64_t size() const { return size_; }
  void put_into(core::Response& response);

 private:
  void cut();

  std::size_t whole_bytes_;
  bool is_cut_ = false;
  std::uint64_t size_ = 0;
  std::string held_;
  core::Sha256 digest_;  // where it is cut
};

}  // namespace assay::conformance
