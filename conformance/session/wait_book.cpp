// SPDX-License-Identifier: Apache-2.0
#include "conformance/session/wait_book.hpp"

#include <utility>

namespace assay::conformance {

// Equal keys stand in the order in which they came.
const NowWaiting* WaitBook::of(std::string_view check) const {
  const auto first = waits_.lower_bound(check);
  if (first == waits_.end() || first->first != check) return nullptr;
  const NowWaiting& outer = first->second;
  const auto inner = outer.maker.empty() ? waits_.end() : waits_.lower_bound(outer.maker);
  return inner == waits_.end() || inner->first != outer.maker ? &outer : &inner->second;
}

Waiting::Waiting(std::shared_ptr<WaitBook> book, std::string_view check, NowWaiting wait)
    : book_(std::move(book)), at_(book_->waits_.emplace(std::string(check), std::move(wait))) {}

}  // namespace assay::conformance
