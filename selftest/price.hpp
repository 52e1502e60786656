// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "conformance/runner/runner.hpp"

namespace assay::cli {

// What is supposed of a server that nobody has asked yet.
struct Assumptions {
  core::Duration run_time = std::chrono::seconds(30);            // of a quick run, from submission to its end
  core::Duration response_time = std::chrono::milliseconds(50);  // of any request
  int users = 0;  // whose credentials will be given: 0, 1 (--auth) or 2 (--other-auth, too)
};

struct CheckPrice {
  std::string check;  // an id; "runner" for what belongs to no check
  std::uint64_t runs = 0;
  std::uint64_t requests = 0;
  core::Duration time{};  // from its first request to its last answer
  bool shared = false;    // other checks read the runs that it makes
};

struct Price {
  std::string dialect;             // "wes"
  std::string wes_version;         // its version
  std::vector<CheckPrice> checks;  // those that send something, in the order of their first request
  std::uint64_t runs = 0;
  std::uint64_t room_for_runs = 0;  // the lowest --max-runs that is not in the way: `runs`, or one more,
                                    // since a submission that ought to be refused needs room, too
  std::uint64_t requests = 0;
  core::Duration time{};
  int undecided = 0;  // requirements that stay inconclusive on such a server
  std::string why_undecided;

  // Which of the limits is too low for all of it: "--max-runs 5", several with "and"; "".
  std::string exceeds(const conformance::RunOptions& options) const;
};

// Nothing is declared, everything is measured: the selection itself runs in this process, on a virtual clock,
// against a conformant mock that behaves as assumed; a read-only one finds twenty runs that somebody made. Of
// `options` neither the URL, nor secrets, nor a target file's own workloads, form and header fields matter.
// The version `auto` is taken for the newest. --rate is obeyed; what the other limits cut off is priced.
Price measure_price(conformance::RunOptions options, const Assumptions& assumptions);

}  // namespace assay::cli
