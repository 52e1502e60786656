// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "reports/attestation.hpp"

namespace assay::cli {

inline constexpr std::string_view manifest_file = "manifest.sha256";
inline constexpr std::string_view statement_file = "statement.json";
inline constexpr std::string_view envelope_file = "statement.dsse.json";
inline constexpr std::string_view index_file = "index.html";
inline constexpr std::string_view signer_file = "signer.pem";

std::string evidence_file(std::size_t run);  // "evidence-1.ndjson"

// The files that are made from the evidence, and their texts, in the order of the manifest.
std::vector<reports::NamedText> made_from(const std::vector<reports::RunResult>& runs);

// index.html, made from the runs and the files that the manifest has before it.
reports::NamedText index_of(const std::vector<reports::RunResult>& runs,
                            const std::vector<reports::NamedText>& files);

// Why these runs are no ground for a bundle: one is not whole or has another configuration, they do not
// agree. One a line; empty where they are.
std::vector<std::string> objections(const std::vector<reports::RunResult>& runs);

}  // namespace assay::cli
