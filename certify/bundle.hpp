// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <functional>
#include <string>
#include <vector>

#include "conformance/runner/runner.hpp"
#include "core/result.hpp"

namespace assay::cli {

// A folder that shows what a server answered to the profile certify (docs/certification.md): the evidence of
// kCertifyRuns runs, reports of the first, a manifest, an in-toto statement, and its signature where there is
// a key.
struct BundleTarget {
  std::string folder;    // made by it; an empty one will do
  std::string sign_key;  // path of a private key, PEM; "" signs nothing
};

// Everything that can be wrong before the first byte is sent. Throws core::BadInput.
void check_bundle(const BundleTarget& target, const conformance::RunOptions& options);

using RunOnce = std::function<reports::RunResult(const conformance::RunOptions& options,
                                                 reports::EvidenceWriter& evidence)>;
// Runs the suite and writes the folder. If a run is not whole, or the runs do not agree, `trouble` has the
// reasons, a sentence each, and there is evidence in the folder and nothing else.
struct Bundled {
  std::vector<reports::RunResult> runs;
  std::vector<std::string> trouble = {};
  bool written = false;  // the bundle, whatever it says of the server
};
Bundled write_bundle(const BundleTarget& target, conformance::RunOptions options, const RunOnce& run);

// Computes all of it again. The verdict in one sentence, or what is wrong, and with which file. `public_key`:
// path of the key that must have signed it; "" takes the bundle's own, where it has one.
core::Result<std::string> verify_bundle(const std::string& folder, const std::string& public_key);

}  // namespace assay::cli
