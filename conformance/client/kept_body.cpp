// SPDX-License-Identifier: Apache-2.0
#include "conformance/client/kept_body.hpp"

#include <utility>

namespace assay::conformance {

void KeptBody::expect(std::uint64_t size) {
  if (size > whole_bytes_) cut();
}

void KeptBody::cut() {
  if (is_cut_) return;
  is_cut_ = true;
  digest_.add(held_);
  held_ = held_.substr(0, first_bytes);  // shrunk: a resize would keep the memory
}

void KeptBody::add(std::string_view content) {
  size_ += content.size();
  if (size_ > whole_bytes_) cut();
  if (is_cut_) {
    digest_.add(content);
    content = content.substr(0, first_bytes - held_.size());
  }
  held_ += content;
}

void KeptBody::put_into(core::Response& response) {
  response.body = std::move(held_);
  if (is_cut_) response.cut = core::CutBody{size_, digest_.hex()};
}

}  // namespace assay::conformance
