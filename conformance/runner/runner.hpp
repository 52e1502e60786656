// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <boost/asio/awaitable.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "conformance/client/http_client.hpp"
#include "conformance/session/check.hpp"
#include "conformance/session/run_options.hpp"
#include "conformance/session/stop_source.hpp"
#include "conformance/session/wait_book.hpp"
#include "reports/evidence.hpp"

namespace assay::conformance {

struct Progress {
  int done = 0;
  int total = 0;
  std::string check;  // that has just started or ended
  bool ended = false;
  Verdict worst = Verdict::pass;  // of the ended check
  std::uint64_t requests = 0;
  std::shared_ptr<const WaitBook> waits = {};  // of all checks, as they go on
};

// An Error only for what is decided before the first byte: nothing selected, an unknown profile or version.
// Everything after that, a dead host included, is told by the RunResult.
boost::asio::awaitable<core::Result<reports::RunResult>> run_suite(
    const RunOptions& options, core::Clock& clock, Connector& connector, reports::EvidenceWriter& evidence,
    std::function<void(const Progress&)> progress, StopSource& stop);

// The same with another who answers, made with the turn that each further request needs.
using MakeSender = std::function<std::shared_ptr<Sender>(Turn turn)>;
boost::asio::awaitable<core::Result<reports::RunResult>> run_suite(
    const RunOptions& options, core::Clock& clock, MakeSender make_sender, reports::EvidenceWriter& evidence,
    std::function<void(const Progress&)> progress, StopSource& stop);

// The checks that a profile and globs select, in the order of their stages; an Error with a suggestion when
// none.
core::Result<std::vector<const Check*>> select_checks(const std::string& profile,
                                                      const std::vector<std::string>& only,
                                                      const Catalogue& catalogue = Catalogue::shipped(),
                                                      const std::vector<std::string>& exclude = {});
// The same; an Error too where the profile certify is given what it does not allow: a selection, a document
// or a seed of one's own.
core::Result<std::vector<const Check*>> select_checks(const RunOptions& options);
// Why a check is not among them: "not in the profile core", "deselected by --exclude".
std::string why_left_out(const Check& check, const RunOptions& options, const Catalogue& catalogue);
// The rows that hold for the target of the options.
core::Result<std::shared_ptr<const Catalogue>> catalogue_of(const RunOptions& options);

}  // namespace assay::conformance
