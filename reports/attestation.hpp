// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/result.hpp"
#include "reports/run_result.hpp"

// The texts of a certification bundle (docs/certification.md). Each is a function of what it tells of, so
// that who verifies can make it again.
namespace assay::reports {

using NamedText = std::pair<std::string, std::string>;  // a file's name, and what is in it

// As `sha256sum -c` reads it.
std::string write_manifest(const std::vector<NamedText>& files);

// An in-toto statement, predicate test-result v0.1: a test for each requirement that was decided. Its
// subjects are the manifest and what `files` names.
std::string write_statement(const RunResult& run, const std::vector<NamedText>& files);

// What the bundle is, and is not, for a person.
std::string write_attestation_text(const RunResult& run, std::size_t runs);

// index.html: the verdict, the runs, the digests of `files`, whose signature it is, how to verify it.
// `signer` is a public key in PEM; "" if the bundle is not signed.
std::string write_bundle_page(const std::vector<RunResult>& runs, const std::vector<NamedText>& files,
                              std::string_view signer);

// What a signature of a DSSE envelope with this statement is made over.
std::string dsse_signed_bytes(std::string_view statement);
std::string write_envelope(std::string_view statement, std::string_view signature,
                           std::string_view public_pem);
// The signature in it.
core::Result<std::string> read_envelope(std::string_view name, std::string_view text);

}  // namespace assay::reports
