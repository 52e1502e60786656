// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <boost/asio/awaitable.hpp>
#include <memory>
#include <string>

#include "conformance/client/sender.hpp"
#include "conformance/runner/runner.hpp"

namespace assay::conformance {

struct Guess {
  std::shared_ptr<const schemas::Dialect> dialect;  // null: WES, whose version service-info tells later
  std::string why;  // "GET /run answers with a list of items", several with "; "
};

// What a service speaks, by a few requests that change nothing: service-info, and a page of one run on the
// path of each shipped dialect. Hosts and fields of the head that a dialect is known by count, too. An Error
// where nobody answers, or nothing fits.
boost::asio::awaitable<core::Result<Guess>> guess_dialect(const RunOptions& options, Sender& http);

}  // namespace assay::conformance
